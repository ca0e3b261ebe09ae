"""The tile map: every HSCP a square of one size, so that small places are seen as well as large ones."""

from collections.abc import Iterator, Sequence
from typing import Any

import altair as alt
import pandas as pd

from app.contract.states import State
from app.display.drawing import draw_selectable
from app.display.theme import CHOSEN, OUTLINE, QUIET, ink_on, styled
from app.geography.tiles import tiles

_DOTS = [(x, y) for x in (-0.3, 0.0, 0.3) for y in (-0.3, 0.3)]
_LINES = ((-0.45, 0.0), (-0.45, 0.45), (0.05, -0.05), (0.05, 0.45))
_PICK = "tile"
_STEP = 49  # pixels from tile to tile: seven columns fit a phone

Records = list[dict[str, Any]]


def draw_tiles(figures: pd.DataFrame, chosen: str | None, description: str) -> str | None:
    """Draw the tile map; the code of the area whose tile was clicked, or None.

    `figures`, `chosen`: as `tile_map` takes them.
    """
    records = _records(figures, chosen)
    layers = _layers_of(records)
    return draw_selectable(
        ("tiles", *layers), lambda: _form(layers), records, description, name=_PICK, field="area_code"
    )


def tile_map(figures: pd.DataFrame, chosen: str | None, description: str) -> alt.LayerChart:
    """A tile map of one value per HSCP.

    `figures`: `area_code, area_name, state`, its `fill`, what is told of it as `shown`, what stands in the tile as
    `short`, and whether it is `quiet`, outside of what was chosen. A click on a tile selects its `area_code`.
    """
    records = _records(figures, chosen)
    return _form(_layers_of(records)).properties(data=alt.InlineData(values=records), description=description)


def _form(layers: Sequence[str]) -> alt.LayerChart:
    """The chart without its records: of each, `layer` says by which layer it is drawn."""
    position = {
        "x": alt.X("column:Q", axis=None, scale=alt.Scale(domain=[-0.6, 6.6], nice=False)),
        "y": alt.Y("row:Q", axis=None, scale=alt.Scale(domain=[8.6, -0.6], nice=False)),
    }
    square = {"shape": "square", "size": (_STEP - 1) ** 2, "opacity": 1}

    def of(layer: str) -> alt.Chart:
        return alt.Chart().transform_filter(f"datum.layer === '{layer}'").encode(**position)

    pick = alt.selection_point(name=_PICK, fields=["area_code"], on="click", empty=False)
    ground = (
        of("tile")
        .mark_point(filled=True, stroke=OUTLINE, **square)
        .encode(
            fill=alt.Fill("fill:N", scale=None),
            strokeDash=alt.StrokeDash(
                "dash:N", scale=alt.Scale(domain=[False, True], range=[[1, 0], [2, 3]]), legend=None
            ),
            strokeWidth=alt.StrokeWidth("dash:N", scale=alt.Scale(domain=[False, True], range=[1, 2]), legend=None),
            tooltip=[alt.Tooltip("area_name:N", title="HSCP"), alt.Tooltip("shown:N", title="Value")],
        )
        .add_params(pick)
    )
    ink = alt.Color("ink:N", scale=None)
    drawn = {
        "tile": ground,
        "line": of("line").mark_rule(color=QUIET, strokeWidth=1, opacity=0.6).encode(x2="to_column:Q", y2="to_row:Q"),
        "dot": of("dot").mark_circle(color=QUIET, size=12),
        "label": of("tile").mark_text(dy=-7, fontSize=12, fontWeight=600).encode(text="label:N", color=ink),
        "value": of("tile").mark_text(dy=9, fontSize=12).encode(text="short:N", color=ink),
        "chosen": of("chosen").mark_point(filled=False, stroke=CHOSEN, strokeWidth=3, **square),
    }
    # A layer without marks would be a picture without a name to a screen reader.
    used = [chart for name, chart in drawn.items() if name in (*layers, "label", "value")]
    return styled(alt.layer(*used).properties(width=7.2 * _STEP, height=9.2 * _STEP))


def _layers_of(records: Records) -> tuple[str, ...]:
    return tuple(sorted({record["layer"] for record in records}))


def _records(figures: pd.DataFrame, chosen: str | None) -> Records:
    placed = tiles().merge(figures, on="area_code")
    placed["ink"] = placed.fill.map(ink_on)
    placed["dash"] = (placed.state == State.PARTIAL) & ~placed.quiet
    columns = ["area_code", "area_name", "column", "row", "fill", "dash", "ink", "label", "short", "shown"]
    squares = placed[columns].to_dict("records")
    return [
        *({"layer": "tile", **square} for square in squares),
        *({"layer": "chosen", **square} for square in squares if square["area_code"] == chosen),
        *_patterns(placed),
    ]


def _patterns(placed: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Diagonal lines on tiles without a return, dots where nothing was collected."""
    for row in placed[~placed.quiet].itertuples():
        if row.state == State.NOT_SUBMITTED:
            for x, y in _LINES:
                left, low = row.column + x, row.row + y
                yield {"layer": "line", "column": left, "row": low, "to_column": left + 0.4, "to_row": low - 0.4}
        if row.state == State.NOT_COLLECTED:
            for x, y in _DOTS:
                yield {"layer": "dot", "column": row.column + x, "row": row.row + y}
