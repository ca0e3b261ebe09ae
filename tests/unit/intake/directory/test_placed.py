"""Reach and HSCPs of a service: by areas, else points, else postcodes and wards."""

from datetime import date

import pytest

from app.geography.areas import hscp_codes
from app.intake.directory.clean import Cleaner
from app.intake.directory.placed import Placed, placed
from app.intake.directory.records import Place, Record

GLASGOW, FIFE, HIGHLAND = "S37000034", "S37000032", "S37000016"
EVERYWHERE = frozenset(hscp_codes())
WARDS = {"S13003141": FIFE}
PHYSICAL, ONLINE = Place(postcode="G2 4JP"), Place(virtual=True)


def find(*areas, reach=None, places=(PHYSICAL,), by_point=(), by_postcode=()):
    """What a service is found to be, and the rules of the faults."""
    values = {"directory": "A", "service_id": "1", "service_name": "X", "reach": reach}
    service = Cleaner(date(2026, 6, 30)).clean(Record("own", "f", 2, values, areas=list(areas), places=list(places)))
    found, faults = placed(service, set(by_point), set(by_postcode), WARDS)
    return found, [fault.rule for fault in faults]


@pytest.mark.parametrize(
    ("told", "found"),
    [
        # the council first, whatever else is told
        ({"areas": ["S12000047"], "by_point": [GLASGOW], "by_postcode": [HIGHLAND]}, ("local", {FIFE}, "area")),
        ({"areas": ["S12000046", "S12000047"]}, ("local", {GLASGOW, FIFE}, "area")),
        ({"areas": ["S13003141", "S12000046"]}, ("local", {GLASGOW}, "area")),
        # then the point; a further place that has only its postcode counts beside it
        ({"by_point": [GLASGOW]}, ("local", {GLASGOW}, "point")),
        ({"by_point": [GLASGOW], "by_postcode": [FIFE]}, ("local", {GLASGOW, FIFE}, "point")),
        ({"areas": ["S13003141"], "by_point": [GLASGOW]}, ("local", {GLASGOW}, "point")),
        # then a postcode or a ward that was looked up
        ({"by_postcode": [HIGHLAND]}, ("local", {HIGHLAND}, "lookup")),
        ({"areas": ["S13003141"]}, ("local", {FIFE}, "lookup")),
        # a Board or a country makes a service wider, and never local
        ({"areas": ["S08000029"]}, ("wider", {FIFE}, "area")),
        ({"areas": ["S08000029", "S12000046"]}, ("wider", {FIFE, GLASGOW}, "area")),
        ({"areas": ["S92000003"], "by_point": [GLASGOW]}, ("wider", EVERYWHERE, "area")),
        ({"areas": ["United Kingdom"]}, ("wider", EVERYWHERE, "area")),
        ({"areas": hscp_codes()}, ("wider", EVERYWHERE, "area")),
        ({"reach": "wider", "by_point": [FIFE]}, ("wider", {FIFE}, "point")),
        ({"reach": "wider", "places": []}, ("wider", EVERYWHERE, "everywhere")),
        ({"reach": "wider", "areas": ["S12000047"]}, ("wider", {FIFE}, "area")),
        # online services are for everyone, if they do not say for whom, wherever their office is
        ({"places": [ONLINE]}, ("online", EVERYWHERE, "everywhere")),
        ({"reach": "online", "by_point": [GLASGOW]}, ("online", EVERYWHERE, "everywhere")),
        ({"reach": "online", "areas": ["S12000047"]}, ("online", {FIFE}, "area")),
        ({"places": [ONLINE], "areas": ["S12000047"]}, ("local", {FIFE}, "area")),
        ({"places": [ONLINE, PHYSICAL], "by_point": [GLASGOW]}, ("local", {GLASGOW}, "point")),
    ],
)
def test_where_and_for_whom(told, found):
    reach, codes, by = found
    assert find(*told.pop("areas", ()), **told) == (Placed(reach, frozenset(codes), by), [])


@pytest.mark.parametrize(
    ("told", "found", "rules"),
    [
        ({"areas": ["Narnia"], "by_point": [FIFE]}, ("local", {FIFE}, "point"), ["area_code"]),
        ({"areas": ["S12999999", "S12000047"]}, ("local", {FIFE}, "area"), ["area_code"]),
        ({"areas": ["S08000029"], "reach": "local"}, ("wider", {FIFE}, "area"), ["reach"]),
        ({}, ("local", (), "nothing"), ["unplaced"]),
        ({"areas": ["E06000057"], "by_point": [FIFE]}, ("wider", (), "nothing"), ["unplaced"]),
        ({"areas": ["E06000057"], "reach": "online"}, ("online", (), "nothing"), ["unplaced"]),
    ],
)
def test_what_is_wrong_with_areas_is_told(told, found, rules):
    reach, codes, by = found
    assert find(*told.pop("areas", ()), **told) == (Placed(reach, frozenset(codes), by), rules)
