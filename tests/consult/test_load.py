"""A small version of python -m bench.preview_load: many officers at once get right answers, and the audit holds."""

from __future__ import annotations

from pathlib import Path

from bench.preview_load import hundredth, run

PATIENCE = 2.0  # seconds for the middle answer: whether 300 ms holds for 95 per cent is for the bench, on quiet cores


def test_officers_at_once_are_answered_rightly(tmp_path: Path) -> None:
    measured = run(tmp_path, authorities=4, children=200, officers=20, seconds=4, pause=0.5, workers=2)
    assert measured.wrong == []
    answers = measured.all_sorted()
    assert len(answers) > 40
    assert hundredth(answers, 50) < PATIENCE
