"""Early warning: signs of overload by HSCP, each with its figure and its rule."""

import pandas as pd
import streamlit as st

from app.analysis.overload import MEASURES as READ
from app.analysis.overload import Shown, Sign, Thresholds, rules, warning_signs
from app.contract.states import State
from app.display import downloads
from app.display.drawing import draw_table, remembered
from app.display.numbers import number, period_label
from app.display.page import note, provenance_lines
from app.display.words import STATES, count, listed
from app.release import Release

_MANY = 2
_SIGNS = {  # sign → heading, decimals, what follows the number
    Sign.CASELOAD: ("Open cases per WTE", 1, ""),
    Sign.RISE: ("Change in a year", 1, "%"),
    Sign.WAITING: ("Weeks of referrals waiting", 1, ""),
    Sign.VACANCIES: ("Posts vacant", 1, "%"),
}


def early_warning(release: Release, period: str, own: str) -> None:
    """Every HSCP by how many signs it shows. `own`: code of the chosen HSCP, or empty."""
    table = remembered(("warning", *release.key, period), lambda: _signs(release, period))
    st.header(finding(table, period, own), anchor=False)
    draw_table(_text(table))
    note("▲: the sign is shown. A figure in words says why a sign cannot be judged.")
    st.markdown("**The rules**")
    st.markdown("\n".join(f"- **{_SIGNS[sign][0]}:** {rule}." for sign, rule in rules(Thresholds()).items()))
    note(
        "The signs are counted, not weighed. With fewer than two that can be judged, nothing is said of an HSCP. They "
        "tell where to ask first, not who does well."
    )
    about = [f"Early warning, {period_label(period)}", *provenance_lines(release, "Core dataset returns")]
    about += [f"{_SIGNS[sign][0]}: {rule}" for sign, rule in rules(Thresholds()).items()]
    downloads.buttons(f"clw-early-warning-{period}", about, {"Table": lambda: table.round(6)}, {})


def finding(table: pd.DataFrame, period: str, own: str) -> str:
    """Where most signs come together. `table`: as `app.analysis.overload.warning_signs` gives it."""
    judged = table[table.signs.notna()]
    if judged.empty:
        return f"{period_label(period)}: too few figures to say anything of any HSCP."
    many = judged[judged.signs >= _MANY].sort_values(["signs", "area_name"], ascending=[False, True])
    told = f"{count(len(many), 'HSCP shows', 'HSCPs show')} {_MANY} or more of the four signs of overload"
    told = f"{told[0].upper()}{told[1:]} in {period_label(period)}"
    if len(many):
        most = many[many.signs == many.signs.max()].area_name.tolist()
        named = listed(most) if len(most) <= 3 else count(len(most), "HSCP", "HSCPs")
        told += f"; {named} {'shows' if len(most) == 1 else 'show'} {many.signs.max()}"
    mine = table[table.area_code == own]
    if len(mine):
        signs = mine.signs.iloc[0]
        of_own = f"shows {signs} of the {mine.judged.iloc[0]} signs that can be judged"
        of_own = "cannot be judged" if pd.isna(signs) else of_own
        return f"{mine.area_name.iloc[0]} {of_own}. {told}."
    return f"{told}."


def _signs(release: Release, period: str) -> pd.DataFrame:
    table = warning_signs({each: release.measure(each) for each in READ}, period)
    return table.sort_values(["signs", "area_name"], ascending=[False, True], na_position="last")


def _text(table: pd.DataFrame) -> pd.DataFrame:
    rows = [row for _, row in table.iterrows()]
    columns = {
        "HSCP": [row.area_name for row in rows],
        "Signs": ["cannot tell" if pd.isna(row.signs) else f"{row.signs} of {row.judged}" for row in rows],
    }
    for sign, (heading, decimals, unit) in _SIGNS.items():
        columns[heading] = [_cell(row, sign, decimals, unit) for row in rows]
    return pd.DataFrame(columns)


def _cell(row: pd.Series, sign: Sign, decimals: int, unit: str) -> str:
    figure = row[f"{sign}_figure"]
    if row[sign] == Shown.UNKNOWN and pd.isna(figure):
        return STATES[State(row[f"{sign}_why"])]
    mark = "▲ " if row[sign] == Shown.YES else ""
    return f"{mark}{number(figure, decimals)}{unit}"
