"""How much is hidden, against τ-Argus and against the fewest cells that can be: at most half as much again.

τ-Argus (`pytauargus`, its own optimisation with HiGHS) protects the small cells only; here, the range of every hidden
cell must be wide, and it still hides no more. Both see the same tables, without owners of cells.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pytauargus import protect as tau_argus
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from app.protection.block import Block, Sum
from app.protection.hide import hide, primary

THRESHOLD, MOST = 5, 1.5
BOARDS = (2, 3, 1, 2)  # HSCPs in each
LIKE_SCOTLAND = (2, 3, 1, 5, 4, 6, 3, 7)


def tables(shape: tuple[int, int], how_many: int) -> list[np.ndarray]:
    """Tables of counts, of which some cells are small; the same ones each time."""
    random = np.random.default_rng(shape)
    drawn = (np.floor(random.lognormal(3, 1.2, shape)) for _ in range(100))
    return [counts for counts in drawn if ((counts > 0) & (counts < THRESHOLD)).any()][:how_many]


def block(counts: np.ndarray, groups: tuple[int, ...] = ()) -> Block:
    """A table with totals of rows and columns; `groups`: with totals of so many rows each as well."""
    rows = [counts]
    ends = np.cumsum(groups)
    rows += [counts[end - size : end].sum(axis=0, keepdims=True) for size, end in zip(groups, ends, strict=True)]
    table = np.vstack([*rows, counts.sum(axis=0, keepdims=True)])
    table = np.hstack([table, table.sum(axis=1, keepdims=True)])
    cell = np.arange(table.size).reshape(table.shape)
    sums = [Sum(int(row[-1]), tuple(row[:-1].tolist())) for row in cell]
    for column in cell.T:
        parts = column[: len(counts)]
        if groups:
            wholes = column[len(counts) : -1]
            inside = np.split(parts, ends[:-1])
            sums += [Sum(int(whole), tuple(part.tolist())) for whole, part in zip(wholes, inside, strict=True)]
            parts = wholes
        sums.append(Sum(int(column[-1]), tuple(parts.tolist())))
    return Block(table.ravel(), table.ravel() + 1, (None,) * table.size, tuple(sums), np.full(table.size, THRESHOLD))


def further(of: Block) -> int:
    """How many cells are hidden to protect others, those that are one cell counted once."""
    first = primary(of)
    return int(hide(of, first).sum() - first.sum())


def further_of_tau_argus(counts: np.ndarray, groups: tuple[int, ...], folder: Path) -> int:
    """The same by τ-Argus, from one record for each person."""
    board_of = np.repeat(np.arange(len(groups)), groups) if groups else np.zeros(len(counts), dtype=int)
    names = [f"{board_of[row]}{row:02d}" for row in range(len(counts))]
    people = [(names[row], f"c{column}") for (row, column), n in np.ndenumerate(counts) for _ in range(int(n))]
    micro = pd.DataFrame(people, columns=["area", "category"]).assign(people=1.0)
    tree = folder / "areas.hrc"
    tree.write_text(
        "".join(f"B{b}\n" + "".join(f"@{n}\n" for n in names if n[0] == str(b)) for b in range(len(groups)))
    )
    hierarchy = {"hrc": {"area": str(tree)}, "hierleadstring": "@"} if groups else {}
    rule = f"FREQ({THRESHOLD},100)"
    result = tau_argus(
        micro,
        ["area", "category"],
        response="people",
        safety_rules=rule,
        suppress="OPT(1)",
        workdir=str(folder),
        **hierarchy,
    )
    status = result.tables[0].dataframe().status
    assert (status == "U").sum() >= ((counts > 0) & (counts < THRESHOLD)).sum()
    return int((status == "M").sum())


def fewest(of: Block) -> int:
    """The fewest further cells with which no small cell is in a narrow range, by an integer programme.

    For each small cell two tables that agree with all that is shown, in which it differs by the threshold.
    """
    size, first = len(of.values), primary(of)
    small = np.flatnonzero(first)
    most = of.values.max() + 10 * THRESHOLD
    entries, low, high = [], [], []

    def rule(factors: dict[int, float], least: float, largest: float) -> None:
        entries.extend((len(low), variable, factor) for variable, factor in factors.items())
        low.append(least)
        high.append(largest)

    for number, cell in enumerate(small):
        lowest, highest = (size * (1 + 2 * number + end) for end in (0, 1))
        for start in (lowest, highest):
            for each in of.sums:
                rule({start + each.whole: -1.0} | {start + part: 1.0 for part in each.parts}, 0, 0)
            for other, value in enumerate(of.values):
                rule({start + other: 1.0, other: -most}, -np.inf, value)
                rule({start + other: 1.0, other: value}, value, np.inf)
        rule({highest + cell: 1.0, lowest + cell: -1.0}, THRESHOLD, np.inf)
    rows, columns, factors = zip(*entries, strict=True)
    variables = size * (1 + 2 * len(small))
    hidden = np.arange(variables) < size
    least = np.concatenate([first.astype(float), np.zeros(variables - size)])
    found = milp(
        hidden.astype(float),
        integrality=hidden,
        bounds=Bounds(least, np.where(hidden, 1, np.inf)),
        constraints=LinearConstraint(coo_array((factors, (rows, columns)), (len(low), variables)).tocsr(), low, high),
        options={"mip_rel_gap": 0},
    )
    assert found.success, found.message
    return round(found.fun) - int(first.sum())


@pytest.mark.parametrize(
    ("shape", "groups"), [((4, 4), ()), ((5, 4), ()), ((15, 7), ()), ((8, 4), BOARDS), ((31, 7), LIKE_SCOTLAND)]
)
def test_no_more_is_hidden_than_by_tau_argus(shape, groups, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # its solver leaves files wherever it runs
    ours = theirs = 0
    for number, counts in enumerate(tables(shape, 4)):
        folder = tmp_path / str(number)
        folder.mkdir()
        ours += further(block(counts, groups))
        theirs += further_of_tau_argus(counts, groups, folder)
    assert 0 < ours <= MOST * theirs


@pytest.mark.parametrize("shape", [(4, 4), (5, 4), (4, 5)])
def test_not_much_more_is_hidden_than_must_be(shape):
    drawn = [block(counts) for counts in tables(shape, 8)]
    assert sum(map(further, drawn)) <= MOST * sum(map(fewest, drawn))
