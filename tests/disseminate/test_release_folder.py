"""A release appears whole or not at all, and what is restricted stays its owner's."""

from __future__ import annotations

import datetime
import stat
from contextlib import suppress
from pathlib import Path

import pytest

from pipeline.disseminate.release_folder import built_aside, recover
from pipeline.disseminate.shelf import ALONE, Standing
from pipeline.foundation.stages import UsageError


def publish(final: Path, text: str, standing: Standing = ALONE) -> None:
    with built_aside(final, standing) as folder:
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


SUPERSEDES = Standing((), keeps=True)
TODAY = f"2024-superseded-{datetime.date.today()}"


def text_of(folder: Path) -> str:
    return (folder / "publish" / "data" / "numbers.csv").read_text()


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def published_as_release(final: Path, text: str, standing: Standing = ALONE) -> None:
    publish(final, text, standing)
    (final / "publish" / "manifest.json").write_text("{}")


def test_a_superseded_release_is_kept_whole_and_dated_and_so_is_the_next(tmp_path: Path) -> None:
    final = tmp_path / "2024"
    for text, standing in (("first", ALONE), ("second", SUPERSEDES), ("third", SUPERSEDES)):
        published_as_release(final, text, standing)
    assert names_in(tmp_path) == ["2024", TODAY, f"{TODAY}-2"]
    assert [text_of(tmp_path / name) for name in names_in(tmp_path)] == ["third", "first", "second"]
    assert (tmp_path / TODAY / "restricted" / "findings.csv").exists()
    assert stat.S_IMODE((tmp_path / TODAY / "restricted").stat().st_mode) == 0o700


@pytest.mark.parametrize("new_one_arrived", [False, True])
def test_a_process_killed_while_one_release_takes_the_place_of_another_loses_neither(
    tmp_path: Path, new_one_arrived: bool
) -> None:
    final = tmp_path / "2024"
    published_as_release(final, "old")
    final.rename(tmp_path / f".{TODAY}")  # killed here ...
    if new_one_arrived:  # ... or just after the second rename
        publish(tmp_path / "other", "new")
        (tmp_path / "other").rename(final)
    recover(final)
    assert names_in(tmp_path) == (["2024", TODAY] if new_one_arrived else ["2024"])
    assert text_of(final) == ("new" if new_one_arrived else "old")


def test_a_kill_at_any_rename_leaves_a_release_and_what_it_superseded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every rename in turn is the last thing that a process does; the next run starts with what is then on the disk."""

    class Killed(BaseException):
        pass

    rename = Path.rename
    for last in range(4):
        final = tmp_path / f"{last}" / "2024"
        published_as_release(final, "old")
        done = 0

        def counted(self: Path, target: Path, last: int = last) -> Path:
            nonlocal done
            if done == last:
                raise Killed
            done += 1
            return rename(self, target)

        with monkeypatch.context() as patch:
            patch.setattr(Path, "rename", counted)
            # What follows in the process that dies does not happen: no tidying up either.
            patch.setattr("pipeline.disseminate.release_folder.recover", lambda final: None)
            with suppress(Killed):
                publish(final, "new", SUPERSEDES)
        recover(final)
        kept = [path for path in final.parent.iterdir() if path != final]
        assert [text_of(final), *map(text_of, kept)] == (["old"] if done < 2 else ["new", "old"])


def test_a_release_that_was_never_published_goes_when_the_new_one_has_arrived(tmp_path: Path) -> None:
    draft, final = tmp_path / "2024-september", tmp_path / "2024"
    publish(draft, "draft")
    with pytest.raises(RuntimeError), built_aside(final, Standing((), removes=(draft,))):
        raise RuntimeError
    assert names_in(tmp_path) == ["2024-september"]
    publish(final, "new", Standing((), removes=(draft,)))
    assert names_in(tmp_path) == ["2024"]


def test_a_release_of_the_same_returns_must_show_the_same_figures(tmp_path: Path) -> None:
    final, repeats = tmp_path / "2024", Standing((), repeats=True)
    publish(final, "old")
    publish(final, "old", repeats)
    with pytest.raises(UsageError, match=r"numbers\.csv would be another.*--supersedes.*--not-published"):
        publish(final, "new", repeats)
    assert text_of(final) == "old"
    assert names_in(tmp_path) == ["2024"]


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
