"""The two doors together: what goes in through acceptance, and what each viewer gets out of a release."""

import pandas as pd
import pytest

from app.acceptance import Refused, accept, preview
from app.release import holds_only_sample_data, open_release
from app.sample import write
from app.settings import settings
from app.store import open_store
from app.viewer import Role, Viewer

pytestmark = pytest.mark.usefixtures("fresh_settings")
POLICY = Viewer("p", "P", Role.POLICY)
QUIET = {"by": "tests", "progress": lambda step: None}


@pytest.fixture
def sample(tmp_path):
    """Three quarters of sample returns by HSCP."""
    return write(tmp_path / "sample", quarters=3, units="hscp", seed=3)


def change(path, **cells):
    """Change cells of the first row of a file."""
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    for name, value in cells.items():
        table.loc[0, name] = value
    table.to_csv(path, index=False)
    return table.loc[0]


def test_an_empty_store_has_nothing_to_show():
    release = open_release(POLICY)
    assert (release.periods, release.latest, release.source, release.accepted_to) == ((), None, None, None)
    assert release.reporting().empty
    assert not holds_only_sample_data()


def test_a_submission_goes_all_the_way(sample):
    accepted = accept(sample, **QUIET)
    release = open_release(POLICY)
    assert release.key[1] == accepted.version.id == "000001"
    assert release.source == "sample"
    assert holds_only_sample_data()
    assert len(release.periods) == 3
    assert accepted.submission.rows.keys() == {"returns", "breakdowns", "service_demand", "workforce_survey"}
    demand = accepted.version.rows("service_demand")
    assert demand[["hscp_code", "period"]].notna().all(axis=None)


def test_a_file_with_one_error_changes_nothing(sample):
    accept(sample, **QUIET)
    change(sample[0], waiting_at_end="many")
    with pytest.raises(Refused) as refused:
        accept(sample, **QUIET)
    assert [(fault.row, fault.column) for fault in refused.value.faults if fault.severity == "error"] == [
        (2, "waiting_at_end")
    ]
    assert open_store(settings().store_url).current_id() == "000001"


def test_the_same_files_again_change_nothing(sample):
    first = accept(sample, **QUIET)
    again = accept(sample, **QUIET)
    assert again.again
    assert again.submission == first.submission
    assert open_store(settings().store_url).current_id() == "000001"


def test_a_resubmission_replaces_and_the_earlier_version_stays(sample):
    first = accept(sample, **QUIET)
    row = change(sample[0], wte_in_post="99.00", wte_funded="99.00")
    accept(sample[:1], **QUIET)
    in_post = open_release(POLICY).measure("wte_in_post").set_index(["period", "area_code"]).value
    assert in_post[row.period, row.hscp_code] == 99
    assert (first.version.rows("returns").wte_in_post != 99).all()
    assert len(open_store(settings().store_url).current().rows("breakdowns"))  # not resubmitted, still there


def test_real_data_end_the_sample(sample, tmp_path):
    accept(sample, **QUIET)
    table = pd.read_csv(sample[0], dtype=str, keep_default_na=False).iloc[:1].assign(return_id="real-1")
    real = tmp_path / "real.csv"
    table.to_csv(real, index=False)
    accept([real], **QUIET)
    assert not holds_only_sample_data()
    assert open_release(POLICY).source == "mixed"


def test_what_was_accepted_is_known_to_later_checks(sample, tmp_path):
    accept(sample, **QUIET)
    assert preview([sample[2]]).faults == []  # its return_ids are known


def test_managers_see_their_own_small_counts_and_nobody_elses(sample):
    accept(sample, **QUIET)
    version = open_store(settings().store_url).current()
    true, published = (
        version.derived(name).set_index(["quantity", "period", "area_code"]) for name in ("cube", "published")
    )
    hidden = published[(published.state == "suppressed") & true.value.notna()]
    waiting = hidden.loc["waiting_at_end"]
    period, area = next(key for key in waiting.index if key[1].startswith("S37"))
    own = open_release(Viewer("m", "M", Role.HSCP, area)).measure("waiting").set_index(["period", "area_code"])
    others = open_release(POLICY).measure("waiting").set_index(["period", "area_code"])
    assert own.value[period, area] == true.value["waiting_at_end", period, area]
    assert pd.isna(others.value[period, area])
    assert others.state[period, area] == "suppressed"
    for key in waiting.index:
        if key[1] != area:
            assert own.state[key] == "suppressed"
            assert own.loc[[key], ["value", "numerator", "denominator", "lower", "upper"]].isna().all(axis=None)


def test_every_measure_is_released_with_a_row_for_every_period_and_area(sample):
    from app.measures.catalogue import MEASURES

    accept(sample, **QUIET)
    release = open_release(POLICY)
    for measure in MEASURES:
        figures = release.measure(measure)
        assert len(figures) == 3 * 46
        assert figures.value.notna().equals(figures.state.isin(["reported", "partial"]))


def test_published_headcounts_are_what_was_published():
    # ../shared/reference: 11 HSCPs, 109 of Scotland's 218; Aberdeenshire a reported zero.
    published = open_release(POLICY).published_headcounts()
    now = published[(published.as_at == "2021-03-31") & (published.kind == "in_post")].set_index("area_name")
    assert len(now) == 31
    assert now.value.sum() == 109
    assert now.value["Aberdeenshire"] == 0
    assert now.state.value_counts().to_dict() == {"not_available": 20, "reported": 11}
    assert now.basis.value_counts().to_dict() == {"pcif_only": 6, "tracker": 5}
    assert set(published[published.kind == "projected"].as_at) == {"2022-03-31"}
