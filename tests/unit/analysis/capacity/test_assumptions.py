from dataclasses import replace
from math import inf, nan

import pytest


def test_a_whole_time_equivalent_has_time_for_so_many_contacts(area):
    # 36 hours × 10 weeks × half the time = 180 hours; one booked each hour; nine in ten attended.
    assert area.contacts_per_wte == pytest.approx(162)
    # Half an hour each: twice as many.
    assert replace(area, appointment_minutes=30).contacts_per_wte == pytest.approx(324)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("waiting", -1),
        ("wte", nan),
        ("referrals", inf),
        ("growth", -1.01),
        ("share_accepted", 1.01),
        ("share_not_attended", 1),
        ("contacts_per_case", 0),
        ("appointment_minutes", 0),
        ("case_days", 0),
    ],
)
def test_what_cannot_be_is_refused_by_name(area, name, value):
    with pytest.raises(ValueError, match=name):
        replace(area, **{name: value})


@pytest.mark.parametrize(("name", "value"), [("wte", 0), ("growth", -1), ("share_accepted", 1), ("share_direct", 0)])
def test_the_ends_of_what_can_be_are_taken(area, name, value):
    assert getattr(replace(area, **{name: value}), name) == value
