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
    zones, SIMD 2020v2: its share of the people of all data zones in mid-2021, times those people), `gp_practices`
    (2021), and two percentages of people, 0 to 100: `most_deprived_percent` (who live in the most deprived fifth, of
    those of all data zones) and `rural_percent` (in accessible or remote rural places, urban-rural classification 2016;
    larger areas: the mean of their HSCPs, weighted by population). Shared between callers: not to be changed in place.
    Sources: `data/reference/README.md`.
    """
    hscps = pd.read_csv(PROJECT / "data" / "reference" / "hscp.csv")
    rural = hscps.ur6_pct_accessible_rural + hscps.ur6_pct_remote_rural
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
            "people_of_zones": hscps.pop2021_dz_sum,
            "rural_people": rural / 100 * hscps.population_mid2022,
        }
    ).sort_values("area_name")
    figures = ["population", "population_most_deprived", "gp_practices"]
    added_up = [*figures, "people_of_zones", "rural_people"]
    boards = hscps.groupby(["board_name", "board_code"], as_index=False)[added_up].sum()
    boards = boards.assign(area_code=boards.board_code, area_name=boards.board_name, area_level="board")
    scotland = (
        hscps[added_up]
        .sum()
        .to_frame()
        .T.assign(area_code=SCOTLAND, area_name="Scotland", area_level="scotland", board_code=None)
    )
    everywhere = pd.concat([hscps, boards, scotland], ignore_index=True)
    everywhere["most_deprived_percent"] = 100 * everywhere.population_most_deprived / everywhere.people_of_zones
    everywhere["rural_percent"] = 100 * everywhere.rural_people / everywhere.population
    percentages = ["most_deprived_percent", "rural_percent"]
    return everywhere[["area_code", "area_name", "area_level", "board_code", *figures, *percentages]]


@cache
def people_by_fifth() -> pd.DataFrame:
    """How many people live in each fifth of data zones by deprivation (SIMD 2020v2), most deprived first.

    One row for each area by code, columns 1 to 5: shares of the people of all data zones, mid-2021. Shared between
    callers: not to be changed in place. Source: `data/reference/README.md`.
    """
    table = pd.read_csv(PROJECT / "data" / "reference" / "hscp.csv").set_index("hscp_code")
    shares = table[[f"pop_share_q{fifth}" for fifth in range(1, 6)]].set_axis(range(1, 6), axis=1)
    hscps = shares.mul(table.pop2021_dz_sum / 100, axis=0)
    boards = hscps.groupby(table.nhs_board_code).sum()
    scotland = hscps.sum().to_frame(SCOTLAND).T
    return pd.concat([hscps, boards, scotland]).rename_axis("area_code")


@cache
def area_names(level: str | None = None) -> dict[str, str]:
    """Code to name of every area, or of those of one `level`, in the order of `areas`; not to be changed in place."""
    everywhere = areas()
    wanted = everywhere if level is None else everywhere[everywhere.area_level == level]
    return dict(zip(wanted.area_code, wanted.area_name, strict=True))


def hscp_codes() -> tuple[str, ...]:
    """The codes of the 31 HSCPs, in the order of their names."""
    return tuple(area_names("hscp"))
