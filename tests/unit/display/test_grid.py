import re
from html.parser import HTMLParser

from app.display.grid import Cell, Mark, grid

HOSTILE = "<img src=x onerror='alert(1)'> & \"quoted\""
MET, UNMET = Mark("#9cc4e8", "●", "met"), Mark("#b85c00", "▲", "unmet")


class _Document(HTMLParser):
    """Tags with their attributes, and text, as a browser reads them."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.texts = [], []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.texts.append(data)

    def all(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


def test_rows_and_columns_stand_in_the_order_given():
    html = grid("Needs", [MET, UNMET], ["Housing", "Digital"], [("Fife", [Cell(MET), Cell(UNMET)])])
    document = _Document(html)
    assert [each["scope"] for each in document.all("th")] == ["col", "col", "col", "row"]
    assert [each["class"] for each in document.all("td")] == ["mark-0", "mark-1"]
    assert re.sub("<[^>]+>", "|", html.split("<thead>")[1]).replace("|", " ").split() == [
        "HSCP", "Housing", "Digital", "Fife", "●", "met", "▲", "unmet",
    ]  # fmt: skip


def test_every_cell_and_the_legend_say_the_mark_in_words_too():
    document = _Document(grid("Needs", [MET, UNMET], ["Housing"], [("Fife", [Cell(UNMET)])]))
    assert document.texts.count("unmet") == 2
    assert document.texts.count("▲") == 2
    assert document.texts.count("met") == 1  # in the legend alone


def test_names_and_texts_are_shown_and_not_taken_for_markup():
    document = _Document(grid(HOSTILE, [MET], [HOSTILE], [(HOSTILE, [Cell(MET, HOSTILE)])]))
    assert not document.all("img")
    assert document.texts.count(HOSTILE) == 2
    assert [each["title"] for each in document.all("td")] == [HOSTILE]
    (region,) = [each for each in document.all("div") if each.get("role") == "region"]
    assert region["aria-label"] == HOSTILE


def test_the_region_can_be_reached_by_the_keyboard():
    (region,) = [each for each in _Document(grid("Needs", [MET], [], [])).all("div") if each.get("role") == "region"]
    assert region["tabindex"] == "0"


def test_marks_have_colours_on_which_their_signs_can_be_read():
    html = grid("Needs", [MET, UNMET], [], [])
    assert ".grid .mark-0 {background: #9cc4e8; color: #333333}" in html
    assert ".grid .mark-1 {background: #b85c00; color: #ffffff}" in html
