"""The page of `hostile_name.py`."""

import pandas as pd

from app.display.maps import draw_map
from app.geography.areas import hscp_codes
from app.geography.outlines import in_use

NAME = "<img src=x onerror='window.ran = top.ran = true'>"
figures = pd.DataFrame({"area_code": hscp_codes()}).assign(
    area_name=NAME, state="reported", fill="#d7e7f5", shown=NAME, short=NAME, quiet=False
)
draw_map(figures, in_use(), None, key="map")
