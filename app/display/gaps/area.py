"""One HSCP: its gaps in order, why, what else there is, and words for a paper."""

from datetime import timedelta

import pandas as pd
import streamlit as st

from app.analysis.gaps import Status
from app.analysis.services import alternatives
from app.contract.codes import SERVICE_CATEGORIES
from app.contract.states import State
from app.display import words
from app.display.choice import Choice
from app.display.drawing import draw_table, remembered
from app.display.filters import ALL, choose
from app.display.gaps import tables
from app.display.gaps.choice import Chosen
from app.display.gaps.findings import area_finding, for_a_paper, need
from app.display.gaps.picture import Picture
from app.display.gaps.scotland import take_away
from app.display.numbers import day, number
from app.display.one_measure import trend
from app.display.page import note, provenance_lines
from app.geography.areas import SCOTLAND
from app.measures.catalogue import GAPS
from app.release import Release
from app.settings import settings

_MOST_ROWS = 50
_ALTERNATIVES = 8


def one_hscp(picture: Picture, chosen: Chosen) -> None:
    """What a manager argues with: the needs in order, then one of them in detail."""
    rows = picture.of_hscp(chosen.hscp)
    name = rows.area_name.iloc[0]
    key = (*picture.key, chosen.hscp)
    st.header(remembered((*key, "finding"), lambda: area_finding(rows)), anchor=False)
    text = remembered((*key, "gaps"), lambda: tables.of_an_hscp(rows, picture.of_hscp_before(chosen.hscp)))
    st.markdown(f"**What people in {name} were pointed to, and what they did not find**")
    draw_table(text)
    for told in remembered((*key, "directory"), lambda: _directory(rows)):
        note(told)

    st.header("One need in detail", anchor=False)
    column, _ = st.columns([1, 2])
    with column:
        category = choose("need", "Need", SERVICE_CATEGORIES, default=rows.category.iloc[0], names=words.CATEGORIES)
    row = rows[rows.category == category].iloc[0]
    left, right = st.columns(2, gap="large")
    with left:
        measure = GAPS["unmet_percent"]
        choice = Choice(measure.id, picture.year, ALL, chosen.hscp)
        trend(picture.measure(measure, category), choice, measure, (*key, category))
        note(f"Signposts for {need(category)} that no service could meet, {measure.unit}.")
        _why(row)
    with right:
        _near(picture.release, chosen.hscp, category)
        st.markdown("**For a paper**")
        sentence = remembered((*key, category, "paper"), lambda: _for_a_paper(picture, row))
        st.code(sentence, language=None, wrap_lines=True)
    services = picture.services_for(chosen.hscp, category)
    _alternatives(services, picture, category)
    what = f"{need(category)} in {name}"
    _services(services, picture, what)
    take_away(picture, services, what)


def _directory(rows: pd.DataFrame) -> list[str]:
    """How far the directory can be trusted here, and what the marks of the table stand for."""
    row = rows.iloc[0]
    listed = words.count(int(row.listed), "local service", "local services")
    told = f"The directory lists {listed} here in all, {number(row.listed_per_10000, 1)} per 10,000 people"
    if row.listed:
        told += f", of which {number(row.assured_percent)}% were checked in the last 12 months"
    return [f"{told}: {words.DIRECTORIES[row.directory]}.", f"Marks: {_marks(rows)}."]


def _marks(rows: pd.DataFrame) -> str:
    """The marks that occur in the table, with their words."""
    statuses = [" ".join(words.STATUSES[status]) for status in Status if (rows.status == status).any()]
    occurring = {*rows.state, *rows.signposts_state}
    states = [f"{s.mark} {words.states_of('gaps')[s]}" for s in State if s.mark and s in occurring]
    return "; ".join([*statuses, *states])


def _why(row: pd.Series) -> None:
    """Every reason for which signposts were unmet, with its count or why there is none."""
    st.markdown(f"**Why signposts for {need(row.category)} were unmet**")
    counts = [f"{number(row[name])} {State(row[f'{name}_state']).mark}".strip() for name in words.UNMET_REASONS]
    reasons = [reason.capitalize() for reason in words.UNMET_REASONS.values()]
    draw_table(pd.DataFrame({"Reason recorded": reasons, "Signposts": counts}))


def _near(release: Release, code: str, category: str) -> None:
    if not release.knows_reach:
        return
    reach = release.reach()
    row = reach[(reach.hscp_code == code) & (reach.category == category)].iloc[0]
    near = f"within {settings().reach_metres / 1000:g} km of an open service"
    told = f"**{number(row.share_within)}%** of people live {near}"
    if row.most_deprived:
        told += f", and **{number(row.share_most_deprived_within)}%** of those in the most deprived fifth"
    weighed = f"{number(row.services_per_10000, 2)} services per 10,000 people"
    st.markdown(f"{told}. Weighed by distance and by who else is near, there are {weighed}.")
    note("In a straight line, which ignores water, hills and ferries: islands look nearer to services than they are.")


def _for_a_paper(picture: Picture, row: pd.Series) -> str:
    demand = picture.release.demand()
    scotland = demand[
        (demand.area_code == SCOTLAND) & (demand.period == picture.year) & (demand.category == row.category)
    ]
    about = "; ".join(provenance_lines(picture.release, "Core dataset returns and service directory"))
    return for_a_paper(row, scotland.iloc[0] if len(scotland) else None, picture.as_at, about)


def _alternatives(services: pd.DataFrame, picture: Picture, category: str) -> None:
    rows = alternatives(services)
    st.markdown(f"**Wider and online services for {need(category)} that serve people here: {len(rows)}**")
    if rows.empty:
        note("None is listed.")
        return
    draw_table(tables.services_table(rows.head(_ALTERNATIVES), _since(picture)))
    if len(rows) > _ALTERNATIVES:
        note(f"The {_ALTERNATIVES} that serve the fewest HSCPs, and so are nearest; the file below has all.")


def _services(services: pd.DataFrame, picture: Picture, what: str) -> None:
    local = services[services.reach == "local"]
    st.markdown(f"**Local services behind the number, {what}: {len(local)}**")
    if local.empty:
        note("None is listed.")
        return
    wanted = st.text_input("Search these services", key="search_services")
    found = local[_holds(local, wanted)]
    draw_table(tables.services_table(found.head(_MOST_ROWS), _since(picture)))
    shown = min(len(found), _MOST_ROWS)
    note(
        f"{shown} of {len(local)} shown. Stale: not checked in the 12 months before the day of the directory, "
        f"{day(picture.as_at)}."
    )


def _holds(services: pd.DataFrame, wanted: str) -> pd.Series:
    text = services.name + " " + services.organisation.fillna("") + " " + services.directory
    return text.str.contains(wanted.strip(), case=False, regex=False)


def _since(picture: Picture) -> str:
    return (picture.as_at - timedelta(days=365)).isoformat()
