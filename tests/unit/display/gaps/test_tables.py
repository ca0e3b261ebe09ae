import io

import pandas as pd

from app.analysis.gaps import Directory, Status, Thresholds
from app.display import downloads
from app.display.gaps import tables

NAN = float("nan")
THRESHOLDS = Thresholds(20, 15.0, 0.5, 0.5, 50.0)


def test_unmet_needs_come_first_by_how_much_is_unmet_whatever_services_there_are(statuses, hidden):
    rows = statuses(
        {"category": "digital"} | hidden,
        {"category": "family", "status": "little_asked", "unmet_percent": 90.0},
        {"category": "transport", "status": "met", "unmet_percent": 3.0},
        {"category": "carers", "status": "services_exist", "unmet_percent": 40.0},
        {"category": "housing", "status": "few_services", "unmet_percent": 20.0},
        {"category": "employment", "status": "few_services", "unmet_percent": 20.0},
    )
    order = ["carers", "employment", "housing", "transport", "family", "digital"]
    assert tables.gaps_in_order(rows).category.tolist() == order


def test_the_needs_of_an_hscp_as_text(statuses):
    row = {"unmet_none_local": 62.0, "unmet_cost": 7.0, "unmet_other": 3.0, "status": "few_services"}
    before = statuses({"status": "met"})
    (told,) = tables.of_an_hscp(statuses(row), before).to_dict("records")
    assert told == {
        "Need": "Housing", "Status": "▲ unmet and few services", "Unmet (%)": "25.0", "95% interval":
        "21.0\u00a0to\u00a029.5", "Signposts": "400", "Why": "no local service 62, cost 7", "Local services": "3",
        "Services per 10,000 people": "0.30", "The same in Scotland": "0.25", "Year before": "● met",
    }  # fmt: skip
    assert "Year before" not in tables.of_an_hscp(statuses(row), None)


def test_where_the_percentage_is_of_fewer_signposts_the_table_says_of_how_many(statuses):
    (told,) = tables.of_an_hscp(statuses({"signposts": 1_400.0, "state": "partial"}), None).to_dict("records")
    assert told["Signposts"] == "1,400, 400 of which tell what was unmet"
    assert told["Unmet (%)"] == "25.0 [p]"


def test_what_is_hidden_is_a_mark_and_no_number(statuses, hidden):
    reasons = {"unmet_cost": NAN, "unmet_cost_state": "suppressed"}
    unknown = hidden | reasons | {"signposts": NAN, "signposts_state": "suppressed", "signposts_unmet_known": NAN}
    told = tables.of_an_hscp(statuses(hidden | reasons, unknown), None)
    assert told["Unmet (%)"].tolist() == ["[c]", "[c]"]
    assert told["95% interval"].tolist() == ["", ""]
    assert told["Signposts"].tolist() == ["400", "[c]"]
    assert told["Why"].tolist() == ["hidden to protect people"] * 2


def test_services_that_nobody_checked_for_a_year_are_marked():
    services = pd.DataFrame(
        {
            "name": ["A", "B", "C"],
            "organisation": ["Sample", None, "Sample"],
            "reach": ["local", "wider", "online"],
            "last_assured": ["2024-09-30", "2024-09-29", None],
            "waiting_list": ["closed", None, "open"],
            "directory": "Sample directory",
        }
    ).astype("string")
    table = tables.services_table(services, "2024-09-30")
    assert table.Checked.tolist() == ["30 Sep 2024", "29 Sep 2024 · stale", "never · stale"]
    assert table["Waiting list"].tolist() == ["closed", "not told", "open"]
    assert table.For.tolist() == ["local", "for a wider area", "online"]
    assert table.Organisation.tolist() == ["Sample", "", "Sample"]


def test_the_demand_file_has_the_base_of_the_percentage_and_the_state_of_every_count(statuses):
    file = tables.demand_file(statuses({"signposts_unmet_known": 360.0}))
    assert file.signposts_unmet_known.tolist() == [360.0]
    counts = {"signposts", "signposts_unmet_known", "unmet", *(name for name in file if name.startswith("unmet_none"))}
    assert {f"{name}_state" for name in counts if not name.endswith("_state")} <= set(file.columns)


def test_files_start_no_formula_in_a_spreadsheet(statuses):
    services = pd.DataFrame({"name": ["=cmd()", "@x"], "duplicate_of": None})
    text = downloads.csv_file(tables.services_file(services), ["About"]).decode("utf-8-sig")
    assert pd.read_csv(io.StringIO(text), comment="#").name.tolist() == ["'=cmd()", "'@x"]


def test_states_in_a_file_are_told_in_the_words_of_gaps(statuses, hidden):
    file = tables.demand_file(statuses(hidden, {"signposts_state": "not_submitted"}))
    text = downloads.csv_file(file, ["About"], "gaps").decode("utf-8-sig")
    assert "# [n] not_submitted: no return for this year\r\n" in text
    assert "# [c] suppressed: hidden to protect people\r\n" in text


def test_the_rules_name_the_bounds_in_use():
    told = tables.rules(Thresholds(30, 12.5, 0.4, 0.6, 45.0))
    assert len(told) == 9
    bounds = ("30 signposts", "30 signposts", "", "30 signposts", "12.5%", "0.6 of", "0.4 of", "")
    for rule, bound in zip(told[1:], bounds, strict=True):
        assert bound in rule
    assert "45%" in told[6]


def test_the_key_of_the_files_explains_every_code():
    key = "\n".join(tables.key_of_files())
    assert all(f"status {status}: " in key for status in Status)
    assert all(f"directory {directory}: " in key for directory in Directory)
