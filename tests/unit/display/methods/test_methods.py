import re

import pytest

from app.display.methods.documents import as_read
from app.display.methods.measures import EVERY, SUBJECTS, table
from app.display.methods.software import software


def test_every_measure_of_the_catalogue_is_explained_under_one_subject():
    assert {measure.subject for measure in EVERY} == set(SUBJECTS)
    rows = table(EVERY)
    assert len(rows) == len(EVERY)
    assert (rows.map(len) > 0).all(axis=None)
    of_people = rows[[measure.sensitivity == "person" for measure in EVERY]]
    assert of_people.Protection.str.contains("hidden").all()


def test_a_document_loses_its_title_and_links_to_files_and_keeps_the_rest():
    written = "# Title\n\nSee [the rules](rules.md#two) and [axe](https://example.org/axe).\n\n## More\n"
    assert as_read(written) == "See the rules and [axe](https://example.org/axe).\n\n## More\n"


@pytest.mark.parametrize("name", ["protection", "comparing", "service_gaps", "capacity", "accessibility", "sources"])
def test_the_documents_that_the_page_shows_have_headings_below_its_own(project, name):
    read = as_read((project / "docs" / f"{name}.md").read_text(encoding="utf-8"))
    assert not re.search(r"^# ", read, re.MULTILINE)
    assert "](" not in re.sub(r"\]\(https?://[^)]+\)", "", read)


def test_every_direct_dependency_is_named_with_its_licence(project):
    pinned = [line for line in (project / "requirements.txt").read_text().splitlines() if "==" in line]
    listed = software()
    assert len(listed) == len(pinned)
    assert (listed.map(len) > 0).all(axis=None)
    assert listed.set_index("Package").Licence["pandas"] == "BSD-3-Clause"
