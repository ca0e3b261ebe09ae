"""How each delivery model and each label looks: colour with shape and sign, so that colour is never the only one."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from app.analysis.models import Label, in_order
from app.contract.codes import DELIVERY_MODELS
from app.display.theme import CHOSEN, TEXT
from app.display.words import MODELS
from app.measures.delivery import SEVERAL


@dataclass(frozen=True)
class Look:
    """The look of a model: its colour, a light tint of it for grounds, its shape in charts, the same as a sign."""

    colour: str
    tint: str
    shape: str
    sign: str


_COLOURS = ("#002d54", "#2b9c93", "#6a2063", "#7a6200")
"""Three of the palette and an ochre: its fourth, orange, is that of the chosen HSCP."""

_TINTS = ("#d7e7f5", "#cdebe7", "#e9dcec", "#f3ead0", "#a9c9e8", "#8fd3cb", "#cfb3d6", "#e3cf8f")
"""Two of each colour, light and less so: grounds have no shape to tell them apart."""

_SHAPES = (
    *(("circle", "●"), ("square", "■"), ("triangle-up", "▲"), ("diamond", "◆")),
    *(("triangle-down", "▼"), ("cross", "✚"), ("triangle-left", "◀"), ("triangle-right", "▶")),
)

LOOKS = {
    model: Look(_COLOURS[number % len(_COLOURS)], _TINTS[number], *_SHAPES[number])
    for number, model in enumerate((*DELIVERY_MODELS, SEVERAL))
}
"""The look of each model, the same on every chart and in every quarter; two share a colour, none a shape or a tint."""

LABELS = {
    Label.HIGHER: ("triangle-up", "#1565ae"),
    Label.NO_CLEAR_DIFFERENCE: ("circle", "#949494"),
    Label.LOWER: ("triangle-down", "#b85c00"),
    Label.NOT_SAID: ("square", TEXT),
}
"""The shape and colour of a mean, by its label."""


def signs(models: Iterable[str], chosen: str | None) -> str:
    """The HTML of a legend of signs: the models among `models`, and the name of the chosen HSCP if there is one."""
    entries = [(LOOKS[model].colour, LOOKS[model].sign, MODELS[model]) for model in in_order(models, MODELS)]
    if chosen:
        entries.append((CHOSEN, "⬤", f"{chosen}, in the shape of its model"))
    items = "".join(
        f'<li style="margin:0"><span style="color:{colour};margin-right:6px" aria-hidden="true">{sign}</span>'
        f"{escape(words)}</li>"
        for colour, sign, words in entries
    )
    return (
        f'<ul style="display:flex;flex-wrap:wrap;gap:4px 16px;list-style:none;padding:0;margin:0;font-size:14px">'
        f"{items}</ul>"
    )


def signs_in_words(models: Iterable[str]) -> str:
    """The same in a line of text, for images."""
    return "; ".join(f"{LOOKS[model].sign} {MODELS[model]}" for model in in_order(models, MODELS))


def grounds(models: Iterable[str]) -> list[tuple[str, str]]:
    """The ground of the tiles of each model among `models`, with its words."""
    return [(LOOKS[model].tint, MODELS[model]) for model in in_order(models, MODELS)]
