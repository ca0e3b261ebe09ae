"""Colours and the look of charts (docs/architecture.md tells the rest; `.streamlit/config.toml` holds the page's)."""

import altair as alt

from app.analysis.gaps import Status
from app.contract.states import State

FONT = "Source Sans, Liberation Sans, sans-serif"
"""The page's own font; the second is the one that images are drawn with."""

TEXT = "#333333"
QUIET = "#5e5e5e"
RULES = "#d9d9d9"
PRIMARY = "#002d54"
CHOSEN = "#e5682a"
OUTLINE = QUIET
CIRCLE = "#333333"
"""The rim of the circles on a map, which are white inside so that they stand out on every class."""

CLASSES = ("#d7e7f5", "#9cc4e8", "#5596d2", "#1565ae", "#002d54")
"""Five steps for ordered values, light to dark; always with an outline."""

QUIET_FILL = "#f7f7f7"
"""Areas outside of what was chosen."""

SOURCES = {"tracker": "#d7e7f5", "pcif_only": "#e9dcec", "loaded": "#d7e7f5"}
"""Light fills of one weight, for published figures; two where sources cannot be compared."""

FILLS = {
    State.NOT_SUBMITTED: "#ffffff",
    State.NOT_COLLECTED: "#ffffff",
    State.SUPPRESSED: "#c9c9c9",
    State.TOO_FEW: "#ececec",
    State.NO_PROGRAMME: "#ffffff",
    State.NOT_AVAILABLE: "#ffffff",
}
"""The ground of states without a value; patterns on it tell the white ones apart."""

STATUSES = {
    Status.FEW_SERVICES: "#b85c00",
    Status.SERVICES_EXIST: "#f3c9a2",
    Status.MET: "#9cc4e8",
    Status.LITTLE_ASKED: "#ffffff",
    Status.CANNOT_TELL: "#ececec",
}
"""The fill of each status of a service gap; always with its mark."""

_DARK = (*CLASSES[3:], STATUSES[Status.FEW_SERVICES])


def class_of(value: float, breaks: tuple[float, ...]) -> int:
    """Which of the five classes (0 to 4) a value falls in; a value on a bound belongs to the class above it."""
    return sum(value >= bound for bound in breaks)


def fill_of(state: str, value: float, breaks: tuple[float, ...], *, quiet: bool = False) -> str:
    """The colour of an area or tile, by class or state; `quiet` ones, outside of what was chosen, stand back."""
    if quiet:
        return QUIET_FILL
    return CLASSES[class_of(value, breaks)] if State(state).has_value else FILLS[State(state)]


def ink_on(fill: str) -> str:
    """The colour of text that can be read on a fill."""
    return "#ffffff" if fill in _DARK else TEXT


def styled(chart: alt.TopLevelMixin) -> alt.TopLevelMixin:
    """A chart in the look of the dashboard."""
    font = {"labelFont": FONT, "titleFont": FONT, "labelFontSize": 13, "titleFontSize": 13}
    return chart.configure(
        font=FONT,
        background="#ffffff",
        axis=alt.AxisConfig(
            **font,
            labelColor=TEXT,
            titleColor=QUIET,
            titleFontWeight="normal",
            gridColor="#ececec",
            domainColor=RULES,
            tickColor=RULES,
            labelLimit=260,
        ),
        text=alt.MarkConfig(fontSize=13, color=TEXT),
        view=alt.ViewConfig(stroke=None),
    )
