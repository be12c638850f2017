"""Two releases of one series: each may be safe, and they must be safe together."""

from __future__ import annotations

import shutil
from itertools import product
from pathlib import Path

from pipeline.runs.audit import audit_release
from pipeline.runs.compare import compare_releases
from pipeline.runs.release import ReleaseRun, publish_release


def test_a_release_is_protected_together_with_the_one_before_it(small_england: Path, tmp_path: Path) -> None:
    returns = tmp_path / "returns"
    for year, code in product(("2023", "2024"), ("301", "316", "857")):
        shutil.copytree(small_england / "ssda903" / year / code, returns / "ssda903" / year / code)
    out = tmp_path / "out"
    old = publish_release(
        ReleaseRun("children-looked-after", 2023, "", returns, out, accept_coverage=True), report=lambda _: None
    )
    # Two authorities correct their return of 2023 after it was published: one child each is no longer counted.
    for code in ("857", "301"):
        path = returns / "ssda903" / "2023" / code / "episodes.csv"
        lines = path.read_text().splitlines(keepends=True)
        fields = [line.split(",") for line in lines]
        child = next(row[0] for row in reversed(fields) if row[7] == "")
        path.write_text("".join(line for line, row in zip(lines, fields, strict=True) if row[0] != child))
    new = publish_release(
        ReleaseRun("children-looked-after", 2024, "", returns, out, earlier=(old.folder,), accept_coverage=True),
        report=lambda _: None,
    )
    assert "children-looked-after 2023" in (new.folder / "publish" / "methodology.html").read_text()
    assert audit_release(new.folder, [old.folder]).is_safe
    moved = {revision.shown.area_code for revision in compare_releases(old.folder, new.folder).revisions}
    assert "857" in moved
