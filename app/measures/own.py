"""What someone sees who knows one HSCP's figures: those as they are, everything else as it is published."""

import pandas as pd

from app.contract.states import State

_KEYS = ("quantity", "period", "area_code", "dimension", "category", "instrument")


def own_in_full(published: pd.DataFrame, true: pd.DataFrame, own_area: str, areas: pd.DataFrame) -> pd.DataFrame:
    """`published` with the rows of `own_area` from `true`, and those of larger areas that count nobody else.

    Both hold the same rows, one for each area and whatever else of `_KEYS` they have. A larger area counts nobody else
    when no other HSCP in it has a figure, or all have published that it is 0; its total tells an insider nothing. (An
    NHS Board of one HSCP is the commonest.) `areas`: `app.geography.areas.areas()`.
    """
    own = true.area_code == own_area
    if "value" in true:
        own |= _of_nobody_else(published, true, own_area, areas)
    keys = [name for name in _KEYS if name in published]
    replaced = _index(published, keys).isin(_index(true[own], keys))
    return pd.concat([published[~replaced], true[own]], ignore_index=True)


def _of_nobody_else(published: pd.DataFrame, true: pd.DataFrame, own_area: str, areas: pd.DataFrame) -> pd.Series:
    """Which rows of `true` are larger areas to which no other HSCP adds anybody, as everyone can see."""
    board_of = areas[areas.area_level == "hscp"].set_index("area_code").board_code
    scotland = areas.area_code[areas.area_level == "scotland"].item()
    keys = [name for name in _KEYS if name in true and name != "area_code"]
    somebody = (published.state == State.SUPPRESSED) | (published.value > 0).fillna(False).astype(bool)
    others = published[somebody & published.area_code.isin(board_of.index) & (published.area_code != own_area)]
    beside = {board_of[own_area]: others[others.area_code.map(board_of) == board_of[own_area]], scotland: others}
    found = pd.Series(False, index=true.index)
    for whole, inside in beside.items():
        found |= (true.area_code == whole) & ~_index(true, keys).isin(_index(inside, keys))
    return found


def _index(table: pd.DataFrame, keys: list[str]) -> pd.MultiIndex:
    return pd.MultiIndex.from_frame(table[keys])
