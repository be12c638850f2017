"""What becomes of numbers that the audit finds too narrow: only those that are no small counts may be listed."""

from __future__ import annotations

from pipeline.foundation.numbers import Cells, Key, Level
from pipeline.protect.attack.audit import AuditReport, Finding
from pipeline.protect.edition.protection import list_narrow


def key(breakdown: str) -> Key:
    return Key("adopted_during_year", 2024, "213", breakdown)


SIX, FIVE, SEVEN = key("result=six"), key("result=five"), key("result=seven")
CELLS = Cells.of((one, value, Level.LOCAL_AUTHORITY, True, True) for one, value in ((SIX, 6), (FIVE, 5), (SEVEN, 7)))


def test_a_number_above_the_threshold_is_listed_with_what_the_audit_found() -> None:
    report = AuditReport((), (Finding("narrow", SIX, 5, 7),), ())
    judged = list_narrow(report, CELLS, 5)
    assert judged.passed
    assert judged.structural == report.findings


def test_a_small_number_an_exact_one_and_an_unknown_one_still_stop_the_release() -> None:
    findings = (
        Finding("narrow", FIVE, 5, 7),
        Finding("exact", SEVEN, 7, 7),
        Finding("narrow", key("result=none"), 5, 7),
        Finding("not covering", SIX, 5, 9),
    )
    judged = list_narrow(AuditReport((), findings, ()), CELLS, 5)
    assert judged.findings == findings
    assert judged.structural == ()
