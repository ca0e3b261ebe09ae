"""Holding records against the contract: what becomes of each field, and every fault."""

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

import nh3

from app.contract.codes import SERVICE_CATEGORIES
from app.contract.directory import RECORD, SERVICE_STATUSES, crosswalk, plain
from app.contract.fields import Field, Kind
from app.intake.directory.records import Place, Record, shown
from app.intake.faults import Fault, Severity

DEFAULT_STATUS = SERVICE_STATUSES[0]
"""The status of a service whose directory does not tell one."""

_FIELDS = {field.name: field for field in RECORD}
_REQUIRED = {
    "own": ("directory", "service_id", "service_name"),
    "open_referral": ("service_id", "service_name", "status"),
    "aliss": ("service_id", "service_name"),
}
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)
_MARKUP = re.compile(r"[<&]")
_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_MOST_CHARACTERS = 300
_LONGEST_ADDRESS = 2_000


@dataclass
class Service:
    """A record that fits the contract: `values` by field (None where nothing is told), its needs, areas and places.

    `places` are (latitude, longitude, postcode), any of them None. `physical` and `online` say that places of these
    kinds were told, though perhaps not where they are.
    """

    record: Record
    values: dict[str, object]
    categories: list[str]
    areas: list[str]
    places: list[tuple[float | None, float | None, str | None]]
    physical: bool
    online: bool

    @property
    def virtual(self) -> bool:
        """Whether it is only to be found online."""
        return self.online and not self.physical

    def add(self, other: "Service") -> None:
        """Take from another record of the same service what this one does not tell."""
        self.values |= {name: value for name, value in other.values.items() if self.values.get(name) is None}
        for mine, theirs in (
            (self.categories, other.categories),
            (self.areas, other.areas),
            (self.places, other.places),
        ):
            mine += [each for each in theirs if each not in mine]
        self.physical |= other.physical
        self.online |= other.online


class Cleaner:
    """Cleans the records of one load, counting the terms that no category is known for."""

    def __init__(self, today: date) -> None:
        self._today = today
        self._terms: Counter[tuple[str, str]] = Counter()
        self.faults: list[Fault] = []

    def clean(self, record: Record) -> Service | None:
        """The service that a record tells; None when a fault of it is an error."""
        faults = [*self._missing(record), *_email(record)]
        values: dict[str, object] = {}
        for name in record.values.keys() & _FIELDS.keys():
            value, fault = self._value(record, _FIELDS[name], record.values[name])
            values[name] = value
            faults += [fault] if fault else []
        faults += _ages(record, values)
        places = []
        for place in record.places:
            kept, wrong = _place(record, place)
            places += [kept] if kept and kept not in places else []
            faults += wrong
        self.faults += faults
        if any(fault.severity == Severity.ERROR for fault in faults):
            return None
        kinds = {place.virtual for place in record.places}
        return Service(
            record, values, self._categories(record), list(record.areas), places, False in kinds, True in kinds
        )

    def unmapped(self) -> list[Fault]:
        """One warning for each term that the crosswalk does not cover, with how many services carry it."""
        return [
            Fault(
                "service_crosswalk.csv", None, None, scheme, "unmapped_category", Severity.WARNING, term,
                f"{count} {'service carries' if count == 1 else 'services carry'} this term, for which no category "
                "is known; add it to data/reference/service_crosswalk.csv",
            )
            for (scheme, term), count in self._terms.most_common()
        ]  # fmt: skip

    def _missing(self, record: Record) -> Iterator[Fault]:
        for name in _REQUIRED[record.scheme]:
            if record.values.get(name) in (None, ""):
                message = f"{record.columns.get(name, name)} must be given; add it"
                yield record.fault(name, "required", message, record.values.get(name))

    def _value(self, record: Record, field: Field, value: object) -> tuple[object, Fault | None]:
        """What a field says, and what is wrong with it; None for blank and for what cannot be used."""
        if value is None or value == "":
            return None, None
        if isinstance(value, dict | list):
            return None, record.fault(field.name, "type", f"expected {field.kind}; correct it", value, _strict(record))
        if field.kind is Kind.TEXT:
            return _address(record, value) if field.name == "url" else _text(record, field, value)
        if field.kind is Kind.CODE:
            return _code(record, field, value)
        if field.kind is Kind.DATE:
            return self._date(record, field, value)
        return _number(record, field, value)

    def _date(self, record: Record, field: Field, value: object) -> tuple[str | None, Fault | None]:
        try:
            day = datetime.fromisoformat(str(value).strip()).date()
        except ValueError:
            return None, record.fault(field.name, "type", f"expected {field.kind}; correct it", value, _strict(record))
        if day > self._today:
            message = "this day is in the future, and is not used; correct it"
            return None, record.fault(field.name, "future_date", message, value, Severity.WARNING)
        return day.isoformat(), None

    def _categories(self, record: Record) -> list[str]:
        found: list[str] = []
        for term in filter(None, record.terms):
            if plain(term).replace("-", "_") in SERVICE_CATEGORIES:
                found.append(plain(term).replace("-", "_"))
            elif (record.scheme, plain(term)) in crosswalk():
                found += crosswalk()[record.scheme, plain(term)]
            else:
                self._terms[record.scheme, term[:80]] += 1
        return sorted(set(found), key=SERVICE_CATEGORIES.index)


def _strict(record: Record) -> Severity:
    """ALISS promises no form for its fields; the others do, and breaking it is an error."""
    return Severity.WARNING if record.scheme == "aliss" else Severity.ERROR


def _text(record: Record, field: Field, value: object) -> tuple[str | None, Fault | None]:
    if not isinstance(value, str):
        message = f"expected text; correct {record.columns.get(field.name, field.name)}"
        return None, record.fault(field.name, "type", message, value)
    text = " ".join(_NO_TEXT.sub("", value).split())
    fault = None
    if _MARKUP.search(text):
        bare = _without_html(text)
        if bare != html.unescape(text):
            message = "HTML was taken out of this text; correct it at its source"
            fault = record.fault(field.name, "html", message, value, Severity.WARNING)
        text = bare
    if not text and field.required:
        return None, record.fault(field.name, "required", f"{field.name} must be given, without HTML; add it", value)
    if len(text) > _MOST_CHARACTERS:
        message = f"longer than {_MOST_CHARACTERS} characters, of which the first are used; shorten it"
        severity = Severity.ERROR if field.name == "service_id" else Severity.WARNING
        fault = record.fault(field.name, "too_long", message, value, severity)
    return text[:_MOST_CHARACTERS].strip() or None, fault


def _without_html(text: str) -> str:
    """The text without tags, scripts and entities, however often they were escaped."""
    while True:
        bare = html.unescape(nh3.clean(text, tags=set(), clean_content_tags={"script", "style"}))
        bare = " ".join(_NO_TEXT.sub("", bare).split())
        if len(bare) >= len(text):
            return bare
        text = bare


def _address(record: Record, value: object) -> tuple[str | None, Fault | None]:
    address = value.strip() if isinstance(value, str) else ""
    try:
        parts = urlsplit(address)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and not _NO_TEXT.search(address)
    except ValueError:
        fits = False
    if fits and len(address) <= _LONGEST_ADDRESS and not re.search(r"[\s<>\"]", address):
        return address, None
    message = "expected a web address that begins with http:// or https://; correct it"
    return None, record.fault("url", "url", message, value, _strict(record))


def _email(record: Record) -> Iterator[Fault]:
    """The address is checked as the standard asks, and then forgotten: it may be a person's."""
    if record.email not in (None, "") and not (isinstance(record.email, str) and _EMAIL.fullmatch(record.email)):
        yield record.fault("email", "email", "expected an e-mail address; correct it", record.email)


def _code(record: Record, field: Field, value: object) -> tuple[str | None, Fault | None]:
    code = " ".join(str(value).casefold().replace("_", " ").split())
    if code in field.codes():
        return code, None
    message = f"not a code of {field.name}; use one of {', '.join(field.codes())}"
    return None, record.fault(field.name, "code", message, value)


def _number(record: Record, field: Field, value: object) -> tuple[float | None, Fault | None]:
    number = _as_number(value)
    if number is not None and (field.minimum or 0) <= number <= (field.maximum or number):
        return number, None
    message = f"expected {field.expected}; correct it"
    return None, record.fault(field.name, "range", message, value, _strict(record))


def _as_number(value: object) -> float | None:
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()) and len(value) < 40:
        value = float(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < 1e6 else None  # NaN fails the comparison too


def _ages(record: Record, values: dict[str, object]) -> Iterator[Fault]:
    low, high = values.get("minimum_age"), values.get("maximum_age")
    if low is not None and high is not None and low > high:
        values["minimum_age"] = values["maximum_age"] = None
        message = f"the youngest age is above the oldest, {high:g}, and neither is used; correct them"
        yield record.fault("minimum_age", "ages", message, low, Severity.WARNING)


def _place(record: Record, place: Place) -> tuple[tuple | None, list[Fault]]:
    """A place as (latitude, longitude, postcode); None when nothing of it can be used."""
    faults = []
    told = [value for value in (place.latitude, place.longitude) if value not in (None, "")]
    point: tuple[float | None, float | None] = (None, None)
    if told:
        latitude, longitude = _as_number(place.latitude), _as_number(place.longitude)
        if latitude is None or longitude is None or not _possible(latitude, longitude):
            message = "no place on earth has these coordinates, and they are not used; correct them"
            found = f"{shown(place.latitude)}, {shown(place.longitude)}"
            faults.append(record.fault("latitude", "coordinates", message, found, Severity.WARNING, at=place.at))
        else:
            point = (latitude, longitude)
    postcode = None
    if place.postcode not in (None, ""):
        postcode = " ".join(str(shown(place.postcode)).upper().split())
        if not _POSTCODE.fullmatch(postcode):
            message = "this is not a postcode of the United Kingdom, and is not used; correct it"
            faults.append(record.fault("postcode", "postcode", message, place.postcode, Severity.WARNING, at=place.at))
            postcode = None
        else:
            postcode = f"{postcode[:-3].strip()} {postcode[-3:]}"
    return ((*point, postcode) if point[0] is not None or postcode else None), faults


def _possible(latitude: float, longitude: float) -> bool:
    """Whether these are degrees, and not the two zeros that stand for nothing."""
    return abs(latitude) <= 90 and abs(longitude) <= 180 and (latitude, longitude) != (0, 0)
