"""Measures of service gaps: what people were pointed to, what could not be met, and what there is to meet it.

Each is a figure of one category of need, for a financial year (demand) or for the day of the directory (supply).
"""

from app.measures.catalogue.definition import Measure

_DIRECTORY = "Service directory, as at the day of its last load"

GAPS = {
    measure.id: measure
    for measure in (
        Measure(
            id="unmet_percent",
            subject="gaps",
            title="Signposts that no service could meet",
            question="How often did people need something that no community service could give?",
            numerator="unmet",
            denominator="signposts_unmet_known",
            per=100,
            unit="% of signposts",
            decimals=1,
            kind="flow",
            polarity="lower_better",
            estimator="proportion",
            breaks=(10, 15, 20, 30),
            definition=(
                "Of the times in the financial year that link workers pointed people towards a service of this "
                "category, the percentage that no service could meet: there was none nearby, its waiting list was "
                "closed, it was not accessible, the person was not eligible, it cost too much or could not be reached. "
                "Only signposts of which it is told how many were unmet are counted. The interval is a 95% Wilson "
                "score interval (Wilson 1927)."
            ),
        ),
        Measure(
            id="services_per_10000",
            subject="gaps",
            title="Local services per 10,000 people",
            question="How many local services are there for the people who live here?",
            numerator="local",
            denominator="population",
            per=10_000,
            unit="local services per 10,000 people",
            decimals=2,
            kind="stock",
            polarity="neutral",
            estimator="rate",
            breaks=(0.1, 0.2, 0.3, 0.5),
            definition=(
                "Open services of this category that the directory lists for the HSCP, for every 10,000 people who "
                "live there (mid-2022). Services for a whole NHS Board or country, and online ones, are not local. The "
                "interval is Byar's (Breslow and Day 1987), exact Poisson below 10 services. It says nothing of how "
                "large a service is."
            ),
            source=_DIRECTORY,
        ),
        Measure(
            id="services_per_100_signposts",
            subject="gaps",
            title="Local services per 100 signposts",
            question="How many local services are there for what is asked of them?",
            numerator="local",
            denominator="signposts",
            per=100,
            unit="local services per 100 signposts",
            decimals=1,
            kind="stock",
            polarity="neutral",
            estimator="ratio",
            breaks=(1, 2, 4, 8),
            definition=(
                "Open local services of this category in the directory, for every 100 signposts of link workers to "
                "this category in the financial year."
            ),
            source=f"{_DIRECTORY}; core dataset returns",
        ),
        Measure(
            id="assured_percent",
            subject="gaps",
            title="Local services checked in the last 12 months",
            question="How far can the directory be trusted?",
            numerator="assured",
            denominator="local",
            per=100,
            unit="% of local services",
            decimals=0,
            kind="stock",
            polarity="higher_better",
            estimator="proportion",
            breaks=(25, 50, 75, 90),
            definition=(
                "Open local services of this category whose entry someone made sure of in the 12 months before the day "
                "of the directory, as a percentage of all that are listed. The interval is a 95% Wilson score interval."
            ),
            source=_DIRECTORY,
        ),
        Measure(
            id="waiting_closed_percent",
            subject="gaps",
            title="Local services with a closed waiting list",
            question="How many services take nobody on just now?",
            numerator="waiting_closed",
            denominator="waiting_known",
            per=100,
            unit="% of local services that tell it",
            decimals=0,
            kind="stock",
            polarity="lower_better",
            estimator="proportion",
            breaks=(5, 10, 20, 40),
            definition=(
                "Open local services of this category with a closed waiting list, as a percentage of those that tell "
                "whether theirs is open. The interval is a 95% Wilson score interval."
            ),
            source=_DIRECTORY,
        ),
        Measure(
            id="people_near",
            subject="gaps",
            title="People who live near a service",
            question="How many people live near a service?",
            numerator="people_within",
            denominator="people",
            per=100,
            unit="% of people",
            decimals=0,
            kind="stock",
            polarity="higher_better",
            estimator="ratio",
            breaks=(40, 60, 80, 95),
            definition=(
                "People who live within a straight line of so many kilometres of at least one open service of this "
                "category, in whichever HSCP it is. Straight lines ignore water, hills and ferries, so that islands "
                "and sea lochs look nearer to services than they are."
            ),
            source=f"{_DIRECTORY}; points of population",
        ),
        Measure(
            id="most_deprived_near",
            subject="gaps",
            title="People in the most deprived fifth who live near a service",
            question="Do the people who need it most live near a service?",
            numerator="most_deprived_within",
            denominator="most_deprived",
            per=100,
            unit="% of people in the most deprived fifth",
            decimals=0,
            kind="stock",
            polarity="higher_better",
            estimator="ratio",
            breaks=(40, 60, 80, 95),
            definition=(
                "The same for the people who live in data zones of the most deprived fifth of Scotland. No figure "
                "where nobody does."
            ),
            source=f"{_DIRECTORY}; points of population",
        ),
    )
}
"""By id, in the order in which a reader chooses them."""
