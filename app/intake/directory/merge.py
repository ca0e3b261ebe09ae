"""What a load changes: known services are updated, what disappeared is closed, repeats are marked."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from app.contract.directory import plain
from app.intake.directory import Read
from app.intake.directory.records import two_services
from app.intake.faults import Fault, Severity

_NEAR = (0.001, 0.0018)  # degrees of latitude and longitude: about 110 metres each in Scotland


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

    @property
    def has_errors(self) -> bool:
        """Whether a fault is an error: then some of what was told is not in it."""
        return any(fault.severity == Severity.ERROR for fault in self.faults)


def merge(services: pd.DataFrame | None, places: pd.DataFrame | None, read: Read, today: date) -> Merged:
    """Bring a load together with the directory so far (None for none): nothing is ever deleted.

    A service of a directory that was read whole, and is not in it, is closed as of `today`. One that a load tells
    again is open, keeps the day on which it was first listed, and is as the directory says that told it last. An id
    under which another directory lists another service is an error, and that service stays as it was.
    """
    if services is None or places is None:
        services, places = read.services.head(0), read.places.head(0)
    known = services.set_index("service_id")
    told = read.services.set_index("service_id")
    faults = list(_of_another(known, told))
    told = told.drop(index=[str(fault.found) for fault in faults])
    faults += _moved(known, told)
    again = known.index.intersection(told.index)
    reopened = int(known.closed_on[again].notna().sum())
    told.loc[again, "first_listed"] = known.first_listed[again]
    updated = _differ(known.loc[again], told.loc[again])
    kept = known[~_among(known.index, told.index)].copy()
    gone = ~_among(kept.index, read.services.service_id) & kept.directory.isin(read.whole) & kept.closed_on.isna()
    kept.loc[gone, "closed_on"] = today.isoformat()
    everything = pd.concat([kept, told]).sort_index().reset_index()
    told_places = read.places[_among(read.places.service_id, told.index)]
    all_places = pd.concat([places[~_among(places.service_id, told.index)], told_places], ignore_index=True)
    everything["duplicate_of"] = _duplicates(everything, all_places).astype("string")
    repeats = everything[everything.duplicate_of.notna() & _among(everything.service_id, told.index)]
    return Merged(
        everything[read.services.columns],
        all_places,
        new=len(told) - len(again),
        updated=updated,
        closed=int(gone.sum()),
        reopened=reopened,
        faults=[*faults, *(_repeat(row) for row in repeats.itertuples())],
    )


def _among(ids: pd.Index | pd.Series, those: pd.Index | pd.Series) -> NDArray[np.bool_]:
    """Which ids are among others; as objects, since `isin` takes twenty times as long for pandas' own text."""
    return pd.Index(ids, dtype=object).isin(pd.Index(those, dtype=object))


def _of_another(known: pd.DataFrame, told: pd.DataFrame) -> Iterator[Fault]:
    """Ids of the load that are those of other services in another directory."""
    for identity, before, now in _in_two_directories(known, told).itertuples(name=None):
        name, other = told.name[identity], known.name[identity]
        if two_services(identity, name, other):
            message = f"{before} uses this id for another service, {other}; give each directory ids of its own"
            yield Fault(now, None, None, "service_id", "id_of_another", Severity.ERROR, identity, message)


def _moved(known: pd.DataFrame, told: pd.DataFrame) -> Iterator[Fault]:
    """One warning for the services of the load that another directory lists, too."""
    both = _in_two_directories(known[known.closed_on.isna()], told)
    for (before, now), count in both.groupby(["before", "now"]).size().items():
        message = f"{before} lists these too, and each is taken as one service; load one of the two if that is not so"
        services = f"{count} {'service' if count == 1 else 'services'}"
        yield Fault(now, None, None, "service_id", "listed_twice", Severity.WARNING, services, message)


def _in_two_directories(known: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    again = known.index.intersection(told.index)
    both = pd.DataFrame({"before": known.directory[again], "now": told.directory[again]})
    return both[both.before != both.now]


def _differ(before: pd.DataFrame, after: pd.DataFrame) -> int:
    """How many services a load tells otherwise than before."""
    ours = ["duplicate_of", "first_listed", "last_listed"]
    before, after = (table.drop(columns=ours).astype("string").fillna("") for table in (before, after))
    return int((before != after.reindex(before.index)).any(axis=1).sum())


def _duplicates(services: pd.DataFrame, places: pd.DataFrame) -> pd.Series:
    """For each service the one that it repeats: of the same name, and at the same place; None for most.

    The same place is the same postcode, or a point within about 100 metres (and never beyond 350). Services without a
    place are the same when their areas are. An active one stays rather than another, then the one that was listed
    first, then the one with the smaller id.
    """
    spots = pd.concat([_squares(places), places[["service_id"]].assign(spot=places.postcode)]).dropna()
    nowhere = services[~_among(services.service_id, spots.service_id) & (services.hscp_codes != "")]
    spots = pd.concat([spots, nowhere[["service_id"]].assign(spot=nowhere.hscp_codes)])
    open_ones = services[services.closed_on.isna()]
    open_ones = open_ones.assign(inactive=open_ones.status != "active")
    open_ones = open_ones.sort_values(["inactive", "first_listed", "service_id"])
    named = open_ones[["service_id"]].assign(named=open_ones.name.map(plain), rank=range(len(open_ones)))
    named = named[named.named.duplicated(keep=False)]
    seen = named.merge(spots, on="service_id").sort_values("rank")
    first = seen.groupby(["named", "spot"]).service_id.transform("first")
    repeated = seen.assign(first=first)[first != seen.service_id].drop_duplicates("service_id")
    return services.service_id.map(repeated.set_index("service_id")["first"])


def _squares(places: pd.DataFrame) -> pd.DataFrame:
    """The squares that each point is in, of four grids shifted by half a square: near points share at least one."""
    points = places.dropna(subset=["latitude", "longitude"])
    north, east = (
        points[column].to_numpy(dtype=float) / (2 * near)
        for column, near in zip(("latitude", "longitude"), _NEAR, strict=True)
    )
    grids = []
    for up, right in ((0, 0), (0, 0.5), (0.5, 0), (0.5, 0.5)):
        corner = zip(np.floor(north + up).astype(int), np.floor(east + right).astype(int), strict=True)
        grids.append(points[["service_id"]].assign(spot=[f"{up} {right} {y} {x}" for y, x in corner]))
    return pd.concat(grids)


def _repeat(row: tuple) -> Fault:
    message = f"{row.duplicate_of} has the same name at the same place, and this one is not counted; leave one out"
    return Fault(row.directory, None, None, "service_name", "duplicate", Severity.WARNING, row.name, message)
