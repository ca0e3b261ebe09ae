import numpy as np
import pandas as pd
import pytest

from app.display.models import attributes
from app.display.models.looks import LOOKS, grounds, signs, signs_in_words
from app.display.tiles import tile_map
from app.display.words import MODELS, MODELS_SHORT
from app.geography.areas import hscp_codes

TOLD = {
    "employer_type": "nhs_board", "referral_route": "open", "main_setting": "practice",
    "job_title": "community_connector", "appointment_minutes": 45.0, "contacts_per_closed_case_mean": 4.25,
    "contacts_per_closed_case_state": "reported", "funding_months_left": 6.0,
}  # fmt: skip


@pytest.fixture
def who():
    """Five HSCPs, the last without a model, with their attributes."""
    rows = [
        {"area_name": name, "area_code": code, "model": model, "share": 0.8, "state": "reported", "why": "", **TOLD}
        for name, code, model in zip(
            ("Angus", "Fife", "Moray", "Orkney", "Perth"), hscp_codes(), ["remote", "mixed", "remote", "remote", None],
            strict=False,
        )
    ]  # fmt: skip
    frame = pd.DataFrame(rows)
    gone = frame.index[-1]
    frame.loc[gone, list(TOLD)] = None
    frame.loc[gone, ["share", "state", "why"]] = [np.nan, "not_submitted", "no return for this quarter"]
    return frame


def test_models_and_their_hscps_are_named_in_alphabetical_order(who):
    assert attributes.who_uses_what(who).to_numpy().tolist() == [
        ["Mixed", "1", "Fife"], ["Remote", "3", "Angus, Moray and Orkney"],
    ]  # fmt: skip


def test_kinds_are_counted_and_amounts_have_median_and_range(who):
    who.loc[0, ["employer_type", "appointment_minutes"]] = ["third_sector", 30]
    who.loc[2, "employer_type"] = None
    table = attributes.attributes_by_model(who).set_index("Attribute")
    assert table.columns.tolist() == ["Mixed (1)", "Remote (3)"]
    assert table.loc["Employer", "Remote (3)"] == "Third sector 1, NHS Board 1, not told 1"
    assert table.loc["Appointment length (minutes)", "Remote (3)"] == "45 (30 to 45)"
    assert table.loc["Appointment length (minutes)", "Mixed (1)"] == "– fewer than 3 HSCPs"


def test_what_is_hidden_or_not_told_carries_its_mark_and_the_marks_are_explained(who):
    who.loc[0, ["contacts_per_closed_case_mean", "contacts_per_closed_case_state"]] = [np.nan, "suppressed"]
    who.loc[1, "job_title"] = None
    table = attributes.attributes_by_hscp(who).set_index("HSCP")
    assert table.loc["Angus", "Consultations per closed case"] == "[c]"
    assert table.loc["Fife", "Job title"] == "[z]"
    assert table.loc["Moray"].tolist() == [
        "Remote", "80%", "NHS Board", "Open to anyone", "GP practice", "Community connector", "45", "4.2", "6.0",
    ]  # fmt: skip
    assert table.loc["Perth"].tolist() == ["– no return for this quarter", *[""] * 8]
    assert attributes.marks(table) == "[z] not asked or not recorded; [c] hidden to protect people"


def test_one_hscp_is_told_in_a_sentence(who):
    assert attributes.own_attributes(who.iloc[1]).startswith("**Fife:** Mixed; employer: NHS Board; referral route: ")
    assert attributes.own_attributes(who.iloc[4]) == "**Perth:** no return for this quarter."
    who.loc[1, "job_title"] = None
    assert "; job title: not asked or not recorded; appointment" in attributes.own_attributes(who.iloc[1])


def test_tiles_name_the_model_or_show_the_state(who):
    told = attributes.tiles_told(who).set_index("area_name")
    assert told.short.tolist() == ["Remote", "Mixed", "Remote", "Remote", "–"]
    assert told.shown["Angus"] == "Remote, 80% of its time"
    assert told.loc["Perth", ["state", "shown"]].tolist() == ["not_submitted", "no return for this quarter"]
    assert tile_map(told.reset_index(), None, "Tiles").to_dict()["description"] == "Tiles"


def test_no_two_models_look_alike_and_all_have_words():
    assert set(LOOKS) == set(MODELS) == set(MODELS_SHORT)
    assert len({look.shape for look in LOOKS.values()}) == len({look.sign for look in LOOKS.values()}) == 8
    assert len({look.colour for look in LOOKS.values()}) == 4
    assert len({look.tint for look in LOOKS.values()}) == 8
    assert "#e5682a" not in {look.colour for look in LOOKS.values()}
    assert [words for _, words in grounds(["remote", "mixed"])] == ["Mixed", "Remote"]
    assert signs_in_words(["remote", "mixed", "remote"]) == "◀ Mixed; ▼ Remote"
    assert "Fife &amp; &lt;b&gt;, in the shape of its model" in signs(["remote"], "Fife & <b>")


def test_consultations_of_a_part_of_the_cases_say_so(who):
    who.loc[1, "contacts_per_closed_case_state"] = "partial"
    table = attributes.attributes_by_hscp(who).set_index("HSCP")
    assert table.loc["Fife", "Consultations per closed case"] == "4.2 [p]"
    assert "[p] some reporting units are missing" in attributes.marks(table)
    assert "consultations per closed case: 4.2 (not of all cases)" in attributes.own_attributes(who.iloc[1])
