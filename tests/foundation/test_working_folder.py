"""Children's records in working files: private, gone at the end, and after a kill gone at the next run."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from pipeline.foundation.working_folder import HELD, PREFIX, working_folder


def test_it_is_private_and_gone_at_the_end_and_after_a_failure(tmp_path: Path) -> None:
    with working_folder(tmp_path / "previews") as folder:
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        (folder / "records").write_text("a child")
    with pytest.raises(ZeroDivisionError), working_folder(tmp_path / "previews") as folder:
        (folder / "records").write_text("a child")
        raise ZeroDivisionError
    assert not list((tmp_path / "previews").iterdir())


def test_what_a_killed_run_left_goes_and_what_a_running_one_holds_stays(tmp_path: Path) -> None:
    killed = tmp_path / f"{PREFIX}killed"
    killed.mkdir()
    (tmp_path / f"{killed.name}{HELD}").touch()
    (killed / "records").write_text("a child")
    with working_folder(tmp_path) as first:
        assert not [left for left in tmp_path.iterdir() if left.name.startswith(killed.name)]
        with working_folder(tmp_path) as second:
            assert first.is_dir() and second.is_dir()
        assert first.is_dir() and not second.exists()
    assert not list(tmp_path.iterdir())
