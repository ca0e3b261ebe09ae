"""The page of the data dictionary: what it shows is what the contract says; a search finds fields by their words."""

import pytest

from app.contract.tables import BREAKDOWNS, RETURNS
from tests.pages.opening import dashboard

pytestmark = pytest.mark.usefixtures("sample_store")


def page(project, **query):
    app = dashboard(project, "policy", "data_dictionary", **query)
    assert not app.exception
    return app


def test_it_opens_on_the_returns_with_every_field_list_and_rule(project):
    app = page(project)
    assert app.header[0].value == "64 fields, 14 required"
    assert app.table[0].value.Field.tolist() == RETURNS.columns
    assert "delivery_model: 7 codes" in [each.label for each in app.expander]
    rules = [row for table in app.table if "Rule" in table.value for row in table.value.Rule]
    assert {rule.id for rule in RETURNS.rules} | {"required", "known_return", "missing_column"} <= set(rules)
    assert [button.label for button in app.get("download_button")] == [
        "Whole dictionary (Markdown)",
        "Table Schema of returns (JSON)",
    ]


def test_another_table_is_chosen_by_its_address(project):
    app = page(project, table="breakdowns")
    assert app.table[0].value.Field.tolist() == BREAKDOWNS.columns
    assert "referral_reason: 18 codes" in [each.label for each in app.expander]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("waiting", ["waiting_at_end"]),
        ("WAIT median", ["wait_days_median"]),
        ("warwick", ["outcome_instrument"]),  # said by its codes
    ],
)
def test_a_search_finds_fields_by_name_meaning_and_codes(project, wanted, found):
    app = page(project)
    app.text_input(key="filter_field").input(wanted).run()
    assert app.table[0].value.Field.tolist() == found
    assert app.query_params["field"] == wanted
    assert not [table for table in app.table if "Rule" in table.value]


def test_a_search_without_success_says_where_it_would_have_some(project):
    app = page(project, table="breakdowns", field="waiting")
    assert app.header[0].value == "No field of breakdowns says “waiting”"
    assert any("1 field of **returns**" in each.value for each in app.markdown)
    assert not app.table


def test_an_unknown_table_falls_back(project):
    app = page(project, table="<b>x</b>", field="*")
    assert app.selectbox(key="filter_table").value == "returns"
