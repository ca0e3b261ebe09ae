"""Points in the right HSCP, by official outlines: places known from a map, and a point inside every data zone."""

import numpy as np
import pandas as pd
import pytest

from app.contract.codes import hscp_names
from app.geography import outlines
from app.geography.placing import SNAP_METRES, hscps_of_points
from app.settings import settings

PLACES = {  # HSCP → places within it, latitude and longitude as a map gives them
    "Aberdeen City": {
        "Marischal College": (57.149, -2.096),
        "Dyce": (57.206, -2.181),
        "Peterculter": (57.098, -2.266),
        "Cove Bay": (57.097, -2.081),
    },
    "Aberdeenshire": {
        "Westhill": (57.152, -2.279),
        "Portlethen": (57.056, -2.129),
        "Peterhead": (57.506, -1.784),
        "Fraserburgh": (57.692, -2.006),
        "Stonehaven harbour": (56.9603, -2.2020),
        "Braemar": (57.006, -3.399),
        "Portsoy": (57.682, -2.691),
    },
    "Angus": {
        "Monifieth": (56.481, -2.818),
        "Arbroath": (56.559, -2.591),
        "Brechin": (56.731, -2.656),
        "Kirriemuir": (56.675, -3.003),
    },
    "Argyll and Bute": {
        "Oban": (56.4147, -5.4725),
        "Helensburgh": (56.003, -4.733),
        "Campbeltown": (55.424, -5.605),
        "Rothesay, Bute": (55.836, -5.056),
        "Tobermory, Mull": (56.622, -6.068),
        "Iona": (56.332, -6.393),
        "Port Ellen, Islay": (55.630, -6.189),
        "Craighouse, Jura": (55.834, -5.951),
        "Scarinish, Tiree": (56.501, -6.808),
        "Arinagour, Coll": (56.618, -6.523),
        "Luss": (56.101, -4.638),
        "Dalmally": (56.401, -4.969),
        "Port Appin": (56.554, -5.405),
    },
    "Clackmannanshire and Stirling": {
        "Alloa": (56.116, -3.792),
        "Dollar": (56.162, -3.672),
        "Stirling": (56.118, -3.937),
        "Callander": (56.244, -4.214),
        "Tyndrum": (56.435, -4.710),
        "Drymen": (56.066, -4.451),
        "Balfron": (56.071, -4.337),
    },
    "Dumfries and Galloway": {
        "Dumfries": (55.070, -3.605),
        "Gretna": (54.996, -3.067),
        "Langholm": (55.151, -2.999),
        "Moffat": (55.333, -3.443),
        "Sanquhar": (55.368, -3.924),
        "Stranraer": (54.904, -5.027),
        "Portpatrick": (54.842, -5.115),
        "Isle of Whithorn": (54.700, -4.364),
    },
    "Dundee City": {
        "Dundee": (56.460, -2.970),
        "Broughty Ferry": (56.468, -2.871),
    },
    "East Ayrshire": {
        "Kilmarnock": (55.611, -4.496),
        "Cumnock": (55.454, -4.263),
        "Stewarton": (55.680, -4.515),
        "Dunlop": (55.712, -4.536),
    },
    "East Dunbartonshire": {
        "Milngavie": (55.942, -4.317),
        "Bearsden": (55.919, -4.332),
        "Bishopbriggs": (55.906, -4.218),
        "Kirkintilloch": (55.939, -4.156),
        "Twechar": (55.951, -4.087),
    },
    "East Lothian": {
        "Musselburgh": (55.942, -3.054),
        "North Berwick": (56.058, -2.718),
        "Dunbar": (56.003, -2.516),
        "Oldhamstocks": (55.929, -2.420),
    },
    "East Renfrewshire": {
        "Barrhead": (55.799, -4.389),
        "Newton Mearns": (55.773, -4.337),
        "Clarkston": (55.788, -4.276),
        "Neilston": (55.785, -4.424),
    },
    "Edinburgh": {
        "Edinburgh Castle": (55.9486, -3.1999),
        "Portobello": (55.953, -3.114),
        "South Queensferry": (55.990, -3.397),
        "Kirkliston": (55.955, -3.404),
        "Balerno": (55.885, -3.341),
    },
    "Falkirk": {
        "Falkirk": (56.001, -3.784),
        "Bo'ness": (56.017, -3.609),
        "Denny": (56.023, -3.910),
        "Airth": (56.070, -3.771),
    },
    "Fife": {
        "Kirkcaldy": (56.112, -3.159),
        "Kincardine": (56.069, -3.719),
        "Newburgh": (56.350, -3.237),
        "Tayport": (56.446, -2.881),
        "St Andrews": (56.340, -2.796),
        "North Queensferry": (56.0120, -3.3945),
        "Crail": (56.261, -2.626),
    },
    "Glasgow City": {
        "George Square": (55.8612, -4.2502),
        "Easterhouse": (55.868, -4.108),
        "Drumchapel": (55.909, -4.374),
        "Castlemilk": (55.807, -4.233),
        "Baillieston": (55.851, -4.113),
        "Summerston": (55.8985, -4.2860),
    },
    "Highland": {
        "Inverness": (57.478, -4.225),
        "Fort William": (56.817, -5.112),
        "Ballachulish": (56.676, -5.132),
        "Kinlochleven": (56.714, -4.965),
        "Nairn": (57.586, -3.869),
        "Grantown-on-Spey": (57.330, -3.609),
        "Portree, Skye": (57.413, -6.194),
        "Eigg": (56.893, -6.152),
        "Kinloch, Rum": (57.013, -6.283),
        "Raasay": (57.351, -6.078),
        "Mallaig": (57.006, -5.829),
        "Wick": (58.440, -3.093),
        "John o' Groats": (58.640, -3.070),
        "Durness": (58.568, -4.747),
    },
    "Inverclyde": {
        "Greenock": (55.948, -4.765),
        "Port Glasgow": (55.934, -4.690),
        "Wemyss Bay": (55.877, -4.889),
        "Kilmacolm": (55.895, -4.627),
    },
    "Midlothian": {
        "Dalkeith": (55.893, -3.068),
        "Penicuik": (55.831, -3.223),
        "Loanhead": (55.879, -3.150),
        "Gorebridge": (55.844, -3.050),
    },
    "Moray": {
        "Elgin": (57.648, -3.315),
        "Forres": (57.610, -3.612),
        "Cullen": (57.690, -2.820),
        "Tomintoul": (57.252, -3.378),
        "Keith": (57.542, -2.952),
    },
    "North Ayrshire": {
        "Irvine": (55.614, -4.669),
        "Skelmorlie": (55.866, -4.886),
        "Largs": (55.794, -4.867),
        "Brodick, Arran": (55.576, -5.148),
        "Millport, Cumbrae": (55.753, -4.927),
        "Kilbirnie": (55.755, -4.686),
    },
    "North Lanarkshire": {
        "Motherwell": (55.789, -3.991),
        "Cumbernauld": (55.946, -3.991),
        "Stepps": (55.890, -4.148),
        "Harthill": (55.860, -3.750),
        "Kilsyth": (55.978, -4.058),
    },
    "Orkney Islands": {
        "Kirkwall": (58.981, -2.960),
        "Stromness": (58.963, -3.299),
        "St Margaret's Hope": (58.826, -2.963),
        "Pierowall, Westray": (59.322, -2.975),
        "North Ronaldsay": (59.372, -2.426),
    },
    "Perth and Kinross": {
        "Perth": (56.396, -3.437),
        "Invergowrie": (56.459, -3.067),
        "Kinross": (56.205, -3.423),
        "Dunblane Road, Blackford": (56.261, -3.781),
        "Pitlochry": (56.704, -3.735),
        "Kinloch Rannoch": (56.700, -4.187),
        "Abernethy": (56.332, -3.312),
    },
    "Renfrewshire": {
        "Paisley": (55.846, -4.423),
        "Renfrew": (55.878, -4.388),
        "Erskine": (55.901, -4.451),
        "Lochwinnoch": (55.797, -4.629),
        "Langbank": (55.926, -4.586),
    },
    "Scottish Borders": {
        "Galashiels": (55.617, -2.807),
        "Coldstream": (55.652, -2.252),
        "Eyemouth": (55.872, -2.090),
        "Newcastleton": (55.178, -2.812),
        "Cockburnspath": (55.932, -2.360),
        "Peebles": (55.652, -3.190),
        "Kelso": (55.599, -2.434),
        "Jedburgh": (55.478, -2.550),
    },
    "Shetland Islands": {
        "Lerwick": (60.155, -1.145),
        "Baltasound, Unst": (60.760, -0.860),
        "Symbister, Whalsay": (60.341, -1.027),
        "Fair Isle": (59.535, -1.629),
        "Foula": (60.130, -2.063),
    },
    "South Ayrshire": {
        "Ayr": (55.463, -4.629),
        "Troon": (55.542, -4.663),
        "Girvan": (55.242, -4.856),
        "Ballantrae": (55.101, -5.005),
        "Symington": (55.549, -4.563),
    },
    "South Lanarkshire": {
        "Hamilton": (55.777, -4.039),
        "Rutherglen": (55.828, -4.214),
        "Cambuslang": (55.819, -4.167),
        "East Kilbride": (55.764, -4.177),
        "Uddingston": (55.820, -4.083),
        "Biggar": (55.624, -3.524),
        "Abington": (55.493, -3.692),
    },
    "West Dunbartonshire": {
        "Clydebank": (55.901, -4.405),
        "Dumbarton": (55.945, -4.570),
        "Balloch": (56.002, -4.581),
        "Milton": (55.934, -4.524),
    },
    "West Lothian": {
        "Livingston": (55.884, -3.522),
        "Linlithgow": (55.977, -3.602),
        "Armadale": (55.898, -3.703),
        "Fauldhouse": (55.828, -3.708),
        "Broxburn": (55.934, -3.470),
    },
    "Western Isles": {
        "Stornoway, Lewis": (58.209, -6.387),
        "Port of Ness": (58.490, -6.230),
        "Tarbert, Harris": (57.898, -6.803),
        "Lochmaddy, North Uist": (57.602, -7.163),
        "Castlebay, Barra": (56.955, -7.488),
        "Vatersay": (56.933, -7.531),
    },
}
OFF_THE_COAST = {  # in the water, but within the distance of some shore
    "Firth of Forth off Kirkcaldy": ("Fife", 56.108, -3.130),
    "Oban Bay": ("Argyll and Bute", 56.418, -5.485),
    "Scapa Pier": ("Orkney Islands", 58.957, -2.973),
    "Loch Ness at Urquhart": ("Highland", 57.324, -4.440),
    "Off Eyemouth harbour": ("Scottish Borders", 55.876, -2.080),
    "Annan Waterfoot": ("Dumfries and Galloway", 54.962, -3.265),
}
NOWHERE = {
    "Berwick-upon-Tweed": (55.771, -2.007),
    "Norham, across the Tweed": (55.7182, -2.1565),
    "Cornhill, across the Tweed": (55.6455, -2.2225),
    "Bowness, across the Solway": (54.953, -3.212),
    "Carlisle": (54.895, -2.934),
    "Larne": (54.852, -5.820),
    "Middle of the Moray Firth": (57.90, -3.20),
    "North Sea": (57.0, 1.0),
}


@pytest.fixture(scope="module", params=["hscp_light", "council_areas_LAD_MAY_2024_BUC", "hscp_detailed"])
def official(request, shared, tmp_path_factory):
    """The name of a file of official outlines, which are in use."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("CLW_OUTLINES", str(tmp_path_factory.mktemp("outlines")))
        settings.cache_clear()
        outlines.use(shared / "real" / "boundaries" / f"{request.param}.geojson")
        yield request.param
    settings.cache_clear()


def found(points):
    """The name of the HSCP of each (latitude, longitude), None where there is none."""
    latitude, longitude = np.array(points, dtype=float).T
    return [hscp_names().get(code) for code in hscps_of_points(latitude, longitude)]


def test_known_places_are_in_their_hscp(official):
    known = [(name, place, at) for name, places in PLACES.items() for place, at in places.items()]
    assert {name for name, _, _ in known} == set(hscp_names().values())
    assert len(known) > 150
    wrong = [
        f"{place}: {got}, not {name}"
        for (name, place, _), got in zip(known, found([at for _, _, at in known]), strict=True)
        if got != name
    ]
    assert wrong == []


def test_points_just_off_the_coast_belong_to_the_shore(official):
    got = found([at for _, *at in OFF_THE_COAST.values()])
    assert dict(zip(OFF_THE_COAST, got, strict=True)) == {place: name for place, (name, *_) in OFF_THE_COAST.items()}
    assert SNAP_METRES == 2_000


def test_points_outside_of_scotland_belong_nowhere(official):
    assert dict(zip(NOWHERE, found(list(NOWHERE.values())), strict=True)) == dict.fromkeys(NOWHERE)


def test_points_of_the_data_zones_are_in_the_hscp_that_their_lookup_names(official, shared):
    zones = pd.read_csv(shared / "real" / "datazone2011_lookup.csv")
    right = hscps_of_points(zones.rep_lat.to_numpy(), zones.rep_lon.to_numpy()) == zones.hscp_code.to_numpy()
    assert len(right) == 6_976
    # All where the outlines have their detail; the ultra-generalised ones cut corners of streets beside a border.
    assert (~right).sum() <= {"hscp_detailed": 0}.get(official, 22)


def test_the_indicative_outlines_place_most_data_zones_and_say_that_they_are_indicative(shared, fresh_settings):
    zones = pd.read_csv(shared / "real" / "datazone2011_lookup.csv")
    right = hscps_of_points(zones.rep_lat.to_numpy(), zones.rep_lon.to_numpy()) == zones.hscp_code.to_numpy()
    assert right.mean() > 0.95
    assert "Indicative" in outlines.in_use().label
