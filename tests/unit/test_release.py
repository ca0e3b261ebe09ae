"""The door out, on the shipped sample: what each viewer gets, and that nobody gets more."""

import numpy as np
import pandas as pd
import pytest

from app.geography.areas import areas
from app.measures.catalogue import CASELOAD, MEASURES
from app.release import Release, open_release
from app.store import open_store
from app.viewer import Role, Viewer

POLICY = Viewer("p", "P", Role.POLICY)
ISLAND = "S37000022"  # Orkney, whose counts are small
OWN = [ISLAND, areas().set_index("area_code").board_code[ISLAND]]  # its NHS Board counts nobody else
SHOWN = ["reported", "partial"]
TABLES = ("waits", "delivery", "attributes", "breakdown", "outcomes", "workforce")


@pytest.fixture(scope="module")
def version(sample_store):
    return open_store(sample_store).current()


@pytest.fixture(scope="module")
def policy(version):
    return open_release(POLICY)


@pytest.fixture(scope="module")
def manager(version):
    return open_release(Viewer("m", "M", Role.HSCP, ISLAND))


def table_of(release, name):
    return release.measure(name) if name in MEASURES else getattr(release, name)()


@pytest.mark.parametrize("name", [*MEASURES, *TABLES])
def test_a_manager_sees_of_others_what_everyone_sees(policy, manager, name):
    theirs, everyones = table_of(manager, name), table_of(policy, name)
    keys = [
        key for key in ("period", "area_code", "dimension", "category", "instrument", "delivery_model") if key in theirs
    ]
    theirs, everyones = (table.set_index(keys).sort_index() for table in (theirs, everyones))
    others = everyones.index[~everyones.index.get_level_values("area_code").isin(OWN)]
    pd.testing.assert_frame_equal(theirs.loc[others], everyones.loc[others], check_dtype=False)


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_shows_nothing_where_its_state_shows_none(policy, name):
    figures = policy.measure(name)
    hidden = figures[~figures.state.isin(SHOWN)]
    assert hidden[["value", "lower", "upper", "numerator", "denominator"]].isna().all(axis=None)
    assert figures.value.notna().equals(figures.state.isin(SHOWN))


@pytest.mark.parametrize("name", CASELOAD)
def test_a_measure_is_hidden_with_any_part_of_it(version, policy, name):
    published = version.derived("published").set_index(["quantity", "period", "area_code"]).state
    figures = policy.measure(name).set_index(["period", "area_code"])
    for quantity in {MEASURES[name].numerator, MEASURES[name].denominator} & set(published.index.levels[0]):
        part = published[quantity].reindex(figures.index)
        assert not figures.state[part == "suppressed"].isin(SHOWN).any()


def test_a_manager_sees_their_own_counts_in_full(version, policy, manager):
    true = version.derived("cube").set_index(["area_code", "quantity", "period"]).value.astype(float)[ISLAND]
    for name in ("waiting", "inappropriate", "disengaged"):
        own, others = (
            release.measure(name).set_index(["area_code", "period"]).numerator[ISLAND].dropna()
            for release in (manager, policy)
        )
        assert own.equals(true[MEASURES[name].numerator].dropna().rename("numerator"))
        assert len(own) > len(others)
    categories = version.derived("breakdown")
    own = manager.breakdown()
    assert own[own.area_code == ISLAND].value.tolist() == categories[categories.area_code == ISLAND].value.tolist()


def test_people_by_category_are_hidden_when_few(policy):
    table = policy.breakdown()
    assert set(table.area_level) == {"hscp", "scotland"}
    assert not table.value.between(1, 4).any()
    assert table.value.notna().equals(table.state.isin(SHOWN))
    assert (table.state == "suppressed").sum() > 100


def test_outcomes_tell_of_few_people_only_that_they_are_few(policy, manager):
    for release in (policy, manager):
        table = release.outcomes()
        told = [
            name for name in table if name.startswith(("change_", "up", "down", "baseline_")) and "state" not in name
        ]
        few = table[(table.n_paired < 30) & table.state.isin(["too_few"])]
        assert len(few)
        assert few[told].isna().all(axis=None)
        assert not table[["n_baseline", "n_paired"]][table.area_code != ISLAND].isin([1, 2, 3, 4]).any(axis=None)
        assert table.change_mean.notna().equals(table.state.isin(SHOWN))


def test_larger_areas_hold_only_hscps_that_are_shown(policy, manager):
    for release in (policy, manager):
        table = release.outcomes()
        hscps = table[(table.area_level == "hscp") & table.change_mean.notna() & (table.area_code != ISLAND)]
        scotland = table[table.area_level == "scotland"].set_index(["period", "instrument"]).n_paired.dropna()
        assert hscps.groupby(["period", "instrument"]).n_paired.sum().reindex(scotland.index).equals(scotland)


def test_the_survey_shows_nobody_fewer_than_ten(policy, manager):
    for release in (policy, manager):
        table = release.workforce()
        assert table.respondents.dropna().min() >= 10
        assert table[[name for name in table if name.endswith("_of")]].min(axis=None) >= 10
        hidden = table[~table.state.isin(SHOWN)]
        assert (
            hidden.drop(columns=["period", "area_code", "area_name", "area_level", "board_code", "state"])
            .isna()
            .all(axis=None)
        )
        assert set(release.workforce_for(ISLAND).area_level) <= {"board", "scotland"}


def test_contacts_are_hidden_with_the_cases_closed(policy):
    cases = policy.measure("cases_closed").set_index(["period", "area_code"]).state
    attributes = policy.attributes().set_index(["period", "area_code"])
    hidden = attributes.index.intersection(cases.index[cases == "suppressed"])
    assert len(hidden)
    assert attributes.contacts_per_closed_case_mean[hidden].isna().all()


def test_figures_are_floats(policy):
    for name in TABLES:
        table = table_of(policy, name)
        assert not [each for each, dtype in table.dtypes.items() if dtype == "Float64"], name
    assert policy.breakdown().value.dtype == np.float64


READERS = ("reporting", "demand", *TABLES, "services", "places", "supply", "listing")


@pytest.mark.parametrize("own_area", [None, ISLAND])
def test_before_anything_was_handed_in_every_reader_gives_its_table_without_rows(policy, own_area):
    release = Release(None, own_area, ("store", "none", own_area or "protected"))
    for name in (*MEASURES, *READERS):
        table = table_of(release, name)
        assert table.empty, name
        assert list(table.columns) == list(table_of(policy, name).columns), name
    assert release.quantity("cases_opened").empty
    assert release.workforce_for(ISLAND).empty
    assert release.reach().empty
    assert (release.periods, release.years, release.latest, release.accepted_to) == ((), (), None, None)
    assert not release.is_rounded
    assert release.published_headcounts().shape == policy.published_headcounts().shape
