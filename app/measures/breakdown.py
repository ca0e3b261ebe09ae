"""Who is referred: people by age, sex and deprivation, by financial year."""

from collections.abc import Iterable, Iterator

import pandas as pd

from app.contract.codes import DIMENSIONS
from app.measures.at_source import AtSource
from app.measures.cube import hscps_to_wholes
from app.measures.relations import LeftOver, Link, Series
from app.measures.years import hscp_years

PEOPLE = "people_referred"
"""The count that is broken down."""

BROKEN_DOWN_BY = ("age_band", "sex", "simd_quintile")
"""The dimensions that are released."""

ALL = "all"
"""The dimension, and its only category, of the total."""

COLUMNS = ("period", "area_code", "dimension", "category", "value", "state", "parts_reported", "parts_expected")

_KEYS = ["dimension", "category"]


def build_breakdown(
    breakdowns: pd.DataFrame, returns: pd.DataFrame, reporting: pd.DataFrame, areas: pd.DataFrame
) -> pd.DataFrame:
    """Add people referred up to financial years, by who they are, for HSCPs and Scotland.

    People are counted in each quarter: someone referred in two quarters of a year counts twice. `breakdowns`,
    `returns`: rows as accepted; `reporting`: `app.measures.reporting.build_reporting`; `areas`:
    `app.geography.areas.areas()`. A row of a return that tells of any category of a dimension, or of no people at all,
    has nobody in the categories that it leaves out.

    Returns one row per year that has ended × area × category of `BROKEN_DOWN_BY`, and of the total (`all`): `period,
    area_code, dimension, category, value, state, parts_reported, parts_expected`. The parts of an HSCP are the quarters
    of the year, those of Scotland the HSCPs that have a programme. NHS Boards are left out: with their totals, more
    than twice as many counts of HSCPs would have to be hidden.
    """
    by_hscp = hscp_years(_rows(breakdowns, returns), reporting, _KEYS)
    _, scotland = hscps_to_wholes(by_hscp, areas, list(COLUMNS[:4]))
    cells = pd.concat([by_hscp, scotland])
    cells = cells.merge(_CATEGORIES.reset_index(names="order"))
    cells = cells.sort_values(["period", "area_code", "order"], ignore_index=True)
    return cells[list(COLUMNS)]


def as_counts(breakdown: pd.DataFrame) -> pd.DataFrame:
    """A breakdown with one `quantity`, and a `category` that names its dimension too: as counts are protected."""
    return breakdown.assign(quantity=PEOPLE, category=breakdown.dimension + " " + breakdown.category)


def links_of_breakdown(years: Iterable[str]) -> Iterator[Link]:
    """The categories of a dimension add up to the people of the year, who are no more than its referrals."""
    for year in years:
        people = _series(year, ALL, ALL)
        for dimension in BROKEN_DOWN_BY:
            categories = tuple(_series(year, dimension, category) for category in DIMENSIONS[dimension])
            yield Link((people,), categories, LeftOver.NOTHING)
        quarters = tuple(("referrals_received", f"{year}Q{number}", "") for number in range(1, 5))
        yield Link(quarters, (people,), LeftOver.SOMETHING)


def _series(year: str, dimension: str, category: str) -> Series:
    return PEOPLE, year, f"{dimension} {category}"


def _rows(breakdowns: pd.DataFrame, returns: pd.DataFrame) -> pd.DataFrame:
    """One row for each row of a return and category: `value`, missing where it is not told, and `hidden`."""
    told = breakdowns[(breakdowns.measure == PEOPLE) & breakdowns.dimension.isin(BROKEN_DOWN_BY)]
    told = told[["return_id", *_KEYS, "count"]].assign(told=True)
    tells = told[["return_id", "dimension"]].drop_duplicates().assign(tells=True)
    rows = returns[["return_id", "hscp_code", "period", "people_referred"]].merge(_CATEGORIES, how="cross")
    rows = rows.merge(told, how="left").merge(tells, how="left")
    given = rows.told.notna()
    nobody = ~given & (rows.tells.notna() | (rows.people_referred == 0).fillna(False))
    of_category = rows["count"].mask(nobody, 0)
    total = rows.dimension == ALL
    of_total = rows.return_id.isin(returns.return_id[AtSource(returns).hides(PEOPLE)])
    return rows[["hscp_code", "period", *_KEYS]].assign(
        value=of_category.mask(total, rows.people_referred),
        hidden=(given & rows["count"].isna()).mask(total, of_total),
    )


_CATEGORIES = pd.DataFrame(
    [(ALL, ALL), *((each, category) for each in BROKEN_DOWN_BY for category in DIMENSIONS[each])], columns=_KEYS
)
