"""Two releases of one series: each may be safe, and they must be safe together."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from pipeline.runs.audit import audit_release
from pipeline.runs.compare import COLUMNS, PLANNED, compare_releases
from pipeline.runs.release import publish_release
from pipeline.runs.run import ReleaseRun
from pipeline.synthetic.cin import synthesise_cin
from tests.runs.cin_release import NAME
from tests.runs.figures_alone import publish_figures

pytestmark = pytest.mark.usefixtures("few_authorities")
CHILD = re.compile(r"[ \t]*<Child>.*?</Child>\n?", re.DOTALL)


def without_a_child(census: Path) -> str:
    """The text of a census less the last child who has a case that is open, and so is in need on 31 March."""
    text = census.read_text(encoding="utf-8")
    children = [found for found in CHILD.finditer(text) if "<CINclosureDate>" not in found[0]]
    last = children[-1]
    return text[: last.start()] + text[last.end() :]


def test_a_release_is_protected_together_with_the_one_before_it(tmp_path: Path) -> None:
    returns, out = tmp_path / "returns", tmp_path / "out"
    synthesise_cin((2023, 2024), returns, scale=0.1, seed=7, las=("301", "857"), processes=1)
    old = publish_figures(ReleaseRun(NAME, 2023, "", returns, out, accept_coverage=True))
    # Two authorities correct their census of 2023 after it was published: one child each is no longer counted.
    for code in ("857", "301"):
        (census,) = (returns / "cin" / "2023" / code).glob("*.xml")
        census.write_text(without_a_child(census), encoding="utf-8")
    run = ReleaseRun(NAME, 2024, "", returns, out, earlier=(old.folder,), accept_coverage=True)
    new = publish_release(run, report=lambda _: None)
    assert f"{NAME} 2023" in (new.folder / "publish" / "methodology.html").read_text()
    assert audit_release(new.folder, [old.folder]).is_safe
    compared = compare_releases(old.folder, new.folder)
    moved = {revision.shown.area_code for revision in compared.revisions}
    assert {"301", "857"} & moved
    # What was revised is published with the release, as the command tells it of the finished folders.
    publish = new.folder / "publish"
    with (publish / "revisions.csv").open(encoding="utf-8", newline="") as file:
        assert [tuple(row) for row in csv.reader(file)] == [COLUMNS, *(one.row for one in compared.largest())]
    page = (publish / "revisions.html").read_text(encoding="utf-8")
    assert 'href="revisions.html"' in (publish / "index.html").read_text(encoding="utf-8")
    assert f"The revisions are {PLANNED}" in page and "Returns sent again" in page
    assert dict(compared.by_cause)["returns sent again"] >= 1
    assert not (old.folder / "publish" / "revisions.csv").exists()
