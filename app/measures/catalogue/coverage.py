"""Measures of coverage: where link workers are, and how much of them there is."""

from app.measures.catalogue.definition import Measure

MEASURES = (
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
)

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
