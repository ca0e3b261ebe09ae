"""That a file and a fragment ask again whether their viewer is still there."""

from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from app.display.surroundings import Surroundings, surround, told

APP = Path(__file__).resolve().parents[3] / "app"


def test_a_file_is_told_of_when_it_is_made_and_not_made_for_a_viewer_who_is_gone(monkeypatch):
    there, downloads = [True], []
    monkeypatch.setattr(st, "session_state", {})
    surround(Surroundings(still_there=lambda: there[0], downloaded=downloads.append))
    make = told("file.csv", lambda: b"made")
    assert downloads == []
    assert (make(), downloads) == (b"made", ["file.csv"])
    there[0] = False
    with pytest.raises(PermissionError):
        make()
    assert downloads == ["file.csv"]


def test_a_fragment_draws_for_whoever_is_there_and_else_runs_the_app_anew():
    def script():
        import streamlit as st

        from app.display.surroundings import Surroundings, fragment, surround

        runs = st.session_state["runs"] = st.session_state.get("runs", 0) + 1
        surround(Surroundings(still_there=lambda: st.session_state["runs"] != 2))
        if runs == 3:
            st.write("run anew")
            st.stop()
        fragment(lambda: st.write("figures"))()

    app = AppTest.from_function(script).run()
    assert [each.value for each in app.markdown] == ["figures"]
    app.run()
    assert [each.value for each in app.markdown] == ["run anew"]


def test_no_fragment_goes_past_it():
    """Streamlit's own would go on drawing for whoever has gone."""
    for path in [*(APP / "display").rglob("*.py"), *(APP.parent / "pages").glob("*.py")]:
        assert "st.fragment" not in path.read_text() or path.name == "surroundings.py", path
