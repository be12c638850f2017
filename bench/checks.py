"""What a check of one return costs: cold, again in the same process, of all England, beside the public validator.

Processor seconds, since other work on a machine makes clocks lie. All England is checked at once, as a release does it.
The validator (csc-validator-be-903) needs older packages than ours: VALIDATOR names the python of an environment that
has it, else it is left out.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from pipeline.collect.registry import collection
from pipeline.consult.checked_return import Given, check_and_count
from pipeline.foundation.warehouse import Warehouse
from pipeline.reference.loading import load_reference
from pipeline.reference.tables import local_authorities

YEAR = 2024
CHECKED = (
    "import sys; from pipeline.cli import main; sys.argv = ['sfr', 'check', sys.argv[1], '--return', 'ssda903', "
    "'--year', sys.argv[2], '--la', sys.argv[3]]; main()"
)
# As its own command line calls it, which does not start for want of a package that only its tests need.
VALIDATED = (
    "import sys, importlib; from pathlib import Path; from lac_validator.lac_validator import LacValidator; "
    "files = [dict(name=p.name, file_content=p.read_bytes(), description='This year') "
    "for p in sorted(Path(sys.argv[1]).glob('*.csv'))]; "
    "rules = importlib.import_module('lac_validator.rules.lac' + sys.argv[2].replace('/', '_')); "
    "LacValidator(dict(collectionYear=sys.argv[2], localAuthority=sys.argv[3]), files, rules.registry)"
)


def spent(command: Sequence[str]) -> tuple[float, float]:
    """Processor seconds and the most megabytes of a command, which may end with findings."""
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(command, stdout=told, stderr=told)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, 1):
            told.seek(0)
            raise RuntimeError(told.read().decode(errors="replace")[-500:])
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def check_again(folder: Path) -> float:
    """Processor seconds of a check in a process that made one before."""
    before = _so_far()
    check_and_count(Given(folder, YEAR, folder.name, "ssda903"))
    return _so_far() - before


def check_england(returns: Path) -> float:
    """Processor seconds of reading and checking every return of the year at once, reference data and all."""
    before = _so_far()
    with Warehouse() as warehouse:
        load_reference(warehouse)
        collection("ssda903").stage(warehouse, returns, [YEAR], None)
    return _so_far() - before


def _so_far() -> float:
    every = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in every)


def main(returns: Path) -> None:
    """Print the table; ``returns`` is a returns folder."""
    folders = [path for path in sorted((returns / "ssda903" / str(YEAR)).iterdir()) if path.is_dir()]
    records = {folder: sum(path.read_bytes().count(b"\n") - 1 for path in folder.glob("*.csv")) for folder in folders}
    largest = max(folders, key=lambda folder: records[folder])
    table = Table("Check", "Processor seconds", "MB", title=f"Return of {records[largest]:,} records, {YEAR}")
    asked = (str(largest), str(YEAR), largest.name)
    cold, memory = spent([sys.executable, "-c", CHECKED, *asked])
    table.add_row("sfr check, cold", f"{cold:.1f}", f"{memory:.0f}")
    check_again(largest)
    table.add_row("again in the same process, as --watch does", f"{check_again(largest):.1f}", "")
    england = check_england(returns)
    table.add_row(f"{len(folders)} returns at once, {sum(records.values()):,} records", f"{england:.1f}", "")
    validator = os.environ.get("VALIDATOR", "")
    if validator:
        ons = next(one.new_la_code for one in local_authorities(YEAR) if one.la_code == largest.name)
        seconds, most = spent([validator, "-c", VALIDATED, str(largest), f"{YEAR - 1}/{YEAR % 100}", ons])
        table.add_row("public validator, rules alone", f"{seconds:.1f}", f"{most:.0f}")
        table.add_row("times sfr check, cold", f"{seconds / cold:.1f}", f"{most / memory:.1f}")
        many = (seconds / records[largest]) / (england / sum(records.values()))
        table.add_row("times a record when many are checked", f"{many:.0f}", "")
    Console().print(table)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "data/england"))
