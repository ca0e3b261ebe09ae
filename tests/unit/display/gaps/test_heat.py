import re
from html import unescape

from app.analysis.gaps import Status
from app.display.gaps.heat import heat_table
from app.display.words import STATUSES

HOSTILE = "<img src=x onerror='alert(1)'>"


def areas_of(html):
    return [unescape(name) for name in re.findall(r'<th scope="row">(.*?)</th>', html)]


def needs_of(html):
    return [name.replace("\u00ad", "") for name in re.findall(r'<th scope="col">([^<]+)</th>', html)]


def cells_of(html):
    return re.findall(
        r'<td class="mark-(\d)" title="(.*?)">.*?>([^<]*)</span><span class="said">(.*?)</span></td>', html
    )


def test_hscps_and_needs_with_the_most_gaps_come_first_and_the_unknown_last(statuses):
    table = {
        "Angus": ("met", "cannot_tell"),
        "Bute": ("met", "met"),
        "Clyde": ("services_exist", "cannot_tell"),
        "Deeside": ("few_services", "services_exist"),
        "Ayr": ("met", "met"),
    }
    rows = [
        {"area_name": name, "category": category, "status": status}
        for name, both in table.items()
        for category, status in zip(("carers", "housing"), both, strict=True)
    ]
    html = heat_table(statuses(*rows))
    assert areas_of(html) == ["Deeside", "Clyde", "Ayr", "Bute", "Angus"]
    assert needs_of(html) == ["Carers", "Housing"]  # two gaps against one


def test_every_status_is_told_by_its_mark_and_its_words(statuses):
    rows = [{"area_name": status.value, "status": status.value} for status in Status]
    cells = {words: (fill, sign) for fill, _, sign, words in cells_of(heat_table(statuses(*rows)))}
    assert cells.keys() == {words for _, words in STATUSES.values()}
    assert {sign for _, sign in cells.values()} == {sign for sign, _ in STATUSES.values()}
    assert len({fill for fill, _ in cells.values()}) == len(Status)


def test_pointing_at_a_cell_tells_the_percentage_its_base_and_the_services(statuses, hidden):
    html = heat_table(statuses({"signposts": 500.0, "local": 1}, hidden | {"area_name": "Moray", "local": 0}))
    told = [unescape(title) for _, title, _, _ in cells_of(html)]
    assert told == [
        "Fife, Housing: unmet though services exist, 25.0% of 400 signposts; 1 local service listed",
        "Moray, Housing: cannot tell (hidden to protect people); no local services listed",
    ]


def test_a_directory_that_cannot_be_judged_is_named(statuses):
    html = heat_table(statuses({"status": "cannot_tell", "why": "stale"}))
    assert "cannot tell (most of what the directory lists here has not been checked for a year), 25.0%" in html


def test_markup_in_a_name_is_text(statuses):
    html = heat_table(statuses({"area_name": HOSTILE}))
    assert "<img" not in html
    assert areas_of(html) == [HOSTILE]
