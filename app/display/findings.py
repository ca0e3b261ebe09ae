"""The finding of a page in one sentence, computed from the figures that the page shows."""

import pandas as pd

from app.analysis.changes import Change, ReportingChange
from app.contract.states import State
from app.display.numbers import interval, number, period_label, with_unit
from app.display.words import count, listed, parts_missing, states_of
from app.measures.catalogue import Measure


def coverage_finding(figures: pd.DataFrame, scotland: pd.Series, measure: Measure, chosen: pd.Series | None) -> str:
    """What one measure shows in one quarter, for Scotland and the chosen area.

    `figures`: the released rows of HSCPs on the page; `scotland`: Scotland's; `chosen`: the chosen HSCP's, or None.
    """
    valued = figures[figures.value.notna()]
    if valued.empty:
        return f"Nothing can be said yet: no HSCP has a figure for {_lower(measure.title)} in this quarter."
    sentences = [_scotland(scotland, measure), _spread(valued, measure)]
    if chosen is not None:
        sentences.insert(0, _chosen(chosen, scotland, measure))
    return " ".join(sentence for sentence in sentences if sentence)


def course_finding(row: pd.Series, scotland: pd.Series, measure: Measure, seen: str) -> str:
    """What one measure shows in one area, beside Scotland, and how it has moved.

    `row`, `scotland`: released rows of one quarter, one row where the area is Scotland; `seen`: a sentence on how it
    has moved.
    """
    if row.area_code == scotland.area_code:
        return f"{_scotland(scotland, measure)} {seen}"
    of_scotland = with_unit(scotland.value, measure)
    if partly := _partly(scotland, measure):
        of_scotland += f", {partly}"
    return f"{_chosen(row, scotland, measure, f' ({of_scotland})')} {seen}"


def spread_finding(figures: pd.DataFrame, measure: Measure) -> str:
    """The lowest and highest HSCP of one quarter, or that none has a figure. `figures`: the released rows of HSCPs."""
    valued = figures[figures.value.notna()]
    return _spread(valued, measure) if len(valued) else "No HSCP has a figure in this quarter."


def _scotland(scotland: pd.Series, measure: Measure) -> str:
    if pd.isna(scotland.value):
        return "There is no figure for Scotland as a whole."
    told = f"{measure.title}: {_amount(scotland.value, measure)} in Scotland"
    if partly := _partly(scotland, measure):
        told += f" ({partly})"
    return f"{told}."


def _partly(row: pd.Series, measure: Measure) -> str:
    """From how many of its parts a partial figure is; empty for a full one."""
    if State(row.state) is not State.PARTIAL:
        return ""
    return parts_missing(row.area_level, row.parts_reported, row.parts_expected, measure.subject)


def _spread(valued: pd.DataFrame, measure: Measure) -> str:
    """The lowest and highest HSCP by name, or that all are the same; ties are named together, up to three."""
    low, high = valued.value.min(), valued.value.max()
    if len(valued) == 1:
        return f"Only {valued.area_name.iloc[0]} has a figure."
    if with_unit(low, measure) == with_unit(high, measure):
        return f"All {len(valued)} HSCPs with a figure have {with_unit(low, measure)}."
    return f"HSCPs range from {_at(valued, low, measure)} to {_at(valued, high, measure)}."


def _at(valued: pd.DataFrame, value: float, measure: Measure) -> str:
    told = with_unit(value, measure)
    names = sorted(valued.area_name[[with_unit(each, measure) == told for each in valued.value]])
    who = listed(names) if len(names) <= 3 else count(len(names), "HSCP", "HSCPs")
    return f"{told} ({who})"


def _chosen(chosen: pd.Series, scotland: pd.Series, measure: Measure, of_scotland: str = "") -> str:
    """An HSCP's figure, and where that means something, whether it is above Scotland's, told as `of_scotland`.

    A partial figure has neither interval nor comparison: both would be of those who reported. Nor is a count compared
    with the sum of all.
    """
    if pd.isna(chosen.value):
        return f"{chosen.area_name}: {states_of(measure.subject)[State(chosen.state)]}."
    told = f"{chosen.area_name}: {_amount(chosen.value, measure)}"
    if partly := _partly(chosen, measure):
        return f"{told} ({partly})."
    if between := interval(chosen.lower, chosen.upper, measure.decimals):
        told += f" (95% interval {between})"
    if measure.additive or pd.isna(scotland.value):
        return f"{told}."
    return f"{told}, {_against(chosen, scotland)} Scotland{of_scotland}."


def _against(chosen: pd.Series, scotland: pd.Series) -> str:
    """Higher or lower only where the interval, if there is one, leaves no doubt."""
    if pd.notna(chosen.lower) and chosen.lower <= scotland.value <= chosen.upper:
        return "not clearly different from"
    if chosen.value == scotland.value:
        return "the same as"
    return "above" if chosen.value > scotland.value else "below"


def _amount(value: float, measure: Measure) -> str:
    unit = measure.unit.removeprefix("% ").removeprefix("%")
    return f"{with_unit(value, measure)} {unit}".strip()


def _lower(title: str) -> str:
    return title if title.startswith("GP ") else title[0].lower() + title[1:]


def reporting_finding(reporting: pd.DataFrame, change: ReportingChange, period: str) -> str:
    """Who has reported a quarter. `reporting`: its rows of `Release.reporting()`."""
    expected = reporting[reporting.status != "no_programme"]
    missing = sorted(expected.area_name[expected.status == "not_submitted"])
    sent = len(expected) - len(missing)
    told = f"{sent} of {len(expected)} HSCPs with a programme have reported {period_label(period)}"
    if not missing:
        told = f"All {len(expected)} HSCPs with a programme have reported {period_label(period)}"
    elif len(missing) <= 4:
        told += f"; {listed(missing)} {'has' if len(missing) == 1 else 'have'} not"
    if change.new and len(change.new) <= 4:
        told += f"; {listed(change.new)} had not the quarter before"
    return f"{told}."


def staffing_finding(change: Change, before: str) -> str:
    """How link workers in post changed, in whole-time equivalents."""
    if not change.compared:
        return (
            f"Link workers in post cannot be compared with {period_label(before)}: no HSCP reported in full both times."
        )
    return f"Link workers in post {_moved(change, 1, 'WTE')} since {period_label(before)}, in {_compared(change)}."


def work_finding(referrals: Change, waiting: Change, before: str) -> str:
    """How referrals and the number of people waiting changed."""
    if not referrals.compared and not waiting.compared:
        return f"Referrals and people waiting cannot be compared with {period_label(before)}."
    if not waiting.compared:
        return f"Referrals {_moved(referrals, 0, '')} since {period_label(before)}, in {_compared(referrals)}."
    if not referrals.compared:
        return f"People waiting {_moved(waiting, 0, '')} since {period_label(before)}, in {_compared(waiting)}."
    return (
        f"Referrals {_moved(referrals, 0, '')} since {period_label(before)}, in {_compared(referrals)}; "
        f"people waiting {_moved(waiting, 0, '')}, in {_compared(waiting)}."
    )


def _moved(change: Change, decimals: int, unit: str) -> str:
    amount = round(change.like_for_like, decimals)
    if not amount:
        return "stayed the same"
    return f"{'rose' if amount > 0 else 'fell'} by {number(abs(amount), decimals)} {unit}".strip()


def _compared(change: Change) -> str:
    shown_both_times = "with a full figure both times"
    return (
        f"the {change.compared} HSCPs {shown_both_times}"
        if change.compared != 1
        else f"the one HSCP {shown_both_times}"
    )
