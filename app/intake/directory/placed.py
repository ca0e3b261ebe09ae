"""Where and for whom a service is: its reach, and the HSCPs that it serves."""

from collections.abc import Mapping, Set
from dataclasses import dataclass

from app.geography.areas import hscp_codes
from app.geography.placing import Served, served
from app.intake.directory.clean import Service
from app.intake.faults import Fault, Severity


@dataclass(frozen=True)
class Placed:
    """The `reach` of a service, its `hscp_codes`, and `by` what they were found; each as the contract says."""

    reach: str
    hscp_codes: frozenset[str]
    by: str


def placed(
    service: Service, by_point: Set[str], by_postcode: Set[str], lookup: Mapping[str, str]
) -> tuple[Placed, list[Fault]]:
    """Find the HSCPs of a service: by the areas it serves, else by its points, else by postcode or ward.

    `by_point` and `by_postcode`: HSCPs of its places. `lookup`: ward → HSCP. A Board or a country, or every HSCP
    together, makes a service wider, and a wider one is never local. Gives also what is wrong with its areas.
    """
    areas, wards, faults = _areas(service, lookup)
    covered = frozenset(code for area in areas for code in area.hscp_codes)
    wider = any(area.wider for area in areas) or covered == set(hscp_codes())
    told = service.values.get("reach")
    reach = str(told or ("wider" if wider else "online" if service.virtual and not covered else "local"))
    if reach == "local" and wider:
        reach = "wider"
        message = "a service for a whole NHS Board or country is not local but wider; correct one of the two"
        faults.append(service.record.fault("reach", "reach", message, told, Severity.WARNING))
    if areas:
        found = Placed(reach, covered, "area" if covered else "nothing")
    elif reach != "online" and by_point:
        found = Placed(reach, frozenset(by_point | by_postcode), "point")
    elif reach != "online" and (by_postcode or wards):
        found = Placed(reach, frozenset(by_postcode or wards), "lookup")
    elif reach != "local":
        found = Placed(reach, frozenset(hscp_codes()), "everywhere")
    else:
        found = Placed(reach, frozenset(), "nothing")
    if not found.hscp_codes:
        faults.append(_unplaced(service, elsewhere=bool(areas)))
    return found, faults


def _areas(service: Service, lookup: Mapping[str, str]) -> tuple[list[Served], set[str], list[Fault]]:
    """The areas that it serves, the HSCPs of wards, and a warning for each area that is neither."""
    areas: list[Served] = []
    wards: set[str] = set()
    faults = []
    for told in filter(None, service.areas):
        if area := served(told):
            areas.append(area)
        elif hscp := lookup.get(told.upper().replace(" ", "")):
            wards.add(hscp)
        else:
            message = "not used: no council area, HSCP, NHS Board, country or known ward is called so; correct it"
            faults.append(service.record.fault("area_codes", "area_code", message, told, Severity.WARNING))
    return areas, wards, faults


def _unplaced(service: Service, *, elsewhere: bool) -> Fault:
    why = "serves only areas outside of Scotland" if elsewhere else "tells no known area, and no place in Scotland"
    message = f"no HSCP was found for this service: it {why}; add the code of its council area, or a point"
    return service.record.fault("area_codes", "unplaced", message, None, Severity.WARNING)
