"""Every measure: what it asks, of what it is made, and how."""

from collections.abc import Iterable

import pandas as pd
import streamlit as st

from app.display.drawing import draw_table
from app.display.words import count
from app.measures.catalogue import GAPS, MEASURES, PEOPLE, WORKERS
from app.measures.catalogue.definition import Measure

EVERY = tuple(measure for group in (MEASURES, GAPS, PEOPLE, WORKERS) for measure in group.values())
SUBJECTS = {
    "coverage": "Coverage",
    "caseload": "Caseload",
    "gaps": "Service gaps",
    "people": "Wellbeing of people supported",
    "workers": "Wellbeing of link workers",
}
_METHODS = {
    "amount": "Added up",
    "ratio": "One sum divided by another",
    "proportion": "A share, with a Wilson interval",
    "rate": "A rate, with a Byar interval (exact Poisson below 10 events)",
    "mean": "A mean, with a Student t interval from the moments of its groups",
}
_PROTECTED = {
    "person": "Counts people: small counts are hidden",
    "staff_survey": "About staff: shown from 10 answers on",
    "none": "Counts nobody who is supported: not hidden",
}


def show_measures() -> None:
    """The catalogue, a table for each subject."""
    for subject, title in SUBJECTS.items():
        rows = table(measure for measure in EVERY if measure.subject == subject)
        st.header(f"{title}: {count(len(rows), 'measure', 'measures')}", anchor=False)
        draw_table(rows)


def table(measures: Iterable[Measure]) -> pd.DataFrame:
    """Measures with their definition, unit, method and protection, in words."""
    return pd.DataFrame(
        [
            {
                "Measure": measure.title,
                "What it asks": measure.question,
                "Definition": measure.definition,
                "Unit": f"{measure.unit}; {_when(measure)}",
                "Method": _METHODS[measure.estimator],
                "Protection": _PROTECTED[measure.sensitivity],
            }
            for measure in measures
        ]
    )


def _when(measure: Measure) -> str:
    return "at the end of the period" if measure.kind == "stock" else "over the period"
