"""What the page on wellbeing says in sentences, computed from the figures on it.

They tell what was recorded. Whether a score rises or falls is said; whether that is good is for the reader, for not
every instrument points the same way.
"""

from collections.abc import Sequence

import pandas as pd

from app.analysis.models import Label
from app.analysis.wellbeing import against, change_if_others_stayed, columns, measures_of
from app.contract.states import State
from app.display.numbers import interval, number, with_unit
from app.display.words import INSTRUMENTS, count, listed, parts_missing, states_of
from app.measures.catalogue import WORKERS, Measure

_STANDS_FOR = {"mycaw": {"higher": "greater concern", "lower": "less concern"}}
"""What scores stand for on a scale that does not rise with wellbeing."""

_QUESTIONS = [measure for name, measure in WORKERS.items() if name != "response"]


def people_finding(row: pd.Series, scotland: pd.Series | None, others: Sequence[str]) -> str:
    """How many people have a later score, and how it differs from the first.

    `row`: that of the area, for one year and instrument, as `app.analysis.wellbeing.with_follow_up` gives it;
    `scotland`: that of Scotland where the area is another one, else None; `others`: instruments with which the area
    scored people too.
    """
    measures = measures_of(row.instrument)
    decimals = measures["change"].decimals
    name = INSTRUMENTS[row.instrument]
    if pd.isna(row.n_first):
        told = f"{row.area_name}, {name}: {people_state(row.follow_up_state)}"
        also = [INSTRUMENTS[each] for each in others]
        return f"{told}. Scores of {listed(also)} are recorded there." if also else f"{told}."
    told = _with_later(row, name)
    if pd.isna(row.change_mean):
        return f"{told}: {people_state(row.state)}."
    told += f", {_change(row, decimals)}"
    if scotland is not None:
        label = against(row.change_mean, row.change_lower, row.change_upper, scotland.change_mean)
        return f"{told}{_beside(label, row, number(scotland.change_mean, decimals), fell=scotland.change_mean < 0)}."
    if "up1" in measures and pd.notna(row.up1_percent):
        told += f"; for {number(row.up1_percent, 1)}% it rose by 1 point or more"
    return f"{told}."


def people_state(state: str) -> str:
    """Why nothing is shown of an area's people."""
    return states_of("people")[State(state)]


def _with_later(row: pd.Series, instrument: str) -> str:
    people = "person" if row.n_first == 1 else "people"
    told = f"Of {number(row.n_first)} {people} in {row.area_name} with a first {instrument} score"
    if row.state == State.PARTIAL:
        told += f" ({parts_missing(row.area_level, row.parts_reported, row.parts_expected, 'people')})"
    later = f"{number(row.n_later)} ({number(row.follow_up_percent, 1)}%)" if row.n_later else "nobody"
    return f"{told}, {later} {'have' if row.n_later > 1 else 'has'} a later one"


def _change(row: pd.Series, decimals: int) -> str:
    mean, lower, upper = row.change_mean, row.change_lower, row.change_upper
    if pd.isna(lower) or lower <= 0 <= upper:
        told = f"{number(mean, decimals)} points"
        between = f", 95% interval {interval(lower, upper, decimals)}" if pd.notna(lower) else ""
        return f"on average not clearly higher or lower ({told}{between})"
    bounds = (lower, upper) if mean > 0 else (-upper, -lower)
    way = "higher" if mean > 0 else "lower"
    told = f"on average {number(abs(mean), decimals)} points {way}"
    if row.instrument in _STANDS_FOR:
        told += f", for {_STANDS_FOR[row.instrument][way]}"
    return f"{told} (95% interval {interval(*bounds, decimals)})"


def _beside(label: Label, row: pd.Series, scotland: str, *, fell: bool) -> str:
    """How a mean change compares with Scotland's: to be added to a sentence. `fell`: whether Scotland's is a fall."""
    if label is Label.NOT_SAID:
        return ""
    if label is Label.NO_CLEAR_DIFFERENCE:
        return f", a change not clearly different from Scotland ({scotland})"
    if fell and row.change_upper < 0:
        return f", a {'smaller' if label is Label.HIGHER else 'larger'} fall than in Scotland ({scotland})"
    return f", a {label.value} mean change than in Scotland ({scotland})"


def lower_stands_for(instrument: str) -> str:
    """What a lower score stands for, where that is not lower wellbeing; else ""."""
    return f"Lower stands for {_STANDS_FOR[instrument]['lower']}." if instrument in _STANDS_FOR else ""


def each_alone(instrument: str) -> str:
    """Why HSCPs are not compared by an instrument whose scores are not alike. `instrument`: its name."""
    return (
        f"**Each HSCP alone.** There is no agreed single score of {instrument}, so that those of two HSCPs may not be "
        "alike. None is given of Scotland or of an NHS Board, and none is compared with others or by delivery model."
    )


def areas_beside_scotland(rows: pd.DataFrame, scotland: float) -> str:
    """How many areas lie above, at and below Scotland, and how many of these chance alone would put there.

    `rows`: as `app.analysis.wellbeing.one_measure` gives them; `scotland`: its value.
    """
    labels = [against(row.value, row.lower, row.upper, scotland) for row in rows.itertuples()]
    said = [label for label in labels if label is not Label.NOT_SAID]
    if not said:
        return "No area can be compared with Scotland."
    told = {label: said.count(label) for label in Label}
    return (
        f"Of {count(len(said), 'area', 'areas')} that can be compared, {told[Label.HIGHER] or 'none'} "
        f"{_is(told[Label.HIGHER])} higher than Scotland and {told[Label.LOWER] or 'none'} {_is(told[Label.LOWER])} "
        f"lower. Chance alone would set about {number(0.05 * len(said), 1)} apart."
    )


def missing_follow_ups(row: pd.Series) -> str:
    """Of how many people there is no later score, and what the change would be had theirs not moved.

    `row`: as `app.analysis.wellbeing.with_follow_up` gives it.
    """
    about = "**Missing follow-ups.**"
    rest = "Those who come back may differ from those who do not."
    missing = row.n_first - row.n_later
    if pd.isna(missing) or not row.n_first:
        return f"{about} Only people who are scored twice are in the change. {rest}"
    if not missing:
        return f"{about} Everyone with a first score has a later one."
    told = f"{about} {number(missing)} of {number(row.n_first)} {'has' if missing == 1 else 'have'} no later score"
    if pd.isna(row.change_mean):
        return f"{told}. {rest}"
    decimals = measures_of(row.instrument)["change"].decimals
    stayed = change_if_others_stayed(row.n_first, row.n_later, row.change_mean)
    return (
        f"{told}. {rest} Had their scores stayed as they were, the mean change of all would be "
        f"{number(stayed, decimals)} instead of {number(row.change_mean, decimals)} points."
    )


def unlike_instruments(without: int, instrument: str, unlisted: list[str]) -> str:
    """How many HSCPs are not in a chart for want of the instrument, and where scores stand alone.

    `unlisted`: names of HSCPs that scored people with an instrument that is on no list.
    """
    told = f"{count(without, 'HSCP', 'HSCPs')} without {instrument} scores {'is' if without == 1 else 'are'} not drawn."
    told = f"{told[0].upper()}{told[1:]}" if without else ""
    if unlisted:
        also = f"{listed(unlisted)} recorded scores of an instrument that is not on the list; they are not shown, for "
        told += f" {also}it may be a different one in each."
    return told.strip()


def _is(number_of: int) -> str:
    return "is" if number_of <= 1 else "are"


def workers_finding(row: pd.Series, scotland: pd.Series | None) -> str:
    """How many link workers answered, and in what their answers differ from Scotland's.

    `row`: that of the area in `Release.workforce()`; `scotland`: that of Scotland where the area is another one, else
    None.
    """
    if not State(row.state).has_value:
        return f"{row.area_name}: nothing can be shown of link workers' own wellbeing; {workers_state(row.state)}."
    told = (
        f"{row.area_name}: {number(row.respondents)} of {number(row.invited)} link workers answered "
        f"({number(row.response_percent, 1)}%)"
    )
    if row.state == State.PARTIAL:
        told += f", {parts_missing(row.area_level, 0, 0, 'workers')}"
    return f"{told}. {_answers(row) if scotland is None else _differences(row, scotland)}"


def workers_state(state: str) -> str:
    """Why nothing is shown of an area's link workers."""
    return states_of("workers")[State(state)]


def _answers(row: pd.Series) -> str:
    parts = []
    if pd.notna(row.workload_manageable_percent):
        parts.append(f"{number(row.workload_manageable_percent, 1)}% of them say that their workload is manageable")
    if pd.notna(row.intends_to_leave_12m_percent):
        parts.append(f"{number(row.intends_to_leave_12m_percent, 1)}% intend to leave within 12 months")
    if pd.notna(row.swemwbs_mean):
        parts.append(f"their mean wellbeing score is {number(row.swemwbs_mean, 1)}")
    if not parts:
        return "None of their answers is told."
    told = listed(parts)
    return f"{told[0].upper()}{told[1:]}."


def _differences(row: pd.Series, scotland: pd.Series) -> str:
    found = {measure: _against(row, scotland, measure) for measure in _QUESTIONS}
    said = [measure for measure, label in found.items() if label is not Label.NOT_SAID]
    clear = [measure for measure in said if found[measure] is not Label.NO_CLEAR_DIFFERENCE]
    if not said:
        return "None of their answers can be compared with Scotland's."
    if not clear:
        return f"No clear difference from Scotland in {_of_questions(len(said))}."
    told = []
    for label in (Label.HIGHER, Label.LOWER):
        figures = [
            f"{in_a_sentence(measure.title)} ({_value(row, measure)}; Scotland {_value(scotland, measure)})"
            for measure in clear
            if found[measure] is label
        ]
        if figures:
            told.append(f"{label.value.capitalize()} than in Scotland: {listed(figures)}.")
    if len(said) > len(clear):
        told.append(f"No clear difference in {_of_questions(len(said) - len(clear))}.")
    return " ".join(told)


def _of_questions(number_of: int) -> str:
    if number_of == len(_QUESTIONS):
        return f"any of the {number_of} questions"
    return "one question" if number_of == 1 else f"{number_of} questions"


def _against(row: pd.Series, scotland: pd.Series, measure: Measure) -> Label:
    value, lower, upper = columns(measure)
    return against(row[value], row[lower], row[upper], scotland[value])


def _value(row: pd.Series, measure: Measure) -> str:
    return with_unit(row[columns(measure)[0]], measure)


def in_a_sentence(title: str) -> str:
    """A title within a sentence."""
    return title[0].lower() + title[1:]


def whose_answers(row: pd.Series, hscp: str) -> str:
    """Whose answers stand for an HSCP, and why.

    `row`: of `Release.workforce_for()`; `hscp`: the name of the HSCP.
    """
    if row.area_level == "hscp" and State(row.state).has_value:
        return f"These are the answers of link workers of {hscp}."
    why = f"{hscp} by itself cannot be shown: {workers_state(row.own_state)}."
    if row.area_level == "hscp":
        return f"{why} Nor can its NHS Board or Scotland."
    if row.area_level == "board":
        return f"{why} So these are the answers of {row.area_name}, its NHS Board."
    return f"{why} Nor can its NHS Board, so these are the answers of all Scotland."
