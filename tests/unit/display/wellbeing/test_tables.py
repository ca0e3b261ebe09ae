import numpy as np
import pandas as pd
import pytest
from scipy.stats import t
from statsmodels.stats.proportion import proportion_confint

from app.display.wellbeing.figures import figures_of
from app.display.wellbeing.tables import beside_scotland, every_area, for_file, over_the_years
from app.measures.catalogue import WORKERS

NAN = float("nan")
COUNTS = {"invited": "Link workers invited", "respondents": "Link workers who answered"}
MEASURES = {name: WORKERS[name] for name in ("response", "swemwbs")}


def row(name, n, invited, mean, sd, level="hscp"):
    """A row of the survey, its intervals by statsmodels and scipy."""
    lower, upper = proportion_confint(n, invited, method="wilson")
    half = t.ppf(0.975, n - 1) * sd / np.sqrt(n)
    return {
        "period": "2024-25", "area_code": name, "area_name": name, "area_level": level, "board_code": "B",
        "invited": invited, "respondents": n, "response_percent": 100 * n / invited, "response_lower": 100 * lower,
        "response_upper": 100 * upper, "swemwbs_mean": mean, "swemwbs_lower": mean - half, "swemwbs_upper": mean + half,
        "swemwbs_sd": sd, "swemwbs_of": n, "state": "reported",
    }  # fmt: skip


FIFE = row("Fife", 12, 20, 25.5, 3.0)
SCOTLAND = row("Scotland", 200, 300, 22.5, 3.5, level="scotland") | {"area_code": "S92000003"}
FIGURES = [name for name in FIFE if name.startswith(("invited", "respondents", "response_", "swemwbs_"))]
HIDDEN = FIFE | {"area_code": "O", "area_name": "Orkney Islands", "state": "too_few"} | dict.fromkeys(FIGURES, NAN)


def figures(*rows):
    return figures_of(pd.DataFrame(rows), COUNTS, MEASURES)


def test_counts_stand_before_figures_and_the_area_beside_scotland():
    table = beside_scotland(figures(FIFE, SCOTLAND), "Fife")
    assert table.Figure.tolist() == [
        "Link workers invited", "Link workers who answered", "Response rate (%)",
        "Wellbeing score of link workers (SWEMWBS) (points)",
    ]  # fmt: skip
    assert table["Fife"].tolist() == ["20", "12", "60.0% (38.7 to 78.1)", "25.5 (23.6 to 27.4)"]
    assert table["Beside Scotland"].tolist() == ["", "", "● no clear difference", "▲ higher"]
    assert list(beside_scotland(figures(FIFE, SCOTLAND), "S92000003")) == ["Figure", "Scotland"]


def test_an_area_stands_alone_where_there_is_no_figure_of_scotland():
    assert list(beside_scotland(figures(FIFE), "Fife")) == ["Figure", "Fife"]


def test_what_is_not_shown_says_why_in_every_line():
    table = beside_scotland(figures(HIDDEN, SCOTLAND), "O")
    assert (table["Orkney Islands"] == "too few to say").all()
    assert (table["Beside Scotland"] == "").all()


def test_every_area_has_a_row_with_marks_and_a_note():
    table = every_area(figures(HIDDEN, FIFE | {"state": "partial"}, SCOTLAND), ["S92000003", "Fife", "O"])
    assert table.Area.tolist() == ["Scotland", "Fife", "Orkney Islands"]
    assert table["Link workers invited"].tolist() == ["300", "20", "[u]"]
    assert table["Response rate (%, 95% interval)"].tolist() == ["66.7 (61.2 to 71.8)", "60.0 (38.7 to 78.1)", "[u]"]
    assert table.Note[0] == ""
    assert table.Note[1] == "an HSCP with a programme sent no survey"
    assert table.Note[2].startswith("fewer than 10 answered")


def test_years_are_rows_and_a_missing_one_is_empty():
    rows = pd.DataFrame(
        [
            {"period": year, "area_code": area, "area_name": area,
             "area_level": "scotland" if area == "S" else "hscp", "state": "reported", "value": value,
             "lower": value - 1, "upper": value + 1}
            for year, area, value in (("2023-24", "S", 22.0), ("2022-23", "S", 21.0), ("2023-24", "Fife", 24.0))
        ]
    )  # fmt: skip
    table = over_the_years(rows, MEASURES["swemwbs"])
    assert list(table) == ["Year", "Fife (95% interval)", "S (95% interval)"]
    assert table.Year.tolist() == ["Apr 2022 to Mar 2023", "Apr 2023 to Mar 2024"]
    assert table["S (95% interval)"].tolist() == ["21.0 (20.0 to 22.0)", "22.0 (21.0 to 23.0)"]
    assert table["Fife (95% interval)"].tolist() == ["", "24.0 (23.0 to 25.0)"]


def test_every_figure_can_be_recomputed_from_the_file_as_the_method_says():
    file = for_file(pd.DataFrame([FIFE, SCOTLAND, HIDDEN]))
    assert file["mark"].tolist() == ["", "", "[u]"]
    shown = file.dropna(subset="respondents")
    n, share = shown.invited, shown.respondents / shown.invited
    z = 1.959964
    for sign, column in ((-1, "response_lower"), (1, "response_upper")):
        root = z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
        bound = (share + z**2 / (2 * n) + sign * root) / (1 + z**2 / n)
        assert shown[column].tolist() == pytest.approx((100 * bound).tolist(), abs=1e-4)
    half = t.ppf(0.975, shown.swemwbs_of - 1) * shown.swemwbs_sd / np.sqrt(shown.swemwbs_of)
    assert shown.swemwbs_upper.tolist() == pytest.approx((shown.swemwbs_mean + half).tolist(), abs=1e-5)
