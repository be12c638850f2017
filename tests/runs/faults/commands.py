"""The command line in processes of its own, on small returns: to be killed, starved and doubled."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.foundation.stages import PROJECT_ROOT
from pipeline.synthetic.registry import synthesise_return

PROGRAM = "import sys; from pipeline.cli import main; sys.exit(main())"
SMALL = "857"
RETURNS = {
    "children-looked-after": "ssda903",
    "children-in-need": "cin",
    "social-work-workforce": "workforce",
}
"""Releases that are published here, each with the return that it is made of."""
YEARS = {"ssda903": [2023, 2024], "cin": [2023, 2024], "workforce": [2023, 2024]}


@dataclass(frozen=True)
class Ended:
    """How a command ended, what it said, and after how many seconds."""

    code: int
    said: str
    seconds: float


def small_returns(folder: Path) -> Path:
    """Returns of one authority, of every release that is tried."""
    for name, years in YEARS.items():
        options = {"plant_defects": False, "omit": "", "dummy_codes": False}
        asked = {"years": years, "out": folder, "scale": 1.0, "seed": 1, "las": [SMALL]}
        synthesise_return(name, options, **asked, report=lambda _: None)
    return folder


def arguments(release: str, returns: Path, out: Path, *, cached: bool = False) -> list[str]:
    """The command that publishes a release of 2024; nothing of other runs is used unless ``cached``."""
    asked = ["release", release, "--year", "2024", "--returns", str(returns), "--out", str(out), "--accept-coverage"]
    return asked if cached else [*asked, "--no-cache"]


def start(asked: Sequence[str], limit: Callable[[], None] | None = None) -> subprocess.Popen[str]:
    """Start a command; ``limit`` is called in its process before it begins."""
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *asked],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=PROJECT_ROOT,
        env={**os.environ, "PYTHONPATH": str(PROJECT_ROOT), "NO_COLOR": "1", "COLUMNS": "400"},
        preexec_fn=limit,
    )


def ended(process: subprocess.Popen[str], kill_after: float | None = None) -> Ended:
    """Wait for a command, or kill it after so many seconds, as a machine does that stops."""
    begun = time.monotonic()
    try:
        said, _ = process.communicate(timeout=kill_after)
    except subprocess.TimeoutExpired:
        process.kill()
        said, _ = process.communicate()
    return Ended(process.returncode, said, time.monotonic() - begun)


def run(asked: Sequence[str], limit: Callable[[], None] | None = None) -> Ended:
    """A command from beginning to end."""
    return ended(start(asked, limit))


def digest(publish: Path) -> str:
    """A digest of every published file's place and bytes."""
    total = hashlib.sha256()
    for path in sorted(path for path in publish.rglob("*") if path.is_file()):
        total.update(f"{path.relative_to(publish)}\n".encode() + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def left_behind(out: Path, release: str) -> list[str]:
    """Entries beside the release that only a run that was cut short leaves."""
    kept = {"2024", ".2024.duckdb", ".2024.lock"}
    return sorted(path.name for path in (out / release).iterdir() if path.name not in kept)
