"""Reading services out of JSON: Open Referral UK 3.0, and ALISS v3 and v4, as their APIs answer."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from app.intake.directory.pages import LISTS, Page, missing, page_of
from app.intake.directory.records import Place, Record, Told, shown
from app.intake.faults import Fault, Severity

_ALISS = "ALISS"
_OPEN_REFERRAL_FIELDS = {
    "service_id": "id",
    "service_name": "name",
    "organisation": "organization.name",
    "status": "status",
    "minimum_age": "minimum_age",
    "maximum_age": "maximum_age",
    "last_assured": "assured_date",
    "url": "url",
}
_ALISS_FIELDS = {
    "service_id": "id",
    "service_name": "name",
    "organisation": "organisation.name",
    "last_assured": "last_updated",
    "url": "url",
}
_OF_ALISS = {"categories", "organisation"}
_OF_OPEN_REFERRAL = {"status", "organization", "service_at_locations", "assured_date", "assurer_email"}
_MOST_NESTED = 12


def read_answers(paths: Sequence[Path]) -> Told:
    """Read files of one JSON document each, or of one answer a line as `fetch` writes them; pages of a list together.

    What holds no services, such as a list of categories, is told by a warning. Never raises for what is in the files.
    """
    told = Told([], [])
    pages: dict[str, list[Page]] = defaultdict(list)
    named: dict[str, str] = {}  # directory → the first of its files
    for path in paths:
        records: list[Record] = []
        try:
            for directory, name, document in _documents(path):
                records += _read(document, directory, name, told.faults, pages)
        except (ValueError, RecursionError) as error:
            message = f"the file cannot be read as JSON ({shown(error)}); save the answer of the API again"
            told.faults.append(Fault(path.name, None, None, None, "json", Severity.ERROR, None, message))
        except OSError as error:
            message = f"the file cannot be opened ({error.strerror}); look at the name and the folder"
            told.faults.append(Fault(path.name, None, None, None, "file", Severity.ERROR, None, message))
        else:
            if not records:
                message = "no service was found in it: it is a list of something else; leave it out, or look at it"
                told.faults.append(Fault(path.name, None, None, None, "no_services", Severity.WARNING, None, message))
        for record in records:
            named.setdefault(str(record.values["directory"]), path.name)
        told.records += records
    reasons = {directory: missing(pages[directory]) for directory in named}
    told.faults += [_part(named[directory], reason) for directory, reason in reasons.items() if reason]
    told.whole = frozenset(directory for directory, reason in reasons.items() if not reason)
    return told


def _documents(path: Path) -> Iterator[tuple[str, str, object]]:
    """Each document in a file, with the directory that it is of, if its address tells it, and what to call it."""
    if path.suffix != ".jsonl":
        yield "", path.name, json.loads(path.read_text(encoding="utf-8-sig"))
        return
    directory = None
    with path.open(encoding="utf-8-sig") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            answer = json.loads(line)
            if not (isinstance(answer, dict) and isinstance(answer.get("url"), str) and "answer" in answer):
                raise ValueError(f"line {number} holds no answer")
            name = shown(answer["url"]) or ""
            directory = _at_address(name) if directory is None else directory
            yield directory, name or path.name, answer["answer"]


def _at_address(url: str) -> str:
    """What to call the directory of an API: its host, and what of its address leads to its services."""
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    host = parts.netloc.rpartition("@")[2]
    return f"{host}{path[: path.rfind('/services')] if '/services' in path else path}"


def _read(
    document: object, directory: str, name: str, faults: list[Fault], pages: dict[str, list[Page]]
) -> list[Record]:
    """The records of a document. Its faults, and what it says of its list, are added to `faults` and `pages`."""
    records = []
    for number, (service, parent) in enumerate(_services(document), start=1):
        record = _record(name, number, service, parent)
        record.values["directory"] = _ALISS if record.scheme == "aliss" else directory
        records.append(record)
        faults += _one_id(record, service.get("organization"))
    if _lists_services(document, records, directory):
        faults += _repeats(records)
        page = page_of(name if directory else "", document, frozenset(str(r.values["service_id"]) for r in records))
        pages[directory if page.numbered else _ALISS].append(page)
        if page.items is not None and page.items < len(records):
            message = f"the list says that it has {page.items} services in all, and has more; tell who runs the API"
            faults.append(Fault(name, None, None, None, "page_count", Severity.WARNING, str(len(records)), message))
    faults += _contradictions(name, document)
    return records


def _lists_services(document: object, records: list[Record], directory: str) -> bool:
    """Whether a document is a page of a list of services, each of them once; an empty one only where it was fetched.

    A list by locations is none: one service may be there again, and another not at all.
    """
    listed = _listed(document)
    if not listed:
        return listed is not None and directory != ""
    by_location = any(isinstance(each, dict) and "location" in each for each in listed)
    return len(records) == len(listed) and not by_location


def _listed(document: object) -> list | None:
    """What a page of a list lists; None for anything else."""
    if not isinstance(document, dict):
        return None
    listed = next((document[key] for key in LISTS if key in document), None)
    return listed if isinstance(listed, list) and ("contents" in document or "next" in document) else None


def _services(document: object, parent: dict | None = None, deep: int = 0) -> Iterator[tuple[dict, dict | None]]:
    """The services in a document, each with the organisation that it stands in, if it stands in one."""
    if deep > _MOST_NESTED:
        return
    if isinstance(document, list):
        for each in document:
            yield from _services(each, parent, deep + 1)
    elif isinstance(document, dict):
        service, location = document.get("service"), document.get("location")
        if isinstance(service, dict) and isinstance(location, dict):
            yield service | {"service_at_locations": [{"location": location}]}, parent
        elif isinstance(services := document.get("services"), list):
            yield from _services(services, document, deep + 1)
        elif inner := next((document[key] for key in LISTS if key in document), None):
            yield from _services(inner, parent, deep + 1)
        elif document.keys() & (_OF_ALISS | _OF_OPEN_REFERRAL):
            yield document, parent


def _record(file: str, number: int, service: dict, parent: dict | None) -> Record:
    if "organization" in service or (service.keys() & _OF_OPEN_REFERRAL and not service.keys() & _OF_ALISS):
        return _open_referral(file, number, service, parent)
    fields = _ALISS_FIELDS
    record = Record("aliss", file, number, _values(service, fields, parent), dict(fields))
    record.terms = [_text(each, "slug") or _text(each, "name") for each in _objects(service, "categories")]
    record.areas = [_text(each, "code") or _text(each, "name") for each in _objects(service, "service_areas")]
    record.places = [
        Place(each.get("latitude"), each.get("longitude"), each.get("postal_code"), at=f"locations[{n}]")
        for n, each in enumerate(_objects(service, "locations"))
    ]
    return record


def _open_referral(file: str, number: int, service: dict, parent: dict | None) -> Record:
    record = Record(
        "open_referral", file, number, _values(service, _OPEN_REFERRAL_FIELDS, parent), dict(_OPEN_REFERRAL_FIELDS)
    )
    record.email = service.get("email")
    for attribute in _objects(service, "attributes"):
        term = attribute.get("taxonomy_term")
        if isinstance(term, dict):
            record.terms.append(_text(term, "name") or _text(term, "term"))
    for area in _objects(service, "service_areas"):
        record.areas += areas_of({key: _text(area, key) for key in AREA_TEXTS})
    for n, each in enumerate(_objects(service, "service_at_locations")):
        location = each.get("location")
        if isinstance(location, dict):
            at = f"service_at_locations[{n}].location"
            addresses = [address.get("postal_code") for address in _objects(location, "addresses")]
            virtual = location.get("location_type") == "virtual"
            record.places.append(
                Place(location.get("latitude"), location.get("longitude"), next(iter(addresses), None), virtual, at)
            )
    return record


AREA_TEXTS = ("uri", "extent", "service_area", "name")
"""Where a service area of Open Referral UK may hold an official code, the surest first."""


def areas_of(told: dict[str, str]) -> list[str]:
    """The official codes that a service area of Open Referral UK tells, or its name where it tells none."""
    codes = list(dict.fromkeys(code for key in AREA_TEXTS if (code := area_code(told.get(key)))))
    name = told.get("name") or told.get("service_area")
    return codes or ([name] if name else [])


def area_code(text: object) -> str | None:
    """The official code that a text is, or an address ends in; None if there is none."""
    last = str(text or "").rstrip("/").rsplit("/", 1)[-1].strip().upper()
    return last if len(last) == 9 and last[0].isalpha() and last[1:].isdigit() and last.isascii() else None


def _values(service: dict, fields: dict[str, str], parent: dict | None) -> dict[str, object]:
    values = {name: _at(service, path) for name, path in fields.items()}
    if not values["organisation"] and parent:
        values["organisation"] = parent.get("name")
    return values


def _at(value: object, path: str) -> object:
    for key in path.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _objects(parent: dict, key: str) -> list[dict]:
    found = parent.get(key)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _text(parent: dict, key: str) -> str:
    text = parent.get(key)
    return str(text).strip() if isinstance(text, str | int | float) else ""


def _part(file: str, reason: str) -> Fault:
    message = f"not all of a directory ({reason}), so that what it lacks is not closed; bring all of it if it should"
    return Fault(file, None, None, None, "part_of_directory", Severity.WARNING, None, message)


def _repeats(records: list[Record]) -> Iterator[Fault]:
    """Services that one page lists twice under one id."""
    seen: set[str] = set()
    for record in records:
        identity = record.values["service_id"]
        if identity and str(identity) in seen:
            message = "the same document has an earlier service with this id; give each its own"
            yield record.fault("service_id", "unique_service", message, identity)
        seen.add(str(identity))


def _one_id(record: Record, organisation: object) -> Iterator[Fault]:
    identity = record.values["service_id"]
    if isinstance(organisation, dict) and identity and organisation.get("id") == identity:
        message = "the service and its organization have one id; give each its own"
        yield record.fault("organization", "reused_id", message, identity, at="organization.id")


def _contradictions(file: str, document: object) -> Iterator[Fault]:
    """Ids that name two things of different kinds, and terms that are their own parents."""
    if not isinstance(document, dict):
        return
    location = document.get("location")
    if isinstance(location, dict) and document.get("id") and document["id"] == location.get("id"):
        message = "the service at a location and its location have one id; give each its own"
        yield Fault(file, None, None, "location.id", "reused_id", Severity.ERROR, shown(document["id"]), message)
    for number, term in enumerate(_listed(document) or (), start=1):
        if isinstance(term, dict) and term.get("parent_id") and term["parent_id"] == term.get("id"):
            message = "this term is its own parent; correct parent_id"
            yield Fault(file, None, number, "parent_id", "own_parent", Severity.WARNING, shown(term["id"]), message)
