"""The dictionary as files."""

from app.commands.dictionary import write_dictionary


def test_the_files_in_docs_are_those_that_the_contract_gives(project, tmp_path, capsys):
    write_dictionary(tmp_path / "new")
    written = sorted(path.relative_to(tmp_path / "new") for path in (tmp_path / "new").rglob("*.*"))
    assert len(capsys.readouterr().out.splitlines()) == len(written) == 7
    docs = project / "docs"
    stale = [name for name in written if (docs / name).read_bytes() != (tmp_path / "new" / name).read_bytes()]
    assert stale == [], "run: python -m app dictionary --out docs"
    assert {path.name for path in (docs / "schema").iterdir()} == {
        path.name for path in written if path.parts[0] == "schema"
    }
