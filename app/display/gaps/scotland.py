"""All of Scotland: the heat table, what is unmet most widely, what has changed."""

import altair as alt
import pandas as pd
import streamlit as st

from app.analysis.gaps import Status
from app.display import downloads
from app.display.drawing import draw_chart, remembered
from app.display.gaps import tables
from app.display.gaps.findings import scotland_finding, unknown_told
from app.display.gaps.heat import heat_table
from app.display.gaps.picture import Picture, thresholds
from app.display.numbers import period_label
from app.display.page import note, provenance_lines
from app.display.theme import OUTLINE, STATUSES, TEXT, styled
from app.display.words import CATEGORIES, THRESHOLDS, count, listed
from app.display.words import STATUSES as WORDS

_ROW, _AXIS = 24, 50
_IN_USE = "\u00a0(in\u00a0use)"
_GAPS = [status for status in Status if status.is_gap]


def all_of_scotland(picture: Picture) -> None:
    """The view of policy officers: where needs are unmet, at a glance."""
    finding = remembered((*picture.key, "finding"), lambda: scotland_finding(picture.statuses, picture.systemic))
    st.header(finding, anchor=False)
    st.html(remembered((*picture.key, "heat"), lambda: heat_table(picture.statuses)))
    note("HSCPs and needs with the most gaps come first. Choose *One HSCP* above for the reasons and the services.")
    if unknown := remembered((*picture.key, "unknown"), lambda: unknown_told(picture.statuses)):
        note(unknown)
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(f"**In how many HSCPs each need is unmet, {period_label(picture.year)}**")
        draw_chart((*picture.key, "bars"), lambda: unmet_widely(picture.systemic))
        note("Beside each bar: of how many HSCPs it can be said whether the need is met.")
    with right:
        _changes(picture)
    _method(picture)
    take_away(picture)


def unmet_widely(systemic: pd.DataFrame) -> alt.LayerChart:
    """Bars of the HSCPs in which each category is unmet, by status. `systemic`: as `app.analysis.gaps` gives it."""
    counts = {Status.FEW_SERVICES: systemic.few_services, Status.SERVICES_EXIST: systemic.unmet - systemic.few_services}
    records = [
        {
            "need": CATEGORIES[row.category],
            "status": f"{mark} {words}",
            "hscps": int(counts[status][row.Index]),
            "order": order,
            "unmet": int(row.unmet),
            "told": f"of {row.judged}",
        }
        for row in systemic.itertuples()
        for order, (status, (mark, words)) in enumerate(WORDS.items())
        if status in counts
    ]
    names = [" ".join(WORDS[status]) for status in _GAPS]
    y = alt.Y("need:N", sort=[CATEGORIES[each] for each in systemic.category], title=None, axis=alt.Axis(ticks=False))
    bars = (
        alt.Chart()
        .mark_bar(stroke=OUTLINE, strokeWidth=0.5)
        .encode(
            x=alt.X("hscps:Q", title="HSCPs", axis=alt.Axis(tickMinStep=1, orient="top"), stack=True),
            y=y,
            order=alt.Order("order:Q"),
            color=alt.Color(
                "status:N",
                scale=alt.Scale(domain=names, range=[STATUSES[status] for status in _GAPS]),
                legend=alt.Legend(
                    title=None, orient="bottom", columns=1, labelLimit=300, labelFontSize=13, symbolStrokeColor=OUTLINE
                ),
            ),
            tooltip=[
                alt.Tooltip("need:N", title="Need"),
                alt.Tooltip("status:N", title="Status"),
                alt.Tooltip("hscps:Q", title="HSCPs"),
            ],
        )
    )
    told = (
        alt.Chart()
        .mark_text(align="left", dx=5, color=TEXT)
        .encode(x=alt.X("unmet:Q"), y=y, text="told:N")
        .transform_filter("datum.order === 0")
    )
    description = "In how many HSCPs each need is unmet. The table above has the status of each."
    return styled(
        alt.layer(bars, told, data=alt.Data(values=records)).properties(
            height=_ROW * len(systemic) + _AXIS,
            width="container",
            padding={"left": 5, "top": 5, "right": 45, "bottom": 5},  # room for what is told beside the longest bar
            description=description,
        )
    )


def _changes(picture: Picture) -> None:
    if picture.changes is None:
        st.markdown("**What has changed**")
        note("There is no year before this one to compare with.")
        return
    st.markdown(f"**What has changed since {period_label(picture.year_before)}**")
    for change, sentence in (("new", "became a gap"), ("gone", "are no longer a gap")):
        rows = picture.changes[picture.changes.change == change]
        places = rows.groupby("category").area_name.agg(list).sort_values(key=lambda names: -names.str.len())
        told = [f"*{CATEGORIES[category]}:* {listed(names)}." for category, names in places.items()]
        what = count(len(rows), "pair", "pairs")
        st.markdown(f"**{what.capitalize()} of HSCP and need {sentence}.** {' '.join(told)}")
    note(
        "Only pairs that can be judged in both years. The directory of today stands on both sides, so that what "
        "changed is what people asked for and did not find."
    )


def _method(picture: Picture) -> None:
    with st.expander("How the status is decided, and what other thresholds would show", on_change="rerun") as method:
        if not method.open:
            return
        st.markdown("The first rule that fits decides. Each can be checked with the two tables below.")
        st.markdown("\n".join(f"{number}. {rule}" for number, rule in enumerate(tables.rules(thresholds()), start=1)))
        st.markdown("**With one threshold moved, so many pairs of HSCP and need would have each status**")
        st.table(_sensitivity(picture.sensitivity), border="horizontal", hide_index=True)
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
    directory = f"; directory as at {as_at.day} {as_at:%b %Y}" if as_at else ""
    listed_for = f"; services listed: {what}" if what else ""
    return [
        f"Service gaps, {period_label(picture.year)}",
        f"Every HSCP and need{directory}{listed_for}",
        *provenance_lines(picture.release, "Core dataset returns and service directory"),
        *(f"Rule {number}: {rule}" for number, rule in enumerate(tables.rules(thresholds()), start=1)),
        "The first rule that fits decides the status.",
        *tables.key_of_files(),
    ]
