"""Early warning: signs of overload by HSCP, each with its figure and its rule."""

import numpy as np
import pandas as pd
import streamlit as st

from app.analysis.overload import MEASURES as READ
from app.analysis.overload import SEVERAL_MEDIANS, WAIT_DAYS, Shown, Sign, Thresholds, rules, warning_signs
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
    Sign.LONGER_WAITS: ("Median wait in the last 4 quarters (days)", 0, ""),
}
_OF_NONE = {Sign.RISE: "from none", Sign.WAITING: "nobody was referred"}
"""What stands for a figure that has nothing to be divided by."""


def early_warning(release: Release, period: str, own: str) -> None:
    """Every HSCP by how many signs it shows. `own`: code of the chosen HSCP, or empty."""
    table = remembered(("warning", *release.key, period), lambda: _signs(release, period))
    st.header(finding(table, period, own), anchor=False)
    draw_table(_text(table))
    note(
        "▲: the sign is shown. Words in the place of a figure say why a sign cannot be judged. Behind a rise of more "
        f"than {Thresholds().rise_percent:g}% stands its z, and whether it may be chance: then it is no sign."
    )
    st.markdown("**The rules**")
    st.markdown("\n".join(f"- **{_SIGNS[sign][0]}:** {rule}." for sign, rule in rules(Thresholds()).items()))
    note(
        "The signs are counted, not weighed. With fewer than two that can be judged, nothing is said of an HSCP. They "
        "tell where to ask first, not who does well."
    )
    about = [f"Early warning, {period_label(period)}", *provenance_lines(release, "Core dataset returns")]
    about += [f"{_SIGNS[sign][0]}: {rule}" for sign, rule in rules(Thresholds()).items()]
    downloads.buttons(f"clw-early-warning-{period}", about, {"Table": lambda: as_file(table)}, {})


def finding(table: pd.DataFrame, period: str, own: str) -> str:
    """Where most signs come together. `table`: as `app.analysis.overload.warning_signs` gives it."""
    judged = table[table.signs.notna()]
    if judged.empty:
        return f"{period_label(period)}: too few figures to say anything of any HSCP."
    many = judged[judged.signs >= _MANY].sort_values(["signs", "area_name"], ascending=[False, True])
    told = f"{count(len(many), 'HSCP shows', 'HSCPs show')} {_MANY} or more of the five signs of overload"
    told = f"{told[0].upper()}{told[1:]} in {period_label(period)}"
    if len(many):
        most = many[many.signs == many.signs.max()].area_name.tolist()
        named = listed(most) if len(most) <= 3 else count(len(most), "HSCP", "HSCPs")
        told += f"; {named} {'shows' if len(most) == 1 else 'show'} {many.signs.max()}"
    told += _not_judged(table)
    mine = table[table.area_code == own]
    if len(mine):
        signs = mine.signs.iloc[0]
        of_own = f"shows {signs} of the {mine.judged.iloc[0]} signs that can be judged"
        of_own = "cannot be judged" if pd.isna(signs) else of_own
        return f"{mine.area_name.iloc[0]} {of_own}. {told}."
    return f"{told}."


def _not_judged(table: pd.DataFrame) -> str:
    """Of how many HSCPs something is not known: to be added to a sentence."""
    cannot, in_part = int(table.signs.isna().sum()), int((table.signs.notna() & (table.judged < len(Sign))).sum())
    parts = [f"{cannot} cannot be judged"] if cannot else []
    parts += [f"{in_part} can be judged by some of the signs only"] if in_part else []
    return f". Of {count(len(table), 'HSCP', 'HSCPs')}, {listed(parts)}" if parts else ""


def _signs(release: Release, period: str) -> pd.DataFrame:
    table = warning_signs({each: release.measure(each) for each in READ}, release.waits(), period)
    return table.sort_values(["signs", "area_name"], ascending=[False, True], na_position="last")


def _text(table: pd.DataFrame) -> pd.DataFrame:
    rows = [row for _, row in table.iterrows()]
    columns = {
        "HSCP": [row.area_name for row in rows],
        "Signs": ["cannot tell" if pd.isna(row.signs) else f"{row.signs} of {row.judged}" for row in rows],
    }
    for sign, (heading, decimals, unit) in _SIGNS.items():
        columns[heading] = [figure_told(row, sign, decimals, unit) for row in rows]
    return pd.DataFrame(columns)


def figure_told(row: pd.Series, sign: Sign, decimals: int, unit: str) -> str:
    """The figure of one sign of an HSCP, marked if the sign is shown, or why it is unknown. `row`: of `warning_signs`.

    A large rise that is no sign says that it may be chance.
    """
    figure, why = row[f"{sign}_figure"], row[f"{sign}_why"]
    if row[sign] == Shown.UNKNOWN and pd.isna(figure):
        return "several medians" if why == SEVERAL_MEDIANS else STATES[State(why)]
    told = f"{number(figure, decimals)}{unit}"
    if np.isinf(figure):
        told = _OF_NONE[sign]
    if sign is Sign.LONGER_WAITS:
        told = ", ".join(f"{row[name]:g}" for name in WAIT_DAYS)
    if sign is Sign.RISE and figure > row.rise_bound:
        told += f" (z {number(row.rise_z, 2)}{'' if row[sign] == Shown.YES else ', may be chance'})"
    return f"▲ {told}" if row[sign] == Shown.YES else told


def as_file(table: pd.DataFrame) -> pd.DataFrame:
    """The signs as numbers; a figure is empty where there is nothing to divide by."""
    return table.replace(np.inf, np.nan).round(6)
