"""A release appears whole or not at all, and what is restricted stays its owner's."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from pipeline.publication.release_folder import built_aside
from pipeline.stages import UsageError


def publish(final: Path, text: str) -> None:
    with built_aside(final) as folder:
        (folder.publish / "data" / "numbers.csv").write_text(text)
        (folder.restricted / "findings.csv").write_text("line\n1\n")


def test_a_release_replaces_the_one_before_it(tmp_path: Path) -> None:
    final = tmp_path / "children-looked-after" / "2024"
    publish(final, "old")
    publish(final, "new")
    assert (final / "publish" / "data" / "numbers.csv").read_text() == "new"
    assert [path.name for path in final.parent.iterdir()] == ["2024"]


def test_a_failure_leaves_the_last_good_release_and_nothing_half_written(tmp_path: Path) -> None:
    final = tmp_path / "2024"
    publish(final, "old")
    with pytest.raises(RuntimeError, match="stopped"), built_aside(final) as folder:
        (folder.publish / "data" / "numbers.csv").write_text("half")
        raise RuntimeError("stopped")
    assert (final / "publish" / "data" / "numbers.csv").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["2024"]


@pytest.mark.parametrize("new_one_arrived", [False, True])
def test_a_process_killed_between_the_renames_is_recovered_by_the_next_run(
    tmp_path: Path, new_one_arrived: bool
) -> None:
    final = tmp_path / "2024"
    publish(final, "old")
    final.rename(tmp_path / ".2024.previous")  # killed here ...
    if new_one_arrived:  # ... or just after the second rename
        publish(tmp_path / "other", "new")
        (tmp_path / "other").rename(final)
    with pytest.raises(RuntimeError), built_aside(final):
        raise RuntimeError
    assert (final / "publish" / "data" / "numbers.csv").read_text() == ("new" if new_one_arrived else "old")
    assert not (tmp_path / ".2024.previous").exists()


def test_restricted_files_are_their_owners_only(tmp_path: Path) -> None:
    publish(tmp_path / "2024", "new")
    restricted = tmp_path / "2024" / "restricted"
    assert stat.S_IMODE(restricted.stat().st_mode) == 0o700
    assert stat.S_IMODE((restricted / "findings.csv").stat().st_mode) == 0o600


def test_a_folder_that_is_no_release_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "2024").mkdir()
    (tmp_path / "2024" / "thesis.docx").write_text("years of work")
    with pytest.raises(UsageError, match="not a release folder"), built_aside(tmp_path / "2024"):
        pass
    assert (tmp_path / "2024" / "thesis.docx").exists()
