"""Kills at any moment of any release, with an earlier one in place: `make faults KILLS=100`."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from random import Random

import pytest

from tests.runs.faults.commands import RETURNS, Ended, arguments, digest, ended, left_behind, run, start

KILLS = int(os.environ.get("FAULT_KILLS", "100"))


@pytest.mark.parametrize("release", RETURNS)
def test_a_kill_leaves_the_last_good_release_and_the_next_run_the_same_bytes(
    release: str, returns: Path, undisturbed: tuple[Path, dict[str, Ended]], tmp_path: Path
) -> None:
    """The release of the same returns that lies there does not change, whenever the next run is killed."""
    good, went = undisturbed
    out = tmp_path / "out"
    shutil.copytree(good / release, out / release)
    wanted = digest(good / release / "2024" / "publish")
    moments = Random(release)
    killed = 0
    for _ in range(KILLS // len(RETURNS)):
        after = moments.uniform(0.2, 1.1) * went[release].seconds
        one = ended(start(arguments(release, returns, out)), after)
        killed += one.code == -9
        assert one.code in (0, -9), one.said
        assert digest(out / release / "2024" / "publish") == wanted, f"killed after {after:.2f} seconds"
    assert killed > KILLS // len(RETURNS) // 2
    last = run(arguments(release, returns, out))
    assert last.code == 0, last.said
    assert digest(out / release / "2024" / "publish") == wanted
    assert not left_behind(out, release)


@pytest.mark.parametrize("release", RETURNS)
def test_a_first_release_that_is_killed_appears_whole_or_not_at_all(
    release: str, returns: Path, undisturbed: tuple[Path, dict[str, Ended]], tmp_path: Path
) -> None:
    good, went = undisturbed
    wanted = digest(good / release / "2024" / "publish")
    out = tmp_path / "out"
    for share in (0.3, 0.6, 0.9, 0.95, 1.0):
        one = ended(start(arguments(release, returns, out, cached=True)), share * went[release].seconds)
        appeared = out / release / "2024" / "publish"
        assert not appeared.exists() or digest(appeared) == wanted, one.said
    assert run(arguments(release, returns, out, cached=True)).code == 0
    assert digest(out / release / "2024" / "publish") == wanted and not left_behind(out, release)
