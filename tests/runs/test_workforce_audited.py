"""The workforce release is audited as a stranger would: its amounts of posts and cases have nobody behind them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.runs.audit import audit_release
from tests.collect.workforce_documents import workers_of, write_return
from tests.runs.workforce_release import publish

pytestmark = pytest.mark.usefixtures("few_authorities")


def test_it_is_read_whole_and_nothing_of_it_is_suppressed(tmp_path: Path) -> None:
    write_return(tmp_path / "returns", workers_of("301_2024_workers.csv"), "301", 2024)
    audited = audit_release(publish(tmp_path / "returns", tmp_path / "out", 2024))
    assert audited.figures > 1000
    assert audited.suppressed == 0
