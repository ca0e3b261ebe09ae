"""The interactive map. Everything it needs is served by the dashboard itself."""

from html import escape

import folium
import geopandas as gpd
import pandas as pd
import streamlit as st
from branca.element import MacroElement
from jinja2 import Template
from streamlit_folium import st_folium

from app.contract.states import State
from app.display.legend import PATTERNS, pattern_definitions
from app.display.theme import CHOSEN, FILLS, OUTLINE, fill_of
from app.geography.outlines import Outlines

_SCOTLAND = [[54.55, -7.8], [60.9, -0.6]]
_HEIGHT = 520


class LocalMap(folium.Map):
    """A map whose scripts and styles come from this server, and that draws no tiles from anywhere."""

    default_js = (("leaflet", "/assets/leaflet/leaflet.js"),)
    default_css = (("leaflet_css", "/assets/leaflet/leaflet.css"),)


class _Patterns(MacroElement):
    """The patterns of states without a value, put once into the map's document."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        if (!document.getElementById("state-patterns")) {
            document.body.insertAdjacentHTML(
                "beforeend",
                '<svg id="state-patterns" width="0" height="0" style="position:absolute" aria-hidden="true">'
                + {{ this.definitions|tojson }} + "</svg>");
        }
        {% endmacro %}
        """
    )

    def __init__(self) -> None:
        super().__init__()
        self._name = "Patterns"
        self.definitions = pattern_definitions()


@st.cache_resource(show_spinner=False)
def _base_map() -> folium.Map:
    """The part of the map that never changes: it stays in the browser while the data on it change."""
    base = LocalMap(
        tiles=None,
        zoom_snap=0.1,
        zoom_control=True,
        scroll_wheel_zoom=False,
        attribution_control=False,
        max_bounds=True,
        min_zoom=4,
        max_zoom=11,
        prefer_canvas=False,
    )
    base.fit_bounds(_SCOTLAND)
    base.add_child(_Patterns())
    return base


def draw_map(
    figures: pd.DataFrame, outlines: Outlines, breaks: tuple[float, ...] | None, chosen: str | None, *, key: str
) -> str | None:
    """Draw one value per HSCP, and give the code of the HSCP that was clicked last, if any.

    `figures`: `area_code, area_name, value, state` and what is told of it as `shown`. Without `breaks` all values
    share one fill. Call it inside a fragment.
    """
    answer = st_folium(
        _base_map(),
        feature_group_to_add=_areas(figures, outlines.areas, breaks, chosen),
        returned_objects=["last_active_drawing"],
        height=_HEIGHT,
        use_container_width=True,
        key=key,
    )
    clicked = (answer or {}).get("last_active_drawing")
    return clicked["properties"]["area_code"] if clicked else None


def _areas(
    figures: pd.DataFrame, outlines: gpd.GeoDataFrame, breaks: tuple[float, ...] | None, chosen: str | None
) -> folium.FeatureGroup:
    shapes = (
        outlines[["hscp_code", "geometry"]].rename(columns={"hscp_code": "area_code"}).merge(figures, on="area_code")
    )
    # Tooltips are set as HTML by folium, so whatever stands in them is escaped here.
    shapes["name"] = shapes.area_name.map(escape)
    shapes["told"] = shapes.shown.map(escape)
    shapes["fill"] = [_fill(row.state, row.value, breaks) for row in shapes.itertuples()]
    group = folium.FeatureGroup(name="areas")
    columns = ["area_code", "name", "told", "fill", "state", "geometry"]
    folium.GeoJson(
        gpd.GeoDataFrame(shapes[columns], crs=outlines.crs),
        style_function=_style,
        highlight_function=lambda _: {"weight": 2.5, "color": "#333333"},
        tooltip=folium.GeoJsonTooltip(["name", "told"], labels=False, sticky=True),
    ).add_to(group)
    if chosen in set(shapes.area_code):
        folium.GeoJson(
            gpd.GeoDataFrame(shapes.loc[shapes.area_code == chosen, ["geometry"]], crs=outlines.crs),
            style_function=lambda _: {"fill": False, "color": CHOSEN, "weight": 3, "opacity": 1, "interactive": False},
            interactive=False,
        ).add_to(group)
    return group


def _fill(state: str, value: float, breaks: tuple[float, ...] | None) -> str:
    if State(state) in PATTERNS:
        return f"url(#state-{state})"
    if breaks is None:
        return "#d7e7f5" if State(state).has_value else FILLS[State(state)]
    return fill_of(state, value, breaks)


def _style(feature: dict) -> dict:
    partial = feature["properties"]["state"] == State.PARTIAL
    return {
        "fillColor": feature["properties"]["fill"],
        "fillOpacity": 1,
        "color": OUTLINE,
        "weight": 2 if partial else 1,
        "dashArray": "1 4" if partial else None,
    }
