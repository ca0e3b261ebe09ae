"""Published figures of link workers: from government publications, not from returns."""

from enum import StrEnum

import pandas as pd

from app.contract.states import State
from app.settings import PROJECT

AS_AT = "2021-03-31"
"""The day for which most HSCPs have a published headcount."""

LOADED = ("area_code", "as_at", "unit", "value", "state", "source", "row")
"""The columns of figures that were read from a publication's spreadsheet: `row` is that of the sheet."""

_KINDS = {"CLW headcount in post": "in_post", "CLW headcount projected": "projected"}
_PCIF_ONLY = "PCIF-funded posts only"
_OCCASION = ["as_at", "unit"]


class Unit(StrEnum):
    """What is counted. The two are never put together."""

    WTE = "WTE"
    HEADCOUNT = "headcount"


def published_headcounts(areas: pd.DataFrame) -> pd.DataFrame:
    """Published headcounts by HSCP, from `data/reference/clw_published.csv`.

    Returns `area_code, area_name, as_at, value, kind {in_post, projected}, basis {tracker, pcif_only}, state, note,
    source`. All 31 HSCPs have a row for 31 March 2021; where no figure was found its state is `not_available` and
    its value NaN. The two bases cannot be compared: `tracker` counts all posts, `pcif_only` those paid from the
    Primary Care Improvement Fund.
    """
    hscps = areas.loc[areas.area_level == "hscp", ["area_code", "area_name"]]
    rows = pd.read_csv(PROJECT / "data" / "reference" / "clw_published.csv", dtype={"value": float, "note": str})
    rows = rows[rows.measure.isin(_KINDS) & rows.hscp_code.isin(hscps.area_code)]
    rows = rows.assign(
        kind=rows.measure.map(_KINDS),
        basis=rows.note.str.startswith(_PCIF_ONLY).map({True: "pcif_only", False: "tracker"}),
        state=State.REPORTED.value,
    ).rename(columns={"hscp_code": "area_code"})
    without = hscps[~hscps.area_code.isin(rows.area_code[rows.as_at == AS_AT])]
    missing = without.assign(as_at=AS_AT, kind="in_post", state=State.NOT_AVAILABLE.value)
    columns = ["area_code", "as_at", "value", "kind", "basis", "state", "note", "source"]
    everything = pd.concat([rows[columns], missing.reindex(columns=columns)], ignore_index=True)
    return hscps.merge(everything, on="area_code").sort_values(["area_name", "as_at"], ignore_index=True)


def published_figures(areas: pd.DataFrame, loaded: pd.DataFrame) -> pd.DataFrame:
    """Published headcounts together with the figures `loaded` from publications, with the columns `LOADED`.

    Returns the columns of `published_headcounts` and `unit {headcount, WTE}`. Figures loaded have the basis `loaded`
    and a row for each HSCP, `not_available` where the publication has none; they take the place of headcounts in post
    of the same day and unit.
    """
    headcounts = published_headcounts(areas).assign(unit=Unit.HEADCOUNT.value)
    if loaded.empty:
        return headcounts
    hscps = areas.loc[areas.area_level == "hscp", ["area_code", "area_name"]]
    every = hscps.merge(loaded[_OCCASION].drop_duplicates(), how="cross")
    told = every.merge(loaded.drop(columns="row"), on=["area_code", *_OCCASION], how="left")
    told = told.assign(
        kind="in_post",
        basis="loaded",
        value=told.value.astype(float),
        state=told.state.fillna(State.NOT_AVAILABLE.value),
        note=pd.NA,
    )
    occasions = pd.MultiIndex.from_frame(loaded[_OCCASION])
    replaced = pd.MultiIndex.from_frame(headcounts[_OCCASION]).isin(occasions) & (headcounts.kind == "in_post")
    everything = pd.concat([headcounts[~replaced], told[headcounts.columns]], ignore_index=True)
    return everything.sort_values(["area_name", "as_at", "unit"], ignore_index=True)
