"""What the page on delivery models tells, from one release and for one quarter."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from app.analysis.models import balance, by_model, main_model
from app.contract.states import State
from app.display.drawing import remembered
from app.display.models.funnels import Funnelled, funnelled
from app.display.words import ATTRIBUTES, BALANCE, MODELS, NO_MODEL, STATES
from app.geography.areas import areas
from app.measures.catalogue import CASELOAD, COVERAGE, MEASURES, Measure
from app.measures.delivery import CONTACTS_STATE
from app.measures.reporting import Status
from app.release import Release

COMPARED = tuple(each for each in (*COVERAGE, *CASELOAD) if not MEASURES[each].additive)
"""The measures that are compared: of the catalogue's, all but plain amounts, which follow the size of an area."""

_NO_RETURN = (Status.NO_PROGRAMME, Status.NOT_SUBMITTED)


def placed(delivery: pd.DataFrame, reporting: pd.DataFrame) -> pd.DataFrame:
    """The main delivery model of every HSCP in one quarter, in the order of names.

    `delivery`: link worker time by model, of which `period, area_code, delivery_model, wte_in_post` are read;
    `reporting`: who has reported. Returns `area_code, area_name, model, share, state, why`: `model` and `share` (0 to
    1) as `app.analysis.models.main_model` gives them; `state` of the model, and in words why there is none, or "".
    """
    models = main_model(delivery.rename(columns={"area_code": "hscp_code"}))
    rows = reporting[["area_code", "area_name", "status"]].merge(
        models[["area_code", "model", "share"]], on="area_code", how="left"
    )
    sent = ~rows.status.isin(_NO_RETURN)
    without = np.where(sent, State.TOO_FEW.value, rows.status)
    rows["state"] = np.where(rows.model.isna(), without, State.REPORTED.value)
    rows["why"] = np.where(rows.model.isna(), np.where(sent, NO_MODEL, rows.status.map(STATES)), "")
    return rows.drop(columns="status").sort_values("area_name", ignore_index=True)


def areas_with_funding(release: Release, period: str) -> pd.DataFrame:
    """What may differ between areas: `area_code` and the figures of `BALANCE`, funding as it was fully told of then."""
    funding = release.measure("funding_months_left")
    told = funding[(funding.period == period) & (funding.state == State.REPORTED)].set_index("area_code").value
    everywhere = areas()
    return everywhere.assign(funding_months_left=everywhere.area_code.map(told))[["area_code", *BALANCE]]


@dataclass(frozen=True)
class Picture:
    """Delivery models, their attributes and measures in one quarter."""

    release: Release
    period: str

    @property
    def key(self) -> tuple[str, ...]:
        """For the keys of caches."""
        return ("models", *self.release.key, self.period)

    @cached_property
    def who(self) -> pd.DataFrame:
        """The main model of every HSCP: `placed`."""
        return remembered(
            (*self.key, "who"), lambda: placed(self._now(self.release.delivery()), self._now(self.release.reporting()))
        )

    @cached_property
    def in_use(self) -> list[str]:
        """The models that some HSCP has as its main one."""
        return self.who.model.dropna().unique().tolist()

    @cached_property
    def attributes(self) -> pd.DataFrame:
        """`who`, and beside it how each HSCP works: `Release.attributes`."""
        told = self._now(self.release.attributes())
        return self.who.merge(told[["area_code", *ATTRIBUTES, CONTACTS_STATE]], on="area_code", how="left")

    @cached_property
    def balance(self) -> pd.DataFrame:
        """What else differs between the areas of all HSCPs of each model: `app.analysis.models.balance`."""
        return remembered((*self.key, "balance"), lambda: self.balance_of(self.who))

    def balance_of(self, models: pd.DataFrame) -> pd.DataFrame:
        """The same of those HSCPs alone that are in `models`: `area_code, model`."""
        return balance(models, areas_with_funding(self.release, self.period), MODELS)

    def of(self, measure: Measure) -> "ByModel":
        """One measure by model."""
        return ByModel(self, measure)

    @cached_property
    def side_by_side(self) -> pd.DataFrame:
        """All compared measures by model: the rows of `by_model` for each, with its `measure` before them."""
        return remembered(
            (*self.key, "side_by_side"),
            lambda: pd.concat(
                [by_model(self.released(MEASURES[each]), self.who, MODELS, MEASURES[each].within) for each in COMPARED],
                keys=COMPARED,
                names=["measure", None],
            ).reset_index("measure"),
        )

    def released(self, measure: Measure) -> pd.DataFrame:
        """The released rows of every HSCP for one measure."""
        rows = self.release.measure(measure.id)
        return rows[(rows.period == self.period) & (rows.area_level == "hscp")]

    def _now(self, rows: pd.DataFrame) -> pd.DataFrame:
        return rows[rows.period == self.period]


@dataclass(frozen=True)
class ByModel:
    """One measure in the quarter of a picture, by delivery model."""

    picture: Picture
    measure: Measure

    @property
    def key(self) -> tuple[str, ...]:
        """For the keys of caches."""
        return (*self.picture.key, self.measure.id)

    @cached_property
    def figures(self) -> pd.DataFrame:
        """The released rows of every HSCP in the order of names, each with its `model`, its `share`, and `why` not."""
        return remembered(
            (*self.key, "figures"),
            lambda: (
                self.picture.released(self.measure)
                .merge(self.picture.who[["area_code", "model", "share", "why"]], on="area_code")
                .sort_values("area_name", ignore_index=True)
            ),
        )

    @cached_property
    def summary(self) -> pd.DataFrame:
        """The measure by model: `app.analysis.models.by_model`."""
        return remembered((*self.key, "by_model"), lambda: by_model(self.figures, self.picture.who, MODELS))

    @cached_property
    def funnelled(self) -> Funnelled | None:
        """Its funnel, or None where it has no count behind it or too few HSCPs have a full figure."""
        return remembered((*self.key, "funnel"), lambda: funnelled(self.figures, self.measure))

    @cached_property
    def balance(self) -> pd.DataFrame:
        """What else differs between the areas that are compared: those of the HSCPs with a full figure."""
        full = self.figures[self.figures.state == State.REPORTED]
        return remembered((*self.key, "balance"), lambda: self.picture.balance_of(full))

    @property
    def has_values(self) -> bool:
        """Whether there is a figure, full or partial, of any HSCP with a model."""
        return bool((self.summary.with_value + self.summary.partial).any())
