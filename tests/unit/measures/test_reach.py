"""Reach by hand on small grids, and against PySAL's `access` (only tests import it: in the app its name collides)."""

import numpy as np
import pandas as pd
import pytest
from access.fca import two_stage_fca
from access.weights import step_fn
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import cdist

from app.measures.reach import BANDS, nearest_metres, on_the_grid, reach, two_step_catchment

KM = 1_000.0
NOBODY = np.empty((0, 2))


def line(*kilometres: float) -> np.ndarray:
    """Points on a line, so many kilometres from its beginning."""
    return np.array([[KM * at, 0.0] for at in kilometres])


def random_places(seed: int, people: int, services: int, metres: float = 40 * KM) -> tuple[np.ndarray, ...]:
    random = np.random.default_rng(seed)
    return (
        random.uniform(0, metres, (people, 2)),
        random.integers(1, 3_000, people).astype(float),
        random.uniform(0, metres, (services, 2)),
        random.integers(1, 20, services).astype(float),
    )


def test_degrees_become_metres_of_the_national_grid():
    # Ordnance Survey, Transformations and OSGM15 user guide: Caister Water Tower in ETRS89 and on the National Grid.
    # Without their correction grid, a transformation is good to about 5 metres.
    point = on_the_grid(np.array([1.716074]), np.array([52.658008]))
    assert point[0] == pytest.approx([651_409.8, 313_177.4], abs=8)


def test_the_nearest_service_is_in_a_straight_line():
    services = np.array([[3 * KM, 4 * KM], [100 * KM, 0.0]])
    assert nearest_metres(line(0, 100), services).tolist() == [5 * KM, 0.0]
    assert nearest_metres(line(0, 100), NOBODY).tolist() == [np.inf, np.inf]
    assert nearest_metres(NOBODY, services).tolist() == []


def test_nearest_distances_are_the_least_of_all_distances():
    people, _, services, _ = random_places(1, 400, 60)
    assert nearest_metres(people, services) == pytest.approx(cdist(people, services).min(axis=1), rel=1e-12)


def test_a_catchment_by_hand():
    # One service at 0 km. 100 people at 1 km (weight 1), 200 at 4 km (0.42), 300 at 9 km (0.09), 400 at 11 km (none):
    # R = 1 ÷ (100 + 84 + 27) = 1 ÷ 211.
    score = two_step_catchment(line(1, 4, 9, 11), np.array([100.0, 200, 300, 400]), line(0))
    assert score == pytest.approx([1 / 211, 0.42 / 211, 0.09 / 211, 0])


@pytest.mark.parametrize(
    ("kilometres", "weight"), [(2, 1.0), (2.001, 0.42), (5, 0.42), (5.001, 0.09), (10, 0.09), (10.001, 0)]
)
def test_a_band_holds_up_to_its_end(kilometres, weight):
    # 1 person here, and 1 beside the service: R = 1 ÷ (1 + weight).
    score = two_step_catchment(line(0, kilometres), np.array([1.0, 1.0]), line(kilometres))
    assert score[0] == pytest.approx(weight / (1 + weight))


def test_services_are_shared_and_added_up():
    # Both services are within 2 km of both points: each 2 ÷ 50, so 4 ÷ 50 for everybody.
    score = two_step_catchment(line(0, 1), np.array([20.0, 30.0]), line(0, 1), np.array([2.0, 2.0]))
    assert score == pytest.approx([0.08, 0.08])


@pytest.mark.parametrize("seed", range(3))
def test_a_catchment_agrees_with_pysal(seed):
    people, population, services, supply = random_places(seed, 300, 40)
    metres = cdist(people, services)
    origin, dest = np.nonzero(metres <= BANDS[-1][0])
    expected = two_stage_fca(
        pd.DataFrame({"geoid": np.arange(300), "demand": population}),
        pd.DataFrame({"supply": supply}, index=pd.Index(np.arange(40), name="geoid")),
        pd.DataFrame({"origin": origin, "dest": dest, "cost": metres[origin, dest]}),
        weight_fn=step_fn(dict(BANDS)),
    ).reindex(np.arange(300), fill_value=0.0)
    assert (expected > 0).sum() > 250
    assert two_step_catchment(people, population, services, supply) == pytest.approx(expected.to_numpy(), rel=1e-9)


POINTS = st.lists(st.tuples(st.floats(0, 30 * KM), st.floats(0, 30 * KM)), max_size=12)
AMOUNTS = st.integers(0, 10_000)


@given(POINTS, POINTS, st.data())
def test_nothing_of_what_is_shared_out_is_lost(people, services, data):
    population, supply = (
        np.array(data.draw(st.lists(AMOUNTS, min_size=len(each), max_size=len(each))), dtype=float)
        for each in (people, services)
    )
    people, services = np.array(people).reshape(-1, 2), np.array(services).reshape(-1, 2)
    score = two_step_catchment(people, population, services, supply)
    reached = population @ (cdist(people, services) <= BANDS[-1][0]) > 0
    assert (score * population).sum() == pytest.approx(supply[reached].sum(), rel=1e-9)


@pytest.mark.parametrize(
    ("population", "supply", "words"),
    [([1.0], [1.0], "one population"), ([1.0, 2], [1.0, 2], "one supply"), ([-1.0, 2], [1.0], "zero or more")],
)
def test_impossible_input_is_refused(population, supply, words):
    with pytest.raises(ValueError, match=words):
        two_step_catchment(line(0, 1), np.array(population), line(0), np.array(supply))


# Reach of HSCPs

LATITUDE = 56.0
DEGREE = 62_316.0
"""About so many metres are a degree of longitude at 56 degrees north."""


def zones(*rows: tuple[str, int, object, float]) -> pd.DataFrame:
    """Points so many kilometres east of one point: HSCP, people, most deprived, kilometres."""
    table = pd.DataFrame(rows, columns=["hscp_code", "population", "most_deprived", "east"])
    table = table.assign(longitude=-3.5 + table.east * KM / DEGREE, latitude=LATITUDE)
    return table.astype({"most_deprived": "boolean", "population": "Float64"})


def services_at(*rows: tuple[str, float]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["category", "east"])
    return table.assign(longitude=-3.5 + table.east * KM / DEGREE, latitude=LATITUDE)


def reached(points: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    return reach(points, places, 5 * KM, categories=("carers", "housing")).set_index(["hscp_code", "category"])


def test_people_of_an_hscp_are_near_a_service_wherever_it_is():
    points = zones(("A", 100, True, 0), ("A", 300, False, 30), ("B", 50, False, 33))
    table = reached(points, services_at(("carers", 1), ("carers", 34), ("housing", 200)))
    carers = table.xs("carers", level="category")
    assert carers.people.to_dict() == {"A": 400, "B": 50}
    assert carers.people_within.to_dict() == {"A": 400, "B": 50}  # the 300 are 4 km from B's service
    assert table.share_within["A", "housing"] == 0
    assert table.services_per_10000["A", "housing"] == 0


def test_shares_are_of_people_and_of_those_of_the_most_deprived_fifth():
    points = zones(("A", 100, True, 0), ("A", 60, True, 30), ("A", 40, False, 30), ("A", 200, pd.NA, 30))
    row = reached(points, services_at(("carers", 0))).loc[("A", "carers")]
    assert row.share_within == 25
    assert (row.most_deprived, row.most_deprived_within) == (160, 100)
    assert row.share_most_deprived_within == 62.5
    assert row.services_per_10000 == pytest.approx(10_000 * 1 / 400)  # 1 ÷ 100 for 100 people, 0 for 300


def test_where_nobody_lives_there_is_no_share():
    row = reached(zones(("A", 0, True, 0)), services_at(("carers", 0))).loc[("A", "carers")]
    assert row[["share_within", "share_most_deprived_within", "services_per_10000"]].isna().all()


def test_no_services_reach_nobody_and_no_points_have_no_rows():
    nothing = services_at(("carers", 0)).head(0)
    assert (reached(zones(("A", 10, True, 0)), nothing).share_within == 0).all()
    assert reached(zones(("A", 10, True, 0)).head(0), services_at(("carers", 0))).empty
