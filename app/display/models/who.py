"""Who works how: the main model of every HSCP and what goes with it."""

import streamlit as st

from app.display import downloads
from app.display.drawing import draw_table, remembered
from app.display.filters import write
from app.display.legend import draw_legend
from app.display.models.attributes import (
    attributes_by_hscp,
    attributes_by_model,
    marks,
    own_attributes,
    tiles_told,
    who_uses_what,
)
from app.display.models.choice import Chosen
from app.display.models.findings import not_placed, placed_finding
from app.display.models.looks import grounds
from app.display.models.method import main_model_rule
from app.display.models.picture import Picture
from app.display.numbers import period_label
from app.display.page import note, provenance_lines
from app.display.surroundings import fragment
from app.display.tiles import draw_tiles


def who_works_how(picture: Picture, chosen: Chosen) -> None:
    """Which HSCP uses which model, on tiles and in words, and the attributes beside it."""
    st.header(placed_finding(picture.who, picture.period, chosen.hscp), anchor=False)
    st.markdown(not_placed(picture.who))
    quarter = period_label(picture.period)
    if not picture.in_use:
        return
    left, right = st.columns([2, 3], gap="large")
    with left:
        st.markdown(f"**Main delivery model of each HSCP, {quarter}**")
        _tiles(picture, chosen)
    with right:
        st.markdown(f"**Who uses which model, {quarter}**")
        draw_table(remembered((*picture.key, "uses"), lambda: who_uses_what(picture.who)))
        note(main_model_rule())

    st.header("What goes with each model", anchor=False)
    if chosen.hscp:
        own = picture.attributes[picture.attributes.area_code == chosen.hscp].iloc[0]
        st.markdown(own_attributes(own))
    by_model, by_hscp, explained = remembered((*picture.key, "attributes"), lambda: _texts(picture))
    st.markdown(f"**How many HSCPs of each model work in which way, {quarter}**")
    draw_table(by_model)
    note("Amounts: the median of the HSCPs with the lowest and the highest in brackets.")
    st.markdown(f"**Every HSCP, {quarter}**")
    draw_table(by_hscp)
    note(
        "An attribute is that of at least two thirds of the link worker time, else it is called several. Appointment "
        "length and months of funding are means by link worker time, consultations by cases closed. "
        + (f"Marks: {explained}." if explained else "")
    )
    about = [
        f"Delivery models and how each HSCP works, {quarter}",
        main_model_rule(),
        *provenance_lines(picture.release, "Core dataset returns"),
    ]
    tables = {"Attributes": lambda: picture.attributes.round(6), "Models": lambda: by_model}
    downloads.buttons(f"clw-delivery-models-{picture.period}", about, tables, {})


def _texts(picture: Picture) -> tuple:
    rows = picture.attributes
    by_hscp = attributes_by_hscp(rows)
    return attributes_by_model(rows), by_hscp, marks(by_hscp)


@fragment
def _tiles(picture: Picture, chosen: Chosen) -> None:
    """The tile map; a click chooses an HSCP for the whole page."""
    description = "Tile map: main delivery model of each HSCP. The table beside it has the names."
    told = remembered((*picture.key, "tiles"), lambda: tiles_told(picture.who))
    clicked = draw_tiles(told, chosen.hscp or None, description)
    states = set(picture.who.state)
    draw_legend("Main model", grounds(picture.in_use), states, chosen=bool(chosen.hscp), subject="coverage")
    note("Click a tile to choose its HSCP, or choose it from the list above.")
    # The browser repeats the last click at each rerun; only a new one chooses.
    if clicked and clicked != st.session_state.get("last_clicked"):
        st.session_state["last_clicked"] = clicked
        write("hscp", clicked)
        st.rerun()
