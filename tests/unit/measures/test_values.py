import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

from app.measures.catalogue import MEASURES
from app.measures.values import measure_values

Q = "2025-26Q2"


@pytest.fixture
def values(areas):
    """Values of a measure for given cells: `values(id, {quantity: {area: (value, state)}})`, indexed by area."""

    def of(measure, cells):
        cube = pd.DataFrame(
            [
                (quantity, Q, area, value, state, 1, 1)
                for quantity, by_area in cells.items()
                for area, (value, state) in by_area.items()
            ],
            columns=["quantity", "period", "area_code", "value", "state", "parts_reported", "parts_expected"],
        )
        return measure_values(MEASURES[measure], cube, areas).set_index("area_code")

    return of


def test_a_proportion_has_a_wilson_interval(values):
    found = values(
        "practices_covered",
        {"practices_covered": {"A1": (6.0, "reported")}, "practices_in_scope": {"A1": (8.0, "reported")}},
    )
    expected = proportion_confint(6, 8, method="wilson")
    assert found.loc["A1", "value"] == 75
    assert (found.lower["A1"], found.upper["A1"]) == pytest.approx([100 * bound for bound in expected])
    assert (found.numerator["A1"], found.denominator["A1"]) == (6, 8)


def test_a_rate_has_byars_interval_for_the_people_of_its_area(values):
    found = values("referrals_per_1000", {"referrals_received": {"A1": (65.0, "reported"), "A2": (4.0, "reported")}})
    # Byar by hand: 65 (1 - 1/585 - 1.959964/(3 √65))³ and 66 (1 - 1/594 + 1.959964/(3 √66))³, of 10,000 people.
    assert found.loc["A1", ["value", "lower", "upper"]].tolist() == pytest.approx([6.5, 5.0164, 8.2849], abs=1e-4)
    # Four events: the exact Poisson interval 1.0899 to 10.2416 (Garwood 1936), of 30,000 people.
    assert found.loc["A2", ["lower", "upper"]].tolist() == pytest.approx([0.03633, 0.34139], abs=1e-5)


def test_contacts_not_attended_are_a_share_of_all_that_were_booked(values):
    found = values(
        "did_not_attend", {"contacts_dna": {"A1": (20.0, "reported")}, "contacts_booked": {"A1": (100.0, "reported")}}
    )
    wilson = proportion_confint(20, 100, method="wilson")
    assert found.loc["A1", ["value", "lower", "upper"]].tolist() == pytest.approx([20, *(100 * w for w in wilson)])


def test_a_rate_of_a_larger_area_covers_only_the_people_of_the_areas_in_it(values):
    found = values(
        "wte_per_10000",
        {
            "wte_in_post": {
                "A1": (2.0, "reported"),
                "A2": (None, "not_submitted"),
                "B1": (1.0, "partial"),
                "B2": (None, "no_programme"),
                "A": (2.0, "partial"),
                "B": (1.0, "partial"),
                "S": (3.0, "partial"),
            }
        },
    )
    assert found.value["A1"] == 2.0  # 2 WTE for 10,000 people
    assert found.value["A"] == 2.0  # 2 WTE for the 10,000 people of A1, not the 40,000 of the Board
    assert found.value["S"] == 1.0  # 3 WTE for 10,000 + 20,000 people
    assert found.state.to_dict() == {
        "A1": "reported",
        "A2": "not_submitted",
        "B1": "partial",
        "B2": "no_programme",
        "A": "partial",
        "B": "partial",
        "S": "partial",
    }
    assert pd.isna(found.value["A2"])


def test_nobody_in_the_denominator_is_too_few_to_say(values):
    found = values("wte_per_10000_most_deprived", {"wte_in_post": {"A2": (2.0, "reported"), "A1": (1.0, "reported")}})
    assert found.state["A2"] == "too_few"
    assert pd.isna(found.value["A2"])
    assert pd.isna(found.numerator["A2"])
    assert found.value["A1"] == 5.0


def test_a_hidden_part_hides_the_value_and_its_base(values):
    found = values(
        "vacancy_rate",
        {"vacancies_wte": {"A1": (1.0, "reported")}, "wte_funded": {"A1": (None, "suppressed")}},
    )
    assert found.state["A1"] == "suppressed"
    assert found.loc["A1", ["value", "lower", "upper", "numerator", "denominator"]].isna().all()


def test_zero_is_a_value(values):
    found = values("referrals", {"referrals_received": {"A1": (0.0, "reported")}})
    assert found.value["A1"] == 0.0
    assert found.state["A1"] == "reported"
