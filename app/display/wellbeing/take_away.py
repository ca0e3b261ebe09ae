"""What can be taken away of either subject of the page on wellbeing: its method, its figures, its charts."""

from collections.abc import Callable, Mapping, Sequence

import altair as alt
import pandas as pd
import streamlit as st

from app.display import downloads


def take_away(
    name: str,
    about: Sequence[str],
    rules: Sequence[str],
    tables: dict[str, Callable[[], pd.DataFrame]],
    charts: Mapping[str, tuple[str, Callable[[], alt.TopLevelMixin]]],
    subject: str,
) -> None:
    """How figures are worked out, to be opened, and the buttons for files.

    `about` stands in every file, `rules` in those with figures; `charts`: by their labels, each with its title.
    """
    with st.expander("How these figures are worked out"):
        st.markdown("\n".join(f"- {rule}" for rule in rules))
    images = {
        label: lambda title=title, make=make: downloads.image(make(), title, about)
        for label, (title, make) in charts.items()
    }
    downloads.buttons(name, [*about, *rules], tables, images, subject)
