"""The page of `hostile_name.py`."""

import pandas as pd
import streamlit as st

from app.display.drawing import draw_table
from app.display.gaps.tables import services_table
from app.display.grid import Cell, Mark, grid
from app.display.maps import Circle, circles_layer, draw_map
from app.geography.areas import hscp_codes
from app.geography.outlines import in_use

NAME = "<img src=x onerror='window.ran = top.ran = true'>"
LINK = "https://elsewhere.example/vouchers"
figures = pd.DataFrame({"area_code": hscp_codes()}).assign(
    area_name=NAME, state="reported", fill="#d7e7f5", shown=NAME, short=NAME, quiet=False
)
draw_map(figures, in_use(), None, key="map", circles=circles_layer([Circle(57.2, -4.2, 9, f"Service {NAME}")]))
mark = Mark("#ffffff", "?", "cannot tell")
st.html(grid(NAME, [mark], [NAME], [(NAME, [Cell(mark, NAME)])]))
services = pd.DataFrame(
    {
        "name": NAME,
        "organisation": f"[Vouchers]({LINK}) ![]({LINK}) {LINK}",
        "reach": "local",
        "last_assured": "2024-05-01",
        "waiting_list": NAME,
        "directory": NAME,
    },
    index=[0],
)
draw_table(services_table(services.astype("string"), "2025-01-01"))
