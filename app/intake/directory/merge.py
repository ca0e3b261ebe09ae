"""What a load changes: known services are updated, what disappeared is closed, repeats are marked."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from app.contract.directory import plain
from app.intake.directory import Read
from app.intake.faults import Fault, Severity

_DEGREES = 3  # decimals: places about 100 metres apart are one


@dataclass(frozen=True)
class Merged:
    """The directory after a load: `services`, `places`, what became of the services, and repeats as `faults`."""

    services: pd.DataFrame
    places: pd.DataFrame
    new: int
    updated: int
    closed: int
    reopened: int
    faults: list[Fault]


def merge(services: pd.DataFrame | None, places: pd.DataFrame | None, read: Read, today: date) -> Merged:
    """Bring a load together with the directory so far (None for none): nothing is ever deleted.

    A service of a directory that was read whole, and is not in it, is closed as of `today`. One that a load tells
    again is open, and keeps the day on which it was first listed.
    """
    if services is None or places is None:
        services, places = read.services.head(0), read.places.head(0)
    known = services.set_index("service_id")
    told = read.services.set_index("service_id")
    again = known.index.intersection(told.index)
    reopened = int(known.closed_on[again].notna().sum())
    told.loc[again, "first_listed"] = known.first_listed[again]
    updated = _differ(known.loc[again], told.loc[again])
    gone = ~known.index.isin(told.index) & known.directory.isin(read.whole) & known.closed_on.isna()
    kept = known[~known.index.isin(told.index)].copy()
    kept.loc[gone[~known.index.isin(told.index)], "closed_on"] = today.isoformat()
    everything = pd.concat([kept, told]).sort_index().reset_index()
    all_places = pd.concat([places[~places.service_id.isin(told.index)], read.places], ignore_index=True)
    everything["duplicate_of"] = _duplicates(everything, all_places).astype("string")
    repeats = everything[everything.duplicate_of.notna() & everything.service_id.isin(told.index)]
    return Merged(
        everything[read.services.columns],
        all_places,
        new=len(told) - len(again),
        updated=updated,
        closed=int(gone.sum()),
        reopened=reopened,
        faults=[_repeat(row) for row in repeats.itertuples()],
    )


def _differ(before: pd.DataFrame, after: pd.DataFrame) -> int:
    """How many services a load tells otherwise than before."""
    ours = ["duplicate_of", "first_listed", "last_listed"]
    before, after = (table.drop(columns=ours).astype(str) for table in (before, after))
    return int((before != after.reindex(before.index)).any(axis=1).sum())


def _duplicates(services: pd.DataFrame, places: pd.DataFrame) -> pd.Series:
    """For each service the one that it repeats: of the same name, and at the same place; None for most.

    The same place is the same postcode, or a point within about 100 metres. Services without a place are the same
    when their areas are. The one that was listed first, then the one with the smaller id, stays.
    """
    point = (
        places.latitude.round(_DEGREES).astype("string") + "," + places.longitude.round(_DEGREES).astype("string")
    ).where(places.latitude.notna())
    spots = pd.concat([places.assign(spot=point), places.assign(spot=places.postcode)])[["service_id", "spot"]].dropna()
    nowhere = services[~services.service_id.isin(spots.service_id) & (services.hscp_codes != "")]
    spots = pd.concat([spots, nowhere[["service_id"]].assign(spot=nowhere.hscp_codes)])
    open_ones = services[services.closed_on.isna()].sort_values(["first_listed", "service_id"])
    named = open_ones[["service_id"]].assign(named=open_ones.name.map(plain), rank=range(len(open_ones)))
    seen = named.merge(spots, on="service_id").sort_values("rank")
    first = seen.groupby(["named", "spot"]).service_id.transform("first")
    repeated = seen.assign(first=first)[first != seen.service_id].drop_duplicates("service_id")
    return services.service_id.map(repeated.set_index("service_id")["first"])


def _repeat(row: tuple) -> Fault:
    message = f"{row.duplicate_of} has the same name at the same place; this one is kept, but not counted"
    return Fault(row.directory, None, None, "service_name", "duplicate", Severity.WARNING, row.name, message)
