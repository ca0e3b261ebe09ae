"""Data dictionary: what does each field, code and rule of a return mean?"""

import streamlit as st

from app.access.current import require_viewer
from app.contract.codes import SCHEMA_VERSIONS
from app.contract.dictionary import DESCRIBED
from app.display import dictionary
from app.display.as_at import asked_release
from app.display.filters import choose, search
from app.display.page import header, provenance

release = asked_release(require_viewer())

header("Data dictionary", f"Core dataset, version {SCHEMA_VERSIONS[-1]}", *provenance(release))
left, right = st.columns([1, 1])
with left:
    titles = {name: table.title for name, table in DESCRIBED.items()}
    table = DESCRIBED[choose("table", "Table", list(DESCRIBED), default="returns", names=titles)]
with right:
    wanted = search("field", "Search the fields", "for example: waiting")
st.markdown(
    "A blank cell means not collected, **0** a true zero, and **[c]** a count of people that had to be hidden. "
    "An error refuses the files; a warning asks a person to look."
)
dictionary.take_away(table)
found = dictionary.fields(table, wanted)
dictionary.code_lists(table, found)
if not wanted:
    dictionary.rules(table)
