"""No room, no right to write, no memory: a sentence, exit code 5, nothing half-written, and the next run is whole."""

from __future__ import annotations

import os
import resource
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.runs.faults.commands import Ended, arguments, digest, left_behind, run

RELEASE = "social-work-workforce"
MEGABYTE = 1024 * 1024
# Below the one a process of Python does not start with its libraries, above the other it is enough.
SHORT_OF_MEMORY = (700, 1000, 1400)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Mounts a disk of its own in memory, with the options that are asked for; only root can."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount a disk")
    place = tmp_path / "disk"
    place.mkdir()

    def mounted(options: str) -> Path:
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)], check=True)
        return place

    yield mounted
    subprocess.run(["umount", str(place)], check=False)


def said_properly(one: Ended, code: int = 5) -> None:
    assert one.code == code, (one.code, one.said)
    assert "Stopped:" in one.said and "Traceback" not in one.said


@pytest.mark.parametrize("megabytes", [1, 4, 12])
def test_a_full_disk(megabytes: int, returns: Path, small_disk: Callable[[str], Path]) -> None:
    out = small_disk(f"size={megabytes}m")
    said_properly(run(arguments(RELEASE, returns, out)))
    assert not (out / RELEASE / "2024").exists()


def test_a_disk_that_fills_keeps_the_release_that_is_there(
    returns: Path, undisturbed: tuple[Path, dict[str, Ended]], small_disk: Callable[[str], Path]
) -> None:
    good, _ = undisturbed
    out = small_disk("size=200m")
    assert run(arguments(RELEASE, returns, out)).code == 0
    (out / "filled").write_bytes(bytes(_room(out) - MEGABYTE))
    said_properly(run(arguments(RELEASE, returns, out)))
    assert digest(out / RELEASE / "2024" / "publish") == digest(good / RELEASE / "2024" / "publish")
    (out / "filled").unlink()
    assert run(arguments(RELEASE, returns, out)).code == 0
    assert not left_behind(out, RELEASE)


def test_a_disk_that_may_only_be_read(returns: Path, small_disk: Callable[[str], Path]) -> None:
    said_properly(run(arguments(RELEASE, returns, small_disk("ro"))))


@pytest.mark.parametrize("megabytes", SHORT_OF_MEMORY)
def test_too_little_memory(megabytes: int, returns: Path, tmp_path: Path) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (megabytes * MEGABYTE, megabytes * MEGABYTE))

    one = run(arguments(RELEASE, returns, tmp_path), limit)
    assert one.code in (0, 5), (one.code, one.said[-2000:])
    assert "Traceback" not in one.said
    assert one.code == 0 or not (tmp_path / RELEASE / "2024").exists()


def test_files_that_may_not_grow(returns: Path, tmp_path: Path) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2 * MEGABYTE, 2 * MEGABYTE))

    said_properly(run(arguments(RELEASE, returns, tmp_path), limit))
    assert not (tmp_path / RELEASE / "2024").exists()


def _room(disk: Path) -> int:
    state = os.statvfs(disk)
    return state.f_bavail * state.f_frsize
