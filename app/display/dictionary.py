"""The blocks of the data dictionary's page: fields, code lists, rules, and the files to take away."""

from collections.abc import Collection

import pandas as pd
import streamlit as st

from app.contract.codes import DIMENSIONS
from app.contract.dictionary import (
    DESCRIBED,
    OTHER_RULES,
    Row,
    code_rows,
    explained,
    field_rows,
    markdown,
    rule_rows,
)
from app.contract.table_schema import as_json, schema
from app.contract.tables import Table
from app.display.drawing import draw_table
from app.display.words import count


def take_away(table: Table) -> None:
    """The whole dictionary as Markdown, and the Table Schema of the table for programs."""
    with st.container(horizontal=True):
        st.download_button(
            "Whole dictionary (Markdown)", markdown, "clw-data-dictionary.md", "text/markdown",
            on_click="ignore", icon=":material/download:",
        )  # fmt: skip
        st.download_button(
            f"Table Schema of {table.name} (JSON)", lambda: as_json(schema(table)), f"{table.name}.schema.json",
            "application/json", on_click="ignore", icon=":material/data_object:",
        )  # fmt: skip


def fields(table: Table, wanted: str) -> list[str]:
    """Show the fields of a table that fit a search, and say where else it is found; their names."""
    rows = _found(table, wanted)
    if rows:
        of_search = f" with “{wanted}”" if wanted else ""
        required = sum(row["Needed"] == "required" for row in rows)
        st.header(f"{count(len(rows), 'field', 'fields')}{of_search}, {required} required", anchor=False)
        _show(rows)
    else:
        st.header(f"No field of {table.name} says “{wanted}”", anchor=False)
    if wanted:
        others = {other.name: len(_found(other, wanted)) for other in DESCRIBED.values() if other is not table}
        elsewhere = [f"{count(number, 'field', 'fields')} of **{name}**" for name, number in others.items() if number]
        if elsewhere:
            st.markdown(f"Also found in {', '.join(elsewhere)}: choose the table above.")
    return [row["Field"] for row in rows]


def _found(table: Table, wanted: str) -> list[Row]:
    """The fields that say each of the words wanted, by themselves or in their codes."""
    words = wanted.casefold().split()
    codes = code_rows(table)

    def said(row: Row) -> str:
        lists = [" ".join(code.values()) for code in codes if code["List"] in _lists_of(row["Field"])]
        return " ".join([*row.values(), *lists]).casefold()

    return [row for row in field_rows(table) if all(word in said(row) for word in words)]


def _lists_of(field: str) -> Collection[str]:
    """The lists from which a field takes its codes."""
    return DIMENSIONS if field == "category" else (field,)


def code_lists(table: Table, names: Collection[str]) -> None:
    """The codes of some fields of a table, each list folded away."""
    shown = {name for field in names for name in _lists_of(field)}
    lists: dict[str, list[Row]] = {}
    for row in code_rows(table):
        for code in row["Code"].split(", ") if row["List"] in shown else ():
            lists.setdefault(row["List"], []).append({"Code": code, "Meaning": row["Meaning"]})
    if not lists:
        return
    st.header("Code lists", anchor=False)
    for name, rows in lists.items():
        with st.expander(f"{name}: {count(len(rows), 'code', 'codes')}"):
            _show(rows if any(row["Meaning"] for row in rows) else [{"Code": row["Code"]} for row in rows])


def rules(table: Table) -> None:
    """What must hold between the fields of a row, then every other rule that a return can break."""
    if table.rules:
        st.header("Rules between fields", anchor=False)
        _show(_words_first(rule_rows(table)))
    if table.name == "services":
        return
    st.header("Rules of all four tables", anchor=False)
    for title, group in OTHER_RULES.items():
        with st.expander(f"{title}: {count(len(group), 'rule', 'rules')}"):
            _show(_words_first(explained(group)))


def _words_first(rows: list[Row]) -> list[Row]:
    return [dict(reversed(row.items())) for row in rows]


def _show(rows: list[Row]) -> None:
    draw_table(pd.DataFrame(rows))
