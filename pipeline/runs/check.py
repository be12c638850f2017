"""Checks one local authority's return before it is sent, with nothing but its files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.collect.collections.attainment.reading import ATTAINMENT
from pipeline.collect.collections.cin.document.layout import RETURN as CIN
from pipeline.collect.collections.cin.examination import examine_census
from pipeline.collect.collections.ssda903.coverage import RULES as COVERAGE_RULES
from pipeline.collect.collections.ssda903.coverage import judge_coverage
from pipeline.collect.collections.ssda903.earlier_returns import compare_with_earlier
from pipeline.collect.collections.ssda903.reading import RETURN, read_units
from pipeline.collect.collections.ssda903.staging import check_units
from pipeline.collect.collections.staying_put.reading import STAYING_PUT
from pipeline.collect.few_figures.figures_return import examine_figures
from pipeline.collect.findings import Effect, Finding, Severity
from pipeline.collect.folders import LA_CODE, Unit, printable
from pipeline.collect.formats.documents import CHUNK, begins_as_xml
from pipeline.collect.quality import FileQuality, quality_counts
from pipeline.collect.raw_tables import create_raw_tables
from pipeline.collect.rules import load_rules
from pipeline.collect.specification import load_specification
from pipeline.foundation.stages import UnreadableInput, UsageError
from pipeline.foundation.warehouse import Warehouse
from pipeline.reference.tables import local_authorities

# Returns of a few figures, as workbooks.
FIGURES = {one.name: one for one in (STAYING_PUT, ATTAINMENT)}


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What was found in one return; ``status`` is supplied, empty or not usable."""

    return_name: str
    collection_year: int
    la_code: str
    status: str
    findings: tuple[Finding, ...]
    files: tuple[FileQuality, ...]

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
    """Whether a path is all of an SSDA903 return: a folder of its files, or one XML document that holds them all."""
    if not path.is_file():
        return path.is_dir()
    with path.open("rb") as file:
        return begins_as_xml(file.read(CHUNK))


def check_return(
    path: Path, year: int, la_code: str, return_name: str = RETURN, before: Path | None = None
) -> CheckReport:
    """Check a folder of files (or one file) as the return of a year; the code may be any three characters.

    ``before`` is the whole return of the year before (of SSDA903), against which it is compared. Findings come in order
    of file, line, field and rule. Raises UnreadableInput when there is nothing at ``path``, UsageError for an unknown
    return, a year that is not specified or a code of another length.
    """
    specification = load_specification(return_name)
    year_specification = specification.for_year(year)
    code = la_code.upper()
    if not LA_CODE.fullmatch(code):
        raise UsageError(f"--la {printable(la_code)}: give a code of three letters or digits, e.g. 201.")
    # A code with a letter is a dummy code, for suppliers' test data.
    if code.isdigit() and code not in {authority.la_code for authority in local_authorities(year)}:
        raise UsageError(
            f"--la {code}: no local authority had this code in the year ending 31 March {year}. Give the authority's "
            "own 3-digit code, or one with a letter, as Z01, for test data."
        )
    if not path.exists():
        raise UnreadableInput(
            f"{path}: there is no such folder or file. Give the folder that holds the return's files."
        )
    if before is not None and not is_whole_return(before):
        raise UnreadableInput(
            f"{before}: there is no such folder or document. Give the folder or the XML of the return of {year - 1}."
        )
    resolved = path.resolve()
    shown = printable(path.name or resolved.name)
    unit = Unit(year, code, resolved, shown)
    with Warehouse() as warehouse:
        if return_name == CIN:
            files = tuple(examine_census(warehouse, unit))
        elif return_name in FIGURES:
            files = tuple(examine_figures(FIGURES[return_name], warehouse, unit))
        else:
            create_raw_tables(warehouse, specification)
            read_units(warehouse, specification, year_specification, [unit])
            years = [year]
            if before is not None and specification.covers(year - 1):
                # Named as it was given: the two folders may have the same name.
                earlier = Unit(year - 1, code, before.resolve(), printable(str(before)))
                read_units(warehouse, specification, specification.for_year(year - 1), [earlier])
                years = [year - 1, year]
            check_units(warehouse, specification, years)
            judge_coverage(warehouse, specification, years)
            compare_with_earlier(warehouse, specification, [year])
            files = tuple(one for one in quality_counts(warehouse, return_name) if one.collection_year == year)
        rows = warehouse.connection.execute(
            'SELECT "return", collection_year, la_code, file_id, path, line, field, rule, severity, effect, message '
            "FROM raw.findings WHERE collection_year = ? ORDER BY path, line NULLS FIRST, field, rule, message",
            [year],
        ).fetchall()
        status = warehouse.connection.execute(
            "SELECT status FROM raw.coverage WHERE collection_year = ?", [year]
        ).fetchone()
    findings = tuple(_finding(row, shown) for row in rows)
    if path.is_file() and return_name == RETURN and len(files) == 1:
        # One file alone, unless it is a document that holds them all, cannot show what others are there to show.
        needs_others = {rule.rule.name for rule in load_rules(return_name) if rule.reads_several} | set(COVERAGE_RULES)
        findings = tuple(finding for finding in findings if finding.rule not in needs_others)
    return CheckReport(return_name, year, code, status[0] if status else "empty", findings, files)


def _finding(row: tuple[Any, ...], shown: str) -> Finding:
    name, year, la, file_id, path, line, field, rule, severity, effect, message = row
    # A finding on the whole return belongs to what the caller named, not to a place in a returns folder.
    place = path if file_id is not None or line is not None else shown
    return Finding(name, year, la, file_id, place, line, field, rule, Severity(severity), Effect(effect), message)
