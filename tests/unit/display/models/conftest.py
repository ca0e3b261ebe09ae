import numpy as np
import pandas as pd
import pytest

from app.analysis.models import by_model
from app.display.words import MODELS


@pytest.fixture
def released():
    """Rows of HSCPs with their models: `released({model: [values]})`, of 100 practices each unless bases are given."""

    def make(by_model, bases=None):
        rows = [(model, value) for model, values in by_model.items() for value in values]
        frame = pd.DataFrame(rows, columns=["model", "value"]).astype({"value": float})
        names = [f"Area {number:02d}" for number in range(len(frame))]
        base = np.full(len(frame), 100.0) if bases is None else np.array(bases, dtype=float)
        known = frame.value.notna()
        return frame.assign(
            period="2025-26Q1", area_code=names, area_name=names, area_level="hscp", share=1.0, why="",
            lower=np.nan, upper=np.nan, numerator=(frame.value * base / 100).round(), denominator=base,
            state=np.where(known, "reported", "not_submitted"), parts_reported=1, parts_expected=1,
        )  # fmt: skip

    return make


@pytest.fixture
def summarised(released):
    """The same by model."""

    def make(values):
        rows = released(values)
        return by_model(rows, rows, MODELS)

    return make
