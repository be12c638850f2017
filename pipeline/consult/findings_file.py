"""The findings of one return as a file to work through: a row each, as CSV, as a workbook or as a page that prints.

It names the child that each finding is about, which nothing else that `sfr check` writes does, and so is for the
machine of the authority whose return it is: readable by its owner alone.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from pipeline.collect.findings import Finding
from pipeline.collect.registry import collection
from pipeline.consult.findings_compared import MENDED, SINCE, Comparison, compare_findings, read_earlier, rows_of
from pipeline.consult.making.own_charts import Chart
from pipeline.consult.making.own_headlines import Headline
from pipeline.foundation.spreadsheets import Value, add_sheet, as_csv, book_bytes, new_book
from pipeline.foundation.stages import TEMPLATES, UsageError
from pipeline.foundation.warehouse import Warehouse
from pipeline.reference.periods import period_of
from pipeline.runs.check import CheckReport

HEADINGS = (
    "Public rule", "Rule", "Severity", "File", "Line", "Field", "Child", "Effect on the record", "What to do",
)  # fmt: skip
KINDS: Final = (".csv", ".xlsx", ".html")
CHILD_ELEMENT = r"Child element (\d+)\.$"


def refuse_other_kinds(path: Path, returned: Path) -> None:
    """Raise UsageError for a file that would be of no kind that is written, or would lie in the return itself."""
    if path.suffix.lower() not in KINDS:
        raise UsageError(f"--out {path}: give a file that ends in .csv, .xlsx or .html.")
    if returned.is_dir() and path.resolve().is_relative_to(returned.resolve()):
        raise UsageError(f"--out {path}: lies in the folder of the return, and would be read with it. Choose another.")


def finding_lines(report: CheckReport, children: Mapping[Finding, str]) -> list[tuple[Value, ...]]:
    """A line a finding under HEADINGS, in the order in which they are told: errors first, then by rule and place."""
    found = sorted(report.findings, key=lambda one: (one.severity != "error", one.rule, one.path, one.line or 0))
    return [_line(one, children.get(one, "")) for one in found]


def compared_lines(lines: Sequence[tuple[Value, ...]], earlier: Path) -> tuple[list[tuple[Value, ...]], Comparison]:
    """The lines with what became of each since an earlier list, mended ones after the others; and the comparison."""
    comparison = compare_findings(rows_of(as_csv(HEADINGS, lines)), read_earlier(earlier))
    told = [(*line, state) for line, state in zip(lines, comparison.states, strict=True)]
    told += [(*(row.get(heading, "") for heading in HEADINGS), MENDED) for row in comparison.mended]
    return told, comparison


def write_findings(
    path: Path,
    report: CheckReport,
    lines: Sequence[Sequence[Value]],
    headlines: Sequence[Headline],
    charts: Sequence[Chart] = (),
) -> None:
    """Write lines under HEADINGS, and what became of each where they say so."""
    title = f"Findings of {report.return_name}, {period_of(report.collection_year)}, {report.la_code}"
    if path.suffix.lower() == ".csv":
        content = as_csv(_headings(lines), lines)
    elif path.suffix.lower() == ".xlsx":
        content = _workbook(title, report, lines, headlines)
    else:
        content = _page(title, report, lines, headlines, charts)
    write_for_its_owner(path, content)


def _headings(lines: Sequence[Sequence[Value]]) -> tuple[str, ...]:
    return (*HEADINGS, SINCE) if lines and len(lines[0]) > len(HEADINGS) else HEADINGS


def write_for_its_owner(path: Path, content: bytes) -> None:
    """Write a file that names children: aside, and opened for its owner alone before anything is in it."""
    aside = path.with_name(f"{path.name}.aside")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
    os.replace(aside, path)


def children_of_findings(warehouse: Warehouse, report: CheckReport) -> dict[Finding, str]:
    """The child's identifier of each finding on a record of one child, from the warehouse of the check."""
    records = collection(report.return_name).records
    by_line = " UNION ".join(
        f"SELECT file_id, line, NULL AS child_number, child_id FROM {one.table}"
        for one in records
        if "child_id" in one.columns and one.numbered_by == "line"
    )
    by_element = " UNION ".join(
        f"SELECT file_id, NULL AS line, child_number, child_id FROM {one.table}"
        for one in records
        if {"child_id", "child_number"} <= set(one.columns)
    )
    known = " UNION ALL ".join(filter(None, (by_line, by_element)))
    if not known:
        return {}
    rows = warehouse.connection.execute(
        f"SELECT findings.file_id, findings.line, findings.field, findings.rule, findings.message, min(known.child_id) "
        f"FROM raw.findings AS findings JOIN ({known}) AS known ON known.file_id = findings.file_id "
        "AND (known.line = findings.line OR CAST(known.child_number AS VARCHAR) "
        f"= regexp_extract(findings.message, '{CHILD_ELEMENT}', 1)) "
        "WHERE findings.collection_year = ? GROUP BY ALL HAVING count(DISTINCT known.child_id) = 1",
        [report.collection_year],
    ).fetchall()
    children = {tuple(place): child for *place, child in rows}
    return {
        one: children[key]
        for one in report.findings
        if (key := (one.file_id, one.line, one.field, one.rule, one.message)) in children
    }


def _line(finding: Finding, child: str) -> tuple[Value, ...]:
    numbers = ", ".join(finding.public_numbers)
    return (
        numbers, finding.rule, finding.severity.value, finding.path, finding.line, finding.field, child,
        finding.effect.value, finding.message,
    )  # fmt: skip


def _workbook(
    title: str, report: CheckReport, lines: Sequence[Sequence[Value]], headlines: Sequence[Headline]
) -> bytes:
    book = new_book(title)
    note = "A row a finding. It names children: keep it on the authority's own machine."
    add_sheet(book, "Findings", title, note, _headings(lines), lines)
    counts = [(one.label, one.in_words(), one.before_in_words()) for one in headlines]
    columns = ("Count", "Number", "The year before")
    add_sheet(book, "Counts", title, "What the return comes to, unrounded.", columns, counts)
    return book_bytes(book)


def _page(
    title: str,
    report: CheckReport,
    lines: Sequence[Sequence[Value]],
    headlines: Sequence[Headline],
    charts: Sequence[Chart],
) -> bytes:
    from jinja2 import Environment, FileSystemLoader

    environment = Environment(loader=FileSystemLoader(TEMPLATES / "check"), autoescape=True, auto_reload=False)
    by_rule: dict[tuple[Value, ...], list[Sequence[Value]]] = {}
    for line in lines:
        by_rule.setdefault((line[2], line[1], line[0]), []).append(line)
    page = environment.get_template("findings.html.j2").render(
        title=title,
        report=report,
        headlines=headlines,
        rules=by_rule,
        most=max(Counter(line[1] for line in lines).values(), default=1),
        headings=_headings(lines),
        charts=charts,
    )
    return page.encode()
