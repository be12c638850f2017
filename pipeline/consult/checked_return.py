"""One authority's return, checked and counted in one reading: what is found, and what it comes to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.consult.findings_file import children_of_findings, refuse_other_kinds, write_findings
from pipeline.consult.making.own_headlines import Headline, own_headlines
from pipeline.consult.making.own_indicators import RETURN as INDICATORS_FROM
from pipeline.consult.making.own_indicators import OwnFigure, own_indicators
from pipeline.foundation.stages import UsageError
from pipeline.foundation.warehouse import Warehouse
from pipeline.reference.loading import load_reference
from pipeline.runs.check import CheckReport, check_in, compares_years, is_whole_return


@dataclass(frozen=True)
class CheckedReturn:
    """The findings of a return, its counts and its indicators; those are empty where it cannot be used."""

    report: CheckReport
    headlines: tuple[Headline, ...]
    figures: tuple[OwnFigure, ...]


def check_and_count(
    path: Path, year: int, la_code: str, return_name: str, earlier: Sequence[Path], quarter: int, out: Path | None
) -> CheckedReturn:
    """Check a return and count what it comes to; its findings go to ``out``, too, where one is given.

    Raises as ``check_in``, and UsageError for earlier returns where there are none to compare, or a file that is not
    written.
    """
    if earlier and not (compares_years(return_name) and is_whole_return(path)):
        raise UsageError("--earlier is for whole returns of ssda903 and workforce; leave it out.")
    if out is not None:
        refuse_other_kinds(out, path)
    with Warehouse() as warehouse:
        report = check_in(warehouse, path, year, la_code, return_name, earlier, quarter)
        is_counted = is_whole_return(path) and report.status == "supplied"
        has_indicators = is_counted and return_name == INDICATORS_FROM
        if is_counted:
            load_reference(warehouse, with_postcodes=has_indicators)
        headlines = own_headlines(warehouse, return_name, year, la_code) if is_counted else ()
        if out is not None:
            write_findings(out, report, children_of_findings(warehouse, report), headlines)
        figures = own_indicators(warehouse, year, la_code, has_earlier=bool(earlier)) if has_indicators else ()
    return CheckedReturn(report, headlines, figures)
