"""The areas of the dashboard: 31 HSCPs, 14 NHS Boards and Scotland, with their populations."""

from functools import cache

import pandas as pd

from app.settings import PROJECT

SCOTLAND = "S92000003"


@cache
def areas() -> pd.DataFrame:
    """Every area, HSCPs first, each level in the order of names.

    Columns: `area_code`, `area_name`, `area_level` {hscp, board, scotland}, `board_code` (of a Board: itself; of
    Scotland: missing), `population` (mid-2022), `population_most_deprived` (people in the most deprived fifth of data
    zones, SIMD 2020v2: its share of the people of all data zones in mid-2021, times those people) and `gp_practices`
    (2021). Shared between callers: not to be changed in place. Sources: `data/reference/README.md`.
    """
    hscps = pd.read_csv(PROJECT / "data" / "reference" / "hscp.csv")
    hscps = pd.DataFrame(
        {
            "area_code": hscps.hscp_code,
            "area_name": hscps.hscp_name,
            "area_level": "hscp",
            "board_code": hscps.nhs_board_code,
            "board_name": hscps.nhs_board_name,
            "population": hscps.population_mid2022.astype(float),
            "population_most_deprived": hscps.pop_share_q1 / 100 * hscps.pop2021_dz_sum,
            "gp_practices": hscps.gp_practices_2021,
        }
    ).sort_values("area_name")
    figures = ["population", "population_most_deprived", "gp_practices"]
    boards = hscps.groupby(["board_name", "board_code"], as_index=False)[figures].sum()
    boards = boards.assign(area_code=boards.board_code, area_name=boards.board_name, area_level="board")
    scotland = (
        hscps[figures]
        .sum()
        .to_frame()
        .T.assign(area_code=SCOTLAND, area_name="Scotland", area_level="scotland", board_code=None)
    )
    everywhere = pd.concat([hscps, boards, scotland], ignore_index=True)
    return everywhere[["area_code", "area_name", "area_level", "board_code", *figures]]


@cache
def hscp_codes() -> tuple[str, ...]:
    """The codes of the 31 HSCPs, in the order of their names."""
    everywhere = areas()
    return tuple(everywhere.area_code[everywhere.area_level == "hscp"])
