"""Reading services out of JSON: Open Referral UK 3.0, and ALISS v3 and v4, as their APIs answer."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from app.intake.directory.records import Place, Record, Told
from app.intake.faults import Fault, Severity

_ALISS = "ALISS"
_OPEN_REFERRAL = "Open Referral UK"
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
_OF_ALISS = {"categories", "aliss_url", "organisation"}
_OF_OPEN_REFERRAL = {"status", "organization", "service_at_locations", "assured_date", "assurer_email"}
_MOST_NESTED = 12


def read_answers(path: Path) -> Told:
    """Read a file of one JSON document, or of one answer a line as `fetch` writes them.

    What holds no services, such as a list of categories, is told by a warning. Never raises for what is in the file.
    """
    try:
        documents = _documents(path)
    except (ValueError, RecursionError, UnicodeDecodeError) as error:
        message = f"the file cannot be read as JSON ({str(error)[:80]}); save the answer of the API again"
        return Told([], [Fault(path.name, None, None, None, "json", Severity.ERROR, None, message)], "", whole=False)
    except OSError as error:
        message = f"the file cannot be opened ({error.strerror}); look at the name and the folder"
        return Told([], [Fault(path.name, None, None, None, "file", Severity.ERROR, None, message)], "", whole=False)
    records: list[Record] = []
    faults: list[Fault] = []
    for name, document in documents:
        found = [_record(name, number, *each) for number, each in enumerate(_services(document), start=1)]
        faults += _repeats(found)
        records += found
        faults += _reused_ids(name, document)
    if not records:
        message = "no service was found in it: it is a list of something else, or in another format"
        faults.append(Fault(path.name, None, None, None, "no_services", Severity.WARNING, None, message))
    whole = bool(records) and _is_whole([document for _, document in documents])
    if records and not whole:
        message = "this is not all of a directory; what it does not list stays as it is"
        faults.append(Fault(path.name, None, None, None, "part_of_directory", Severity.WARNING, None, message))
    return Told(records, faults, _directory(records, documents[0][0]), whole)


def _documents(path: Path) -> list[tuple[str, object]]:
    text = path.read_text(encoding="utf-8-sig")
    if path.suffix != ".jsonl":
        return [(path.name, json.loads(text))]
    answers = [json.loads(line) for line in text.splitlines() if line.strip()]
    return [(str(answer["url"]), answer["answer"]) for answer in answers]


def _directory(records: list[Record], name: str) -> str:
    if records and records[0].scheme == "aliss":
        return _ALISS
    return urlsplit(name).netloc or _OPEN_REFERRAL


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
        elif inner := next((document[key] for key in ("contents", "results", "data") if key in document), None):
            yield from _services(inner, parent, deep + 1)
        elif document.keys() & (_OF_ALISS | _OF_OPEN_REFERRAL):
            yield document, parent


def _record(file: str, number: int, service: dict, parent: dict | None) -> Record:
    if service.keys() & _OF_OPEN_REFERRAL:
        return _open_referral(file, number, service, parent)
    fields = _ALISS_FIELDS
    record = Record("aliss", file, number, _values(service, fields, parent), dict(fields))
    record.terms = [_text(each, "slug") or _text(each, "name") for each in _objects(service, "categories")]
    record.areas = [_text(each, "code") for each in _objects(service, "service_areas")]
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
        record.areas += [
            code for key in ("uri", "extent", "service_area", "name") if (code := area_code(area.get(key)))
        ]
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
    return str(parent.get(key) or "").strip()


def _repeats(records: list[Record]) -> Iterator[Fault]:
    """Services that one document lists twice under one id."""
    seen: set[object] = set()
    for record in records:
        identity = str(record.values["service_id"])
        if identity in seen and record.values["service_id"]:
            message = "the same document has an earlier service with this id; give each its own"
            yield record.fault("service_id", "unique_service", message, identity)
        seen.add(identity)


def _reused_ids(file: str, document: object) -> Iterator[Fault]:
    """Ids that name two things of different kinds, such as a service and its organisation."""
    for number, (service, _) in enumerate(_services(document), start=1):
        organisation = service.get("organization")
        if isinstance(organisation, dict) and organisation.get("id") and organisation["id"] == service.get("id"):
            message = "the service and its organization have one id; give each its own"
            yield Fault(file, None, number, "organization.id", "reused_id", Severity.ERROR, str(service["id"]), message)
    location = document.get("location") if isinstance(document, dict) else None
    if isinstance(location, dict) and document.get("id") and document["id"] == location.get("id"):
        message = "the service at a location and its location have one id; give each its own"
        yield Fault(file, None, None, "location.id", "reused_id", Severity.ERROR, str(document["id"]), message)


def _is_whole(documents: list[object]) -> bool:
    """Whether the documents are all pages of a list, the first to the last."""
    lists = [each for each in documents if isinstance(each, dict) and _is_page(each)]
    if not lists:
        return False
    first, last = lists[0], lists[-1]
    if "contents" in first:
        numbers = [page.get("page_number") for page in lists]
        return numbers == list(range(1, len(numbers) + 1)) and bool(
            last.get("last_page") or last.get("total_pages") == last.get("page_number")
        )
    return first.get("previous") is None and last.get("next") is None


def _is_page(document: dict) -> bool:
    listed = next((document[key] for key in ("contents", "results", "data") if key in document), None)
    return isinstance(listed, list) and ("contents" in document or "next" in document)
