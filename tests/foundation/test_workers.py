"""Processes that work side by side end with their parent, and what the system ends is said in words."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.foundation.stages import PROJECT_ROOT, MachineFailed
from pipeline.foundation.workers import DOZEN, LARGE, WORTH_PROCESSES, solve_all, workers


def _process(_number: int) -> int:
    return os.getpid()


def _doubled(number: int) -> int:
    return 2 * number


def _killed(_number: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _waiting(folder: str) -> None:
    Path(folder, str(os.getpid())).touch()
    time.sleep(600)


def _failing(number: int) -> None:
    if number:
        time.sleep(600)
    raise ZeroDivisionError


def test_answers_come_in_the_order_of_the_parts() -> None:
    assert solve_all(_doubled, [3, 1, 2], [1, WORTH_PROCESSES, 3], 2) == [6, 2, 4]
    assert solve_all(_doubled, [3], [WORTH_PROCESSES], 2) == [6]
    many = list(range(LARGE + 2 * DOZEN + 1))
    assert solve_all(_doubled, many, many[::-1], 2) == [2 * number for number in many]


def test_other_processes_are_started_for_what_is_worth_them() -> None:
    least = [1, WORTH_PROCESSES - 1]
    assert os.getpid() not in solve_all(_process, [1, 2], least, 2)
    assert solve_all(_process, [1, 2], [1, least[1] - 1], 2) == [os.getpid()] * 2


def test_a_worker_that_the_system_ends_is_a_failure_of_the_machine() -> None:
    with pytest.raises(MachineFailed, match="want of memory"):
        solve_all(_killed, [1, 2], [WORTH_PROCESSES] * 2, 2)


def test_what_fails_in_one_worker_does_not_wait_for_another() -> None:
    begun = time.monotonic()
    with pytest.raises(ZeroDivisionError), workers(2) as pool:
        list(pool.map(_failing, [0, 1]))
    assert time.monotonic() - begun < 300


def test_no_worker_outlives_its_parent(tmp_path: Path) -> None:
    program = (
        "from tests.foundation.test_workers import _waiting\n"
        "from pipeline.foundation.workers import workers\n"
        "if __name__ == '__main__':\n"
        "    with workers(2) as pool:\n"
        f"        list(pool.map(_waiting, [{str(tmp_path)!r}] * 2))\n"
    )
    script = tmp_path / "program.py"
    script.write_text(program, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(PROJECT_ROOT)}
    with subprocess.Popen([sys.executable, str(script)], env=environment, cwd=PROJECT_ROOT) as parent:
        begun = _wait_for(lambda: [int(path.name) for path in tmp_path.iterdir() if path.name.isdigit()], 2)
        parent.kill()
    assert _wait_for(lambda: [number for number in begun if not _runs(number)], 2) == begun


def _wait_for(look: Callable[[], list[int]], count: int) -> list[int]:
    """What ``look`` finds, as soon as there are so many of it."""
    for _ in range(600):
        if len(found := look()) == count:
            return sorted(found)
        time.sleep(0.1)
    pytest.fail(f"{found} and no more after a minute")


def _runs(process: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    except FileNotFoundError:
        return False
