"""Blocks taken apart, by hand: what no sum links, what one stage tells of another, what someone hid themselves."""

import numpy as np

from app.protection.block import Block, Sum


def block(values, sums, **more) -> Block:
    values = np.array(values, dtype=float)
    owner = more.pop("owner", (None,) * len(values))
    linked = tuple(Sum(whole, parts) for whole, parts in sums)
    return Block(values, np.ones(len(values)), owner, linked, np.full(len(values), 5), **more)


def test_a_block_falls_into_what_no_sum_links():
    whole = block([1, 2, 3, 4, 9, 5], [(2, (0, 1)), (4, (3, 5))], untold=frozenset({5}), stage=(0, 0, 0, 1, 1, 1))
    (first, cells), (second, others) = whole.split()
    assert (cells.tolist(), others.tolist()) == ([0, 1, 2], [3, 4, 5])
    assert first.sums == (Sum(2, (0, 1)),)
    assert second.sums == (Sum(1, (0, 2)),)
    assert (first.untold, second.untold) == (frozenset(), {2})
    assert second.stages.tolist() == [1, 1, 1]


def test_a_stage_comes_with_what_it_may_tell_of_earlier_ones():
    # Three quarters, each from the one before: 0 → 1 → 2, and 3, 4 of the first quarter apart from them.
    sums = [(1, (0,)), (2, (1,)), (4, (3,))]
    quarters = block([5, 5, 5, 7, 7], sums, stage=(0, 1, 2, 0, 0))
    hidden = np.array([True, False, False, True, True])
    part, cells = quarters.published_at(1, hidden)
    assert cells.tolist() == [0, 1]
    assert part.sums == (Sum(1, (0,)),)
    _, cells = quarters.published_at(2, hidden)
    assert cells.tolist() == [1, 2]  # 1 is shown: nothing that is told of it tells of 0


def test_totals_of_what_someone_hid_and_of_what_is_shown_are_theirs():
    # 0 and 1 make 2; 2 and 3 make 4. Someone hid 0 at source; 1 is shown, 3 is hidden.
    made = block([np.nan, 6, np.nan, 3, np.nan], [(2, (0, 1)), (4, (2, 3))], owner=("me", None, None, "other", None))
    hidden = np.array([True, False, True, True, True])
    assert made.hidden_by("me", hidden).tolist() == [True, False, True, False, False]
    hidden[3] = False
    assert made.hidden_by("me", hidden).tolist() == [True, False, True, False, True]
    assert not made.hidden_by("other", np.array([True, True, True, False, True]))[4]
