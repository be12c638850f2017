"""Brings the documents that changed into the raw stage: shared out to two processes, then loaded by DuckDB."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from pipeline.collect.collections.cin.document.extraction import Share, UnitResult, UnitToRead, read_share, results
from pipeline.collect.collections.cin.document.file_rules import CinNotebook
from pipeline.collect.collections.cin.document.layout import RETURN, Layout, layout
from pipeline.collect.collections.cin.tables import KEYS, forget_units, raw_table
from pipeline.collect.findings import finding_row
from pipeline.collect.folders import Unit
from pipeline.collect.raw_tables import insert_rows
from pipeline.collect.read_summary import ReadSummary
from pipeline.collect.sent_values import literal
from pipeline.collect.specification import load_specification
from pipeline.foundation.stages import IS_CHECKOUT, PACKAGE, UnreadableInput
from pipeline.foundation.warehouse import Warehouse
from pipeline.foundation.working_folder import working_folder

PROCESSES = 2
# Below this many bytes starting a process costs more than it saves.
FEWEST_BYTES_TO_SHARE = 12_000_000


class ReadingStopped(UnreadableInput):
    """A reading process ended before its work did; names the return it was reading."""


def read_units(
    warehouse: Warehouse,
    year: int,
    units: Sequence[Unit],
    odd_names: Sequence[str] = (),
    las: frozenset[str] | None = None,
) -> ReadSummary:
    """Read the censuses of one year that changed, and take out those that are gone.

    ``odd_names`` are entries of the year's folder that are no authority's folder; ``las`` limits what may be taken out.
    """
    known = _units_known(warehouse, year)
    present = {unit.la_code for unit in units}
    gone = [la for la in known if la not in present and (las is None or la in las)]
    with working_folder(warehouse.folder) as folder:
        shares = _shares(year, folder, units, known)
        _read(shares)
        found = sorted((result for share in shares for result in results(share)), key=lambda result: result.la_code)
        changed = [result for result in found if not result.unchanged]
        # Units never read are forgotten too: a run that was killed may have left a part of them.
        forget_units(warehouse, year, [*gone, *(result.la_code for result in changed), ""])
        _load(warehouse, layout(load_specification(RETURN), year), shares, changed)
    odd = [finding for shown in odd_names for finding in _odd(year, shown)]
    insert_rows(warehouse, "raw.findings", odd)
    insert_rows(warehouse, "raw.units", [[RETURN, year, result.la_code, result.read_as, None] for result in changed])
    return ReadSummary(
        units_read=tuple((year, result.la_code) for result in changed),
        units_unchanged=tuple((year, result.la_code) for result in found if result.unchanged),
        units_removed=tuple((year, la) for la in gone),
        files_read=sum(len(result.files) for result in changed),
        records_read=sum(result.records for result in changed),
        bytes_read=sum(result.bytes_read for result in changed),
    )


def _units_known(warehouse: Warehouse, year: int) -> dict[str, str]:
    rows = warehouse.connection.execute(
        'SELECT la_code, read_as FROM raw.units WHERE "return" = ? AND collection_year = ? ORDER BY la_code',
        [RETURN, year],
    ).fetchall()
    return dict(rows)


def _odd(year: int, shown: str) -> list[tuple[object, ...]]:
    notebook = CinNotebook(year, "", shown, None)
    notebook.note("folder_name_not_a_code")
    return [finding_row(finding) for finding in notebook.findings]


def _shares(year: int, folder: Path, units: Sequence[Unit], known: dict[str, str]) -> list[Share]:
    """The units dealt out, the largest first to whoever has least: the same in every run."""
    sizes = {unit.la_code: _size(unit) for unit in units}
    count = PROCESSES if sum(sizes.values()) >= FEWEST_BYTES_TO_SHARE and len(units) >= PROCESSES else 1
    hands: list[list[Unit]] = [[] for _ in range(count)]
    weights = [0] * count
    for unit in sorted(units, key=lambda unit: (-sizes[unit.la_code], unit.la_code)):
        lightest = weights.index(min(weights))
        hands[lightest].append(unit)
        weights[lightest] += sizes[unit.la_code]
    return [
        Share(
            name=str(number),
            year=year,
            folder=str(folder),
            units=tuple(
                UnitToRead(unit.la_code, str(unit.location), unit.shown_as, known.get(unit.la_code, ""))
                for unit in sorted(hand, key=lambda unit: unit.la_code)
            ),
        )
        for number, hand in enumerate(hands)
    ]


def _size(unit: Unit) -> int:
    try:
        if unit.location.is_dir():
            return sum(entry.stat(follow_symlinks=False).st_size for entry in os.scandir(unit.location))
        return unit.location.stat().st_size
    except OSError:
        return 0


def _read(shares: Sequence[Share]) -> None:
    if len(shares) == 1:
        read_share(shares[0])
        return
    # Processes of their own and not forks: DuckDB's threads would not survive a fork, and the caller's main module is
    # none of a reader's business.
    environment = dict(os.environ)
    if IS_CHECKOUT:  # which may not be installed
        paths = (str(PACKAGE.parent), os.environ.get("PYTHONPATH", ""))
        environment["PYTHONPATH"] = os.pathsep.join(part for part in paths if part)
    running: list[tuple[Share, subprocess.Popen[bytes]]] = []
    try:
        for share in shares:
            share.path("share").write_text(share.dumped(), encoding="utf-8")
            command = [
                sys.executable,
                "-m",
                "pipeline.collect.collections.cin.document.worker",
                str(share.path("share")),
            ]
            running.append((share, subprocess.Popen(command, env=environment, stdin=subprocess.PIPE)))
        for share, process in running:
            if process.wait() != 0:
                reading = share.path("reading")
                at = reading.read_text(encoding="utf-8") if reading.exists() else "the first return"
                raise ReadingStopped(
                    f"{at}: reading stopped (exit code {process.returncode}), perhaps for want of memory. "
                    "Free some memory and run again, or move this return out of the folder to go on without it."
                )
    finally:
        for _, process in running:
            if process.poll() is None:
                process.kill()
            process.communicate()


def _load(warehouse: Warehouse, layout: Layout, shares: Sequence[Share], changed: Sequence[UnitResult]) -> None:
    for record in layout.records:
        paths = [path for share in shares if (path := share.path(record.name)).exists()]
        if not paths:
            continue
        fields = [(field.column, "VARCHAR") for field in record.fields]
        numbers = [(number, "INTEGER") for number in record.numbers]
        columns = ", ".join(f"'{column}': '{kind}'" for column, kind in [*KEYS, *numbers, *fields])
        listed = ", ".join(literal(str(path)) for path in paths)
        # Both shares in one statement, so that both are read at the same time.
        warehouse.connection.execute(
            f"INSERT INTO {raw_table(record.name)} BY NAME SELECT * FROM read_csv([{listed}], "
            "header = false, auto_detect = false, delim = '\\t', new_line = '\\n', quote = '', escape = '', "
            f"nullstr = '', columns = {{{columns}}})"
        )
    insert_rows(warehouse, "raw.files", [row for result in changed for row in result.files])
    insert_rows(warehouse, "raw.findings", [row for result in changed for row in result.findings])
