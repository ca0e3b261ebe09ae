"""The link workers' own survey: whose figures may be shown, and at which level.

It is about staff: nobody sees the answers of fewer than ten, not even of their own HSCP, nor can work them out from
what is shown of larger areas.
"""

from collections.abc import Mapping

import pandas as pd

from app.contract.states import State
from app.contract.tables import WORKFORCE_SURVEY
from app.measures.estimate import mean_from_moments, pooled_moments, proportion
from app.measures.reporting import Status

FEWEST = 10
"""Respondents from which answers are shown."""

ANSWERS = tuple(name for name in WORKFORCE_SURVEY.columns if name.startswith("n_"))
"""The fields that say how many of the respondents agree."""


def build_workforce(survey: pd.DataFrame, reporting: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    """The survey as anyone may see it: one row per financial year × area.

    `survey`: rows as accepted; of several in a year the last of each area counts. A row of an NHS Board or of Scotland
    tells of link workers who are in no row of a smaller area. `reporting`: `app.measures.reporting.build_reporting`;
    `areas`: `app.geography.areas.areas()`.

    Columns: `period` (financial year), `area_code`, `invited, respondents`, `response_percent` (0 to 100) with
    `response_lower, response_upper` (95%, Wilson), `swemwbs_mean` (metric, 7 to 35) with `swemwbs_lower, swemwbs_upper`
    (95%, Student t; larger areas: pooled from moments), `swemwbs_sd` and `swemwbs_of`, how many it is of; for each of
    `ANSWERS`, without its `n_`, `…_percent, …_lower, …_upper` (Wilson) and `…_of`; and `state`. Figures are NaN unless
    the state is reported, or partial: an HSCP with a programme sent nothing. An area with fewer than ten respondents is
    `too_few`, and so is one whose figures would tell those of fewer than ten others, to anyone or to a manager who
    knows the answers of one HSCP.

    A figure of a larger area covers all rows that tell it; but if those that are shown nowhere else make up a group of
    fewer than ten, the figure covers only what is shown.
    """
    survey = survey.assign(year=survey.period.str[:7]).sort_values("period")
    survey = survey.drop_duplicates(["year", "hscp_code"], keep="last")
    years = [_Year(year, rows, reporting, areas).table() for year, rows in survey.groupby("year")]
    return _with_intervals(pd.concat(years, ignore_index=True))


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
    """The rows of one year, and which of them each area that is shown is made of."""

    def __init__(self, year: str, rows: pd.DataFrame, reporting: pd.DataFrame, areas: pd.DataFrame) -> None:
        self._year = year
        self._areas = areas.area_code.tolist()
        self._rows = rows.set_index("hscp_code")[list(_FIELDS)].astype("Float64").astype(float)
        self._respondents = self._rows.respondents.to_dict()
        hscps = areas[areas.area_level == "hscp"]
        self._board_of = dict(zip(hscps.area_code, hscps.board_code, strict=True))
        self._scotland = areas.area_code[areas.area_level == "scotland"].item()
        status = reporting[reporting.period.str[:7] == year].drop_duplicates("area_code", keep="last")
        self._no_programme = set(status.area_code[status.status == Status.NO_PROGRAMME])
        self._shown = self._areas_shown()

    def table(self) -> pd.DataFrame:
        """One row per area: sums and moments for those that are shown."""
        scored = self._telling(["swemwbs_mean", "swemwbs_sd"])
        answered = {name: self._telling([name]) for name in ANSWERS}
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
        shown = {area: [area] for area in self._board_of if self._respondents.get(area, 0) >= FEWEST}
        for board in dict.fromkeys(self._board_of.values()):
            inside = [row for row in self._respondents if board in (row, self._board_of.get(row))]
            if self._enough(inside) and self._safe(_left(inside, shown)):
                shown[board] = inside
        everyone = list(self._respondents)
        rest = _left(everyone, shown)
        if not self._safe(rest):
            everyone = [row for row in everyone if row not in rest]
        return shown | ({self._scotland: everyone} if self._enough(everyone) else {})

    def _enough(self, rows: list[str]) -> bool:
        return sum(self._respondents[row] for row in rows) >= FEWEST

    def _safe(self, rest: list[str]) -> bool:
        """Whether rows that are shown nowhere may be worked out together, by one who knows an HSCP's row as well."""
        if not self._rows.invited[rest].sum():
            return True
        known = max((self._respondents[row] for row in rest if row in self._board_of), default=0)
        return sum(self._respondents[row] for row in rest) - known >= FEWEST

    def _telling(self, fields: list[str]) -> dict[str, list[str]]:
        """The rows that tell `fields`, for each area that is shown.

        Without those that are shown nowhere else, if these are too few.
        """
        known = self._rows[fields].notna().all(axis=1)
        telling: dict[str, list[str]] = {}
        for area, rows in self._shown.items():
            told = [row for row in rows if known[row]]
            rest = _left(told, telling)
            keep = area in self._board_of or self._safe(rest)
            telling[area] = told if keep else [row for row in told if row not in rest]
        return telling

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
_MEAN = ("swemwbs_mean", "swemwbs_lower", "swemwbs_upper")
COLUMNS = (
    *("period", "area_code", "invited", "respondents", *_percent("response"), *_MEAN, "swemwbs_sd", "swemwbs_of"),
    *(column for name in ANSWERS for column in (*_percent(name.removeprefix("n_")), _of(name))),
    "state",
)
"""The columns of the survey as anyone may see it."""
