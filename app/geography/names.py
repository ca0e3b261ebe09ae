"""Which HSCP is meant by an area as publications write it: `Borders`, `City of Edinburgh Council`, `NHS Fife¹`."""

import re
import unicodedata
from difflib import get_close_matches
from functools import cache

from app.geography.areas import areas
from app.geography.boundaries import current_code, hscps_by_code

_MARKS = re.compile(
    r"[\u00b9\u00b2\u00b3\u2070-\u2079*\u2020\u2021\u00a7#^]|[\[(]\s*(?:notes?|r|p)?\s*[0-9a-z]{0,2}\s*[\])]", re.I
)
_LOST_SUPERSCRIPT = re.compile(r"(?<=[a-z])[ ]?\d{1,2}(?:,\d{1,2})*$", re.I)
_APOSTROPHES = re.compile(r"['\u2019\u0300-\u036f]")
_WORDS = re.compile(r"[^\W_]+")
_CODE = re.compile(r"S(?:12|37)\d{6}", re.ASCII)

_KINDS = (
    "health and social care partnership",
    "health social care partnership",
    "integration joint board",
    "integration authority",
    "local authority",
    "council area",
    "council",
    "hscp",
    "chcp",
    "chp",
    "ijb",
)
"""What an area is called beside its name; it makes no difference to which HSCP is meant."""

_OTHER_NAMES = {
    "borders": "Scottish Borders",
    "orkney": "Orkney Islands",
    "orkney isles": "Orkney Islands",
    "shetland": "Shetland Islands",
    "shetland isles": "Shetland Islands",
    "comhairle nan eilean siar": "Western Isles",
    "na h eileanan siar": "Western Isles",
    "na h eileanan an iar": "Western Isles",
    "eilean siar": "Western Isles",
    "outer hebrides": "Western Isles",
    "stirling and clackmannanshire": "Clackmannanshire and Stirling",
    "clacks and stirling": "Clackmannanshire and Stirling",
    "argyll bute": "Argyll and Bute",
    "dumfries galloway": "Dumfries and Galloway",
    "perth kinross": "Perth and Kinross",
    "clackmannanshire stirling": "Clackmannanshire and Stirling",
    "stirling clackmannanshire": "Clackmannanshire and Stirling",
}
_WHOLE = {
    "scotland",
    "scottish",
    "total",
    "totals",
    "grand",
    "national",
    "overall",
    "all",
    "sum",
    "hscps",
    "ijbs",
    "areas",
}
_NAMES_THE_WHOLE = {"scotland", "total", "totals", "national", "overall"}


def hscp_written(written: str) -> str | None:
    """The code of the HSCP that is meant; None for anything else.

    An NHS Board stands for an HSCP only if it is exactly one. Either half of Clackmannanshire and Stirling is no HSCP.
    """
    code = current_code(written.strip().upper())
    if _CODE.fullmatch(code):
        return _by_code().get(code)
    name = _plain(written)
    words = name.split()
    if "nhs" in words:
        return _by_board().get(" ".join(word for word in words if word not in ("nhs", "board", "health")))
    return _by_name().get(_without_kind(name))


def means_the_whole(written: str) -> bool:
    """Whether this is how a row of totals begins: `Scotland`, `Total`, `All HSCPs (total)`."""
    words = set(_plain(written).split())
    return bool(words & _NAMES_THE_WHOLE) and words <= _WHOLE


def nearest(written: str) -> str | None:
    """The name of the HSCP that is written most like this, None if none is close."""
    names = {_plain(name): name for name in _official().values()}
    name = _plain(written)
    near = [] if name.startswith("nhs ") else get_close_matches(name, names, n=1, cutoff=0.8)
    return names[near[0]] if near else None


def without_marks(written: str) -> str:
    """A text without footnote marks: superscripts, `*`, `[1]`, `(a)`, `[note 2]`."""
    return " ".join(_MARKS.sub(" ", written).split())


def _plain(written: str) -> str:
    """Lower case, without footnote marks and accents, `&` and `/` as words are, parted by single spaces."""
    text = _LOST_SUPERSCRIPT.sub("", without_marks(written))
    text = _APOSTROPHES.sub("", unicodedata.normalize("NFKD", text)).replace("&", " and ").casefold()
    return " ".join(_WORDS.findall(text))


def _without_kind(name: str) -> str:
    """A plain name without what the area is called beside it, and without city, of and the."""
    padded = f" {name} "
    for kind in _KINDS:
        padded = padded.replace(f" {kind} ", " ")
    return " ".join(word for word in padded.split() if word not in ("city", "of", "the"))


@cache
def _official() -> dict[str, str]:
    hscps = areas()[areas().area_level == "hscp"]
    return dict(zip(hscps.area_code, hscps.area_name, strict=True))


@cache
def _by_name() -> dict[str, str]:
    codes = {name: code for code, name in _official().items()}
    names = {_without_kind(_plain(name)): code for name, code in codes.items()}
    return names | {_without_kind(other): codes[name] for other, name in _OTHER_NAMES.items()}


@cache
def _by_board() -> dict[str, str]:
    """The HSCP of each NHS Board that has exactly one, by the Board's name and by the HSCP's own names."""
    places = areas()
    hscps = places[places.area_level == "hscp"].groupby("board_code").area_code
    single = {board: codes.iloc[0] for board, codes in hscps if len(codes) == 1}
    boards = places[places.area_level == "board"]
    named = {
        _plain(name).removeprefix("nhs "): single[code]
        for code, name in zip(boards.area_code, boards.area_name, strict=True)
        if code in single
    }
    return named | {name: code for name, code in _by_name().items() if code in single.values()}


@cache
def _by_code() -> dict[str, str]:
    """HSCP by its code, and by that of its council if it has only one."""
    councils = list(hscps_by_code().values())
    return {code: hscp for code, hscp in hscps_by_code().items() if code.startswith("S37") or councils.count(hscp) == 2}
