"""What the page on service gaps says in sentences, computed from the figures on it."""

from datetime import date

import pandas as pd

from app.analysis.gaps import Directory, Status, reasons
from app.contract.states import State
from app.display.numbers import interval, number, period_label
from app.display.words import CATEGORIES, DIRECTORIES, STATUSES, UNMET_REASONS, count, listed, states_of
from app.measures.demand import BASE

_MOST_NAMED = 3
_NOT_JUDGED = (Status.CANNOT_TELL, Status.LITTLE_ASKED)


def need(category: str) -> str:
    """A category within a sentence."""
    name = CATEGORIES[category]
    return name[0].lower() + name[1:]


def scotland_finding(statuses: pd.DataFrame, systemic: pd.DataFrame) -> str:
    """Which needs go unmet most widely, and how many pairs of HSCP and need have which status.

    `statuses`, `systemic`: as `app.analysis.gaps` gives them.
    """
    told = {status: int((statuses.status == status).sum()) for status in Status}
    unmet = told[Status.FEW_SERVICES] + told[Status.SERVICES_EXIST]
    judged = unmet + told[Status.MET]
    if not judged:
        return "Nothing can be said yet: no need can be judged in any HSCP."
    if not unmet:
        pairs = count(judged, "pair", "pairs")
        first = f"No need is unmet in any HSCP, of {pairs} of HSCP and need that can be judged."
    else:
        widest = systemic[systemic.unmet > 0].head(_MOST_NAMED)
        names = [f"{need(row.category)} ({row.unmet} of {row.judged})" for row in widest.itertuples()]
        names[0] = f"{CATEGORIES[widest.category.iloc[0]]} ({_in_how_many(widest.iloc[0])})"
        first = f"{listed(names)} {'goes' if len(names) == 1 else 'go'} unmet most widely."
    rest = [
        f"{count(unmet, 'is', 'are') if unmet else 'none is'} unmet",
        f"{told[Status.MET]:,} met",
        f"{told[Status.LITTLE_ASKED]:,} little asked for",
        f"{told[Status.CANNOT_TELL]:,} cannot be told",
    ]
    few = f" ({told[Status.FEW_SERVICES]:,} with few services)" if told[Status.FEW_SERVICES] else ""
    return f"{first} Of {len(statuses):,} pairs of HSCP and need, {rest[0]}{few}, {listed(rest[1:])}."


def _in_how_many(row: pd.Series) -> str:
    if row.judged == 1:
        return "in the one HSCP that can be judged"
    return f"in {row.unmet} of the {row.judged} HSCPs that can be judged"


def area_finding(rows: pd.DataFrame) -> str:
    """Which needs are unmet in one HSCP. `rows`: its statuses, those that are unmet in the order to name them."""
    name = rows.area_name.iloc[0]
    unmet = rows.loc[[Status(status).is_gap for status in rows.status], ["category", "unmet_percent", "status"]]
    judged = sum(status not in _NOT_JUDGED for status in rows.status)
    if not judged:
        return f"{name}: nothing can be said yet; {_why_mostly(rows)}."
    if unmet.empty:
        return f"{name}: no need is unmet, of {judged} that can be judged."
    named = [f"{need(row.category)} ({number(row.unmet_percent, 1)}%)" for row in unmet.itertuples()]
    named[0] = named[0].replace("%)", "% of signposts)")
    more = len(named) - _MOST_NAMED
    told = listed(named) if more <= 0 else f"{', '.join(named[:_MOST_NAMED])} and {count(more, 'other', 'others')}"
    few = [need(row.category) for row in unmet[unmet.status == Status.FEW_SERVICES].itertuples()]
    each = "it" if len(unmet) == 1 else "each of them"
    tail = f" Few services are listed for {listed(few)}." if few else f" Services are listed for {each}."
    return f"{name}: {count(len(unmet), 'need is', 'needs are')} unmet, {told}.{tail}"


def _why_mostly(rows: pd.DataFrame) -> str:
    reason = rows.loc[rows.why != "", "why"]
    return why(reason.mode().iloc[0]) if len(reason) else STATUSES[Status.LITTLE_ASKED][1]


def why(reason: str) -> str:
    """Why a status cannot be told: what state a figure is in, or what is wrong with the directory."""
    return DIRECTORIES[reason] if reason in DIRECTORIES else states_of("gaps")[State(reason)]


def changes_told(changes: pd.DataFrame) -> list[str]:
    """Two paragraphs (Markdown): where needs became a gap, and where they are none any more. `changes`: `changed`."""
    return [
        _changed(changes[changes.change == "new"], "became a gap", "became a gap"),
        _changed(changes[changes.change == "gone"], "is no longer a gap", "are no longer a gap"),
    ]


def _changed(rows: pd.DataFrame, one: str, many: str) -> str:
    places = rows.groupby("category").area_name.agg(list).items()
    widest_first = sorted(places, key=lambda each: (-len(each[1]), CATEGORIES[each[0]]))
    told = [f"*{CATEGORIES[category]}:* {listed(names)}." for category, names in widest_first]
    pairs = count(len(rows), f"pair of HSCP and need {one}", f"pairs of HSCP and need {many}")
    return " ".join([f"**{pairs[0].upper()}{pairs[1:]}.**", *told])


def unknown_told(statuses: pd.DataFrame) -> str:
    """Why so many cannot be told, most frequent first; empty when all can. `statuses`: `gap_statuses`."""
    counts = statuses.loc[statuses.status == Status.CANNOT_TELL, "why"].map(why).value_counts()
    if counts.empty:
        return ""
    reasons = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    return "Why one cannot tell: " + "; ".join(f"{reason} ({pairs:,})" for reason, pairs in reasons) + "."


def reasons_told(row: pd.Series, most: int = len(UNMET_REASONS)) -> str:
    """Why a need was unmet, with the largest counts that are shown, at most so many: "no local service 62, cost 7"."""
    told = reasons(row, tuple(UNMET_REASONS))[:most]
    return ", ".join(f"{UNMET_REASONS[name]} {number(value)}" for name, value in told)


def for_a_paper(row: pd.Series, scotland: pd.Series | None, as_at: date | None, about: str) -> str:
    """Sentences on one need in one HSCP that can stand in a paper.

    `row`: of the statuses; `scotland`: the row of the demand of Scotland for the same need and year, or None; `as_at`:
    the day of the directory, None if there is none; `about`: where the data are from.
    """
    year = period_label(row.period)
    if State(row.state).has_value:
        told = (
            f"From {year}, {number(row.unmet_percent, 1)}% (95% interval "
            f"{interval(row.unmet_lower, row.unmet_upper, 1)}) of {number(row[BASE])} signposts for "
            f"{need(row.category)} in {row.area_name} met no service"
        )
        if scotland is not None and State(scotland.state).has_value:
            told += f"; in Scotland it was {number(scotland.unmet_percent, 1)}%"
        if reasons_told(row):
            told += f". Reasons recorded: {reasons_told(row)}"
    else:
        told = (
            f"From {year}, what was unmet of signposts for {need(row.category)} in {row.area_name} is not shown: "
            f"{states_of('gaps')[State(row.state)]}"
        )
    sentences = [told, *([_listing(row, as_at)] if as_at else []), about.rstrip(".")]
    return " ".join(f"{sentence}." for sentence in sentences)


def _listing(row: pd.Series, as_at: date) -> str:
    """What the directory lists for a need in an HSCP, and how far that can be trusted."""
    services = f"{count(int(row.local), 'local service', 'local services')} of this category"
    per_person = f"{number(row.per_10000, 2)} per 10,000 people; Scotland {number(row.scotland_per_10000, 2)}"
    doubt = "" if row.directory == Directory.GOOD else f"; {DIRECTORIES[row.directory]}"
    return f"The directory lists {services} ({per_person}) as at {as_at.day} {as_at:%B %Y}{doubt}"
