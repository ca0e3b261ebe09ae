"""The population of all data zones, as it is published, through `population load`'s reader."""

import pandas as pd
import pytest

from app.geography import outlines
from app.intake.reference import read_population


@pytest.fixture
def zones(shared):
    return shared / "real" / "datazone2011_lookup.csv"


def test_the_published_file_is_read_with_no_hand_editing_and_adds_up(shared, zones, fresh_settings):
    outlines.use(shared / "real" / "boundaries" / "hscp_detailed.geojson")
    published = pd.read_csv(zones)
    read = read_population(zones)
    assert read.faults == []
    table = read.table
    assert len(table) == 6976
    assert table.population.sum() == published.pop2021.sum()
    most_deprived = published[published.simd2020v2_quintile == 1]
    assert table.population[table.most_deprived].sum() == most_deprived.pop2021.sum()
    hscp = dict(zip(published.dz11_code, published.hscp_code, strict=True))
    assert (table.hscp_code == table.zone_code.map(hscp)).all()


def test_with_indicative_outlines_few_people_are_elsewhere(zones, fresh_settings):
    read = read_population(zones)
    assert not read.has_errors
    published = pd.read_csv(zones).set_index("dz11_code")
    known = read.table.set_index("zone_code")
    assert known.population.sum() / published.pop2021.sum() > 0.99
    same = known.hscp_code == published.hscp_code[known.index]
    assert known.population[same].sum() / known.population.sum() > 0.95
