"""All measures by delivery model, side by side: strengths and weaknesses as what was recorded."""

import streamlit as st

from app.analysis.models import Why
from app.display import downloads
from app.display.drawing import draw_table, remembered
from app.display.models import tables
from app.display.models.findings import by_chance, completeness, side_by_side_finding
from app.display.models.measure import areas_beside, unadjusted
from app.display.models.method import comparison_rules
from app.display.models.picture import COMPARED, Picture
from app.display.numbers import period_label
from app.display.page import note, provenance_lines
from app.display.words import UNADJUSTED


def all_measures(picture: Picture) -> None:
    """One table of every measure and model, beside what else differs."""
    table = picture.side_by_side
    st.markdown(completeness(picture.who))
    st.header(side_by_side_finding(table, picture.period), anchor=False)
    if not picture.in_use:
        return
    when = period_label(picture.period)
    compared = table.measure[table.comparison == Why.GIVEN].nunique()
    st.markdown(f"**What was recorded, by measure and delivery model, {when}: mean of HSCPs (95% interval) and label**")
    draw_table(remembered((*picture.key, "side_by_side_text"), lambda: tables.side_by_side(table, COMPARED)))
    note(
        f"{tables.without_column(table)}▲ higher, ● no clear difference, ▼ lower than all other HSCPs; ■ too few HSCPs "
        "for a label. Behind each model: how many HSCPs use it. Agreed aim: which way a figure is meant to go, where "
        "that is agreed. The fewer HSCPs have a full figure, the less these stand for all. Measures are in the order "
        "of the catalogue, models in that of the alphabet."
    )
    note(
        f"{by_chance(compared)} Plain amounts, such as referrals in all, are not compared: they follow the size "
        "of an area."
    )
    unadjusted(picture.balance)
    areas_beside(
        picture.balance,
        picture.key,
        when,
        'all HSCPs of each model (the view "One measure" has those alone that its measure compares)',
    )
    with st.expander("How all this is worked out"):
        st.markdown("\n".join(f"- {rule}" for rule in comparison_rules(table)))
    about = [
        f"All measures by delivery model, {when}",
        UNADJUSTED,
        *provenance_lines(picture.release, "Core dataset returns"),
        *comparison_rules(table),
    ]
    files = {
        "Measures": lambda: tables.models_file(table),
        "Areas by model": lambda: tables.models_file(picture.balance),
    }
    downloads.buttons(f"clw-models-{picture.period}", about, files, {})
