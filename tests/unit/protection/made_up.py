"""Made-up counts for tests: of a few HSCPs in a few Boards, of which some do not tell all and some hide something."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from tests.unit.protection.attacker import CLOSED, CONTACTS, ENDS, REFERRALS, WAYS, Values

YEAR = "2024-25"
QUARTERS = ("2024-25Q4", "2025-26Q1", "2025-26Q2")
FEW = st.one_of(st.integers(0, 6), st.integers(0, 60))


def areas(sizes: list[int]) -> pd.DataFrame:
    boards = {f"B{board}": [f"h{board}{number}" for number in range(size)] for board, size in enumerate(sizes)}
    rows = [(hscp, "hscp", board) for board, hscps in boards.items() for hscp in hscps]
    rows += [(board, "board", board) for board in boards] + [("S", "scotland", None)]
    return pd.DataFrame(rows, columns=["area_code", "area_level", "board_code"])


def added_up(hscps: Values, places: pd.DataFrame) -> Values:
    """Counts of HSCPs with those of Boards (not of people by category) and Scotland; a hidden part hides a total."""
    board_of = places.set_index("area_code").board_code
    values = dict(hscps)
    for (*count, area), value in hscps.items():
        for whole in ("S",) if count[2] else (board_of[area], "S"):
            values[(*count, whole)] = values.get((*count, whole), 0.0) + value
    return values


Told = dict[tuple[str, str], float]


def _referrals(draw: st.DrawFn) -> Told:
    ends = draw(st.tuples(*[FEW] * 3))
    received = sum(ends) + draw(FEW)
    told = {REFERRALS: received} | dict(zip(ENDS, ends, strict=True))
    told |= dict.fromkeys((f"{end}_known" for end in ENDS), received)
    match draw(st.sampled_from(["all", "all", "accepted", "in part", "hidden"])):
        case "accepted":
            told = {name: told[name] for name in (REFERRALS, ENDS[0], f"{ENDS[0]}_known")}
        case "in part":
            told[f"{ENDS[1]}_known"] = draw(st.integers(ends[1], received))
        case "hidden":
            told |= {ENDS[2]: np.nan, f"{ENDS[2]}_known": np.nan}
    return {(quantity, QUARTERS[0]): count for quantity, count in told.items()}


def _contacts(draw: st.DrawFn) -> Told:
    ways, dna = draw(st.tuples(*[FEW] * 4)), draw(FEW)
    told = {CONTACTS: sum(ways), "contacts_way_known": sum(ways)} | dict(zip(WAYS, ways, strict=True))
    told |= {"contacts_dna": dna, "contacts_dna_known": sum(ways), "contacts_booked": sum(ways) + dna}
    if draw(st.booleans()):
        told[CONTACTS] += draw(FEW)  # of rows that tell neither
    return {(quantity, QUARTERS[0]): count for quantity, count in told.items()}


def cases(draw: st.DrawFn) -> Told:
    told, opencases, kinds = {}, draw(FEW), ["all", "all", "not collected", "hidden", "does not follow"]
    for period in draw(st.sampled_from([QUARTERS, QUARTERS[1:]])):
        opened = draw(FEW)
        closed = draw(st.integers(0, opencases + opened))
        opencases += opened - closed
        told |= {("cases_opened", period): opened, (CLOSED, period): closed, ("opencases_end", period): opencases}
        match draw(st.sampled_from(kinds)):
            case "all":
                told |= {("people_disengaged", period): draw(st.integers(0, closed))}
                told |= {("people_disengaged_known", period): closed}
            case "hidden":
                told |= {("people_disengaged", period): np.nan, ("people_disengaged_known", period): np.nan}
                kinds = kinds[:-1]  # what was hidden may follow from either quarter, not from both if these differ
                if draw(st.booleans()):
                    told[draw(st.sampled_from(["cases_opened", CLOSED, "opencases_end"])), period] = np.nan
            case "does not follow":
                opencases += draw(st.integers(1, 9))
                told |= {("opencases_end", period): opencases}
    return told


@st.composite
def returns(draw: st.DrawFn, family: Callable[[st.DrawFn], Told] | None = None) -> tuple[Values, pd.DataFrame]:
    """Of a few HSCPs in a few Boards their referrals or contacts of a quarter, or their cases of three.

    Some do not tell all, some hide something at source.
    """
    places = areas(draw(st.lists(st.integers(1, 3), min_size=1, max_size=2)))
    family = family or draw(st.sampled_from([_referrals, _contacts, cases]))
    values: Values = {}
    for hscp in places.area_code[places.area_level == "hscp"]:
        for (quantity, period), count in family(draw).items():
            values[quantity, period, "", hscp] = float(count)
    return added_up(values, places), places


@st.composite
def people(draw: st.DrawFn) -> tuple[Values, pd.DataFrame]:
    """People referred in a year by sex, in a few HSCPs; their referrals by quarter."""
    places = areas([draw(st.integers(1, 3)), draw(st.integers(1, 3))])
    values: Values = {}
    for hscp in places.area_code[places.area_level == "hscp"]:
        sexes = draw(st.tuples(*[FEW] * 3))
        told = dict(zip(("sex female", "sex male", "sex other"), sexes, strict=True)) | {"all all": sum(sexes)}
        values |= {("people_referred", YEAR, category, hscp): float(count) for category, count in told.items()}
        more = draw(st.lists(FEW, min_size=4, max_size=4))
        split = np.diff([0, *sorted(draw(st.tuples(*[st.integers(0, sum(sexes))] * 3))), sum(sexes)])
        quarters = [int(own) + extra for own, extra in zip(split, more, strict=True)]
        values |= {(REFERRALS, f"{YEAR}Q{n}", "", hscp): float(count) for n, count in enumerate(quarters, start=1)}
    return added_up(values, places), places
