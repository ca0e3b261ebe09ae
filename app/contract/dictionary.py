"""The data dictionary: what the contract says of tables, fields, codes and rules, in words and as Markdown.

Everything here is read from the contract, so that it is written once. `app.contract.table_schema` says the same to
programs.
"""

import re
from collections.abc import Iterable, Sequence

from app.contract import codes, explanations
from app.contract.directory import RECORD
from app.contract.explanations import Explanation
from app.contract.fields import Field
from app.contract.meanings import meaning
from app.contract.tables import TABLES, Table

SERVICES = Table(
    "services", "Service directory, our own CSV: a row for each service, or for each place of one", RECORD, ()
)
DESCRIBED = {**TABLES, SERVICES.name: SERVICES}
"""Every table that a person may write: the four of a return, and our own form of a service directory."""

Row = dict[str, str]

_FIELD_NAME = re.compile(r"\b[a-z0-9]+(?:_[a-z0-9]+)+\b")


def field_rows(table: Table) -> list[Row]:
    """One row a field: `Field, What it means, Needed, What may stand in it, Unit`."""
    return [
        {
            "Field": field.name,
            "What it means": field.description,
            "Needed": "required" if field.required else "optional",
            "What may stand in it": allowed(field),
            "Unit": field.unit,
        }
        for field in table.fields
    ]


def allowed(field: Field, listed_where: str = "listed below") -> str:
    """What may stand in a field, in words; `listed_where` says where a reader finds its codes."""
    words = field.expected
    if field.codes:
        listed = list(field.codes())
        words = f"one of {len(listed)} codes, {listed_where}" if len(listed) > 1 else listed[0]
    return f"{words}, or [c]" if field.people else words


def code_rows(table: Table) -> list[Row]:
    """`List, Code, Meaning`: a row a code, or one for a whole list whose codes say by themselves what they mean.

    The categories of breakdowns stand under their dimension.
    """
    lists: dict[str, Iterable[str]] = {}
    for field in table.fields:
        if field.codes and field.name == "category":
            lists |= codes.DIMENSIONS
        elif field.codes:
            lists[field.name] = field.codes()
    return [row for name, listed in lists.items() for row in _list_rows(name, list(listed))]


def _list_rows(name: str, listed: list[str]) -> list[Row]:
    meanings = [code_meaning(name, code) for code in listed]
    if not any(meanings):
        return [{"List": name, "Code": ", ".join(listed), "Meaning": ""}]
    return [{"List": name, "Code": code, "Meaning": words} for code, words in zip(listed, meanings, strict=True)]


def code_meaning(name: str, code: str) -> str:
    """What a code means: the name of an area, the description of a count of the returns, or words of its own."""
    counts = {field.name: field.description for field in TABLES["returns"].fields} if name == "measure" else {}
    return codes.survey_areas().get(code) or counts.get(code) or meaning(name, code)


def rule_rows(table: Table) -> list[Row]:
    """The rules between the fields of a row, one row each: `Rule, Level, What holds and what to do`."""
    return [_rule(rule.id, Explanation("error", rule.message)) for rule in table.rules]


def explained(group: dict[str, Explanation]) -> list[Row]:
    """A group of other rules, as `rule_rows`."""
    return [_rule(rule, explanation) for rule, explanation in group.items()]


OTHER_RULES = {
    "Of a single cell": explanations.OF_CELLS,
    "Between rows and tables, and with what was accepted before": explanations.OF_TABLES,
    "Of a file": explanations.OF_FILES,
}
"""Rules that are not between the fields of one row, by what they are about."""


def _rule(rule: str, explanation: Explanation) -> Row:
    return {"Rule": rule, "Level": explanation.level, "What holds and what to do": explanation.words}


def markdown() -> str:
    """The whole dictionary as Markdown."""
    parts = [_PREFACE]
    for table in DESCRIBED.values():
        parts += [f"## {table.name}", f"{table.title}.", *_key(table), _markdown_table(field_rows(table), ("Field",))]
        if listed := code_rows(table):
            parts += [f"### Codes of {table.name}", _markdown_table(listed, ("List", "Code"))]
        if table.rules:
            parts += [f"### Rules between the fields of {table.name}", _markdown_table(rule_rows(table), ("Rule",))]
    parts.append("## Other rules")
    for title, group in OTHER_RULES.items():
        parts += [f"### {title}", _markdown_table(explained(group), ("Rule",))]
    return "\n\n".join(parts) + "\n"


_PREFACE = """# Data dictionary

Written by `python -m app dictionary --out docs` from the contract in [app/contract](../app/contract); change it there.
The folder [schema](schema) holds the same as a Frictionless Data Package with a Table Schema for each table.

A blank cell means not collected, `0` a true zero, and `[c]` or `*` a count that had to be hidden. Errors refuse the
files, warnings ask a person to look. What is wrong with a service directory is explained in
[directory](directory.md)."""


def _key(table: Table) -> list[str]:
    return [f"No two rows share the same {', '.join(f'`{name}`' for name in table.key)}."] if table.key else []


def _markdown_table(rows: Iterable[Row], literal: Sequence[str]) -> str:
    """A Markdown table; the cells of the columns `literal`, and names of fields anywhere, are set as code."""
    rows = list(rows)
    lines = [" | ".join(rows[0]), " | ".join("---" for _ in rows[0])]
    lines += [" | ".join(_cell(text, name in literal) for name, text in row.items()) for row in rows]
    return "\n".join(f"| {line} |" for line in lines)


def _cell(text: str, literal: bool) -> str:
    if literal:
        return ", ".join(f"`{part}`" for part in text.split(", "))
    return _FIELD_NAME.sub(r"`\g<0>`", text.replace("|", "\\|").replace("*", "\\*"))
