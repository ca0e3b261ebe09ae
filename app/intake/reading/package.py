"""The parts of an Excel workbook: a zip file of XML documents that name each other.

Only what says values is read: the list of sheets, shared texts, and which styles make a number a date or a percentage.
Macros, links, pictures and everything else are never opened.
"""

import lzma
import posixpath
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element
from zipfile import BadZipFile, ZipFile

from defusedxml.ElementTree import fromstring, iterparse
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from app.intake.reading.limits import refuse_sheets, refuse_zip
from app.intake.reading.table import unreadable

_DAMAGED = (
    BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, RuntimeError, SyntaxError, ValueError,
    LookupError, ArithmeticError,
)  # fmt: skip
"""What zipfile, the XML parser and the numbers in a part raise for content that is not as it should be."""

_OTHERS = {
    "xl/workbook.bin": "a binary workbook (.xlsb); save it as XLSX and check that file",
    "content.xml": "an OpenDocument file; save the table as XLSX or CSV and check that file",
    "word/document.xml": "a text document; save the table as XLSX or CSV and check that file",
    "ppt/presentation.xml": "a presentation; save the table as XLSX or CSV and check that file",
    "index/document.iwa": "a Numbers document; export it as XLSX or CSV and check that file",
}
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_CONTROL = re.compile(r"_x00([01][0-9A-Fa-f])_")


class Form(Enum):
    """What the format of a cell makes of its number."""

    PLAIN = auto()
    DATE = auto()
    PERCENT = auto()


@dataclass(frozen=True)
class SheetPart:
    """A sheet of the workbook: its name, whether it is hidden, and the part of the zip file that holds its cells."""

    name: str
    hidden: bool
    part: str


@dataclass(frozen=True)
class Package:
    """An open workbook. `forms` are those of the cell styles, by number; day 0 of its dates is `epoch`."""

    sheets: list[SheetPart]
    texts: list[str]
    forms: list[Form]
    epoch: datetime
    open: Callable[[str], IO[bytes]]


@contextmanager
def opened(path: Path) -> Iterator[Package]:
    """Open a workbook. Raises `Unreadable` for another kind of file, and for a damaged one whenever that shows."""
    try:
        with ZipFile(path) as archive:
            yield _package(path, archive)
    except _DAMAGED as error:
        if "password" in str(error) or "encrypted" in str(error):
            message = "this file is protected with a password; save a copy without one and check that file"
            raise unreadable(path.name, "workbook", message) from None
        message = "the workbook is damaged; open it in a spreadsheet and save it again as XLSX"
        raise unreadable(path.name, "workbook", message) from None


def _package(path: Path, archive: ZipFile) -> Package:
    refuse_zip(path.name, archive)
    parts = {info.filename.replace("\\", "/").lstrip("/").casefold(): info for info in archive.infolist()}
    if len(parts) != len(archive.infolist()):
        raise BadZipFile("a part stands in it twice")
    for part, what in _OTHERS.items():
        if part in parts:
            raise unreadable(path.name, "file_type", f"this is {what}")
    if "[content_types].xml" not in parts:
        message = "this is a zip file and no workbook; unpack it, and choose the files that are in it"
        raise unreadable(path.name, "file_type", message)

    def open_part(part: str) -> IO[bytes]:
        return archive.open(parts[part.casefold()])

    def document(part: str) -> Element:
        with open_part(part) as file:
            return fromstring(file.read(), forbid_dtd=True)

    related = _related(document, "")
    workbook = next((target for kind, target in related.values() if kind == "officeDocument"), "xl/workbook.xml")
    root, related = document(workbook), _related(document, workbook)
    targets = dict(related.values())
    texts = forms = []
    if "sharedStrings" in targets:
        with open_part(targets["sharedStrings"]) as file:
            texts = list(_texts(file))
    if "styles" in targets:
        forms = list(_forms(document(targets["styles"])))
    sheets = [each for each in _below(root, "sheets") if local(each) == "sheet"]
    refuse_sheets(path.name, len(sheets))
    return Package(list(_sheets(sheets, related)), texts, forms or [Form.PLAIN], _epoch(root), open_part)


def local(element: Element) -> str:
    """The name of an element without its namespace, of which workbooks have two."""
    return element.tag.rpartition("}")[2]


def written(element: Element) -> str:
    """The text of a shared or inline string, its runs put together; phonetic hints are left out."""
    pieces = []
    for child in element:
        if local(child) == "t":
            pieces.append(child.text or "")
        elif local(child) == "r":
            pieces += [each.text or "" for each in child if local(each) == "t"]
    return _CONTROL.sub(lambda match: chr(int(match[1], 16)), "".join(pieces))


def _related(document: Callable[[str], Element], part: str) -> dict[str, tuple[str, str]]:
    """The parts that a part names: their kind and place, by the id under which it names them."""
    folder, name = posixpath.split(part)
    related = {}
    for each in document(posixpath.join(folder, "_rels", f"{name}.rels")):
        if each.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, each.get("Target", ""))).lstrip("/")
            related[each.get("Id", "")] = each.get("Type", "").rpartition("/")[2], target
    return related


def _sheets(sheets: list[Element], related: dict[str, tuple[str, str]]) -> Iterator[SheetPart]:
    for sheet in sheets:
        number = next(value for name, value in sheet.attrib.items() if name.rpartition("}")[2] == "id")
        kind, part = related[number]
        if kind == "worksheet":
            yield SheetPart(sheet.get("name", ""), sheet.get("state", "visible") != "visible", part)


def _epoch(workbook: Element) -> datetime:
    properties = next((each for each in workbook if local(each) == "workbookPr"), None)
    mac = properties is not None and properties.get("date1904", "0") in ("1", "true", "on")
    return MAC_EPOCH if mac else WINDOWS_EPOCH


def _texts(file: IO[bytes]) -> Iterator[str]:
    for _, element in iterparse(file, forbid_dtd=True):
        if local(element) == "si":
            yield written(element)
            element.clear()


def _forms(styles: Element) -> Iterator[Form]:
    """The form of each cell style."""
    formats = dict(BUILTIN_FORMATS)
    formats |= {int(each.get("numFmtId", "")): each.get("formatCode", "") for each in _below(styles, "numFmts")}
    for style in _below(styles, "cellXfs"):
        code = formats.get(int(style.get("numFmtId", "0")), "General")
        if is_date_format(code):
            yield Form.DATE
        else:
            yield Form.PERCENT if "%" in _LITERAL.sub("", code) else Form.PLAIN


def _below(element: Element, name: str) -> list[Element]:
    return [child for each in element if local(each) == name for child in each]
