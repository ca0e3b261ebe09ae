"""What is published is read back from the files: the same as pages show, and attacked with nothing but the files."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from app.__main__ import cli
from app.acceptance import accept, accept_directory
from app.contract.codes import DIMENSIONS, SERVICE_CATEGORIES
from app.contract.states import State
from app.geography.areas import SCOTLAND, areas, people_by_fifth
from app.measures.breakdown import BROKEN_DOWN_BY
from app.measures.catalogue import GAPS, MEASURES, QUANTITIES
from app.measures.demand import QUANTITIES as DEMAND
from app.publishing import publish
from app.release import open_release
from app.sample import write_directory
from app.viewer import Role, Viewer
from tests.unit.protection.attacker import Attack, Cell, Values, own_of, rules, threshold

ORKNEY, CLACKS, MORAY = "S37000022", "S37000005", "S37000019"
SHOWN = ["reported", "partial"]
OF_DIRECTORY = ("local", "wider", "online", "assured", "waiting_known", "waiting_closed")
ADVISORY = Viewer("advisory", "Advisory", Role.ADVISORY)


def manager(hscp: str) -> Viewer:
    return Viewer("manager", "Manager", Role.HSCP, hscp)


@pytest.fixture(scope="module")
def published(sample_store, tmp_path_factory):
    """Folders of everything that the advisory group and three managers see of the shipped sample."""
    folders = {}
    for name, viewer in {"advisory": ADVISORY, **{hscp: manager(hscp) for hscp in (ORKNEY, CLACKS, MORAY)}}.items():
        folders[name] = tmp_path_factory.mktemp(name)
        publish(open_release(viewer), folders[name])
    return folders


def read(folder, name: str) -> pd.DataFrame:
    return pd.read_csv(folder / f"{name}.csv", dtype={"simd_quintile": str, "sex": str, "age_band": str})


def test_every_file_has_the_same_columns_and_no_value_where_its_state_shows_none(published):
    files = sorted(published["advisory"].glob("*.csv"))
    assert len(files) > 200
    for path in files:
        table = pd.read_csv(path)
        columns = table.columns.tolist()
        assert columns[:2] == ["period", "area_code"], path
        assert columns[-2:] == ["value", "state"], path
        assert not table.duplicated(columns[:-2]).any(), path
        assert set(table.state) <= {state.value for state in State}, path
        assert table.value[~table.state.isin(SHOWN)].isna().all() or path.stem.startswith("returns_"), path
        assert set(table.area_code) <= set(areas().area_code), path


@pytest.mark.parametrize("name", [*MEASURES])
def test_a_measure_is_published_as_downloads_have_it(published, name):
    figures = open_release(ADVISORY).measure(name).sort_values(["period", "area_code"])
    table = read(published["advisory"], f"{name}-quarter")
    assert table.state.tolist() == figures.state.tolist()
    np.testing.assert_allclose(table.value, figures.value, atol=1e-6)


def test_every_measure_of_gaps_and_every_breakdown_is_there(published):
    for name in GAPS:
        assert set(read(published["advisory"], f"{name}-year").category) == set(SERVICE_CATEGORIES)
    for dimension in BROKEN_DOWN_BY:
        table = read(published["advisory"], f"people_referred_by_{dimension}-year")
        assert set(table[dimension]) == {"all", *DIMENSIONS[dimension]}


def test_rates_by_fifth_are_of_whole_years_and_of_the_people_of_those_counted(published):
    counts = open_release(ADVISORY).breakdown().query("dimension == 'simd_quintile' and category != 'unknown'")
    rates = read(published["advisory"], "people_referred_per_1000-year").set_index(["period", "area_code"])
    by_hscp = counts[counts.area_level == "hscp"].groupby(["period", "area_code"])
    whole = by_hscp.apply(lambda rows: (rows.parts_reported == rows.parts_expected).all())
    assert rates.value[rates.index.isin(whole.index[~whole])].isna().all()
    for period, hscps in whole.groupby("period"):
        hscps = hscps.droplevel("period")
        inside = hscps.index[hscps]
        rows = counts[(counts.period == period) & counts.area_code.isin(inside)]
        rows = rows[rows.groupby("area_code").state.transform(lambda states: (states == "reported").all())]
        if counts.query("period == @period and area_level == 'scotland'").state.eq("reported").all():
            continue
        people = people_by_fifth().loc[rows.area_code.unique()].sum().to_numpy()
        expected = 1000 * rows.groupby("category").value.sum().to_numpy(dtype=float) / people
        of_scotland = rates.loc[(period, SCOTLAND)].sort_values("simd_quintile")
        np.testing.assert_allclose(of_scotland.value, expected, atol=1e-6)
        assert set(of_scotland.state) == {"partial"}


@pytest.mark.parametrize("hscp", [ORKNEY, CLACKS, MORAY])
def test_larger_areas_are_published_alike_for_everyone(published, hscp):
    hscps = areas().query("area_level == 'hscp'")
    alone = hscps.drop_duplicates("board_code", keep=False).set_index("area_code").board_code.get(hscp)
    larger = set(areas().area_code) - set(hscps.area_code) - {alone}
    for path in sorted(published["advisory"].glob("*.csv")):
        theirs, everyones = (pd.read_csv(folder / path.name) for folder in (published[hscp], published["advisory"]))
        theirs, everyones = (table[table.area_code.isin(larger)] for table in (theirs, everyones))
        pd.testing.assert_frame_equal(theirs, everyones, obj=path.name)


def test_managers_see_their_own_figures_and_those_of_others_as_everyone_does(published):
    true = open_release(manager(CLACKS)).quantity("referrals_declined").query("area_code == @CLACKS")
    table = read(published[CLACKS], "count_of_referrals_declined-quarter")
    assert table.value[table.area_code == CLACKS].tolist() == true.sort_values("period").value.tolist()
    everyone = read(published["advisory"], "count_of_referrals_declined-quarter")
    changed = table[table.value.ne(everyone.value) & ~(table.value.isna() & everyone.value.isna())]
    assert set(changed.area_code) == {CLACKS}


def test_a_manager_sees_the_board_that_is_their_hscp(published):
    board = areas().set_index("area_code").board_code[ORKNEY]
    own = read(published[ORKNEY], "count_of_referrals_declined-quarter").set_index(["area_code", "period"])
    assert own.loc[board].equals(own.loc[ORKNEY])
    everyone = read(published["advisory"], "count_of_referrals_declined-quarter").set_index(["area_code", "period"])
    assert (everyone.loc[board].state == "suppressed").any()


def test_no_value_is_shown_of_a_count_that_is_hidden(published):
    folder = published["advisory"]
    for measure in MEASURES.values():
        shown = read(folder, f"{measure.id}-quarter").dropna(subset="value")[["period", "area_code"]]
        for quantity in {measure.numerator, measure.denominator} & set(QUANTITIES):
            counts = read(folder, f"count_of_{quantity}-quarter")
            hidden = counts[counts.state == "suppressed"]
            assert shown.merge(hidden).empty, (measure.id, quantity)
        flows = read(folder, f"{measure.id}-rolling_year").dropna(subset="value")
        assert set(flows.period + flows.area_code) <= set(shown.period + shown.area_code)


@pytest.fixture(scope="module")
def truth(sample_store) -> Values:
    """The true counts, put together from what each manager sees of their own HSCP: nobody sees all of them."""
    from app.store import open_store

    version = open_store(sample_store).current()
    return true_counts(version)


def true_counts(version) -> Values:
    cube = version.derived("cube").assign(category="")
    people = [name for name, quantity in QUANTITIES.items() if quantity.sensitivity == "person"]
    broken_down = version.derived("breakdown")
    broken_down = broken_down.assign(
        quantity="people_referred", category=broken_down.dimension + " " + broken_down.category
    )
    rows = pd.concat([cube[cube.quantity.isin(people)], broken_down, version.derived("demand")])
    rows = rows[rows.state.isin([*SHOWN, "suppressed"])]
    keys = rows[["quantity", "period", "category", "area_code"]].itertuples(index=False, name=None)
    return dict(zip(keys, rows.value.to_numpy(dtype=float, na_value=np.nan), strict=True))


def in_files(folder) -> tuple[Values, set[Cell]]:
    """The counts of people that the files show, and those that they hide."""
    shown, hidden = {}, set()
    for path in folder.glob("*.csv"):
        name, table = path.stem.rpartition("-")[0], None
        if name.startswith("count_of_") and QUANTITIES[name.removeprefix("count_of_")].sensitivity == "person":
            table = pd.read_csv(path).assign(quantity=name.removeprefix("count_of_"), category="")
        elif name in DEMAND:
            table = pd.read_csv(path).assign(quantity=name)
        elif name.startswith("people_referred_by_"):
            dimension = name.removeprefix("people_referred_by_")
            table = pd.read_csv(path, dtype={dimension: str}).assign(quantity="people_referred")
            table["category"] = np.where(table[dimension] == "all", "all all", dimension + " " + table[dimension])
        if table is not None:
            cells = table[["quantity", "period", "category", "area_code"]].itertuples(index=False, name=None)
            for cell, value, state in zip(cells, table.value, table.state, strict=True):
                if state in SHOWN:
                    shown[cell] = value
                elif state == "suppressed":
                    hidden.add(cell)
    return shown, hidden


def weak_points(folder, true: Values, insider: str | None, tries: int | None, seed: int) -> dict[Cell, float]:
    """The hidden counts of the files of which `insider` can tell too much; `tries`: of so many, drawn at random."""
    shown, hidden = in_files(folder)
    assert shown.keys() | hidden == true.keys()
    assert all(true[cell] == value for cell, value in shown.items())
    own = own_of(insider, true, areas()) if insider else set()
    assert not own & hidden or insider is None or all(np.isnan(true[cell]) for cell in own & hidden)
    attack = Attack(true, hidden, list(rules(true, areas())), own)
    others = [cell for cell in attack.unknown if cell not in own]
    if tries:
        random = np.random.default_rng(seed)
        others = [others[number] for number in random.choice(len(others), min(tries, len(others)), replace=False)]
    return {cell: width for cell, width in attack.widths(others).items() if width < threshold(cell)}


@pytest.mark.parametrize(("whose", "tries"), [("advisory", 150), (ORKNEY, 100), (CLACKS, 100)])
def test_nothing_in_the_files_can_be_pinned_down(published, truth, whose, tries):
    assert weak_points(published[whose], truth, None if whose == "advisory" else whose, tries, seed=7) == {}


def test_the_attack_finds_what_is_not_hidden_well(published, truth):
    hidden = in_files(published["advisory"])[1]
    small = {cell for cell in hidden if 1 <= truth[cell] < threshold(cell)}
    only_small = small | {cell for cell in hidden if np.isnan(truth[cell])}
    attack = Attack(truth, only_small, list(rules(truth, areas())), set())
    assert min(attack.widths(sorted(small)[:40]).values()) == 0


def test_suppressed_counts_are_not_rounded(sample_store):
    assert not open_release(ADVISORY).is_rounded


def run(*arguments: str):
    return CliRunner().invoke(cli, ["publish", *arguments])


def test_the_command_writes_what_the_role_sees(sample_store, tmp_path, published):
    done = run("--role", "hscp", "--hscp", ORKNEY, "--out", str(tmp_path / "new"))
    assert done.exit_code == 0, done.output
    for path in published[ORKNEY].glob("*.csv"):
        assert (tmp_path / "new" / path.name).read_bytes() == path.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--role", "hscp"], "add --hscp"),
        (["--role", "hscp", "--hscp", "S1"], "S1 is not the code of an HSCP"),
        (["--role", "policy", "--hscp", ORKNEY], "leave --hscp out"),
    ],
)
def test_a_role_without_what_it_needs_is_told_so(sample_store, tmp_path, arguments, said):
    done = run(*arguments, "--out", str(tmp_path))
    assert done.exit_code == 1
    assert said in done.output


class TestWithoutReturns:
    """A store may hold a survey or a directory alone."""

    @pytest.fixture
    def alone(self, fresh_settings, tmp_path):
        return tmp_path / "handed in", tmp_path / "out"

    def publish(self, out, *options: str) -> set[str]:
        done = run("--role", "advisory", "--out", str(out), *options)
        assert done.exit_code == 0, done.output
        return {path.stem for path in out.glob("*.csv")}

    def test_a_survey_is_published(self, alone):
        handed_in, out = alone
        handed_in.mkdir()
        row = {"period": "2024-25Q4", "hscp_code": MORAY, "invited": 20, "respondents": 15, "swemwbs_mean": "22.10"}
        pd.DataFrame([row | {"swemwbs_sd": "3.00"}]).to_csv(handed_in / "survey.csv", index=False)
        accept([handed_in / "survey.csv"], by="tests", progress=lambda step: None)
        assert {name for name in self.publish(out) if not name.startswith("survey_")} == set()
        table = read(out, "survey_respondents-year").set_index("area_code")
        assert table.value[MORAY] == table.value["S92000003"] == 15

    def test_a_directory_is_published(self, alone):
        handed_in, out = alone
        services, _ = write_directory(handed_in, services=50, as_at=date(2025, 9, 30))
        accept_directory([services], by="tests", progress=lambda step: None)
        assert self.publish(out) == {f"services_{name}-directory" for name in OF_DIRECTORY}
        assert read(out, "services_local-directory").value.sum() > 0

    def test_where_there_is_nothing_it_says_so_and_makes_no_folder(self, alone):
        done = run("--role", "advisory", "--out", str(alone[1]))
        assert (done.exit_code, alone[1].exists()) == (1, False)
        assert "Nothing has been accepted yet" in done.output
        done = run("--role", "advisory", "--out", str(alone[1]), "--as-at", "2020-02-01")
        assert "Nothing had been accepted by 2020-02-01" in done.output
