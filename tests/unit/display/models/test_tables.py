import numpy as np
import pandas as pd

from app.analysis.models import balance, by_model
from app.display.models import tables
from app.display.models.funnels import funnelled
from app.display.words import BALANCE, MODELS
from app.measures.catalogue import MEASURES

COVERED = MEASURES["practices_covered"]
FAR = [60.0, 61, 62, 63, 64]
NEAR = [20.0, 21, 22, 23, 24]


def test_models_stand_in_the_order_of_names_with_mean_label_and_difference(summarised):
    table = tables.models_compared(summarised({"remote": FAR, "cluster_locality": NEAR, "mixed": [50.0]}), COVERED)
    assert table.Model.tolist() == ["Cluster or locality", "Mixed", "Remote"]
    # Mean 22, s = √2.5, t(0.975; 4) = 2.776: 22 ± 2.776 × √(2.5 ÷ 5)
    assert table["Mean (95% interval)"].tolist() == ["22.0 (20.0 to 24.0)", "– fewer than 3 HSCPs",
                                                     "62.0 (60.0 to 64.0)"]  # fmt: skip
    assert table["Beside all other HSCPs"].tolist() == ["▼ lower", "– fewer than 5 HSCPs", "▲ higher"]
    assert table["Difference (97.5% interval)"][1] == ""
    assert table["Difference (97.5% interval)"][0].startswith("-38.0 (")


def test_partial_figures_are_counted_and_left_out(released):
    rows = released({"remote": FAR, "mixed": NEAR})
    rows.loc[[0, 1], "state"] = "partial"
    summary = by_model(rows, rows, MODELS)
    assert tables.models_compared(summary, COVERED)["With a full figure"].tolist() == ["5", "3 (2 partial left out)"]
    both = tables.side_by_side(summary.assign(measure="practices_covered"), ["practices_covered"])
    assert both["HSCPs with a full figure"].tolist() == ["8 (2 partial left out)"]
    assert both["Remote (5)"].tolist() == ["63.0 (60.5 to 65.5) ■ too few to say"]


def test_without_any_comparison_the_table_still_stands(summarised):
    table = tables.models_compared(summarised({"remote": [1.0]}), COVERED)
    assert table.filter(like="Difference").iloc[0].tolist() == [""]
    assert tables.models_compared(summarised({}), COVERED).empty


def test_every_hscp_has_its_model_figure_and_place_in_the_funnel(released):
    rows = released({"remote": [*[50.0] * 20, 90.0], "mixed": [np.nan]})
    rows.loc[0, ["model", "why"]] = [None, "no post"]
    rows.loc[1, ["state", "parts_expected"]] = ["partial", 2]
    found = tables.every_hscp(rows, COVERED, funnelled(rows, COVERED)).set_index("HSCP")
    assert found["Main model"].tolist()[:2] == ["– no post", "Remote"]
    assert found["In the funnel"].tolist() == ["", "", *["within"] * 18, "outside 99.8%", ""]
    assert found.loc["Area 01", "% of GP practices"] == "50.0 [p]"
    assert found.loc["Area 01", "Note"] == "from 1 of 2 units"
    assert found.loc["Area 21", ["% of GP practices", "Count", "Note"]].tolist() == [
        "[n]", "", "no return for this quarter",
    ]  # fmt: skip
    assert "Count" not in tables.every_hscp(rows, COVERED, None)


def test_areas_by_model_give_medians_and_ranges_and_say_where_there_are_too_few():
    models = pd.DataFrame({"area_code": list("abcd"), "model": ["remote"] * 3 + ["mixed"]})
    figures = pd.DataFrame({"area_code": list("abcd")} | {name: [1.0, 2, 4, 9] for name in BALANCE})
    table = tables.areas_by_model(balance(models, figures, MODELS))
    assert table.Model.tolist() == ["Mixed", "Remote"]
    assert table["Population"].tolist() == ["– fewer than 3 HSCPs", "2 (1 to 4)"]
    assert table["Months of funding left"].tolist()[1] == "2.0 (1.0 to 4.0)"


def test_side_by_side_has_a_row_for_each_measure_and_a_column_for_models_of_three_and_more(released):
    values = {"remote": FAR, "cluster_locality": NEAR, "mixed": [1.0, 2], "hub_or_community_based": [5.0, 6, 7]}
    rows = released(values)
    one = by_model(rows, rows, MODELS)
    rows.loc[rows.model == "remote", "value"] = np.nan
    two = by_model(rows, rows, MODELS)
    both = pd.concat([one.assign(measure="practices_covered"), two.assign(measure="vacancy_rate")])
    table = tables.side_by_side(both, ["practices_covered", "vacancy_rate"])
    assert table.columns.tolist() == [
        "Measure", "Unit", "Agreed aim", "HSCPs with a full figure",
        "Cluster or locality (5)", "Hub or community based (3)", "Remote (5)",
    ]  # fmt: skip
    assert table["Agreed aim"].tolist() == ["higher", "lower"]
    assert table["HSCPs with a full figure"].tolist() == ["15", "10"]
    assert table["Remote (5)"].tolist() == ["62.0 (60.0 to 64.0) ▲ higher", "– fewer than 3 have a full figure"]
    assert table["Hub or community based (3)"][0] == "6.0 (3.5 to 8.5) ■ too few to say"
    assert tables.without_column(both) == "Too few HSCPs for a summary: Mixed (2). "


def test_files_hold_numbers_to_recompute_the_means_from(released):
    rows = released({"remote": FAR, "mixed": NEAR})
    summary = by_model(rows, rows, MODELS)
    file = tables.hscps_file(rows, COVERED, None)
    assert file.groupby("model").value.mean().to_dict() == {"remote": 62.0, "mixed": 22.0}
    assert set(file.measure) == {"practices_covered"}
    written = tables.models_file(summary).set_index("model")
    assert written["mean"].to_dict() == {"mixed": 22.0, "remote": 62.0}
    assert written.label.to_dict() == {"mixed": "lower", "remote": "higher"}
