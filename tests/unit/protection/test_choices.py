"""Choices made before are used again for blocks that are the same, and for no others."""

from dataclasses import replace

import numpy as np
import pandas as pd

from app.protection.block import Block, Sum
from app.protection.choices import Choices
from app.protection.hide import hide, primary


def block(**changed) -> Block:
    values = np.array([3.0, 40, 50, 93, 12, 105])
    made = Block(
        values,
        values + 1,
        ("a", "b", "c", None, "d", None),
        (Sum(3, (0, 1, 2)), Sum(5, (3, 4))),
        np.full(6, 5),
        stage=(0, 0, 0, 0, 1, 1),
    )
    return replace(made, **changed)


def hidden_with(choices: Choices, of: Block) -> list[bool]:
    return hide(of, primary(of), choices).tolist()


class Never(Choices):
    """Choices that may not be made anew."""

    def made(self, block, needed, settled, known, make):
        def refuse():
            raise AssertionError("made anew")

        return super().made(block, needed, settled, known, refuse)


def test_the_same_block_is_not_chosen_again():
    first = Choices()
    hidden = hidden_with(first, block())
    again = Never(first.table())
    assert hidden_with(again, block()) == hidden == hide(block(), primary(block())).tolist()
    pd.testing.assert_frame_equal(again.table(), first.table())


def test_whatever_decides_a_choice_makes_it_new():
    first = Choices()
    hidden_with(first, block())
    values = np.array([3.0, 40, 51, 94, 12, 106])
    other = [
        {"values": values},
        {"cost": block().cost * [1, 9, 1, 1, 1, 1]},
        {"threshold": np.full(6, 4)},
        {"owner": ("a", "b", "b", None, "d", None)},
        {"sums": (Sum(3, (0, 1, 2)),)},
        {"untold": frozenset({1})},
        {"stage": (0, 0, 0, 0, 0, 0)},
        {"shown_within": np.array([block().values - 2, block().values + 2])},
    ]
    for changed in other:
        choices = Choices(first.table())
        hidden = hidden_with(choices, block(**changed))
        assert hidden == hidden_with(Choices(), block(**changed)), changed
        assert set(choices.table().digest) - set(first.table().digest), changed


def test_what_is_not_used_any_more_is_forgotten():
    first = Choices()
    hidden_with(first, block())
    assert Choices(first.table()).table().empty
