"""All of Scotland: the heat table, what is unmet most widely, what has changed."""

import pandas as pd
import streamlit as st

from app.analysis.gaps import Status, thresholds_in_use
from app.display import downloads
from app.display.drawing import draw_form, draw_table, remembered
from app.display.gaps import bars, tables
from app.display.gaps.findings import changes_told, scotland_finding, unknown_told
from app.display.gaps.heat import heat_table
from app.display.gaps.picture import Picture
from app.display.numbers import day, period_label
from app.display.page import note, provenance_lines
from app.display.words import STATUSES as WORDS
from app.display.words import THRESHOLDS

_IN_USE = "\u00a0(in\u00a0use)"


def all_of_scotland(picture: Picture) -> None:
    """The view of policy officers: where needs are unmet, at a glance."""
    finding = remembered(
        (*picture.key, "finding"), lambda: scotland_finding(picture.published_statuses, picture.systemic)
    )
    st.header(finding, anchor=False)
    st.html(remembered((*picture.key, "heat"), lambda: heat_table(picture.statuses)))
    note("HSCPs and needs with the most gaps come first. Choose *One HSCP* above for the reasons and the services.")
    if not picture.statuses.status.equals(picture.published_statuses.status):
        note(
            "The table shows your own HSCP in full. Numbers of HSCPs, and of pairs of HSCP and need, count what anyone "
            "may see."
        )
    if unknown := remembered((*picture.key, "unknown"), lambda: unknown_told(picture.published_statuses)):
        note(unknown)
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(f"**In how many HSCPs each need is unmet, {period_label(picture.year)}**")
        records = remembered((*picture.key, "bars"), lambda: bars.widely_unmet(picture.systemic))
        draw_form(("gaps", "bars", len(records)), lambda: bars.form(len(records)), records)
        note("Beside each bar: of how many HSCPs it can be said whether the need is met.")
    with right:
        _changes(picture)
    _method(picture)
    take_away(picture)


def _changes(picture: Picture) -> None:
    if not picture.year_before:
        st.markdown("**What has changed**")
        note("There is no year before this one to compare with.")
        return
    st.markdown(f"**What has changed since {period_label(picture.year_before)}**")
    for told in remembered((*picture.key, "changed"), lambda: changes_told(picture.changes)):
        st.markdown(told)
    note(
        "Only pairs that can be judged in both years. The directory of today stands on both sides, so that what "
        "changed is what people asked for and did not find."
    )


def _method(picture: Picture) -> None:
    with st.expander("How the status is decided, and what other thresholds would show", on_change="rerun") as method:
        if not method.open:
            return
        st.markdown("The first rule that fits decides. Each can be checked with the two tables below.")
        st.markdown(
            "\n".join(f"{number}. {rule}" for number, rule in enumerate(tables.rules(thresholds_in_use()), start=1))
        )
        st.markdown("**With one threshold moved, so many pairs of HSCP and need would have each status**")
        draw_table(_sensitivity(picture.sensitivity))
        note("A threshold is a setting of the dashboard; the one in use is marked. The others are left as they are.")


def _sensitivity(table: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Threshold": table.threshold.map(THRESHOLDS),
            "Value": [f"{row.value:g}{_IN_USE if row.in_use else ''}" for row in table.itertuples()],
        }
        | {" ".join(WORDS[status]): table[status.value].astype(str) for status in Status}
    )


def take_away(picture: Picture, services: pd.DataFrame | None = None, what: str = "") -> None:
    """The two tables from which each status can be worked out, and `services`, if any are given, for `what`."""
    files = {
        "Demand and status": lambda: tables.demand_file(picture.statuses),
        "Supply and directory": lambda: tables.supply_file(picture.statuses),
    }
    if services is not None:
        files["Services listed"] = lambda: tables.services_file(services)
    downloads.buttons(f"clw-service-gaps-{picture.year}", about_files(picture, what), files, {}, "gaps")


def about_files(picture: Picture, what: str = "") -> list[str]:
    """What the files say of themselves: the rules by which the first two give each status, and `what` services are."""
    as_at = picture.as_at
    directory = f"; directory as at {day(as_at)}" if as_at else ""
    listed_for = f"; services listed: {what}" if what else ""
    return [
        f"Service gaps, {period_label(picture.year)}",
        f"Every HSCP and need{directory}{listed_for}",
        *provenance_lines(picture.release, "Core dataset returns and service directory"),
        *(f"Rule {number}: {rule}" for number, rule in enumerate(tables.rules(thresholds_in_use()), start=1)),
        "The first rule that fits decides the status.",
        *tables.key_of_files(),
    ]
