"""What was read of SELECTs is kept by content: the same again without parsing, afresh when anything changes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.process import selects_read
from pipeline.process.selects_read import SelectRead, SelectsRead
from pipeline.process.sql_files import ModelRefused

QUERY = "SELECT a, b AS c FROM staged.episodes JOIN core.children USING (child_id)"
READ = SelectRead(("core.children", "staged.episodes"), ("a", "c"), False)
HERE = Path("sql/core/here.sql")


def kept(folder: Path) -> Path:
    (path,) = folder.glob("selects-*.kept")
    return path


def test_what_is_kept_is_not_parsed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = SelectsRead(tmp_path)
    assert first.read(QUERY, HERE) == READ
    first.keep()
    assert kept(tmp_path).stat().st_mode & 0o777 == 0o600
    parsed: list[str] = []
    read = selects_read._read

    def noted(query: str, path: Path) -> SelectRead:
        parsed.append(query)
        return read(query, path)

    monkeypatch.setattr(selects_read, "_read", noted)
    again = SelectsRead(tmp_path)
    assert again.read(QUERY, HERE) == READ
    assert parsed == []
    assert again.read(QUERY.replace("a, b", "b"), HERE).columns == ("c",), "other content, other key"
    assert len(parsed) == 1


@pytest.mark.parametrize("spoilt", ["", "{", "[]", '{"key": 1}', '{"key": [[], []]}', "\x00"])
def test_a_spoilt_file_is_done_without(tmp_path: Path, spoilt: str) -> None:
    first = SelectsRead(tmp_path)
    first.read(QUERY, HERE)
    first.keep()
    kept(tmp_path).write_text(spoilt, encoding="utf-8")
    second = SelectsRead(tmp_path)
    assert second.read(QUERY, HERE) == READ
    second.keep()
    assert len(json.loads(kept(tmp_path).read_text(encoding="utf-8").partition("\n")[2])) == 1


def test_another_parser_or_other_rules_start_afresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = SelectsRead(tmp_path)
    first.read(QUERY, HERE)
    first.keep()
    before = kept(tmp_path)
    monkeypatch.setattr(selects_read, "_readers", lambda: "other")
    other = SelectsRead(tmp_path)
    other.read(QUERY, HERE)
    other.keep()
    assert kept(tmp_path) != before and not before.exists()


def test_what_is_refused_is_refused_every_time(tmp_path: Path) -> None:
    for _ in range(2):
        reads = SelectsRead(tmp_path)
        with pytest.raises(ModelRefused, match="no schema"):
            reads.read("SELECT a FROM episodes", HERE)
        reads.keep()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    reads = SelectsRead(tmp_path / "file")
    assert reads.read(QUERY, HERE) == READ
    reads.keep()
