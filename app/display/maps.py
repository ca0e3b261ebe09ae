"""The interactive map. Everything it needs is served by the dashboard itself."""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
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
from app.display.theme import CHOSEN, OUTLINE, RULES
from app.display.theme import CIRCLE as RIM
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


class _Drawing(folium.FeatureGroup):
    """What lies on the base map, as one script.

    Folium's own layers write their data into a template that is compiled anew for each drawing: most of what a map
    would cost, and a name such as "{% x %}" would break it.
    """

    _template = Template("{% macro script(this, kwargs) %}var {{ this.get_name() }} = {{ this.script }};{% endmacro %}")

    def __init__(self, script: str) -> None:
        super().__init__(name="drawing")
        self.script = script

    def render(self, **kwargs: object) -> None:
        """Nothing: streamlit-folium takes the script from the template."""


def draw_map(
    figures: pd.DataFrame, outlines: Outlines, chosen: str | None, *, key: str, circles: str = ""
) -> str | None:
    """Draw one value per HSCP, and give the code of the HSCP that was clicked last, if any.

    `figures`: `area_code, area_name, state`, its `fill`, what is told of it as `shown`, and whether it is `quiet`,
    outside of what was chosen. `circles`, as `circles_layer` writes them, lie above them. Call it inside a fragment.
    """
    answer = st_folium(
        _base_map(),
        feature_group_to_add=_Drawing(_script(figures, outlines, chosen, circles)),
        returned_objects=["last_active_drawing"],
        height=_HEIGHT,
        use_container_width=True,
        key=key,
    )
    clicked = (answer or {}).get("last_active_drawing")
    return clicked["properties"].get("area_code") if clicked else None


def circles_layer(circles: Sequence[Circle]) -> str:
    """The layer of circles, for Leaflet; empty without any. Leaflet sets tooltips as HTML: names are escaped here."""
    if not circles:
        return ""
    rows = [[each.latitude, each.longitude, each.radius, escape(each.told)] for each in circles]
    rounded = [[round(value, 4) for value in numbers] + [told] for *numbers, told in rows]
    return f"L.featureGroup({_written(rounded)}.map({_CIRCLE}))"


def _script(figures: pd.DataFrame, outlines: Outlines, chosen: str | None, circles: str) -> str:
    """The expression that makes the layers, for Leaflet."""
    geometries = _geometries(outlines.version)
    areas = [_feature(_properties(area), geometries[area.area_code]) for area in figures.itertuples()]
    layers = [f"L.geoJson({_collection(areas)}, {_OF_AREAS})"]
    if chosen:
        layers.append(f"L.geoJson({_feature({}, geometries[chosen])}, {_OF_THE_RIM})")
    if circles:
        layers.append(circles)
    return f"L.featureGroup([{', '.join(layers)}])"


_NO_STOP = 'add: event => event.target.getElement().setAttribute("tabindex", "-1")'
"""Keeps a shape out of the way of the Tab key, for which a tooltip makes it a stop without a name."""

_OF_AREAS = f"""{{
    style: feature => feature.properties.style,
    onEachFeature: (feature, layer) => {{
        layer.bindTooltip(feature.properties.told, {{sticky: true}});
        layer.on({{
            {_NO_STOP},
            mouseover: () => layer.setStyle({{weight: 2.5, color: "#333333"}}),
            mouseout: () => layer.setStyle(feature.properties.style),
        }});
    }},
}}"""
_OF_THE_RIM = f"{{interactive: false, style: {{fill: false, color: '{CHOSEN}', weight: 3, opacity: 1}}}}"
_CIRCLE = f"""([north, east, radius, told]) => L.circleMarker([north, east], {{
    radius, color: "{RIM}", weight: 1.5, fillColor: "#ffffff", fillOpacity: 0.8,
}}).bindTooltip(
    `<div style="white-space: normal; width: max-content; max-width: 18rem">${{told}}</div>`, {{sticky: true}}
).on({{{_NO_STOP}}})"""


@lru_cache(maxsize=2)
def _geometries(_version: str) -> dict[str, str]:
    """The outlines in use as GeoJSON by HSCP code, written once for each version of them."""
    areas = in_use().areas
    shapes = map(mapping, areas.geometry)
    return {code: _written(shape) for code, shape in zip(areas.hscp_code, shapes, strict=True)}


def _written(value: object) -> str:
    """As JSON, as short as it goes."""
    return json.dumps(value, separators=(",", ":"))


def _collection(features: Iterable[str]) -> str:
    return f'{{"type": "FeatureCollection", "features": [{", ".join(features)}]}}'


def _feature(properties: Mapping[str, object], geometry: str) -> str:
    return f'{{"type": "Feature", "properties": {_written(properties)}, "geometry": {geometry}}}'


def _properties(area: tuple) -> dict[str, object]:
    """What the map knows of an area. Leaflet sets tooltips as HTML, so whatever stands in them is escaped here."""
    partial = area.state == State.PARTIAL and not area.quiet
    patterned = area.state in PATTERNS and not area.quiet
    return {
        "area_code": area.area_code,
        "told": f"{escape(area.area_name)}<br>{escape(area.shown)}",
        "style": {
            "fillColor": f"url(#state-{area.state})" if patterned else area.fill,
            "fillOpacity": 1,
            "color": RULES if area.quiet else OUTLINE,
            "weight": 2 if partial else 1,
            "dashArray": "1 4" if partial else None,
        },
    }
