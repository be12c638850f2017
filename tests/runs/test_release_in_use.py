"""A release is published by one process at a time: the other is told, and may come when the first has ended."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pipeline.foundation.warehouse import WarehouseInUse
from pipeline.runs.run import ReleaseRun, open_run

HOLD = """
import sys
from pathlib import Path
from pipeline.runs.run import ReleaseRun, open_run
with open_run(ReleaseRun("children-looked-after", 2024, "", Path("returns"), Path(sys.argv[1]))):
    print("held", flush=True)
    sys.stdin.read()
"""


def run(out: Path) -> ReleaseRun:
    return ReleaseRun("children-looked-after", 2024, "", Path("returns"), out)


def test_the_second_is_refused_until_the_first_has_ended(tmp_path: Path) -> None:
    """Also in the same process, but where it is asked for within the first itself."""
    with open_run(run(tmp_path)), ThreadPoolExecutor(1) as other:
        with pytest.raises(WarehouseInUse, match="is being published by another process; wait for it to end"):
            other.submit(open_run(run(tmp_path)).__enter__).result()
        with open_run(ReleaseRun("children-in-need", 2024, "", Path("returns"), tmp_path)):
            pass
    with open_run(run(tmp_path)):
        pass


def test_a_process_that_is_killed_holds_nothing_any_more(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stdout.readline() == "held\n"
        with pytest.raises(WarehouseInUse):
            open_run(run(tmp_path)).__enter__()
        process.kill()
    with open_run(run(tmp_path)):
        pass
