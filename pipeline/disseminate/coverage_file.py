"""``coverage.csv``: which authority's figures are known, for each measure and year, what is estimated, and why."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.analyse.areas import ENGLAND
from pipeline.analyse.estimated_areas import EstimatedArea
from pipeline.foundation.spreadsheet_text import harmless
from pipeline.foundation.warehouse import Warehouse
from pipeline.foundation.written_rows import write_rows
from pipeline.process.coverage_policy import LEFT_OUT
from pipeline.reference.periods import period_of

COVERAGE_COLUMNS = (
    "measure", "time_period", "old_la_code", "la_name", "supplied", "reason", "estimated_in_region_and_england",
    "geographic_level", "area_code", "area_name", "estimated_number", "estimated_percent", "unreliable",
)  # fmt: skip


def write_coverage(
    warehouse: Warehouse,
    path: Path,
    years: Sequence[int],
    estimated: Sequence[EstimatedArea],
    accepted: Sequence[tuple[int, str]],
) -> int:
    """Write a row per measure, year and authority: supplied or not and why; then one for each area with estimates.

    The rows of England and regions have no ``old_la_code``; their reason names the authorities that are estimated.
    Of a figure that is marked as unreliable, ``unreliable`` is its inclusion in totals, and the reason says why.
    Where the policy leaves missing authorities out, no area has an estimate for one, and its row says so.
    Rows without a measure, at the end, say that a coverage below the floor was ``accepted``.
    """
    rows = warehouse.connection.execute(
        """
        SELECT coverage.measure, coverage.collection_year, coverage.la_code, areas.la_name,
            CASE WHEN coverage.is_supplied THEN 'yes' ELSE 'no' END, coverage.reason,
            CASE WHEN coverage.is_supplied OR carried.carried_from_year IS NOT NULL OR areas.supplied_by = 'agency'
                 OR never.measure IS NOT NULL THEN 'no'
                 WHEN NOT policy.estimates_missing THEN ?
                 -- What nobody is known to have is estimated of nobody.
                 WHEN bool_or(coverage.is_supplied) OVER (PARTITION BY coverage.measure, coverage.collection_year)
                 THEN 'yes' ELSE 'no' END,
            CASE areas.supplied_by WHEN 'agency' THEN 'Agency' ELSE 'Local authority' END,
            areas.new_la_code, areas.la_name, NULL, NULL,
            coalesce(unreliable.inclusion, '')
        FROM grossed.coverage AS coverage
        JOIN reference.reporting_units AS areas USING (collection_year, la_code)
        CROSS JOIN grossed.policy AS policy
        LEFT JOIN grossed.carried_forward AS carried USING (measure, collection_year, la_code)
        LEFT JOIN grossed.never_estimated AS never ON never.measure = coverage.measure
        LEFT JOIN grossed.unreliable AS unreliable USING (measure, collection_year, la_code)
        WHERE list_contains(?, coverage.collection_year)
        ORDER BY ALL
        """,
        [LEFT_OUT, list(years)],
    ).fetchall()
    rows += [
        (one.measure, one.year, "", "", "", f"includes estimates for {'; '.join(one.authorities)}", "yes",
         "National" if one.area == ENGLAND else "Regional", one.area.area_code, one.area.area_name,
         one.number, one.percent, "")
        for one in estimated
    ]  # fmt: skip
    rows += [
        ("", year, "", "", "", sentence, "yes", "National", ENGLAND.area_code, ENGLAND.area_name, None, None, "")
        for year, sentence in accepted
    ]
    reason = COVERAGE_COLUMNS.index("reason")  # which may be the words of whoever wrote the manifest
    named = ((one[0], period_of(one[1]), *one[2:reason], harmless(one[reason]), *one[reason + 1 :]) for one in rows)
    return write_rows(path, COVERAGE_COLUMNS, named)
