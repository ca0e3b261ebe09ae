import numpy as np
import pandas as pd

from app.display.gaps.need import MOST_CIRCLES, circles
from app.display.maps import Circle, circles_layer

NAN = float("nan")
HOSTILE = "<img src=x onerror='alert(1)'>"


def directory(rows):
    """Services: name → what differs from an active one for housing; each at one place, unless `points` says others."""
    services, places = [], []
    for name, differs in rows.items():
        usual = {"categories": "housing", "status": "active", "closed_on": None, "duplicate_of": None}
        row = {"service_id": name, "name": name} | usual | differs
        points = row.pop("points", [(55.95, -3.19)])
        services.append(row)
        places += [{"service_id": name, "latitude": point[0], "longitude": point[1]} for point in points]
    return pd.DataFrame(services).astype("string"), pd.DataFrame(places).astype({"latitude": float, "longitude": float})


def test_services_near_each_other_are_one_circle_that_names_three():
    services, places = directory({name: {} for name in ("Elm", "Ash", "Oak", "Fir", "Yew")})
    (circle,) = circles(services, places, "housing")
    assert (circle.count, circle.told) == (5, "Elm; Ash; Oak and 2 others")
    assert (circle.latitude, circle.longitude) == (55.95, -3.19)


def test_a_service_of_two_places_is_in_both_and_stands_amid_its_group():
    services, places = directory({"Elm": {"points": [(55.9501, -3.19), (57.0, -4.0)]}, "Ash": {}})
    north, south = sorted(circles(services, places, "housing"), key=lambda circle: -circle.latitude)
    assert (north.count, north.told) == (1, "Elm")
    assert south.count == 2
    assert 55.95 < south.latitude < 55.9501


def test_only_open_services_of_the_need_that_have_a_point_are_drawn():
    services, places = directory(
        {
            "no point": {"points": [(NAN, NAN)]},
            "nowhere": {"points": []},
            "closed": {"closed_on": "2025-01-01"},
            "inactive": {"status": "inactive"},
            "repeat": {"duplicate_of": "drawn"},
            "another need": {"categories": "carers"},
            "no need": {"categories": ""},
            "drawn": {"categories": "carers housing"},
        }
    )
    assert [circle.told for circle in circles(services, places, "housing")] == ["drawn"]
    assert circles(services, places, "transport") == []
    assert circles(services.iloc[:0], places.iloc[:0], "housing") == []


def test_fifty_thousand_services_are_few_circles_that_add_up():
    rng = np.random.default_rng(3)
    names = [f"Service {number}" for number in range(50_000)]
    services = pd.DataFrame(
        {"service_id": names, "name": names, "categories": "housing", "status": "active", "closed_on": None}
    ).assign(duplicate_of=None)
    places = pd.DataFrame(
        {"service_id": names, "latitude": rng.uniform(54.6, 60.8, 50_000), "longitude": rng.uniform(-7.6, -0.7, 50_000)}
    )
    drawn = circles(services.astype("string"), places, "housing")
    assert sum(circle.count for circle in drawn) == 50_000
    assert len(drawn) <= MOST_CIRCLES
    assert MOST_CIRCLES + 31 + 1 <= 1_500  # with the outlines and the rim of the chosen one
    assert max(map(len, (circle.told for circle in drawn))) < 100
    assert circles_layer(drawn).count("],[") == len(drawn) - 1


def test_the_area_of_a_circle_grows_with_its_services_within_bounds():
    radii = [Circle(55, -3, count, "").radius for count in (1, 2, 50, 1_000, 50_000)]
    assert radii == sorted(radii)
    assert (radii[0], radii[-1]) == (3.5, 18)


def test_a_service_with_markup_in_its_name_enters_the_map_as_text():
    services, places = directory({HOSTILE: {}})
    script = circles_layer(circles(services, places, "housing"))
    assert "<img" not in script
    assert "&lt;img src=x onerror=" in script
