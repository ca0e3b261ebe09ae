"""What a person probably meant by what stands in a cell, where it cannot be read for certain."""

import re
from collections.abc import Collection, Mapping
from difflib import get_close_matches

from app.contract.periods import Quarter
from app.geography.names import hscp_written, nearest

_YEARS = r"(?:fy ?)?(?P<first>(?:20)?\d\d)(?: ?[-/] ?(?P<second>(?:20)?\d\d))?"
_NUMBER = r"(?:q|qtr|quarter) ?(?P<number>[1-4])"
_MONTHS = r"(?P<begin>[a-z]{3,9})(?: (?P<again>20\d\d))? ?(?:-|/|to) ?(?P<end>[a-z]{3,9})"
_BETWEEN = r"(?: |-|/| of )?"
_QUARTERS = [
    re.compile(f"{part}{_BETWEEN}{other}", re.ASCII)
    for which in (_NUMBER, _MONTHS)
    for part, other in ((_YEARS, which), (which, _YEARS))
]
_ASIDE = re.compile(r"[\s,.()']+")
_SHORTEST = 3
_FIRST_MONTHS = {"april": 1, "july": 2, "october": 3, "january": 4}
_LAST_MONTHS = {"june": 1, "september": 2, "december": 3, "march": 4}


def quarters_meant(written: str) -> list[Quarter]:
    """The quarters that may be meant by `2025-26 Quarter 1` or `Apr-Jun 2025`; two by `Q1 2025`, whose year may be any.

    Of two, the first is that of the financial year.
    """
    text = _ASIDE.sub(" ", written.casefold()).strip()
    match = next((match for form in _QUARTERS if (match := form.fullmatch(text))), None)
    if match is None:
        return []
    said = match.groupdict()
    year = 2000 + int(said["first"][-2:])
    if said["second"] and (year + 1) % 100 != int(said["second"][-2:]):
        return []
    if "number" in said:
        number = int(said["number"])
        of_calendar_year = Quarter(year, number).shift(-1)
        return [Quarter(year, number)] if said["second"] else [Quarter(year, number), of_calendar_year]
    number = _of_month(said["begin"], _FIRST_MONTHS)
    if number is None or number != _of_month(said["end"], _LAST_MONTHS) or said["again"] not in (None, str(year)):
        return []
    in_next_year = number == 4 and not said["second"]
    return [Quarter(year - in_next_year, number)]


def _of_month(written: str, months: Mapping[str, int]) -> int | None:
    return next((number for month, number in months.items() if month.startswith(written)), None)


def code_meant(codes: Collection[str], written: str) -> str | None:
    """In words, which of the `codes` is meant; None if none is likely. Codes of areas come with their names."""
    if isinstance(codes, Mapping):
        return _area_meant(codes, written)
    text = written.casefold()
    begun = [code for code in codes if len(text) >= _SHORTEST and code.startswith("_".join(text.split()))]
    near = begun if len(begun) == 1 else get_close_matches(text, codes, n=1)
    return f"perhaps {near[0]} was meant" if near else None


def _area_meant(names: Mapping[str, str], written: str) -> str | None:
    """An area by its name, in any of the ways in which it is written. A near code is another place."""
    by_name = {name.casefold(): code for code, name in names.items()}
    code = by_name.get(" ".join(written.casefold().split())) or hscp_written(written)
    if code in names:
        return f"write {code}, the code of {names[code]}"
    near = by_name.get((nearest(written) or "").casefold())
    return f"perhaps {near}, the code of {names[near]}, was meant" if near else None
