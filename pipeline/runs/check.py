"""Checks one local authority's return before it is sent, with nothing but its files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.collect.causes import rules_silent_without
from pipeline.collect.findings import Effect, Finding, Severity
from pipeline.collect.folders import ENGLAND, FOR_ENGLAND, UNIT_CODES, Unit, printable
from pipeline.collect.formats.documents import CHUNK, begins_as_xml
from pipeline.collect.public_rules import public_numbers
from pipeline.collect.quality import FileQuality
from pipeline.collect.registry import collection
from pipeline.foundation.stages import UnreadableInput, UsageError
from pipeline.foundation.warehouse import Warehouse
from pipeline.reference.loading import load_reference
from pipeline.reference.periods import QUARTERS, Period
from pipeline.reference.sending import Sending


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What was found in one return; ``status`` is supplied, empty or not usable.

    ``silent`` has, by the rule of what emptied a field, how many rules say nothing of these children for want of it:
    what they would say follows from it, and is said when it is corrected.
    """

    return_name: str
    collection_year: int
    la_code: str
    status: str
    findings: tuple[Finding, ...]
    files: tuple[FileQuality, ...]
    silent: Mapping[str, int] = field(default_factory=dict)

    @property
    def errors(self) -> int:
        """Number of findings that cannot be right."""
        return sum(finding.severity is Severity.ERROR for finding in self.findings)

    @property
    def queries(self) -> int:
        """Number of findings to look at."""
        return len(self.findings) - self.errors

    @property
    def is_clean(self) -> bool:
        """Whether nothing has to be corrected before the return is sent."""
        return self.errors == 0


def is_whole_return(path: Path) -> bool:
    """Whether a path is all of a return of several files: their folder, or one XML document that holds them all."""
    if not path.is_file():
        return path.is_dir()
    with path.open("rb") as file:
        return begins_as_xml(file.read(CHUNK))


def compares_years(return_name: str) -> bool:
    """Whether returns of that name are held against those of the year before. Raises UsageError for an unknown one."""
    return collection(return_name).compares_years


def check_return(
    path: Path, year: int, la_code: str, return_name: str = "ssda903", before: Path | None = None, quarter: int = 0
) -> CheckReport:
    """Check a folder of files (or one file) as the return of a year; the code may be any three characters.

    ``before`` is the whole return of the year before, against which it is compared where such returns are. As
    ``check_in``.
    """
    with Warehouse(threads=1) as warehouse:
        return check_in(warehouse, path, year, la_code, return_name, () if before is None else (before,), quarter)


def check_in(
    warehouse: Warehouse,
    path: Path,
    year: int,
    la_code: str,
    return_name: str,
    earlier: Sequence[Path] = (),
    quarter: int = 0,
) -> CheckReport:
    """Check a return in an empty warehouse, which then holds its records and those of the earlier returns.

    ``earlier`` are the whole returns of the years before, the latest first; it is compared with the latest where such
    returns are. Findings come in order of file, line, field and rule. Raises UnreadableInput when there is nothing at
    a path, UsageError for an unknown return, a year that is not specified or a code of another length.
    """
    one = collection(return_name)
    if quarter not in (0, *QUARTERS):
        raise UsageError(f"--quarter {quarter}: use 1, 2, 3 or 4.")
    year = Period(year, quarter).collection_year
    one.specification.for_year(year)
    code = la_code.upper()
    supplied_by = one.specification.supplied_by
    if not UNIT_CODES[supplied_by].fullmatch(code):
        examples = {"authority": "three letters or digits, e.g. 201", ENGLAND: f"England, {FOR_ENGLAND}"}
        example = examples.get(supplied_by, "an agency, e.g. RAA12")
        raise UsageError(f"--la {printable(la_code)}: give a code of {example}.")
    # A code with a letter is a dummy code, for suppliers' test data.
    if code.isdigit() and code not in {authority.la_code for authority in one.specification.authorities(year)}:
        ended = one.specification.for_year(year).year_ended_on
        raise UsageError(
            f"--la {code}: no local authority had this code on {ended.day} {ended:%B %Y}. Give the "
            "authority's own 3-digit code, or one with a letter, as Z01, for test data."
        )
    if not path.exists():
        raise UnreadableInput(
            f"{path}: there is no such folder or file. Give the folder that holds the return's files."
        )
    for back, before in enumerate(earlier, start=1):
        if not is_whole_return(before):
            raise UnreadableInput(
                f"{before}: there is no such folder or document. Give the folder or the XML of the return of "
                f"{year - back}."
            )
    resolved = path.resolve()
    shown = printable(path.name or resolved.name)
    units = [Unit(year, code, resolved, shown)]
    for back, before in enumerate(earlier, start=1):
        if one.specification.covers(year - back):
            # Named as it was given: the folders may have the same name.
            units.insert(0, Unit(year - back, code, before.resolve(), printable(str(before))))
    if supplied_by == "authority_or_agency":
        give_roles(warehouse, one.specification.sent_in((year,)), code)
    files = tuple(file for file in one.examine(warehouse, units) if file.collection_year == year)
    rows = warehouse.connection.execute(
        'SELECT "return", collection_year, la_code, file_id, path, line, field, rule, severity, effect, message '
        "FROM raw.findings WHERE collection_year = ? ORDER BY path, line NULLS FIRST, field, rule, message",
        [year],
    ).fetchall()
    kinds = {kind.name: kind.file for kind in one.specification.for_year(year).record_types}
    file_of = {
        file_id: kinds.get(kind, "")
        for file_id, kind in warehouse.connection.execute("SELECT file_id, record_type FROM raw.files").fetchall()
    }
    status = warehouse.connection.execute(
        "SELECT status FROM raw.coverage WHERE collection_year = ?", [year]
    ).fetchone()
    findings = tuple(_finding(row, shown, file_of) for row in rows)
    if not is_whole_return(path) and len(files) == 1 and len(one.specification.for_year(year).record_types) > 1:
        # One file alone, unless it is a document that holds them all, cannot show what others are there to show.
        findings = tuple(finding for finding in findings if finding.rule not in one.rules_of_the_whole)
    silent = _silent(return_name, year, findings, file_of)
    return CheckReport(return_name, year, code, status[0] if status else "empty", findings, files, silent)


def _silent(return_name: str, year: int, findings: Sequence[Finding], file_of: Mapping[int, str]) -> dict[str, int]:
    reading = rules_silent_without(return_name, year)
    found: dict[str, set[str]] = {}
    for one in findings:
        if one.effect is Effect.FIELD_EMPTIED:
            # A document that holds all files is of no one kind: there the field alone tells.
            file = file_of.get(one.file_id or 0, "")
            for (of_file, of_field), names in reading.items():
                if of_field == one.field and file in ("", of_file):
                    found.setdefault(one.rule, set()).update(names)
    return {rule: len(names) for rule, names in sorted(found.items())}


def give_roles(warehouse: Warehouse, sent: Sending, code: str) -> None:
    """Make reference.senders of one sender alone: what is asked of it follows from the register of agencies."""
    with Warehouse() as scratch:
        load_reference(scratch, with_postcodes=False, sent=sent)
        roles = scratch.connection.execute("SELECT * FROM reference.senders WHERE la_code = ?", [code]).fetchall()
    warehouse.connection.execute(
        "CREATE TABLE reference.senders (collection_year INTEGER, la_code VARCHAR, role VARCHAR)"
    )
    if roles:
        warehouse.connection.executemany("INSERT INTO reference.senders VALUES (?, ?, ?)", roles)


def _finding(row: tuple[Any, ...], shown: str, file_of: Mapping[int, str]) -> Finding:
    name, year, la, file_id, path, line, field, rule, severity, effect, message = row
    # A finding on the whole return belongs to what the caller named, not to a place in a returns folder.
    place = path if file_id is not None or line is not None else shown
    numbers = public_numbers(name, year, rule, field, file_of.get(file_id, ""))
    return Finding(
        name, year, la, file_id, place, line, field, rule, Severity(severity), Effect(effect), message, numbers
    )
