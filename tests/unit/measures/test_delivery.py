import pandas as pd
import pytest

from app.measures.delivery import build_attributes, build_delivery, hide_contacts

Q = "2025-26Q2"


def test_time_and_practices_add_up_by_model(returns):
    table = build_delivery(
        returns(
            [
                (Q, "A1", "u1", {"wte_in_post": 1.25, "headcount_in_post": 2, "practices_covered": 3}),
                (Q, "A1", "u2", {"wte_in_post": 2.0, "headcount_in_post": None, "practices_covered": 4}),
                (Q, "A1", "u2", {"delivery_model": "remote", "wte_in_post": 0.5, "practices_covered": 0}),
            ]
        )
    ).set_index(["area_code", "delivery_model"])
    attached, remote = table.loc[("A1", "practice_attached")], table.loc[("A1", "remote")]
    assert (attached.wte_in_post, attached.practices_covered) == (3.25, 7)
    assert pd.isna(attached.headcount_in_post)  # one row does not tell
    assert remote[["wte_in_post", "headcount_in_post", "practices_covered"]].tolist() == [0.5, 2, 0]


def test_an_attribute_is_that_of_two_thirds_of_the_time_that_is_told(returns):
    table = build_attributes(
        returns(
            [
                (Q, "A1", "u1", {"wte_in_post": 4.0}),
                (Q, "A1", "u2", {"wte_in_post": 2.0, "employer_type": "nhs_board", "job_title": None}),
                (Q, "A1", "u3", {"wte_in_post": 1.0, "referral_route": "clinician_only", "main_setting": None}),
                (Q, "A2", "u1", {"wte_in_post": 0.0, "main_setting": None}),
                (Q, "B1", "u1", {"wte_in_post": 0.0}),
                (Q, "B1", "u2", {"wte_in_post": 0.0, "job_title": "other"}),
            ]
        )
    ).set_index("area_code")
    assert table.employer_type["A1"] == "third_sector"  # 5 of 7
    assert table.referral_route["A1"] == "open"  # 6 of 7
    assert table.job_title["A1"] == "community_link_worker"  # all that tell one
    assert table.main_setting["A1"] == "practice"
    assert pd.isna(table.main_setting["A2"])
    assert table.employer_type["A2"] == "third_sector"  # the only one, without any time
    assert table.job_title["B1"] == "several"


def test_two_values_of_an_attribute_below_two_thirds_are_several(returns):
    rows = [
        (Q, "A1", "u1", {"wte_in_post": 1.3}),
        (Q, "A1", "u2", {"wte_in_post": 0.7, "employer_type": "nhs_board"}),
    ]
    assert build_attributes(returns(rows)).employer_type.tolist() == ["several"]


def test_means_are_weighted_over_the_rows_that_tell_them(returns):
    # 30 September 2025 to 31 March 2026 is 182 days, of 30.4375 days a month.
    row = build_attributes(
        returns(
            [
                (Q, "A1", "u1", {"wte_in_post": 3.0, "appointment_minutes": 60, "cases_closed": 30}),
                (Q, "A1", "u2", {"wte_in_post": 1.0, "appointment_minutes": 30, "cases_closed": 10,
                                 "contacts_per_closed_case_mean": 8.0, "funding_end": "2025-01-31"}),
                (Q, "A1", "u3", {"wte_in_post": 9.0, "appointment_minutes": None, "funding_end": None,
                                 "contacts_per_closed_case_mean": None}),
            ]
        )
    ).iloc[0]  # fmt: skip
    assert row.appointment_minutes == (3 * 60 + 30) / 4
    assert row.funding_months_left == pytest.approx(3 * 182 / 30.4375 / 4)
    assert row.contacts_per_closed_case_mean == (30 * 4 + 10 * 8) / 40
    assert row.cases_behind == 40


def test_contacts_are_hidden_with_the_cases_they_are_of(returns):
    rows = [
        (Q, "A1", "u1", {}),
        (Q, "A2", "u1", {"cases_closed": 4}),
        (Q, "B1", "u1", {"contacts_per_closed_case_mean": None}),
        (Q, "B2", "u1", {"contacts_per_closed_case_mean": None, "suppressed": "contacts_per_closed_case_mean"}),
        ("2025-26Q1", "A1", "u1", {}),
        ("2025-26Q1", "B1", "u1", {"cases_closed": 17}),
        ("2025-26Q1", "B1", "u2", {"cases_closed": 3, "contacts_per_closed_case_mean": None}),
        ("2025-26Q1", "B2", "u1", {"cases_closed": 17, "contacts_per_closed_case_mean": 4.15}),
        ("2025-26Q1", "B2", "u2", {"cases_closed": 30, "contacts_per_closed_case_mean": None}),
    ]
    told = [("2025-26Q1", "A1", None), (Q, "A1", 30.0), ("2025-26Q1", "B1", 20.0), ("2025-26Q1", "B2", 47.0)]
    published = pd.DataFrame(told, columns=["period", "area_code", "value"]).astype({"value": "Float64"})
    published["state"] = published.value.isna().map({True: "suppressed", False: "reported"})
    published["quantity"] = "cases_closed"
    hidden = hide_contacts(build_attributes(returns(rows)), published, 5).set_index(["period", "area_code"])
    assert hidden.contacts_per_closed_case_state.to_dict() == {
        (Q, "A1"): "reported",
        (Q, "A2"): "suppressed",
        (Q, "B1"): "not_collected",
        (Q, "B2"): "suppressed",
        ("2025-26Q1", "A1"): "suppressed",
        ("2025-26Q1", "B1"): "suppressed",  # three cases are left over
        ("2025-26Q1", "B2"): "partial",
    }
    assert hidden.contacts_per_closed_case_mean.dropna().tolist() == [4.2, 4.0]  # no decimals that tell the base
    assert "cases_behind" not in hidden
