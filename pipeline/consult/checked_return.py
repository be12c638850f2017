"""One authority's return, checked and counted in one reading: what is found, and what it comes to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.collect.collections.ssda903.looked_up import keep_places
from pipeline.collect.registry import collection
from pipeline.consult.making.own_headlines import Headline, own_headlines
from pipeline.consult.making.own_indicators import RETURN as INDICATORS_FROM
from pipeline.consult.making.own_indicators import OwnFigure, own_indicators
from pipeline.foundation.stages import UsageError
from pipeline.foundation.warehouse import Warehouse
from pipeline.reference.loading import load_places, load_reference
from pipeline.reference.periods import Period
from pipeline.runs.check import CheckReport, check_in, compares_years, is_whole_return

# What writes files, and what is drawn in them, is loaded when a file is asked for.
if TYPE_CHECKING:
    from pipeline.consult.findings_compared import Comparison


@dataclass(frozen=True)
class Given:
    """What is given to a check: the return, those of the years before, and files to write or to compare with.

    ``out`` is for findings, ``derived`` for what is derived of each record, ``compare`` an earlier list of findings.
    """

    path: Path
    year: int
    la_code: str
    return_name: str
    quarter: int = 0
    earlier: Sequence[Path] = ()
    out: Path | None = None
    derived: Path | None = None
    compare: Path | None = None


@dataclass(frozen=True)
class CheckedReturn:
    """The findings of a return, its counts and its indicators; those are empty where it cannot be used.

    ``derived`` is the number of records written with what is derived of them, None where none was asked for.
    """

    report: CheckReport
    headlines: tuple[Headline, ...]
    figures: tuple[OwnFigure, ...]
    comparison: Comparison | None = None
    derived: int | None = None


def check_and_count(given: Given, found: Callable[[CheckReport], object] = lambda _: None) -> CheckedReturn:
    """Check a return, count what it comes to, and write the files that are asked for.

    ``found`` is told what was found before anything is counted. Raises as ``check_in``, and UsageError for earlier
    returns where there are none to compare, or a file that is not written.
    """
    name, path = given.return_name, given.path
    if given.earlier and not (compares_years(name) and is_whole_return(path)):
        raise UsageError("--earlier is for whole returns of ssda903 and workforce; leave it out.")
    if given.out is not None:
        from pipeline.consult.findings_file import refuse_other_kinds

        refuse_other_kinds(given.out, path)
    if given.derived is not None:
        from pipeline.consult.derived_file import refuse_derived

        refuse_derived(given.derived, path, name)
    # One thread: on so few records a second one costs more than it saves, and leaves a core to whoever else is working.
    with Warehouse(threads=1) as warehouse:
        if is_whole_return(path) and collection(name).postcodes:
            load_places(warehouse)
        report = check_in(warehouse, path, given.year, given.la_code, name, given.earlier, given.quarter)
        found(report)
        is_counted = is_whole_return(path) and report.status == "supplied"
        has_indicators = is_counted and name == INDICATORS_FROM
        if is_counted:
            load_reference(warehouse, with_postcodes=False)
            if has_indicators:
                keep_places(warehouse)
        headlines: tuple[Headline, ...] = ()
        if is_counted:
            headlines = own_headlines(warehouse, name, given.year, given.la_code, has_earlier=bool(given.earlier))
        comparison = _write_findings(warehouse, given, report, headlines, is_counted=is_counted)
        derived = None
        if given.derived is not None and is_counted:
            from pipeline.consult.derived_file import write_derived

            period = Period(given.year, given.quarter).collection_year
            derived = write_derived(given.derived, warehouse, name, period, given.la_code)
        figures: tuple[OwnFigure, ...] = ()
        if has_indicators:
            figures = own_indicators(warehouse, given.year, given.la_code, has_earlier=bool(given.earlier))
    return CheckedReturn(report, headlines, figures, comparison, derived)


def _write_findings(
    warehouse: Warehouse, given: Given, report: CheckReport, headlines: Sequence[Headline], *, is_counted: bool
) -> Comparison | None:
    """Write the findings where that is asked for, compared with an earlier list where one is given."""
    if given.out is None and given.compare is None:
        return None
    from pipeline.consult.findings_file import children_of_findings, compared_lines, finding_lines, write_findings

    lines, comparison = finding_lines(report, children_of_findings(warehouse, report)), None
    if given.compare is not None:
        lines, comparison = compared_lines(lines, given.compare)
    if given.out is not None:
        from pipeline.consult.making.own_charts import own_charts

        draws = is_counted and given.out.suffix.lower() == ".html"
        charts = own_charts(warehouse, given.return_name, given.year, given.la_code) if draws else ()
        write_findings(given.out, report, lines, headlines, charts)
    return comparison
