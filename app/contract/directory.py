"""The service directory: what is known of a community service, whichever directory tells it.

A *service* has one row in `SERVICES`, and one row in `PLACES` for each point where it can be found. A *record* is one
service as a source tells it; `RECORD` says what may stand in its fields, which are the columns of our own CSV format.
"""

import csv
import re
import unicodedata
from functools import cache, lru_cache

import pandera.pandas as pa

from app.contract.codes import SERVICE_CATEGORIES
from app.contract.fields import Field, Kind
from app.settings import PROJECT

_ACCENTS = re.compile(r"['\u2019\u0300-\u036f]")
_WORDS = re.compile(r"[^\W_]+")

SERVICE_STATUSES = ("active", "inactive", "defunct", "temporarily closed")
"""As Open Referral UK has them; only an active service is open."""

REACHES = ("local", "wider", "online")
"""A local service is for the people of one or more HSCPs; a wider one for a whole NHS Board or country."""

WAITING_LISTS = ("open", "closed")
PLACED_BY = ("area", "point", "lookup", "everywhere", "nothing")
"""How a service's HSCPs were found: by the areas it serves, by its points, by a postcode or ward that was looked up, as
everywhere because it is wider or online and tells no area, or not at all."""

RECORD = (
    Field("directory", Kind.TEXT, "Which directory the row comes from; the same in each load of it", True),
    Field("service_id", Kind.TEXT, "Identifies the service, for good; a service of several places repeats it", True),
    Field("service_name", Kind.TEXT, "Name of the service", True),
    Field("organisation", Kind.TEXT, "Who provides it"),
    Field("categories", Kind.TEXT, "The needs that it meets, divided by semicolons"),
    Field("status", Kind.CODE, "Active if not given", codes=lambda: SERVICE_STATUSES),
    Field("reach", Kind.CODE, "Whom it is for; told by its areas if not given", codes=lambda: REACHES),
    Field("area_codes", Kind.TEXT, "Codes of the areas it serves: councils, HSCPs, NHS Boards, countries, wards"),
    Field("latitude", Kind.NUMBER, "Where it is, in degrees north", unit="degrees"),
    Field("longitude", Kind.NUMBER, "Where it is, in degrees east", unit="degrees"),
    Field("postcode", Kind.TEXT, "Postcode of the place"),
    Field("minimum_age", Kind.NUMBER, "Youngest age that it is for", unit="years", minimum=0, maximum=130),
    Field("maximum_age", Kind.NUMBER, "Oldest age that it is for", unit="years", minimum=0, maximum=130),
    Field("last_assured", Kind.DATE, "Last day on which someone made sure that the entry is right"),
    Field("waiting_list", Kind.CODE, "Whether its waiting list is open", codes=lambda: WAITING_LISTS),
    Field("url", Kind.TEXT, "Address of its page on the web"),
)
"""The fields of a record. Lists within a field are divided by semicolons."""


def _column(dtype: str, *, nullable: bool = True, allowed: tuple[str, ...] | None = None) -> pa.Column:
    return pa.Column(dtype, pa.Check.isin(list(allowed), name="code") if allowed else None, nullable=nullable)


SERVICES = pa.DataFrameSchema(
    {
        "service_id": _column("string", nullable=False),
        "directory": _column("string", nullable=False),
        "name": _column("string", nullable=False),
        "organisation": _column("string"),
        "categories": _column("string", nullable=False),  # codes of needs, divided by spaces
        "status": _column("string", nullable=False, allowed=SERVICE_STATUSES),
        "reach": _column("string", nullable=False, allowed=REACHES),
        "hscp_codes": _column("string", nullable=False),  # the HSCPs it serves, divided by spaces
        "placed_by": _column("string", nullable=False, allowed=PLACED_BY),
        "minimum_age": _column("Float64"),
        "maximum_age": _column("Float64"),
        "last_assured": _column("string"),
        "waiting_list": _column("string", allowed=WAITING_LISTS),
        "url": _column("string"),
        "first_listed": _column("string", nullable=False),
        "last_listed": _column("string", nullable=False),  # the day of the last load that told it
        "closed_on": _column("string"),  # the day on which it had disappeared from its directory
        "duplicate_of": _column("string"),  # id of the service that this one repeats
    },
    name="services",
    strict=True,
    unique=["service_id"],
)

PLACES = pa.DataFrameSchema(
    {
        "service_id": _column("string", nullable=False),
        "latitude": _column("Float64"),
        "longitude": _column("Float64"),
        "postcode": _column("string"),
        "hscp_code": _column("string"),
    },
    name="places",
    strict=True,
)


@cache
def crosswalk() -> dict[tuple[str, str], tuple[str, ...]]:
    """What each directory calls a need: (scheme, term in its plain form) → our categories.

    Read from `data/reference/service_crosswalk.csv`. Raises ValueError when a row names a category that is not ours.
    """
    terms: dict[tuple[str, str], tuple[str, ...]] = {}
    with (PROJECT / "data" / "reference" / "service_crosswalk.csv").open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            if row["category"] not in (*SERVICE_CATEGORIES, ""):
                raise ValueError(f"service_crosswalk.csv, row {number}: {row['category']!r} is not a service category")
            key = (row["scheme"], plain(row["term"]))
            terms[key] = (*terms.get(key, ()), *([row["category"]] if row["category"] else []))
    return terms


@lru_cache(maxsize=10_000)
def plain(term: str) -> str:
    """A term as it is compared: lower case without accents and apostrophes, words parted by single hyphens."""
    return "-".join(_WORDS.findall(_ACCENTS.sub("", unicodedata.normalize("NFKD", term)).casefold()))
