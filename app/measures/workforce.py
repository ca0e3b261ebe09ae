"""The link workers' own survey: whose figures may be shown, and at which level.

It is about staff: nobody sees the answers of fewer than ten, not even of their own HSCP, nor can work them out from
what is shown of larger areas, or was shown in an earlier version.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple

import pandas as pd

from app.contract.states import State
from app.contract.tables import WORKFORCE_SURVEY
from app.measures.estimate import mean_from_moments, pooled_moments, proportion
from app.measures.reporting import Status
from app.measures.told_together import FEWEST, Group, Row, Told, read_told, told_as_table

ANSWERS = tuple(name for name in WORKFORCE_SURVEY.columns if name.startswith("n_"))
"""The fields that say how many of the respondents agree."""


class Workforce(NamedTuple):
    """The survey as anyone may see it, and what has been told by that and by every version before.

    `told`: as `app.measures.told_together.told_as_table` makes it.
    """

    figures: pd.DataFrame
    told: pd.DataFrame


def build_workforce(
    survey: pd.DataFrame, reporting: pd.DataFrame, areas: pd.DataFrame, told: pd.DataFrame | None = None
) -> Workforce:
    """The survey as anyone may see it, one row per financial year × area, and what it has told.

    `survey`: rows as accepted; of several in a year the last of each area counts. A row of an NHS Board or of Scotland
    tells of link workers who are in no row of a smaller area. `reporting`: `app.measures.reporting.build_reporting`;
    `areas`: `app.geography.areas.areas()`; `told`: by the version before, if there was one with a survey.

    Columns: `period` (financial year), `area_code`, `invited, respondents`, `response_percent` (0 to 100) with
    `response_lower, response_upper` (95%, Wilson), `swemwbs_mean` (metric, 7 to 35) with `swemwbs_lower, swemwbs_upper`
    (95%, Student t; larger areas: pooled from moments), `swemwbs_sd` and `swemwbs_of`, how many it is of; for each of
    `ANSWERS`, without its `n_`, `…_percent, …_lower, …_upper` (Wilson) and `…_of`; and `state`. Figures are NaN unless
    the state is reported, or partial: an HSCP with a programme sent nothing. An area with fewer than ten respondents is
    `too_few`, and so is one whose figures would tell those of fewer than ten others, to anyone or to a manager who
    knows the answers of one HSCP, beside everything that this version and those before it show.

    A figure of a larger area covers all rows that tell it; but if those that are shown nowhere else would tell of fewer
    than ten, it covers what is shown, and as many as can be told of the groups in which these were told before. Of an
    NHS Board all rows are covered or it is not shown, though some may not tell each figure.
    """
    survey = survey.assign(year=survey.period.str[:7]).sort_values("period")
    survey = survey.drop_duplicates(["year", "hscp_code"], keep="last")
    hscps = frozenset(areas.area_code[areas.area_level == "hscp"])
    so_far = read_told(told, survey.year.unique(), _TOLD_BY, hscps)
    years = [_Year(year, rows, reporting, areas, so_far).table() for year, rows in survey.groupby("year")]
    return Workforce(_with_intervals(pd.concat(years, ignore_index=True)), told_as_table(so_far))


def smallest_shown(workforce: pd.DataFrame, hscp_code: str) -> pd.DataFrame:
    """For each year the row of the smallest area around an HSCP that is shown, and why it is not the HSCP's own.

    `workforce`: as `build_workforce` makes it, with `area_level` and `board_code`. Where nothing is shown the row is
    that of the HSCP. `own_state` is the state of the HSCP's own row. Raises KeyError for what is not an HSCP.
    """
    own = workforce[(workforce.area_code == hscp_code) & (workforce.area_level == "hscp")].set_index("period")
    if own.empty and len(workforce):
        raise KeyError(f"{hscp_code} is not an HSCP")
    around = workforce[workforce.area_code.isin([hscp_code, *own.board_code]) | (workforce.area_level == "scotland")]
    order = around.area_level.map({"hscp": 0, "board": 1, "scotland": 2})
    hidden = ~around.state.isin([State.REPORTED, State.PARTIAL])
    rows = around.assign(hidden=hidden, order=order).sort_values(["period", "hidden", "order"])
    rows = rows.drop_duplicates("period").drop(columns=["hidden", "order"])
    return rows.assign(own_state=rows.period.map(own.state)).reset_index(drop=True)


class _Year:
    """The rows of one year, and which of them each area that is shown is made of. Adds to `told` what it tells."""

    def __init__(self, year: str, rows: pd.DataFrame, reporting: pd.DataFrame, areas: pd.DataFrame, told: Told) -> None:
        self._year = year
        self._told = told
        self._areas = areas.area_code.tolist()
        self._rows = rows.set_index("hscp_code")[list(_FIELDS)].astype("Float64").astype(float)
        self._quarters = rows.set_index("hscp_code").period.to_dict()
        self._respondents, self._invited = self._rows.respondents.to_dict(), self._rows.invited.to_dict()
        hscps = areas[areas.area_level == "hscp"]
        self._board_of = dict(zip(hscps.area_code, hscps.board_code, strict=True))
        self._scotland = areas.area_code[areas.area_level == "scotland"].item()
        status = reporting[reporting.period.str[:7] == year].drop_duplicates("area_code", keep="last")
        self._no_programme = set(status.area_code[status.status == Status.NO_PROGRAMME])
        self._shown = self._areas_shown()

    def table(self) -> pd.DataFrame:
        """One row per area: sums and moments for those that are shown."""
        scored = self._telling("swemwbs")
        answered = {name: self._telling(name) for name in ANSWERS}
        records = []
        for area in self._areas:
            record = {"period": self._year, "area_code": area, "state": self._state(area).value}
            if area in self._shown:
                inside = self._rows.loc[self._shown[area]]
                record |= {"invited": inside.invited.sum(), "respondents": inside.respondents.sum()}
                scores = self._rows.loc[scored[area]]
                moments = pooled_moments(scores.respondents, scores.swemwbs_mean, scores.swemwbs_sd)
                record |= {f"swemwbs_{name}": float(each) for name, each in moments._asdict().items()}
                for name, telling in answered.items():
                    told = self._rows.loc[telling[area]]
                    record |= {name: told[name].sum(), f"{name}_of": told.respondents.sum()}
            records.append(record)
        columns = [*_FIELDS, "swemwbs_n", *(f"{name}_of" for name in ANSWERS)]
        return pd.DataFrame(records).reindex(columns=["period", "area_code", "state", *columns])

    def _areas_shown(self) -> dict[str, list[str]]:
        """The areas with enough respondents whose figures tell nothing of too few others, smaller areas first.

        Each with the rows that it is made of.
        """
        boards = dict.fromkeys(self._board_of.values())
        inside = {hscp: [row for row in self._respondents if row == hscp] for hscp in self._board_of}
        inside |= {
            board: [row for row in self._respondents if board in (row, self._board_of.get(row))] for board in boards
        }
        inside[self._scotland] = list(self._respondents)
        shown: dict[str, list[str]] = {}
        for area, rows in inside.items():
            made_of = self._can_be_told(_RESPONSE, rows, shown)
            whole = len(made_of) == len(rows) or area == self._scotland
            if whole and sum(self._respondents[row] for row in made_of) >= FEWEST:
                shown[area] = made_of
                self._tell(_RESPONSE, made_of)
        return shown

    def _telling(self, figure: str) -> dict[str, list[str]]:
        """The rows of which a figure is told, for each area that is shown."""
        known = self._rows[_TOLD_BY[figure]].notna().all(axis=1)
        telling: dict[str, list[str]] = {}
        for area, rows in self._shown.items():
            telling[area] = self._can_be_told(figure, [row for row in rows if known[row]], telling)
            self._tell(figure, telling[area])
        return telling

    def _can_be_told(self, figure: str, rows: list[str], shown: Mapping[str, list[str]]) -> list[str]:
        """All of `rows` if their total may be told, else those that are `shown` and as many of the others as may be.

        Others may be in the groups in which they were told before; those that never were are one more.
        """
        told = self._told[self._year, figure]
        if told.allows(self._total(figure, rows)):
            return rows
        rest = _left(rows, shown)
        together: dict[Group, list[str]] = {}
        for row in rest:
            together.setdefault(told.group_of(self._as_told[figure][row]), []).append(row)
        some = [row for row in rows if row not in rest]
        for group in together.values():
            if told.allows(self._total(figure, [*some, *group])):
                some += group
        return some

    def _tell(self, figure: str, rows: list[str]) -> None:
        self._told[self._year, figure].tell(self._total(figure, rows))

    def _total(self, figure: str, rows: list[str]) -> Group:
        """The rows of a total; one of nobody adds nothing to it."""
        return frozenset(self._as_told[figure][row] for row in rows if self._invited[row])

    @cached_property
    def _as_told(self) -> dict[str, dict[str, Row]]:
        """For each figure and area its row."""
        return {
            figure: {
                area: Row(area, self._quarters[area], int(self._respondents[area]), " ".join(map(repr, answers)))
                for area, *answers in self._rows[fields].itertuples(name=None)
            }
            for figure, fields in _TOLD_BY.items()
        }

    def _state(self, area: str) -> State:
        within = [hscp for hscp, board in self._board_of.items() if area in (hscp, board, self._scotland)]
        silent = [hscp for hscp in within if not self._is_told_of(hscp)]
        if area in self._shown:
            return State.PARTIAL if set(silent) - self._no_programme else State.REPORTED
        if len(silent) < len(within):
            return State.TOO_FEW
        return State.NO_PROGRAMME if self._no_programme.issuperset(silent) else State.NOT_SUBMITTED

    def _is_told_of(self, hscp: str) -> bool:
        """Whether a row tells of an HSCP's link workers, be it one of its Board or of Scotland."""
        return any(row in self._respondents for row in (hscp, self._board_of[hscp], self._scotland))


def _left(rows: list[str], shown: Mapping[str, list[str]]) -> list[str]:
    """Those of `rows` of which no area that is shown is made."""
    known = {row for inside in shown.values() for row in inside}
    return [row for row in rows if row not in known]


def _with_intervals(sums: pd.DataFrame) -> pd.DataFrame:
    """From sums and moments to percentages, means and their intervals."""
    table = sums[["period", "area_code", "invited", "respondents", "state"]].copy()
    shares = {"response": (sums.respondents, sums.invited)}
    shares |= {name.removeprefix("n_"): (sums[name], sums[f"{name}_of"]) for name in ANSWERS}
    for name, (count, base) in shares.items():
        for column, bound in zip(_percent(name), proportion(count, base), strict=True):
            table[column] = 100 * bound
    bases = {"swemwbs_sd": sums.swemwbs_sd, "swemwbs_of": sums.swemwbs_n}
    table = table.assign(**bases, **{_of(name): sums[f"{name}_of"] for name in ANSWERS})
    for column, bound in zip(_MEAN, mean_from_moments(sums.swemwbs_n, sums.swemwbs_mean, sums.swemwbs_sd), strict=True):
        table[column] = bound
    return table[list(COLUMNS)]


def _percent(name: str) -> tuple[str, str, str]:
    return f"{name}_percent", f"{name}_lower", f"{name}_upper"


def _of(name: str) -> str:
    return f"{name.removeprefix('n_')}_of"


_FIELDS = ("invited", "respondents", "swemwbs_mean", "swemwbs_sd", *ANSWERS)
_RESPONSE = "response"
_TOLD_BY = {_RESPONSE: ["invited"], "swemwbs": ["swemwbs_mean", "swemwbs_sd"]} | {name: [name] for name in ANSWERS}
"""The fields by which each figure is told."""
_MEAN = ("swemwbs_mean", "swemwbs_lower", "swemwbs_upper")
COLUMNS = (
    *("period", "area_code", "invited", "respondents", *_percent("response"), *_MEAN, "swemwbs_sd", "swemwbs_of"),
    *(column for name in ANSWERS for column in (*_percent(name.removeprefix("n_")), _of(name))),
    "state",
)
"""The columns of the survey as anyone may see it."""
