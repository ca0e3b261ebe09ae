"""Rules between the fields of a row, held against every way in which its missing figures could be filled in."""

from itertools import combinations, product

import pandas as pd
import pytest

from app.contract.tables import RETURNS, SERVICE_DEMAND, UNMET_REASONS

CASELOAD = ("open_cases_start", "cases_opened", "cases_closed", "open_cases_end")
CLOSED = ("people_closed_planned", "people_disengaged")
WAYS = ("contacts_practice", "contacts_home", "contacts_community", "contacts_remote")
ANSWERS = ("referrals_accepted", "referrals_declined_by_person", "referrals_inappropriate")
ONWARD = ("onward_taken_up", "onward_unavailable")
OUTCOMES = ("outcome_n_baseline", "outcome_n_paired", "outcome_n_up1", "outcome_n_up3", "outcome_n_down1")

CASES = {
    # fields, up to which figure they are given, how large those that are missing may be, and what the design asks for
    "caseload": (
        (*CASELOAD, *CLOSED), 2, 6,
        lambda start, opened, closed, end, planned, gone: start + opened - closed == end and planned + gone <= closed,
    ),
    "contacts": ((*WAYS, "contacts_attended"), 2, 8, lambda *figures: sum(figures[:-1]) == figures[-1]),
    "referrals": (
        (*ANSWERS, "people_referred", "referrals_received"), 2, 6,
        lambda accepted, declined, wrong, people, received: accepted + declined + wrong <= received >= people,
    ),
    "onward": ((*ONWARD, "onward_referrals"), 3, 6, lambda taken, none, onward: taken + none <= onward),
    "practices": (
        ("practices_covered", "practices_with_dedicated_space", "practices_in_scope"), 3, 3,
        lambda covered, space, scope: covered <= scope >= space,
    ),
    "outcomes": (
        OUTCOMES, 2, 4, lambda first, both, up1, up3, down1: up3 <= up1 <= both <= first and up1 + down1 <= both,
    ),
}  # fmt: skip


def rows(table, fields, figures) -> pd.DataFrame:
    """A checked table whose rows give these fields only."""
    empty = table.empty()
    given = pd.DataFrame(figures, columns=list(fields), dtype="Int64")
    return given.reindex(columns=empty.columns).astype(empty.dtypes.to_dict())


def broken(table, checked) -> pd.Series:
    """Whether any rule of the table is broken, row by row."""
    return pd.concat([rule.broken(checked) for rule in table.rules], axis=1).any(axis=1)


@pytest.mark.parametrize(("fields", "most", "largest", "asked"), CASES.values(), ids=CASES)
def test_a_row_is_refused_exactly_where_nothing_that_is_missing_could_make_it_right(fields, most, largest, asked):
    right = [row for row in product(range(largest + 1), repeat=len(fields)) if asked(*row)]
    for size in range(1, len(fields) + 1):
        for at in combinations(range(len(fields)), size):
            possible = {tuple(row[place] for place in at) for row in right}
            given = list(product(range(most + 1), repeat=size))
            refused = broken(RETURNS, rows(RETURNS, [fields[place] for place in at], given))
            assert {row for row, wrong in zip(given, refused, strict=True) if wrong} == set(given) - possible


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({"unmet_cost": 3, "unmet_other": 2, "unmet": 4}, True),
        ({"unmet_cost": 3, "unmet_other": 1, "unmet": 4}, False),  # none for any other reason
        ({"unmet_cost": 3, "unmet_other": 2, "signposts": 4}, True),
        ({"unmet_cost": 3, "unmet_other": 2, "signposts": 5}, False),
        (dict.fromkeys(UNMET_REASONS, 1) | {"unmet": 8, "signposts": 9}, True),
        (dict.fromkeys(UNMET_REASONS, 1) | {"unmet": 7, "signposts": 7}, False),
    ],
)
def test_reasons_of_unmet_need_are_held_against_it_and_without_it_against_the_signposts(given, refused):
    assert broken(SERVICE_DEMAND, rows(SERVICE_DEMAND, given, [tuple(given.values())])).tolist() == [refused]


def test_one_wrong_figure_breaks_no_rule_that_passes_over_what_is_given():
    row = dict(zip(OUTCOMES, (30, 20, 12, 13, 4), strict=True))
    checked = rows(RETURNS, row, [tuple(row.values())])
    assert [rule.id for rule in RETURNS.rules if rule.broken(checked).any()] == ["outcome_n_up3_at_most_outcome_n_up1"]
