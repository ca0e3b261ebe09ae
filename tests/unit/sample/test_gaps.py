"""What is missing from the sample's demand, so that the causes of its states occur."""

import pandas as pd

from app.contract.tables import UNMET_REASONS


def test_some_hscps_collect_signposts_only_or_no_reasons(project):
    demand = pd.read_csv(project / "data" / "sample" / "service_demand.csv")
    returns = pd.read_csv(project / "data" / "sample" / "returns.csv", usecols=["return_id", "hscp_code"])
    hscp = demand.return_id.map(returns.set_index("return_id").hscp_code)
    known = demand.notna().groupby(hscp).mean()
    assert (known.signposts == 1).all()
    assert known.index[known.unmet == 0].tolist() == ["S37000020"]
    assert known.index[known[list(UNMET_REASONS)].eq(0).all(axis=1)].tolist() == ["S37000020", "S37000024"]
    others = known.drop(["S37000020", "S37000024"])
    assert (others == 1).all(axis=None)
