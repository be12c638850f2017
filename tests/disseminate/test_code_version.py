"""The version of the code that a manifest states: it follows from the content of every file that decides a figure."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.disseminate import manifest
from pipeline.disseminate.manifest import code_version

CHANGES: dict[str, tuple[Callable[[Path], object], bool]] = {
    "as many letters at the same second": (lambda sql: rewritten(sql / "core" / "children.sql", "SELECT 2"), True),
    "a file more": (lambda sql: (sql / "core" / "episodes.sql").write_text("SELECT 1"), True),
    "a file of another name": (lambda sql: (sql / "core" / "children.sql").rename(sql / "core" / "child.sql"), True),
    "a file that is gone": (lambda sql: (sql / "core" / "children.sql").unlink(), True),
    "nothing": (lambda sql: None, False),
    "what decides nothing": (lambda sql: (sql / "core" / "notes.md").write_text("SELECT 3"), False),
}


def rewritten(path: Path, text: str) -> None:
    """Other content of the same length, with the time of the file as it was."""
    before = path.stat()
    path.write_text(text)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


@pytest.mark.parametrize("change", CHANGES)
def test_it_changes_with_what_decides_a_figure_and_nothing_else(
    change: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sql" / "core").mkdir(parents=True)
    (tmp_path / "sql" / "core" / "children.sql").write_text("SELECT 1")
    monkeypatch.setattr(manifest, "PROJECT_ROOT", tmp_path)
    before = code_version(("sql",))
    assert code_version(("sql",)) == before
    do, is_other = CHANGES[change]
    do(tmp_path / "sql")
    assert (code_version(("sql",)) != before) == is_other
