"""The tile map: every HSCP a square of one size, so that small places are seen as well as large ones."""

import altair as alt
import pandas as pd

from app.contract.states import State
from app.display.theme import CHOSEN, OUTLINE, QUIET, ink_on, styled
from app.geography.tiles import tiles

_DOTS = [(x, y) for x in (-0.3, 0.0, 0.3) for y in (-0.3, 0.3)]
SELECTION = "tile"
_STEP = 49  # pixels from tile to tile: seven columns fit a phone


def tile_map(figures: pd.DataFrame, chosen: str | None, description: str) -> alt.Chart:
    """A tile map of one value per HSCP.

    `figures`: `area_code, area_name, state`, its `fill`, what is told of it as `shown`, what stands in the tile as
    `short`, and whether it is `quiet`, outside of what was chosen. A click on a tile selects its `area_code`.
    """
    placed = tiles().merge(figures, on="area_code")
    placed["ink"] = placed.fill.map(ink_on)
    placed["dash"] = (placed.state == State.PARTIAL) & ~placed.quiet
    position = {
        "x": alt.X("column:Q", axis=None, scale=alt.Scale(domain=[-0.6, 6.6], nice=False)),
        "y": alt.Y("row:Q", axis=None, scale=alt.Scale(domain=[8.6, -0.6], nice=False)),
    }
    square = {"shape": "square", "size": (_STEP - 1) ** 2, "opacity": 1}
    pick = alt.selection_point(name=SELECTION, fields=["area_code"], on="click", empty=False)
    base = alt.Chart(placed).encode(**position)
    ground = (
        base.mark_point(filled=True, stroke=OUTLINE, **square)
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
    label = base.mark_text(dy=-7, fontSize=12, fontWeight=600).encode(
        text="label:N", color=alt.Color("ink:N", scale=None)
    )
    value = base.mark_text(dy=9, fontSize=12).encode(text="short:N", color=alt.Color("ink:N", scale=None))
    layers = [ground, *_patterns(placed, position), label, value]
    if chosen:  # a layer without marks would be a picture without a name to a screen reader
        outlined = alt.Chart(placed[placed.area_code == chosen]).encode(**position)
        layers.append(outlined.mark_point(filled=False, stroke=CHOSEN, strokeWidth=3, **square))
    return styled(alt.layer(*layers).properties(width=7.2 * _STEP, height=9.2 * _STEP, description=description))


def _patterns(placed: pd.DataFrame, position: dict) -> list[alt.Chart]:
    """Diagonal lines on tiles without a return, dots where nothing was collected."""
    late = placed[(placed.state == State.NOT_SUBMITTED) & ~placed.quiet]
    lines = [
        {"column": row.column + x, "row": row.row + y, "to_column": row.column + x + 0.4, "to_row": row.row + y - 0.4}
        for row in late.itertuples()
        for x, y in ((-0.45, 0.0), (-0.45, 0.45), (0.05, -0.05), (0.05, 0.45))
    ]
    dots = [
        {"column": row.column + x, "row": row.row + y}
        for row in placed[(placed.state == State.NOT_COLLECTED) & ~placed.quiet].itertuples()
        for x, y in _DOTS
    ]
    drawn = []
    if lines:
        drawn.append(
            alt.Chart(pd.DataFrame(lines))
            .mark_rule(color=QUIET, strokeWidth=1, opacity=0.6)
            .encode(**position, x2="to_column:Q", y2="to_row:Q")
        )
    if dots:
        drawn.append(alt.Chart(pd.DataFrame(dots)).mark_circle(color=QUIET, size=12).encode(**position))
    return drawn
