import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.geography.grouping import group_points


def groups(points, most):
    latitude, longitude = np.array(points, dtype=float).T
    return group_points(latitude, longitude, most)


def test_points_of_one_square_kilometre_are_one_group():
    # 0.001 degrees of latitude are 111 m; 0.1 degrees are 11 km.
    edinburgh, next_door, leith_and_beyond = (55.9500, -3.1900), (55.9501, -3.1901), (56.0500, -3.1900)
    assert groups([edinburgh, next_door, leith_and_beyond], 10).tolist() == [0, 0, 1]


def test_squares_grow_until_there_are_few_enough():
    # Nine points 3 km apart on a line: each in a square of its own of 1 or 2 km; in squares of 4 km two at most.
    line = [(55.0 + 3 * number / 111.32, -4.0) for number in range(9)]
    assert len(set(groups(line, 9))) == 9
    coarse = groups(line, 8)
    assert 1 < len(set(coarse)) <= 8
    assert np.bincount(coarse).max() == 2
    assert set(groups(line, 1)) == {0}


def test_a_degree_of_longitude_is_little_more_than_half_of_one_of_latitude():
    # At 57 degrees north 0.36 degrees are 40.1 km to the north, but 21.8 km to the east: squares of 1 km on a line.
    steps = np.linspace(0, 0.36, 2_000)
    north = group_points(57 + steps, np.full(2_000, -4.0), 100)
    east = group_points(np.full(2_000, 57.0), -4 + steps, 100)
    assert len(set(north)) in (40, 41, 42)
    assert len(set(east)) in (22, 23)


def test_without_points_there_is_no_group_and_without_room_an_error():
    assert group_points(np.empty(0), np.empty(0), 5).size == 0
    with pytest.raises(ValueError, match="at least one group"):
        group_points(np.array([55.0]), np.array([-4.0]), 0)


@given(
    points=st.lists(st.tuples(st.floats(-89, 89), st.floats(-179, 179)), min_size=1, max_size=60),
    most=st.integers(1, 60),
)
def test_there_are_never_more_groups_than_asked_for_and_equal_points_stay_together(points, most):
    numbers = groups(points, most)
    assert len(numbers) == len(points)
    assert set(numbers) == set(range(len(set(numbers))))
    assert len(set(numbers)) <= most
    by_point = dict(zip(points, numbers, strict=True))
    assert [by_point[point] for point in points] == numbers.tolist()


def test_points_all_over_scotland_keep_their_places():
    rng = np.random.default_rng(7)
    latitude, longitude = rng.uniform(54.6, 60.8, 50_000), rng.uniform(-7.6, -0.7, 50_000)
    numbers = group_points(latitude, longitude, 1_200)
    counts = np.bincount(numbers)
    assert len(counts) <= 1_200
    assert counts.sum() == 50_000
    spread = [np.ptp(latitude[numbers == number]) for number in range(0, len(counts), 50)]
    assert max(spread) < 32 / 111.32  # squares of 32 km at most
