"""Population points and lookups as a steward brings them, with everything that can be wrong in them."""

import pytest

from app.intake.faults import Severity
from app.intake.reference import read_lookup, read_population

pytestmark = pytest.mark.usefixtures("fresh_settings")
HEADER = "zone_code,population,longitude,latitude,simd_quintile"
EDINBURGH, GLASGOW, SEA = "-3.19,55.95", "-4.25,55.86", "-6.0,59.9"


@pytest.fixture
def population(tmp_path):
    """Read a file of these lines."""

    def read(*lines, header=HEADER):
        path = tmp_path / "population.csv"
        path.write_text("\n".join([header, *lines]), encoding="utf-8")
        return read_population(path)

    return read


@pytest.fixture
def lookup(tmp_path):
    def read(*lines, header="postcode,council_code"):
        path = tmp_path / "lookup.csv"
        path.write_text("\n".join([header, *lines]), encoding="utf-8")
        return read_lookup(path)

    return read


def told(read):
    return [(fault.row, fault.column, fault.found) for fault in read.faults if fault.severity == Severity.ERROR]


def test_points_get_their_hscp_and_whether_they_are_most_deprived(population):
    read = population(f"Z1,820,{EDINBURGH},1", f"Z2,640.0,{GLASGOW},5", f"Z3,0,{GLASGOW},")
    assert read.faults == []
    table = read.table.set_index("zone_code")
    assert table.hscp_code.to_dict() == {"Z1": "S37000012", "Z2": "S37000034", "Z3": "S37000034"}
    assert table.population.tolist() == [820, 640, 0]
    assert table.most_deprived.astype(object).where(table.most_deprived.notna(), None).tolist() == [True, False, None]


def test_columns_may_have_the_names_of_published_files_in_any_order(population):
    read = population(f"{EDINBURGH},2,Z1,700", header="rep_lon,rep_lat,SIMD2020v2 Quintile,Data Zone,pop2021")
    assert read.faults == []
    assert read.table.loc[0, ["zone_code", "population", "most_deprived"]].tolist() == ["Z1", 700, False]


def test_a_column_with_the_fields_own_name_goes_before_those_with_others(population):
    read = population(f"9,Z1,820,{EDINBURGH}", header="total,zone_code,population,longitude,latitude")
    assert read.table.population.tolist() == [820]


def test_a_file_without_fifths_says_nothing_of_deprivation(population):
    read = population(f"Z1,820,{EDINBURGH}", header="code,total,long,lat")
    assert read.faults == []
    assert read.table.most_deprived.isna().all()


@pytest.mark.parametrize(
    ("line", "column", "found"),
    [
        (f"Z1,-1,{EDINBURGH},1", "population", "-1"),
        (f'Z1,"1,234",{EDINBURGH},1', "population", "1,234"),
        (f"Z1,inf,{EDINBURGH},1", "population", "inf"),
        (f"Z1,,{EDINBURGH},1", "population", ""),
        ("Z1,10,-3.19,100,1", "latitude", "100"),
        ("Z1,10,-3.19,51.5,1", "latitude", "51.5"),
        ("Z1,10,-3.19,north,1", "latitude", "north"),
        ("Z1,10,inf,55.95,1", "longitude", "inf"),
        ("Z1,10,55.95,55.95,1", "longitude", "55.95"),
        (f"Z1,10,{EDINBURGH},6", "simd_quintile", "6"),
        (f"Z1,10,{EDINBURGH},most", "simd_quintile", "most"),
        (f"Z1,10,{EDINBURGH},1.5", "simd_quintile", "1.5"),
        (f"Z0,10,{EDINBURGH},1", "zone_code", "Z0"),
        (f",10,{EDINBURGH},1", "zone_code", ""),
    ],
)
def test_every_fault_of_a_row_is_told_with_its_row_and_what_was_found(population, line, column, found):
    read = population(f"Z0,5,{GLASGOW},3", line)
    assert told(read) == [(3, column, found)]
    assert read.has_errors


def test_all_faults_are_told_at_once(population):
    read = population("Z1,-1,0,0,9", f"Z1,5,{GLASGOW},3")
    assert {(row, column) for row, column, _ in told(read)} == {
        (2, "population"), (2, "latitude"), (2, "simd_quintile"), (3, "zone_code")
    }  # fmt: skip


def test_a_point_out_at_sea_is_left_out_and_told_unless_all_are(population):
    read = population(f"Z1,820,{SEA},1", f"Z2,640,{GLASGOW},5")
    assert [(fault.severity, fault.row, fault.column) for fault in read.faults] == [("warning", 2, "latitude")]
    assert read.table.zone_code.tolist() == ["Z2"]
    assert population(f"Z1,820,{SEA},1").has_errors


@pytest.mark.parametrize(
    ("header", "missing"),
    [("zone_code,population,latitude", "longitude"), ("population,longitude,latitude", "zone_code")],
)
def test_a_missing_column_is_told_with_the_names_it_may_have(population, header, missing):
    read = population("a,b,c", header=header)
    assert [(fault.rule, fault.column) for fault in read.faults] == [("missing_column", missing)]
    assert "may also be called" in read.faults[0].message


def test_rows_with_too_few_cells_no_rows_and_no_file_are_told(population, tmp_path):
    assert [fault.rule for fault in population(f"Z1,820,{EDINBURGH},1", "Z2,5").faults] == ["cells_in_row"]
    assert [fault.rule for fault in population("").faults] == ["rows"]
    assert [fault.rule for fault in read_population(tmp_path / "none.csv").faults] == ["file"]


def test_a_column_that_is_there_twice_is_told(population):
    read = population(f"Z1,820,{EDINBURGH},1,2", header=f"{HEADER},simd_quintile")
    assert [(fault.rule, fault.column) for fault in read.faults] == [("repeated_column", "simd_quintile")]


def test_a_lookup_knows_hscps_by_their_council_or_own_code(lookup):
    read = lookup("eh1 1aa,S12000036", "G2 1DU,S37000034", "FK8 1AA,S12000030", "FK10 1AA,S12000005")
    assert read.faults == []
    assert dict(read.table.to_numpy()) == {
        "EH11AA": "S37000012", "G21DU": "S37000034", "FK81AA": "S37000005", "FK101AA": "S37000005"
    }  # fmt: skip


def test_a_ward_may_be_looked_up_and_a_repeated_row_counts_once(lookup):
    read = lookup("S13002919,S12000036", "S13002919,S37000012", header="Ward Code,HSCP code")
    assert read.faults == []
    assert len(read.table) == 1


@pytest.mark.parametrize(
    ("line", "column", "found"),
    [
        (",S12000036", "code", ""),
        ("EH1 1AA,S08000024", "area_code", "S08000024"),  # an NHS Board says no HSCP
        ("EH1 1AA,E09000001", "area_code", "E09000001"),
        ("EH1 1AA,Atlantis", "area_code", "Atlantis"),
        ("EH1 1AA,", "area_code", ""),
    ],
)
def test_faults_of_a_lookup_are_told_with_their_row(lookup, line, column, found):
    assert told(lookup("G2 1DU,S37000034", line)) == [(3, column, found)]


def test_a_postcode_in_two_hscps_is_not_settled_by_which_came_first(lookup):
    assert told(lookup("G2 1DU,S37000034", "G21DU,S12000036", "EH1 1AA,S12000036")) == [
        (2, "area_code", "S37000034"), (3, "area_code", "S12000036")
    ]  # fmt: skip
