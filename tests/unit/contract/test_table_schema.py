"""The dictionary for programs, judged by the Frictionless Framework: our sample is valid, planted faults are not."""

import csv
import json
import shutil
from pathlib import Path

import pytest
from frictionless import Package, Schema

from app.contract.dictionary import DESCRIBED
from app.contract.table_schema import descriptors, package, schema
from app.contract.tables import TABLES


@pytest.fixture
def folder(project, tmp_path) -> Path:
    """The descriptors beside the last returns of three HSCPs, as someone has them who checks files before sending."""
    for name, descriptor in descriptors().items():
        (tmp_path / name).write_text(json.dumps(descriptor))
    ids = set()
    for name in TABLES:
        rows = read(project / "data" / "sample" / f"{name}.csv")
        if name == "returns":
            rows = [row for row in rows if row["period"] == "2025-26Q1" and row["hscp_code"] < "S37000004"]
            ids = {row["return_id"] for row in rows}
        elif "return_id" in rows[0]:
            rows = [row for row in rows if row["return_id"] in ids]
        write(tmp_path / f"{name}.csv", rows)
    return tmp_path


def write(path: Path, rows: list[dict]) -> None:
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def read(path: Path) -> list[dict]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def faults(folder: Path) -> set[tuple]:
    report = Package(str(folder / "datapackage.json")).validate()
    return {tuple(each) for each in report.flatten(["type", "fieldName"])}


@pytest.mark.parametrize("table", DESCRIBED.values(), ids=DESCRIBED)
def test_each_schema_is_a_table_schema(table):
    assert Schema.from_descriptor(schema(table)).field_names == table.columns


def test_the_package_names_a_schema_for_each_table(folder):
    assert [resource["name"] for resource in package()["resources"]] == list(TABLES)
    assert Package(str(folder / "datapackage.json")).resource_names == list(TABLES)


def test_the_sample_is_valid(folder):
    assert len(read(folder / "breakdowns.csv")) > 100
    assert faults(folder) == set()


def test_optional_columns_may_be_missing_and_counts_hidden(folder):
    rows = [{name: row[name] for name in TABLES["returns"].required} for row in read(folder / "returns.csv")]
    write(folder / "returns.csv", [row | {"waiting_at_end": "[c]", "referrals_received": "*"} for row in rows])
    assert faults(folder) == set()


@pytest.mark.parametrize(
    ("table", "changed", "fault"),
    [
        ("returns", {"period": "2025Q1"}, ("constraint-error", "period")),
        ("returns", {"delivery_model": "none"}, ("constraint-error", "delivery_model")),
        ("returns", {"unit_code": ""}, ("constraint-error", "unit_code")),
        ("returns", {"wte_in_post": "-1"}, ("constraint-error", "wte_in_post")),
        ("returns", {"appointment_minutes": "481"}, ("constraint-error", "appointment_minutes")),
        ("returns", {"waiting_at_end": "1.5"}, ("type-error", "waiting_at_end")),
        ("returns", {"funding_end": "31/03/2026"}, ("type-error", "funding_end")),
        ("workforce_survey", {"swemwbs_mean": "35.5"}, ("constraint-error", "swemwbs_mean")),
        ("breakdowns", {"return_id": "nobody"}, ("foreign-key", None)),
    ],
)
def test_what_the_contract_refuses_is_refused(folder, table, changed, fault):
    first, *others = read(folder / f"{table}.csv")
    write(folder / f"{table}.csv", [first | changed, *others])
    assert fault in faults(folder)


def test_a_repeated_key_and_a_repeated_id_are_refused(folder):
    rows = read(folder / "returns.csv")
    write(folder / "returns.csv", [*rows, rows[0] | {"wte_in_post": "1"}])
    assert {("primary-key", None), ("unique-error", "return_id")} <= faults(folder)


def test_our_own_form_of_a_directory_is_described_too(project, tmp_path):
    for name, descriptor in descriptors().items():
        (tmp_path / name).write_text(json.dumps(descriptor))
    shutil.copy(project / "data" / "sample" / "directory" / "services.csv", tmp_path)
    resource = {"name": "services", "type": "table", "path": "services.csv", "schema": "services.schema.json"}
    (tmp_path / "datapackage.json").write_text(json.dumps({"name": "directory", "resources": [resource]}))
    assert faults(tmp_path) == set()
