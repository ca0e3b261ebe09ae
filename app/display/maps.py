"""The interactive map. Everything it needs is served by the dashboard itself."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape

import folium
import pandas as pd
from branca.element import MacroElement
from jinja2 import Template
from shapely.geometry import mapping
from streamlit_folium import st_folium

from app.contract.states import State
from app.display.legend import PATTERNS, pattern_definitions
from app.display.theme import CHOSEN, CIRCLE, OUTLINE, RULES
from app.geography.outlines import Outlines, in_use

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
        {{ this._parent.get_name() }}.getContainer().style.background = "#ffffff";
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


def _base_map() -> folium.Map:
    """The part of the map that reads the same each time, so that it stays in the browser while the data change.

    Made anew for each drawing, because streamlit-folium adds the data to it.
    """
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


@dataclass(frozen=True)
class Circle:
    """Some services at one place of the map (degrees); `told` is read when it is pointed at, and may hold anything."""

    latitude: float
    longitude: float
    count: int
    told: str

    @property
    def radius(self) -> float:
        """In pixels, so that the area of the circle grows with the count."""
        return min(3.5 + 2 * math.sqrt(self.count - 1), 18)


def draw_map(
    figures: pd.DataFrame, outlines: Outlines, chosen: str | None, *, key: str, circles: Sequence[Circle] = ()
) -> str | None:
    """Draw one value per HSCP, and give the code of the HSCP that was clicked last, if any.

    `figures`: `area_code, area_name, state`, its `fill`, what is told of it as `shown`, and whether it is `quiet`,
    outside of what was chosen. `circles` lie above them. Call it inside a fragment.
    """
    answer = st_folium(
        _base_map(),
        feature_group_to_add=_features(figures, outlines, chosen, circles),
        returned_objects=["last_active_drawing"],
        height=_HEIGHT,
        use_container_width=True,
        key=key,
    )
    clicked = (answer or {}).get("last_active_drawing")
    return clicked["properties"].get("area_code") if clicked else None


def _features(
    figures: pd.DataFrame, outlines: Outlines, chosen: str | None, circles: Sequence[Circle]
) -> folium.FeatureGroup:
    group = folium.FeatureGroup(name="areas")
    geometries = _geometries(outlines.version)
    features = [
        {
            "type": "Feature",
            "id": area.area_code,
            "properties": _properties(area),
            "geometry": geometries[area.area_code],
        }
        for area in figures.itertuples()
    ]
    folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        style_function=_style,
        highlight_function=lambda _: {"weight": 2.5, "color": "#333333"},
        tooltip=folium.GeoJsonTooltip(["name", "told"], labels=False, sticky=True),
    ).add_to(group)
    if chosen:
        folium.GeoJson(
            {"type": "Feature", "properties": {}, "geometry": geometries[chosen]},
            style_function=lambda _: {"fill": False, "color": CHOSEN, "weight": 3, "opacity": 1, "interactive": False},
            interactive=False,
        ).add_to(group)
    if circles:
        _circles(circles).add_to(group)
    return group


def _circles(circles: Sequence[Circle]) -> folium.GeoJson:
    features = [
        {
            "type": "Feature",
            "properties": {"told": escape(circle.told), "radius": circle.radius},
            "geometry": {"type": "Point", "coordinates": [circle.longitude, circle.latitude]},
        }
        for circle in circles
    ]
    return folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        marker=folium.CircleMarker(color=CIRCLE, weight=1.5, fill=True, fill_color="#ffffff", fill_opacity=0.8),
        style_function=lambda feature: {"radius": feature["properties"]["radius"]},
        tooltip=folium.GeoJsonTooltip(["told"], labels=False, style="white-space: normal; max-width: 18rem"),
    )


@lru_cache(maxsize=2)
def _geometries(_version: str) -> dict[str, dict]:
    """The outlines in use as GeoJSON geometries by HSCP code, made once for each version of them."""
    areas = in_use().areas
    return dict(zip(areas.hscp_code, map(mapping, areas.geometry), strict=True))


def _properties(area: tuple) -> dict[str, str | bool]:
    """What the map knows of an area. Folium sets tooltips as HTML, so whatever stands in them is escaped here."""
    patterned = area.state in PATTERNS and not area.quiet
    return {
        "area_code": area.area_code,
        "name": escape(area.area_name),
        "told": escape(area.shown),
        "fill": f"url(#state-{area.state})" if patterned else area.fill,
        "state": area.state,
        "quiet": bool(area.quiet),
    }


def _style(feature: dict) -> dict:
    area = feature["properties"]
    partial = area["state"] == State.PARTIAL and not area["quiet"]
    return {
        "fillColor": area["fill"],
        "fillOpacity": 1,
        "color": RULES if area["quiet"] else OUTLINE,
        "weight": 2 if partial else 1,
        "dashArray": "1 4" if partial else None,
    }
