"""The catalogue of measures: what each figure is, declared once.

A *quantity* is something that can be added up over reporting units (practices covered, referrals). A *measure*
is what a reader sees: a quantity, or one quantity over another. Pages, tables, downloads and definitions all
read this catalogue.
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["stock", "flow"]
Sensitivity = Literal["person", "staff_survey", "none"]


@dataclass(frozen=True)
class Quantity:
    """Something additive over reporting units.

    `needs` are the fields of a return that a row must carry to count; the quantity is the sum of the first of
    them, unless `app.measures.cube` names another formula for it. With `once_per_unit` the rows of a unit's
    several delivery models repeat one figure, which counts once. `kind` tells a level at the quarter's end
    (stock) from something that happened during it (flow). `sensitivity` says whether small counts are hidden.
    """

    id: str
    label: str
    needs: tuple[str, ...]
    kind: Kind
    sensitivity: Sensitivity
    once_per_unit: bool = False


@dataclass(frozen=True)
class Measure:
    """A defined statistic.

    `numerator` is a quantity; `denominator` a quantity, a reference population (`app.geography.areas`) or None
    for a plain amount. The value is `per` × numerator ÷ denominator, in `unit`, shown with `decimals`. `breaks`
    are the four bounds between the five classes of its maps, the same in every period.
    """

    id: str
    subject: Literal["coverage", "caseload"]
    title: str
    question: str
    numerator: str
    denominator: str | None
    per: float
    unit: str
    decimals: int
    kind: Kind
    polarity: Literal["neutral", "higher_better", "lower_better"]
    estimator: Literal["amount", "ratio", "proportion"]
    breaks: tuple[float, float, float, float]
    definition: str
    source: str = "Core dataset returns from Health and Social Care Partnerships"

    @property
    def additive(self) -> bool:
        """Whether the values of areas may be summed."""
        return self.denominator is None

    @property
    def sensitivity(self) -> Sensitivity:
        """`person` as soon as anything in it counts people."""
        parts = [QUANTITIES[q].sensitivity for q in (self.numerator, self.denominator) if q in QUANTITIES]
        return "person" if "person" in parts else "none"


QUANTITIES = {
    quantity.id: quantity
    for quantity in (
        Quantity(
            "practices_covered",
            "GP practices with full access to a link worker",
            ("practices_covered",),
            "stock",
            "none",
        ),
        Quantity("practices_in_scope", "GP practices", ("practices_in_scope",), "stock", "none", once_per_unit=True),
        Quantity("wte_in_post", "Whole-time equivalents in post", ("wte_in_post",), "stock", "none"),
        Quantity(
            "list_size_covered",
            "People on the lists of covered practices",
            ("list_size_covered",),
            "stock",
            "none",
        ),
        Quantity("vacancies_wte", "Vacant whole-time equivalents", ("vacancies_wte", "wte_funded"), "stock", "none"),
        Quantity(
            "wte_funded",
            "Funded whole-time equivalents, where vacancies are known",
            ("wte_funded", "vacancies_wte"),
            "stock",
            "none",
        ),
        Quantity(
            "practices_with_dedicated_space",
            "GP practices with a dedicated space for the link worker",
            ("practices_with_dedicated_space", "practices_in_scope"),
            "stock",
            "none",
        ),
        Quantity(
            "practices_in_scope_space_known",
            "GP practices, where it is known if they have a dedicated space",
            ("practices_in_scope", "practices_with_dedicated_space"),
            "stock",
            "none",
            once_per_unit=True,
        ),
        Quantity(
            "funding_wte_months",
            "Whole-time equivalents in post × months of funding left",
            ("wte_in_post", "funding_end"),
            "stock",
            "none",
        ),
        Quantity(
            "wte_funding_known",
            "Whole-time equivalents in post, where the funding end is known",
            ("wte_in_post", "funding_end"),
            "stock",
            "none",
        ),
        Quantity("referrals_received", "Referrals received", ("referrals_received",), "flow", "person"),
        Quantity("open_cases_end", "Open cases", ("open_cases_end",), "stock", "person"),
        Quantity("waiting_at_end", "People waiting", ("waiting_at_end",), "stock", "person"),
    )
}

MEASURES = {
    measure.id: measure
    for measure in (
        Measure(
            id="practices_covered",
            subject="coverage",
            title="GP practices with a link worker",
            question="What share of GP practices have full access to a community link worker?",
            numerator="practices_covered",
            denominator="practices_in_scope",
            per=100,
            unit="% of GP practices",
            decimals=1,
            kind="stock",
            polarity="higher_better",
            estimator="proportion",
            breaks=(20, 40, 60, 80),
            definition=(
                "GP practices with full access to a community link worker at the end of the quarter, as a percentage "
                "of the practices in the programme's scope. A practice counts once, under its main delivery model. "
                "The interval is a 95% Wilson score interval (Wilson 1927)."
            ),
        ),
        Measure(
            id="wte_per_10000",
            subject="coverage",
            title="Link workers per 10,000 people",
            question="How much link worker time is there for the people who live here?",
            numerator="wte_in_post",
            denominator="population",
            per=10_000,
            unit="WTE per 10,000 people",
            decimals=2,
            kind="stock",
            polarity="neutral",
            estimator="ratio",
            breaks=(0.25, 0.5, 0.75, 1),
            definition=(
                "Whole-time equivalents (WTE) of link workers in post at the end of the quarter for every 10,000 "
                "people living in the area (National Records of Scotland, mid-2022). The population of areas that "
                "sent no return is left out of totals."
            ),
        ),
        Measure(
            id="wte_per_10000_most_deprived",
            subject="coverage",
            title="Link workers per 10,000 people in the most deprived fifth",
            question="How much link worker time is there against the number of people in the most deprived places?",
            numerator="wte_in_post",
            denominator="population_most_deprived",
            per=10_000,
            unit="WTE per 10,000 people in the most deprived fifth",
            decimals=1,
            kind="stock",
            polarity="neutral",
            estimator="ratio",
            breaks=(1, 2.5, 5, 10),
            definition=(
                "All whole-time equivalents (WTE) of link workers in post at the end of the quarter for every 10,000 "
                "people who live in the most deprived fifth of Scotland's data zones (SIMD 2020v2, mid-2021 "
                "population). The workers serve everyone in the area, not only these people. Areas without such data "
                "zones have no value."
            ),
        ),
        Measure(
            id="people_on_covered_lists",
            subject="coverage",
            title="People registered with a covered practice",
            question="How many people could be referred to a link worker by their own practice?",
            numerator="list_size_covered",
            denominator="population",
            per=100,
            unit="% of people",
            decimals=1,
            kind="stock",
            polarity="higher_better",
            estimator="ratio",
            breaks=(20, 40, 60, 80),
            definition=(
                "People on the lists of practices with full access to a link worker at the end of the quarter, as a "
                "percentage of the people living in the area (mid-2022). Lists count some people who have moved away, "
                "so the figure can be a little too high, even above 100%."
            ),
        ),
        Measure(
            id="vacancy_rate",
            subject="coverage",
            title="Vacant link worker posts",
            question="How much of the funded link worker time is vacant?",
            numerator="vacancies_wte",
            denominator="wte_funded",
            per=100,
            unit="% of funded WTE",
            decimals=1,
            kind="stock",
            polarity="lower_better",
            estimator="ratio",
            breaks=(5, 10, 15, 20),
            definition=(
                "Vacant whole-time equivalents (WTE) as a percentage of funded ones at the end of the quarter, over "
                "the reporting units that gave both."
            ),
        ),
        Measure(
            id="dedicated_space",
            subject="coverage",
            title="GP practices with a space for the link worker",
            question="In how many practices does the link worker have a room of their own?",
            numerator="practices_with_dedicated_space",
            denominator="practices_in_scope_space_known",
            per=100,
            unit="% of GP practices",
            decimals=1,
            kind="stock",
            polarity="higher_better",
            estimator="proportion",
            breaks=(20, 40, 60, 80),
            definition=(
                "GP practices with a space set aside for the link worker, as a percentage of the practices in scope, "
                "over the reporting units that gave the figure. The interval is a 95% Wilson score interval."
            ),
        ),
        Measure(
            id="funding_months_left",
            subject="coverage",
            title="Months of funding left",
            question="For how long is the funding of today's link workers settled?",
            numerator="funding_wte_months",
            denominator="wte_funding_known",
            per=1,
            unit="months",
            decimals=1,
            kind="stock",
            polarity="higher_better",
            estimator="ratio",
            breaks=(3, 6, 12, 24),
            definition=(
                "Months from the end of the quarter to the end of funding, averaged over the whole-time equivalents "
                "in post whose funding end is known; funding that has already ended counts as 0 months."
            ),
        ),
        Measure(
            id="wte_in_post",
            subject="coverage",
            title="Link workers in post",
            question="How much link worker time is in post?",
            numerator="wte_in_post",
            denominator=None,
            per=1,
            unit="WTE",
            decimals=1,
            kind="stock",
            polarity="neutral",
            estimator="amount",
            breaks=(5, 10, 20, 40),
            definition="Whole-time equivalents (WTE) of link workers in post at the end of the quarter.",
        ),
        Measure(
            id="referrals",
            subject="caseload",
            title="Referrals",
            question="How many referrals did link workers receive?",
            numerator="referrals_received",
            denominator=None,
            per=1,
            unit="referrals in the quarter",
            decimals=0,
            kind="flow",
            polarity="neutral",
            estimator="amount",
            breaks=(250, 500, 1000, 2000),
            definition="Referrals received during the quarter, accepted or not.",
        ),
        Measure(
            id="open_cases",
            subject="caseload",
            title="Open cases",
            question="How many people are being supported?",
            numerator="open_cases_end",
            denominator=None,
            per=1,
            unit="cases",
            decimals=0,
            kind="stock",
            polarity="neutral",
            estimator="amount",
            breaks=(250, 500, 1000, 2000),
            definition="Cases open at the end of the quarter (the caseload).",
        ),
        Measure(
            id="waiting",
            subject="caseload",
            title="People waiting",
            question="How many people are waiting for a first appointment?",
            numerator="waiting_at_end",
            denominator=None,
            per=1,
            unit="people",
            decimals=0,
            kind="stock",
            polarity="lower_better",
            estimator="amount",
            breaks=(25, 50, 100, 250),
            definition="People waiting for their first appointment at the end of the quarter.",
        ),
    )
}

COVERAGE = (
    "practices_covered",
    "wte_per_10000",
    "wte_per_10000_most_deprived",
    "people_on_covered_lists",
    "vacancy_rate",
    "dedicated_space",
    "funding_months_left",
)
"""The coverage measures, in the order in which a reader chooses them."""
