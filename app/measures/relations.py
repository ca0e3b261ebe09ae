"""How counts of people are linked within an HSCP: what is shown of one limits what another can be."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto

from app.contract.periods import Quarter

Series = tuple[str, str, str]
"""What is counted, apart from the area: quantity, period, and category or nothing."""


class LeftOver(Enum):
    """What is left of a whole beside its parts."""

    SOMETHING = auto()
    """Anything from 0, published nowhere."""
    NOTHING = auto()
    """Nothing, where all of both is told."""
    OTHER_ROWS = auto()
    """What rows of returns tell that do not tell the part: nothing, where all rows tell it. Then both are one count."""


@dataclass(frozen=True)
class Link:
    """The counts `whole`, taken together, consist of the counts `parts` and what is left over."""

    whole: tuple[Series, ...]
    parts: tuple[Series, ...]
    left_over: LeftOver


@dataclass(frozen=True)
class Relation:
    """A link between quantities of one period and category."""

    whole: str
    parts: tuple[str, ...]
    left_over: LeftOver = LeftOver.SOMETHING

    def at(self, period: str, category: str = "") -> Link:
        """The link in one period and category."""
        return Link(
            ((self.whole, period, category),),
            tuple((part, period, category) for part in self.parts),
            self.left_over,
        )


RETURNS = (
    Relation("referrals_received", ("referrals_accepted_known",), LeftOver.OTHER_ROWS),
    Relation("referrals_received", ("referrals_declined_known",), LeftOver.OTHER_ROWS),
    Relation("referrals_received", ("referrals_inappropriate_known",), LeftOver.OTHER_ROWS),
    Relation("referrals_received", ("referrals_accepted", "referrals_declined", "referrals_inappropriate")),
    Relation("referrals_accepted_known", ("referrals_accepted",)),
    Relation("referrals_declined_known", ("referrals_declined",)),
    Relation("referrals_inappropriate_known", ("referrals_inappropriate",)),
    Relation("contacts_attended", ("contacts_way_known",), LeftOver.OTHER_ROWS),
    Relation("contacts_attended", ("contacts_dna_known",), LeftOver.OTHER_ROWS),
    Relation(
        "contacts_way_known",
        ("contacts_practice", "contacts_home", "contacts_community", "contacts_remote"),
        LeftOver.NOTHING,
    ),
    Relation("contacts_booked", ("contacts_dna_known", "contacts_dna"), LeftOver.NOTHING),
    Relation("cases_closed", ("people_disengaged_known",), LeftOver.OTHER_ROWS),
    Relation("people_disengaged_known", ("people_disengaged",)),
)
"""How the quantities of a quarter's returns are linked."""


def links_of_returns(periods: Iterable[str]) -> Iterator[Link]:
    """All links between the counts of returns: of each quarter, and from each to the next by the open cases."""
    for period in periods:
        yield from (relation.at(period) for relation in RETURNS)
        before = str(Quarter.parse(period).shift(-1))
        yield Link(
            (("open_cases_end", before, ""), ("cases_opened", period, "")),
            (("open_cases_end", period, ""), ("cases_closed", period, "")),
            LeftOver.NOTHING,
        )
