import pandas as pd

from app.display.wellbeing.survey import smallest_areas


def test_boards_stand_only_for_hscps_that_are_not_shown():
    rows = [
        ("Fife", "hscp", "F", "reported"), ("NHS Fife", "board", "F", "reported"),
        ("Moray", "hscp", "G", "too_few"), ("Aberdeen City", "hscp", "G", "partial"),
        ("NHS Grampian", "board", "G", "partial"), ("Orkney Islands", "hscp", "O", "too_few"),
        ("NHS Orkney", "board", "O", "too_few"), ("Scotland", "scotland", None, "reported"),
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["area_name", "area_level", "board_code", "state"])
    table["area_code"] = ["f", "F", "m", "a", "G", "o", "O", "S"]
    assert smallest_areas(table) == ["a", "f", "G"]
    assert smallest_areas(table.assign(state="too_few")) == []
