"""The made-up directory and its points of population, and that made-up demand follows from what there is."""

import hashlib

import numpy as np
import pandas as pd
import pytest

from app.contract.codes import SAMPLE_PREFIX, SERVICE_CATEGORIES
from app.contract.directory import REACHES
from app.geography.areas import areas
from app.intake.directory import read_directory
from app.intake.reference import read_population
from app.measures.supply import open_services, supply
from app.sample import LAST, write_directory

REMOTE = ["ur6_pct_remote_rural", "ur6_pct_remote_small_towns"]
THIN, STALE = ["S37000010", "S37000030"], ["S37000008", "S37000019"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("directory")
    write_directory(folder, as_at=LAST.end)
    return folder


@pytest.fixture(scope="module")
def rows(folder):
    return pd.read_csv(folder / "services.csv", dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def read(folder):
    return read_directory([folder / "services.csv"], today=LAST.end)


@pytest.fixture(scope="module")
def hscps(project):
    return pd.read_csv(project / "data" / "reference" / "hscp.csv").set_index("hscp_code")


def test_the_shipped_files_are_what_the_command_writes(folder, project):
    for name in ("services.csv", "population.csv"):
        assert (folder / name).read_bytes() == (project / "data" / "sample" / "directory" / name).read_bytes(), name


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(tmp_path):
    digests = [
        [
            hashlib.sha256(path.read_bytes()).hexdigest()
            for path in write_directory(tmp_path / name, services=60, seed=seed, as_at=LAST.end)
        ]
        for name, seed in (("a", 1), ("b", 1), ("c", 2))
    ]
    assert digests[0] == digests[1]
    assert not set(digests[0]) & set(digests[2])


def test_there_are_about_as_many_services_as_wanted(rows, tmp_path):
    assert len(rows) == pytest.approx(1500, rel=0.06)
    path, _ = write_directory(tmp_path, services=3000, as_at=LAST.end)
    assert len(path.read_text(encoding="utf-8").splitlines()) == pytest.approx(3000, rel=0.06)


def test_every_service_says_that_it_is_made_up_by_id_by_name_and_by_directory(rows):
    assert rows.service_id.str.startswith(SAMPLE_PREFIX).all()
    assert rows.service_id.is_unique
    for column in ("service_name", "organisation", "directory"):
        assert rows[column].str.startswith("Sample ").all(), column
    assert (rows.url == "").all()


def test_it_reads_back_without_a_fault(read, rows):
    assert read.faults == []
    assert (read.unplaced, read.refused) == (0, 0)
    assert len(read.services) == len(rows)


def test_what_a_real_directory_holds_occurs(read):
    services = read.services
    assert set(services.reach) == set(REACHES)
    assert set(services.status) == {"active", "inactive", "temporarily closed"}
    assert 0.9 < (services.status == "active").mean() < 0.98
    stale = services.last_assured < LAST.end.replace(year=LAST.end.year - 1).isoformat()
    assert 0.1 < stale.mean() < 0.35
    assert {*services.waiting_list.dropna()} == {"open", "closed"}
    assert services.waiting_list.isna().any()
    assert {category for each in services.categories for category in each.split()} == set(SERVICE_CATEGORIES)
    assert (services.categories.str.split().str.len() == 2).any()
    assert (services.last_assured <= LAST.end.isoformat()).all()


def test_local_services_are_in_the_hscp_that_their_name_says(read, hscps):
    local = read.services[read.services.reach == "local"]
    named = local.name.str.rsplit(", ", n=1).str[1]
    assert (local.hscp_codes.map(hscps.hscp_name) == named).mean() > 0.99  # the rest are read by points on a border
    assert read.places.hscp_code.notna().all()


def test_there_are_fewer_services_for_as_many_people_in_remote_places(read, hscps):
    local = open_services(read.services).query("reach == 'local'").hscp_codes.value_counts()
    judged = hscps.drop([*THIN, *STALE])
    remote = judged[REMOTE].sum(axis=1) > 50
    listed = local.reindex(judged.index).fillna(0)
    per_head = listed.groupby(remote).sum() / judged.population_mid2022.groupby(remote).sum()
    assert per_head[True] < 0.9 * per_head[False]


def test_two_directories_are_thin_and_two_stale(read, hscps):
    local = read.services[read.services.reach == "local"]
    per_head = (local.hscp_codes.value_counts().reindex(hscps.index) / hscps.population_mid2022).sort_values()
    assert set(per_head.index[:2]) == set(THIN)
    recent = local.last_assured >= LAST.end.replace(year=LAST.end.year - 1).isoformat()
    assured = recent.groupby(local.hscp_codes).mean().sort_values()
    assert set(assured.index[:2]) == set(STALE)


def test_points_hold_the_people_of_every_hscp_and_say_that_they_are_made_up(folder, hscps, fresh_settings):
    table = read_population(folder / "population.csv")
    assert table.faults == []
    table = table.table
    assert table.zone_code.str.startswith(SAMPLE_PREFIX).all()
    people = table.groupby("hscp_code").population.sum()
    assert (people / hscps.population_mid2022).between(0.99, 1.01).all()
    assert table.most_deprived.mean() == pytest.approx(0.2, abs=0.05)


def test_more_is_unmet_where_there_is_less(read, project):
    demand = pd.read_csv(project / "data" / "sample" / "service_demand.csv")
    returns = pd.read_csv(project / "data" / "sample" / "returns.csv", usecols=["return_id", "hscp_code"])
    told = demand.dropna(subset=["unmet"]).merge(returns, on="return_id")
    told = told.rename(columns={"hscp_code": "area_code", "service_category": "category"})
    asked = told.groupby(["area_code", "category"])[["signposts", "unmet", "unmet_none_local"]].sum()
    listed = supply(read.services, areas(), LAST.end).set_index(["area_code", "category"])
    cells = asked.join(listed).reset_index()
    cells = cells[(cells.signposts > 200) & ~cells.area_code.isin(THIN)]
    cells = cells.assign(unmet_share=cells.unmet / cells.signposts, none_local=cells.unmet_none_local / cells.unmet)
    for figure, strength in (("unmet_share", -0.4), ("none_local", -0.4)):
        # Within a category: needs differ in how often they are met, and in how many services they have.
        ranks = cells.groupby("category")[[figure, "per_10000"]].rank(pct=True)
        assert np.corrcoef(ranks.T)[0, 1] < strength, figure
