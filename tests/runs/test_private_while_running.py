"""What holds records about children is its owner's only from its first byte, and not only when the run has ended."""

from __future__ import annotations

import json
import os
from pathlib import Path

from pipeline.foundation.working_folder import PREFIX
from pipeline.runs.release import RunSummary
from tests.conftest import MODES
from tests.watched import watched

OTHERS = 0o077


def test_nothing_of_a_run_could_be_read_by_others_at_any_moment(published_little: RunSummary) -> None:
    """The modes were looked at hundreds of times a second while the release was made, with a mask that allows all."""
    modes = json.loads((published_little.folder.parents[2] / MODES).read_text(encoding="utf-8"))
    assert [path for path, mode in modes.items() if mode & OTHERS] == []
    kinds = (".duckdb", ".duckdb.wal", ".lock", ".log", "findings.csv", "index.html")
    assert [kind for kind in kinds if not any(path.endswith(kind) for path in modes)] == []
    assert any(f"{PREFIX}" in path and path.endswith("episodes.plain") for path in modes), "records being read"
    assert any(".2024.building/restricted/" in path for path in modes)


def test_the_watch_sees_what_is_there_for_a_moment(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        with watched(tmp_path) as seen:
            (tmp_path / "open").write_text("a child", encoding="utf-8")
            while "open" not in seen:
                pass
            (tmp_path / "open").unlink()
    finally:
        os.umask(before)
    assert seen["open"] & OTHERS
