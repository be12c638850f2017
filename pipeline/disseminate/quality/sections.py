"""The sections of the quality report in their order, and those of all dimensions but accuracy."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence

from pipeline.analyse.areas import ENGLAND
from pipeline.disseminate.quality.accuracy import (
    decisions,
    estimates,
    figures,
    findings,
    missing,
    response,
    unusual_findings,
)
from pipeline.disseminate.quality.confidence import COLUMNS, confidence_rows, definition, parts_asked, read_confidence
from pipeline.disseminate.quality.material import Material, Section
from pipeline.disseminate.quality.warnings import ENGLAND_NAME, figure_in_words, labels_of
from pipeline.foundation.spreadsheets import Value
from pipeline.protect.edition.cost_of_suppression import COST
from pipeline.reference.periods import period_of
from pipeline.reference.tables import area_changes


def sections(of: Material) -> list[Section]:
    """All sections in the order of their dimensions."""
    made: Sequence[Callable[[Material], Section]] = (
        _headlines, response, missing, findings, unusual_findings, figures, estimates, decisions, _received,
        _suppression, _breaks, _confidence, _other_returns, _revisions,
    )  # fmt: skip
    return [make(of) for make in made]


def _headlines(of: Material) -> Section:
    years = of.edition.years
    shown = {
        (measure, key, year): value
        for measure, key, year, value in of.rows(
            "SELECT measure, breakdown_key, collection_year, value FROM grossed.cells WHERE area_code = ?",
            [ENGLAND.area_code],
        )
    }
    rows = [(one.label, *(shown.get((one.measure, one.key, year)) for year in years)) for one in of.edition.headlines]
    headings = ("Headline", *(str(period_of(year)) for year in years))
    return Section(
        "relevance", "Headlines", "What it measures", f"{of.edition.release.summary} England, before rounding.",
        headings, rows,
    )  # fmt: skip


def _received(of: Material) -> Section:
    rows = of.rows(
        """
        SELECT manifest."return", manifest.la_code, units.la_name, CAST(manifest.received_on AS VARCHAR)
        FROM raw.manifest AS manifest
        CROSS JOIN quality.bounds AS bounds
        JOIN reference.reporting_units AS units
            ON units.la_code = manifest.la_code AND units.collection_year = bounds.collection_year
        WHERE manifest.collection_year = bounds.collection_year AND manifest.received_on IS NOT NULL
        ORDER BY manifest.received_on DESC, units.la_name
        """
    )
    return Section(
        "timeliness", "Received", "When returns came", "The latest first; a resubmission counts by its own day.",
        ("Return", "Code", "Authority", "Received on"), rows,
    )  # fmt: skip


def _suppression(of: Material) -> Section:
    path = of.restricted / COST
    found: list[tuple[Value, ...]] = []
    if path.is_file():
        with path.open(encoding="utf-8", newline="") as file:
            found = [tuple(row) for row in list(csv.reader(file))[1:]]
    return Section(
        "accessibility", "Suppression", "What disclosure control cost", "Numbers of each file that are not shown.",
        ("File or table", "Level", "Numbers", "Small counts", "Second cells", "Following", "As the department",
         "Suppressed", "Per cent"),
        found,
    )  # fmt: skip


def _breaks(of: Material) -> Section:
    """What began, ended or changed within the periods that are shown, as it is declared."""
    shown, release = of.edition.years, of.edition.release
    first, last = period_of(shown[0]).year, of.edition.year
    rows: list[tuple[Value, ...]] = []
    for one in release.measures:
        name = one.name.replace("_", " ")
        rows += [(one.first_year, name, "Its figures begin")] if first < one.first_year <= last else []
        rows += [(one.last_year + 1, name, "Its figures end")] if first <= one.last_year < last else []
    for table in of.edition.contents.tables_in(of.edition.year, of.edition.part):
        rows += [
            (change.year, f"Table {table.number}", change.reason)
            for change in table.changes
            if first < change.year <= last
        ]
    rows += [
        (
            change.effective_from.year,
            f"{change.predecessor_la_code} to {change.successor_la_code}",
            f"Areas: {change.change}",
        )
        for change in area_changes()
        if first <= change.effective_from.year <= last and change.change != "new_code"
    ]
    return Section(
        "comparability", "Breaks", "Breaks in series", "What began, ended or changed in these periods, as declared.",
        ("From", "What", "Change"), sorted(rows, key=str),
    )  # fmt: skip


def _confidence(of: Material) -> Section:
    found = read_confidence(of.warehouse, of.rules, published=False)
    parts = parts_asked(of.warehouse, of.rules, published=False)
    return Section(
        "comparability", "Confidence", "Confidence indicator of each return, all parts",
        " ".join(definition(parts, of.rules)), (*COLUMNS, *(one.id for one in parts)), confidence_rows(found),
    )  # fmt: skip


def _other_returns(of: Material) -> Section:
    rows = of.rows(
        """
        SELECT la_code, other, what, number, other_number, number - other_number AS difference
        FROM quality.other_counts ORDER BY apart DESC, abs(number - other_number) DESC, la_code, what
        """
    )
    checked = of.rows("SELECT la_code, check_name, told, NULL, NULL, NULL FROM quality.failed_checks ORDER BY ALL")
    return Section(
        "coherence", "Agreement", "Flows and stocks, and other returns",
        "Checks that an authority's own figures do not pass, then counts that another return tells too.",
        ("Code", "Check or return", "What", "Here", "There", "Difference"), [*checked, *rows],
    )  # fmt: skip


def _revisions(of: Material) -> Section:
    rows = of.rows(
        """
        SELECT measure, breakdown_key, collection_year, published, number::DOUBLE, number - published,
            CASE WHEN is_large THEN 'yes' ELSE 'no' END
        FROM quality.revisions WHERE is_revised ORDER BY is_large DESC, abs(number - published) DESC, 3, 1, 2
        """
    )
    compared = of.warehouse.count("quality.revisions")
    labels = labels_of(of.edition)
    named = [
        (figure_in_words(measure, key, labels), str(period_of(year)), ENGLAND_NAME, *rest)
        for measure, key, year, *rest in rows
    ]
    return Section(
        "coherence", "Revisions", "Revisions since the last release",
        f"{compared:,} figures of England are in the release before too; those below differ by more than its rounding."
        if compared
        else "No earlier release of this name was given (--earlier), so nothing could be compared.",
        ("Figure", "Period", "Area", "As published", "Now", "Difference", "Large"), named,
    )  # fmt: skip
