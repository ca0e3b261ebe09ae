import pandera.errors
import pytest

from app.contract import codes
from app.contract.states import PRECEDENCE, State, prevailing
from app.contract.tables import BREAKDOWNS, RETURNS, SERVICE_DEMAND, TABLES, WORKFORCE_SURVEY


def test_about_fifteen_fields_are_required():
    # The burden of reporting is a stated fear: the required fields are counted here so that nobody adds one unawares.
    assert len(RETURNS.required) == 14
    assert {name: len(table.fields) for name, table in TABLES.items()} == {
        "returns": 64,
        "breakdowns": 5,
        "service_demand": 12,
        "workforce_survey": 11,
    }


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_an_empty_table_fits_its_schema_and_every_field_is_described(table):
    table.schema.validate(table.empty())
    for field in table.fields:
        column = table.schema.columns[field.name]
        assert column.description
        assert set(column.metadata) == {"unit", "required", "people"}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_what_cannot_be_hidden_are_places_posts_and_codes(table):
    people = {field.name for field in table.fields if field.people}
    assert not people & {"wte_in_post", "practices_covered", "headcount_in_post", "invited", "respondents"}


def test_the_schema_knows_the_rules_between_fields():
    row = RETURNS.empty()
    row.loc[0, RETURNS.required] = [
        "r",
        "1.0",
        "2025-26Q1",
        "S37000001",
        "hscp",
        "u",
        "remote",
        3,
        4,
        1.0,
        1.0,
        5,
        5,
        0,
    ]
    row["suppressed"] = ""
    with pytest.raises(pandera.errors.SchemaErrors, match="practices_covered cannot be larger than practices_in_scope"):
        RETURNS.schema.validate(row.astype({f.name: f.dtype for f in RETURNS.fields}), lazy=True)


def test_the_same_needs_are_asked_of_services_and_reasons():
    assert set(codes.SERVICE_CATEGORIES) < set(codes.DIMENSIONS["referral_reason"])
    assert len(codes.SERVICE_CATEGORIES) == 16
    assert len(codes.hscp_names()) == 31
    assert len(codes.survey_areas()) == 31 + 14 + 1
    assert [table.key for table in (BREAKDOWNS, SERVICE_DEMAND, WORKFORCE_SURVEY)] == [
        ("return_id", "measure", "dimension", "category"),
        ("return_id", "service_category"),
        ("period", "hscp_code"),
    ]


def test_of_several_states_the_first_in_order_prevails():
    assert prevailing([State.PARTIAL, State.SUPPRESSED, State.REPORTED]) is State.SUPPRESSED
    assert prevailing([State.NOT_COLLECTED, State.NOT_SUBMITTED]) is State.NOT_SUBMITTED
    assert len(PRECEDENCE) == 7
    assert len({state.mark for state in State}) == 8
