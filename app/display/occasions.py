"""Which published figures are looked at: those of one day in one unit, which are never mixed with others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from app.contract.states import State
from app.display import words
from app.display.theme import SOURCES
from app.measures.published import AS_AT, Unit


@dataclass(frozen=True)
class Occasion:
    """Figures in post of one day in one unit; `sources` are the mark, and the words, of each of their bases."""

    as_at: str
    unit: Unit
    sources: tuple[tuple[str, str, str], ...]

    @property
    def id(self) -> str:
        """How it stands in the address."""
        return f"{self.as_at} {self.unit}"

    @property
    def day(self) -> str:
        """Its day in words."""
        day = date.fromisoformat(self.as_at)
        return f"{day.day} {day:%B %Y}"

    @property
    def label(self) -> str:
        """Its day in words, and its unit."""
        return f"{self.day}, {self.unit}"

    @property
    def title(self) -> str:
        """What a map of it is called."""
        return f"{words.PUBLISHED_TITLE}, {self.label}"

    @property
    def fills(self) -> list[tuple[str, str]]:
        """The colour and the words of each basis, for a legend."""
        return [(SOURCES[basis], f"{mark}: {text}") for basis, mark, text in self.sources]


def occasions(figures: pd.DataFrame) -> list[Occasion]:
    """All that can be looked at, newest first: the headcounts of March 2021, and whatever was loaded."""
    in_post = figures[figures.kind == "in_post"]
    offered = in_post[(in_post.basis == "loaded") | (in_post.as_at == AS_AT)]
    found = [
        Occasion(as_at, Unit(unit), tuple(_sources(rows))) for (as_at, unit), rows in offered.groupby(["as_at", "unit"])
    ]
    return sorted(found, key=lambda occasion: (occasion.as_at, occasion.unit), reverse=True)


def _sources(rows: pd.DataFrame) -> Sequence[tuple[str, str, str]]:
    """The basis, its mark and what it is; figures that were loaded name their file."""
    if (rows.basis == "loaded").any():
        (file,) = rows.source.dropna().unique()
        return [("loaded", "a", f"As published, from {file}")]
    return [(basis, mark, text) for basis, (mark, text) in words.BASES.items()]


def finding(figures: pd.DataFrame, unit: Unit) -> str:
    """How many HSCPs have a figure, and why others have none. `figures`: a row for each HSCP."""
    known = int(figures.value.notna().sum())
    named = words.PUBLISHED_NAMED[unit]
    if known == len(figures):
        return f"All {known} HSCPs have {named}." if known > 1 else f"The one HSCP has {named}."
    if not known:
        return f"None of {words.count(len(figures), 'HSCP', 'HSCPs')} has {named}."
    hidden, missing = ((figures.state == state).sum() for state in (State.SUPPRESSED, State.NOT_AVAILABLE))
    why = [f"{words.count(hidden, 'is', 'are')} hidden"] if hidden else []
    if missing:
        others = "the other" if missing == 1 else "the others"
        why.append(f"no figure was found for {missing if hidden else others}")
    return f"{known} of {len(figures)} HSCPs {'has' if known == 1 else 'have'} {named}; {' and '.join(why)}."
