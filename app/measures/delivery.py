"""How each HSCP works: link worker time by delivery model, and the attributes beside it. None of it counts people."""

import numpy as np
import pandas as pd

from app.contract.states import State
from app.measures.at_source import AtSource
from app.measures.cube import months_left

SEVERAL = "several"
"""What stands for a delivery model or an attribute of an HSCP when none has two thirds of the link worker time."""

ATTRIBUTES = ("employer_type", "referral_route", "main_setting", "job_title")

CONTACTS = "contacts_per_closed_case_mean"
CONTACTS_STATE = "contacts_per_closed_case_state"
BASE = "cases_behind"
_CONTACTS_DECIMALS = 1  # as returns give them: more would tell of how many cases the mean is
_MAIN_SHARE = 2 / 3
_ROUNDING = 1e-9
_CELL = ["period", "area_code"]


def is_main(most: pd.Series, total: pd.Series) -> pd.Series:
    """Whether what has `most` of the link worker time of an HSCP has at least two thirds of it, but for rounding."""
    return (most >= (_MAIN_SHARE - _ROUNDING) * total) & (total > 0)


def build_delivery(returns: pd.DataFrame) -> pd.DataFrame:
    """What each HSCP has of each delivery model that it uses, at the end of each quarter for which it sent a return.

    `returns`: rows as accepted. Returns `period, area_code, delivery_model, wte_in_post, headcount_in_post,
    practices_covered`, practices under their main model only. A figure is NaN where a row does not tell it.
    """
    figures = ["wte_in_post", "headcount_in_post", "practices_covered"]
    rows = _by_area(returns)
    rows[figures] = rows[figures].astype("Float64").astype(float)
    groups = rows.groupby([*_CELL, "delivery_model"])[figures]
    return groups.sum().where(groups.count().eq(groups.size(), axis=0)).reset_index()


def build_attributes(returns: pd.DataFrame) -> pd.DataFrame:
    """How each HSCP works, at the end of each quarter for which it sent a return: one row per period × HSCP.

    `period, area_code`; each of `ATTRIBUTES`, the value with at least two thirds of the whole-time equivalents in post
    of those rows that tell one, else `several`, missing where no row tells; `appointment_minutes` and
    `funding_months_left` (to the end of funding, from 0), means weighted by whole-time equivalents in post;
    `contacts_per_closed_case_mean`, weighted by cases closed, with `contacts_per_closed_case_state` and `cases_behind`,
    how many cases it is of. Means are NaN where nothing tells them.
    """
    rows = _by_area(returns)
    rows = rows.assign(wte=rows.wte_in_post.astype(float), months=months_left(rows))
    areas = rows.groupby(_CELL).size().index
    table = pd.DataFrame({name: _main(rows, name).reindex(areas) for name in ATTRIBUTES})
    table["appointment_minutes"], _ = _weighted(rows, "appointment_minutes", "wte", areas)
    table["funding_months_left"], _ = _weighted(rows, "months", "wte", areas)
    table[CONTACTS], table[BASE] = _weighted(rows, CONTACTS, "cases_closed", areas)
    at_source = AtSource(rows).hides(CONTACTS, "cases_closed")
    cells = [rows[name] for name in _CELL]
    at_source = at_source.groupby(cells).any()
    short = (rows[CONTACTS].isna() & (rows.cases_closed != 0).fillna(True)).groupby(cells).any()
    table[CONTACTS_STATE] = np.select(
        [at_source, table[CONTACTS].isna(), short],
        [State.SUPPRESSED, State.NOT_COLLECTED, State.PARTIAL],
        State.REPORTED,
    )
    table[CONTACTS] = table[CONTACTS].mask(at_source).round(_CONTACTS_DECIMALS)
    return table.reset_index()


def hide_contacts(attributes: pd.DataFrame, published: pd.DataFrame, threshold: int) -> pd.DataFrame:
    """Attributes as they may be published: without the contacts of cases whose number is hidden or below `threshold`.

    Also without those where the cases closed that are left over are so few. `attributes`: as `build_attributes` makes
    them; `published`: the protected cube, with cases closed.
    """
    closed = published[published.quantity == "cases_closed"].set_index(_CELL)
    cells = pd.MultiIndex.from_frame(attributes[_CELL])
    closed = closed.reindex(cells).set_axis(attributes.index)
    left_over = closed.value.astype(float) - attributes[BASE]
    hidden = closed.state.eq(State.SUPPRESSED) | (attributes[BASE] < threshold) | left_over.between(1, threshold - 1)
    hidden &= attributes[CONTACTS].notna()
    state = attributes[CONTACTS_STATE].mask(hidden, State.SUPPRESSED.value)
    return attributes.assign(**{CONTACTS: attributes[CONTACTS].mask(hidden), CONTACTS_STATE: state}).drop(columns=BASE)


def _by_area(returns: pd.DataFrame) -> pd.DataFrame:
    return returns.rename(columns={"hscp_code": "area_code"})


def _main(rows: pd.DataFrame, name: str) -> pd.Series:
    """The value of an attribute that prevails in each HSCP and period; one that no other stands beside, in any case."""
    told = rows.dropna(subset=[name])
    sums = told.groupby([*_CELL, name]).wte.sum()
    groups = sums.groupby(_CELL)
    most = pd.Series([key[-1] for key in groups.idxmax()], index=groups.size().index, dtype=object)
    return most.where(is_main(groups.max(), groups.sum()) | (groups.size() == 1), SEVERAL)


def _weighted(rows: pd.DataFrame, name: str, weight: str, areas: pd.MultiIndex) -> tuple[pd.Series, pd.Series]:
    """The weighted mean of a figure in each HSCP and period, and the weight of those rows that tell it."""
    figures = rows[[name, weight]].astype("Float64").astype(float)
    told = figures.notna().all(axis=1)
    by_area = [rows.loc[told, cell] for cell in _CELL]
    total = (figures[name] * figures[weight])[told].groupby(by_area).sum().reindex(areas)
    weights = figures.loc[told, weight].groupby(by_area).sum().reindex(areas)
    return total / weights.mask(weights == 0), weights
