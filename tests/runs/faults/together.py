"""Two runs at once in every combination, and returns that change while they are read."""

from __future__ import annotations

import shutil
import threading
from itertools import combinations_with_replacement
from pathlib import Path

import pytest

from tests.runs.faults.commands import RETURNS, SMALL, Ended, arguments, digest, ended, left_behind, run, start

COMMANDS = [*RETURNS]


@pytest.mark.parametrize(("first", "second"), list(combinations_with_replacement(COMMANDS, 2)))
def test_two_releases_into_one_folder(
    first: str, second: str, returns: Path, undisturbed: tuple[Path, dict[str, Ended]], tmp_path: Path
) -> None:
    """Of one release the second is told to wait; of two both appear. Nobody removes what the other reads."""
    good, _ = undisturbed
    processes = [start(arguments(release, returns, tmp_path, cached=True)) for release in (first, second)]
    went = [ended(process) for process in processes]
    codes = sorted(one.code for one in went)
    assert codes == [0, 0] or (first == second and codes == [0, 3]), [one.said for one in went]
    for release in {first, second}:
        assert digest(tmp_path / release / "2024" / "publish") == digest(good / release / "2024" / "publish")
        assert not left_behind(tmp_path, release)


def test_a_file_that_changes_while_it_is_read(returns: Path, tmp_path: Path) -> None:
    """What is counted is one of the two versions of the file, whole."""
    moving = tmp_path / "returns"
    shutil.copytree(returns / "ssda903", moving / "ssda903")
    file = moving / "ssda903" / "2024" / SMALL / "episodes.csv"
    before = file.read_bytes()
    after = b"\n".join(before.splitlines()[:-40]) + b"\n"
    wanted = set()
    for number, content in enumerate((before, after)):
        file.write_bytes(content)
        assert run(arguments("children-looked-after", moving, tmp_path / str(number))).code == 0
        wanted.add(digest(tmp_path / str(number) / "children-looked-after" / "2024" / "publish"))
    assert len(wanted) == 2
    stop = threading.Event()

    def change() -> None:
        while not stop.is_set():
            for content in (after, before):
                aside = file.with_name(".aside")
                aside.write_bytes(content)
                aside.rename(file)

    changing = threading.Thread(target=change)
    changing.start()
    try:
        process = start(arguments("children-looked-after", moving, tmp_path / "moving"))
        one = ended(process)
    finally:
        stop.set()
        changing.join()
    assert one.code == 0, one.said
    assert digest(tmp_path / "moving" / "children-looked-after" / "2024" / "publish") in wanted
