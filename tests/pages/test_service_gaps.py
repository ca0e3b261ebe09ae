"""The page on service gaps: its views for every role, odd addresses and stores, and the files to take away."""

import csv
import re
import shutil
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from app.acceptance import accept
from app.contract.codes import SERVICE_CATEGORIES
from app.display.numbers import interval, number
from app.display.words import CATEGORIES
from app.measures.estimate import proportion
from app.sample import write
from app.settings import settings
from app.store import open_store
from tests.pages.opening import dashboard

ROLES = ("policy", "hscp", "advisory", "steward")
VIEWS = ("scotland", "need", "hscp")
YEARS = ("2021-22", "2022-23", "2023-24", "2024-25")
GLASGOW = "S37000034"


def page(project, role="policy", **query):
    app = dashboard(project, role, "service_gaps", **query)
    assert not app.exception
    return app


def words_of(app) -> str:
    """All that is written on the page outside of tables and charts."""
    elements = [*app.title, *app.header, *app.markdown, *app.get("html"), *app.info, *app.warning]
    return "\n".join(each.value if hasattr(each, "value") else each.proto.body for each in elements)


def records(app) -> dict[str, pd.DataFrame]:
    """What each chart is drawn of, by its description."""
    charts = [each.proto for each in app.get("vega_lite_chart")]
    return {
        re.search(r'"description": "(.*?)\.', chart.spec)[1]: pa.ipc.open_stream(chart.data.data).read_all().to_pandas()
        for chart in charts
    }


@pytest.mark.usefixtures("sample_store")
class TestViews:
    @pytest.mark.parametrize("role", ROLES)
    @pytest.mark.parametrize("view", VIEWS)
    def test_every_view_draws_for_every_role(self, project, role, view):
        app = page(project, role, view=view)
        words = words_of(app)
        assert "SAMPLE DATA" in words
        assert "directory as at 30 Sep 2025" in words
        assert app.segmented_control(key="filter_view").value == view
        expected = {
            "scotland": "pairs of HSCP and need",
            "need": "HSCPs range from",
            "hscp": "What people in",
        }
        assert expected[view] in words

    def test_a_manager_begins_with_their_own_hscp_and_everyone_else_with_scotland(self, project):
        own = page(project, "hscp")
        assert own.header[0].value.startswith("Glasgow City: ")
        assert own.selectbox(key="filter_hscp").value == GLASGOW
        assert "pairs of HSCP and need" in page(project, "policy").header[0].value

    @pytest.mark.parametrize("view", [*VIEWS, "<b>x</b>", ""])
    def test_an_address_with_unknown_values_falls_back(self, project, view):
        app = page(project, view=view, year="1999-00", hscp="S1", need="<b>", measure="waiting")
        known = view if view in VIEWS else "scotland"
        assert app.segmented_control(key="filter_view").value == known
        assert app.selectbox(key="filter_year").value == YEARS[-1]
        assert "<b>" not in words_of(app)

    @pytest.mark.parametrize("measure", ["services_per_10000", "assured_percent", "most_deprived_near"])
    def test_every_kind_of_measure_can_be_mapped(self, project, measure):
        app = page(project, view="need", need="housing", measure=measure, hscp=GLASGOW)
        assert app.header[0].value.startswith("Glasgow City: ")
        assert len(app.table[0].value) == 31

    def test_an_hscp_without_a_programme_says_why_nothing_can_be_told(self, project):
        app = page(project, view="hscp", hscp="S37000031")
        assert app.header[0].value == "Western Isles: nothing can be said yet; no programme in this area."
        assert set(app.table[0].value["Unmet (%)"]) == {"[x]"}

    def test_the_search_narrows_the_services_behind_the_number(self, project):
        app = page(project, view="hscp", hscp=GLASGOW, need="loneliness")
        every = app.table[-1].value
        search = app.text_input(key="search_services")
        search.input("lunch CLUB").run()
        found = app.table[-1].value
        assert 0 < len(found) < len(every)
        assert found.Service.str.contains("lunch club").all()
        assert f"{len(found)} of {len(every)} shown" in words_of(app)
        app.text_input(key="search_services").input("(no such service").run()
        assert not app.exception
        assert app.table[-1].value.empty

    def test_the_first_year_has_nothing_before_it_to_compare_with(self, project):
        assert "no year before this one" in words_of(page(project, year=YEARS[0]))
        assert "Year before" not in page(project, view="hscp", hscp=GLASGOW, year=YEARS[0]).table[0].value


@pytest.mark.usefixtures("sample_store")
class TestFiles:
    """The status of every HSCP and need, worked out from the two files alone, as a reader would."""

    @pytest.mark.parametrize("role", ["policy", "hscp"])
    @pytest.mark.parametrize("year", YEARS)
    def test_every_status_can_be_worked_out_from_the_two_tables(self, project, monkeypatch, role, year):
        files = {}
        monkeypatch.setattr("streamlit.download_button", lambda label, make, name, *_, **__: files.update({name: make}))
        page(project, role, view="scotland", year=year)
        about, demand = read(files[f"clw-service-gaps-{year}-demand.csv"]())
        supply_about, supply = read(files[f"clw-service-gaps-{year}-supply.csv"]())
        assert about[:13] == supply_about[:13]
        assert any("SAMPLE DATA: ALL FIGURES ARE MADE UP" in line.upper() for line in about)
        assert {(row["area_code"], row["category"]) for row in demand} == supply.keys()
        assert len(demand) == 31 * 16
        statuses = {row["status"] for row in demand}
        for row in demand:
            assert row["status"] == judge(about, row, supply), row
            if row["unmet_percent"]:
                percentage = 100 * float(row["unmet"]) / float(row["signposts_unmet_known"])
                assert float(row["unmet_percent"]) == pytest.approx(percentage, abs=1e-5)
        assert len(statuses) == 5  # each rule had something to decide


def read(file: bytes) -> tuple[list[str], list | dict]:
    """The comment lines of a file, and its rows; of the supply by area and need."""
    lines = file.decode("utf-8-sig").split("\r\n")
    about = [line.removeprefix("# ") for line in lines if line.startswith("#")]
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    if "local" in rows[0]:
        return about, {(row["area_code"], row["category"]): row for row in rows}
    return about, rows


def judge(about: list[str], row: dict, supply: dict) -> str:
    """The first rule that fits, by the words and bounds in the comment lines."""
    rules = [re.fullmatch(r"Rule \d: (.*): (.*?)\.|Rule \d: (Otherwise): (.*)\.", line) for line in about]
    rules = [tuple(part for part in rule.groups() if part) for rule in rules if rule]
    codes = {line.split(": ")[1]: line.split(": ")[0].removeprefix("status ") for line in about if "status " in line}
    (little_in_part,) = bounds(rules[1], r"Fewer than (\d+) signposts, told of a part of the year only")
    (little_asked,) = bounds(rules[2], r"Fewer than (\d+) signposts in the year")
    (little_known,) = bounds(rules[4], r"How many were unmet is told of fewer than (\d+) signposts")
    (unmet,) = bounds(rules[5], r"Less than ([\d.]+)% were unmet, of the signposts of which it is told how many were")
    thin, stale = bounds(rules[6], r".* than ([\d.]+) of Scotland's number, or less than ([\d.]+)% of what it lists .*")
    (few,) = bounds(rules[7], r".* than ([\d.]+) of Scotland's number")

    there = supply[row["area_code"], row["category"]]
    population = float(there["population"])
    of_need = [each for (_, category), each in supply.items() if category == row["category"]]  # one row an HSCP
    everyone = sum(float(each["population"]) for each in of_need)
    listed_in_scotland = sum(float(each["listed"]) for each in of_need) / everyone
    local_in_scotland = sum(float(each["local"]) for each in of_need) / everyone
    listed, local = float(there["listed"]), float(there["local"])
    signposts, known, not_met = (float(row[name] or "nan") for name in ("signposts", "signposts_unmet_known", "unmet"))
    fits = (
        not row["signposts"],
        signposts < little_in_part and row["signposts_state"] == "partial",
        signposts < little_asked,
        not row["unmet"] or not row["signposts_unmet_known"],
        known < little_known,
        100 * not_met < unmet * known,
        listed == 0 or listed / population < thin * listed_in_scotland or float(there["assured_percent"]) < stale,
        local == 0 or local / population < few * local_in_scotland,
        True,
    )
    return codes[rules[fits.index(True)][1]]


def bounds(rule: tuple[str, str], pattern: str) -> list[float]:
    return [float(bound) for bound in re.fullmatch(pattern, rule[0]).groups()]


@pytest.fixture(scope="module")
def hidden(sample_store) -> pd.DataFrame:
    """The true figures of HSCPs that are hidden from policy officers in the last year, wide, NaN where not hidden."""
    version = open_store(sample_store).current()
    true, published = (version.derived(name) for name in ("demand", "published_demand"))
    index = ["quantity", "period", "category", "area_code"]
    both = true.merge(published, on=index, suffixes=("", "_published"))
    both = both[(both.period == YEARS[-1]) & both.area_code.str.startswith("S37")]
    rows = both[(both.state_published == "suppressed") & both.value.notna()]
    everything = both.pivot(index=["area_code", "category"], columns="quantity", values="value").astype(float)
    wide = rows.pivot(index=["area_code", "category"], columns="quantity", values="value").astype(float)
    bounds = proportion(everything.unmet, everything.signposts_unmet_known)
    told = [interval(100 * low, 100 * high, 1) for low, high in zip(bounds.lower, bounds.upper, strict=True)]
    return wide.join(pd.Series(told, index=everything.index, name="interval"))


class TestNothingHiddenIsTold:
    """What a policy officer's page says in the places of figures that the true cube holds and the published hides."""

    @pytest.mark.parametrize("rank", [0, 1, 2])
    def test_of_one_hscp(self, project, hidden, rank):
        code = hidden.groupby("area_code").size().sort_values(ascending=False).index[rank]
        unmet = hidden.loc[code].dropna(subset="unmet")
        needs = list(unmet.index[:2])
        for category in needs:
            app = page(project, view="hscp", hscp=code, need=category)
            table = app.table[0].value.set_index("Need").loc[[CATEGORIES[each] for each in unmet.index]]
            assert table["Unmet (%)"].isin(["[c]", "[x]"]).all()
            assert table["95% interval"].eq("").all()
            assert table.Status.eq("? cannot tell").mask(table.Status.eq("– little asked"), True).all()
            assert not table.Why.str.contains(r"\d").any()
            for name, asked in hidden.loc[code].signposts.dropna().items():
                assert number(asked) not in app.table[0].value.set_index("Need").Signposts[CATEGORIES[name]]
            reasons = [name for name in hidden if name.startswith("unmet_")]
            shown = app.table[1].value.Signposts.tolist()
            for name, cell in zip(CATEGORIES_OF_REASONS, shown, strict=True):
                assert name not in reasons or pd.isna(hidden.loc[(code, category), name]) or cell == "[c]"
            course = records(app)["Signposts that no service could meet by quarter, % of signposts"]
            here = course[(course.name != "Scotland") & course.when.str.endswith("2025")]
            assert here.value.isna().all()
            assert "is not shown: hidden to protect people" in app.code[-1].value

    def test_of_all_of_scotland(self, project, hidden):
        words = words_of(page(project, view="scotland"))
        cells = dict(re.findall(r'title="([^:]*): (.*?)"', words))
        names = open_names()
        unmet = hidden.dropna(subset="unmet")
        for code, category in unmet.index:
            told = cells[f"{names[code]}, {CATEGORIES[category]}"]
            assert "%" not in told
            assert told.startswith(("cannot tell (", "little asked"))
        assert len(unmet) > 50  # so that there was something to hide

    @pytest.mark.parametrize("measure", ["unmet_percent", "services_per_100_signposts"])
    def test_of_one_need(self, project, hidden, measure):
        column = "unmet" if measure == "unmet_percent" else "signposts"
        known = hidden.dropna(subset=column)
        category = known.groupby("category").size().idxmax()
        names = open_names()
        app = page(project, view="need", need=category, measure=measure)
        table = app.table[0].value.set_index("Area")
        (ranked,) = [each for name, each in records(app).items() if "by HSCP" in name]
        ranked = ranked.set_index("name")
        sent = "".join(str(each.proto) for each in app.get("component_instance"))
        for code in known.xs(category, level="category").index:
            name = names[code]
            assert table.iloc[:, 0][name] in ("[c]", "[m]")
            assert not re.search(r"\d", " ".join(table.loc[name].iloc[:-1]))
            assert ranked.loc[name, ["value", "lower", "upper"]].isna().all()
            assert not re.search(r"\d", ranked.loc[name, "shown"])
            figures = known.loc[(code, category)]
            assert figures.interval not in words_of(app) + sent
        assert "hidden to protect people" in ranked.shown.tolist()

    def test_but_a_manager_sees_their_own(self, project, sample_store):
        true = open_store(sample_store).current().derived("demand")
        true = true[(true.area_code == GLASGOW) & (true.period == YEARS[-1]) & (true.quantity == "signposts")]
        table = page(project, "hscp").table[0].value.set_index("Need")
        for row in true.itertuples():
            assert table.Signposts[CATEGORIES[row.category]] == number(float(row.value))


CATEGORIES_OF_REASONS = (
    "unmet_none_local", "unmet_waiting_list_closed", "unmet_not_accessible", "unmet_not_eligible", "unmet_cost",
    "unmet_transport", "unmet_other",
)  # fmt: skip


def open_names() -> dict[str, str]:
    from app.geography.areas import areas

    return dict(areas().set_index("area_code").area_name)


@pytest.mark.usefixtures("fresh_settings")
class TestStoresWithLess:
    """What the page says where returns, demand or a directory are missing."""

    def test_without_a_directory_demand_is_shown_and_services_are_not_taken_for_missing(self, project, sample_store):
        there = Path(settings().store_url.removeprefix("duckdb://"))
        shutil.copytree(sample_store.removeprefix("duckdb://"), there)
        (there / "current").write_text("000001")  # before the directory was loaded
        for view in VIEWS:
            app = page(project, view=view, hscp=GLASGOW)
            assert "No service directory has been loaded" in app.warning[0].value
            assert "directory as at" not in words_of(app)
            assert "Returns" in app.warning[0].value
        told = page(project, view="hscp", hscp=GLASGOW).table[0].value
        assert not told.Status.str.contains("services").any()
        assert (told.Status == "? cannot tell").any()
        assert "The directory lists" not in page(project, view="hscp", hscp=GLASGOW).code[-1].value
        services = page(project, view="need", measure="services_per_10000").table[0].value
        assert set(services.iloc[:, 1]) == {"[m]"}

    @pytest.mark.parametrize("tables", [1, 4])
    def test_without_demand_in_a_year_that_has_ended_the_page_says_what_to_send(self, project, tmp_path, tables):
        files = write(tmp_path / "sample", quarters=2, units="hscp")  # April to September
        accept(files[:tables], by="tests", progress=lambda step: None)
        app = page(project)
        assert app.title[0].value == "Service gaps"
        assert "`service_demand`" in app.info[0].value
        assert not app.table
        assert not app.selectbox

    def test_an_empty_store_says_what_to_do(self, project, fresh_settings):
        from app.access import sessions
        from app.access.accounts import Accounts

        fresh_settings(demo=0)
        Accounts().add("p", name="P", role="policy", hscp_code=None, password="a long enough phrase")
        app = dashboard(project, None, "service_gaps")
        app.session_state["session"] = sessions.start("p")
        app.run()
        assert not app.exception
        assert "python -m app load" in app.info[0].value


def test_the_reasons_of_the_page_are_those_of_the_contract():
    from app.contract.tables import UNMET_REASONS

    assert set(CATEGORIES_OF_REASONS) == set(UNMET_REASONS)
    assert set(CATEGORIES) == set(SERVICE_CATEGORIES)
