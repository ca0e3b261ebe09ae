"""What a measure is."""

import math
from dataclasses import dataclass
from typing import Literal

from app.measures.catalogue.quantities import OF_SERVICES, QUANTITIES, Kind, Quantity, Sensitivity


@dataclass(frozen=True)
class Measure:
    """A defined statistic.

    `numerator` is a quantity; `denominator` a quantity, a reference population (`app.geography.areas`) or None
    for a plain amount. (Of wellbeing: what is counted or scored, and how many people it is of.) The value is `per` ×
    numerator ÷ denominator, in `unit`, shown with `decimals`. `breaks` are the four bounds between the five classes of
    its maps, the same in every period.
    """

    id: str
    subject: Literal["coverage", "caseload", "gaps", "people", "workers"]
    title: str
    question: str
    numerator: str
    denominator: str | None
    per: float
    unit: str
    decimals: int
    kind: Kind
    polarity: Literal["neutral", "higher_better", "lower_better"]
    estimator: Literal["amount", "ratio", "proportion", "rate", "mean"]
    breaks: tuple[float, float, float, float]
    definition: str
    source: str = "Core dataset returns from Health and Social Care Partnerships"

    @property
    def additive(self) -> bool:
        """Whether the values of areas may be summed."""
        return self.denominator is None

    @property
    def within(self) -> tuple[float, float]:
        """The least and the most that a value can be."""
        limits = {"proportion": (0.0, 100.0), "mean": (-math.inf, math.inf)}
        return limits.get(self.estimator, (0.0, math.inf))

    @property
    def base(self) -> Quantity | None:
        """The quantity that the value is seen against, if it is one."""
        return _quantity(self.denominator)

    @property
    def sensitivity(self) -> Sensitivity:
        """`person` as soon as anything in it counts people supported; `staff_survey` if it tells of link workers."""
        if self.subject == "workers":
            return "staff_survey"
        if self.subject == "people":
            return "person"
        parts = (_quantity(self.numerator), self.base)
        return "person" if any(part and part.sensitivity == "person" for part in parts) else "none"


def _quantity(name: str | None) -> Quantity | None:
    return QUANTITIES.get(name) or OF_SERVICES.get(name)
