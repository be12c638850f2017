"""The two pages that are made of no figure: how far returns met what is asked of them, and what returns hold."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from lxml import html
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.design.files.quality_file import load_quality
from pipeline.disseminate.quality.confidence import NOT, NOT_KNOWN, PARTLY, WELL, Confidence, lowest_first
from pipeline.runs.release import RunSummary
from tests.disseminate.test_published_kinds import YEAR


def test_data_confidence_has_bands_alone_of_parts_that_compare_no_counts(published: RunSummary) -> None:
    publish, rules = published.folder / "publish", load_quality()
    bands = {WELL, PARTLY, NOT, NOT_KNOWN, rules.lowest, *(name for name, _ in rules.indicator)}
    with (publish / "data_confidence.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    parts = [one.id for one in rules.confidence if one.published]
    assert len(rows) > 5 and not {"continuity", "agreement"} & set(parts)
    for row in rows:
        assert list(row) == ["return", "old_la_code", "new_la_code", "la_name", "confidence", *parts]
        assert {row[column] for column in ("confidence", *parts)} <= bands
        # The authority's own page has its bands too.
        own = (publish / "authorities" / f"{row['old_la_code']}.html").read_text(encoding="utf-8")
        table = own.partition('id="confidence"')[2].partition("</table>")[0]
        assert re.findall(r"<td>([^<]*)</td>", table) == [row["confidence"], *(row[part] for part in parts)]
    page = (publish / "data_confidence.html").read_text(encoding="utf-8")
    cells = re.findall(r"<td>(.*?)</td>", page)
    assert len(cells) == len(rows) * (2 + len(parts)) and set(cells) <= bands | {"Children looked after (SSDA903)"}


def test_a_reader_sees_first_whose_return_met_least() -> None:
    given = [
        Confidence("ssda903", code, "", "", {}, band)
        for code, band in zip("abcd", ("high", NOT_KNOWN, "low", "high"), strict=True)
    ]
    assert [one.la_code for one in lowest_first(given, load_quality())] == ["c", "a", "d", "b"]


def test_the_specification_is_made_of_declarations_alone(published: RunSummary, tmp_path: Path) -> None:
    """The command makes the published page byte for byte, but for its head, and has nothing to count from."""
    publish = published.folder / "publish"
    out = tmp_path / "specification.html"
    done = CliRunner().invoke(app, ["specification", "ssda903", "--year", str(YEAR), "--out", str(out)])
    assert done.exit_code == 0, done.output
    shown = (publish / "specification_ssda903.html").read_text(encoding="utf-8")
    assert out.read_text(encoding="utf-8").partition("<main")[2] == shown.partition("<main")[2]
    # In a release the way back stands above it; alone it leads nowhere.
    assert '<a href="index.html">' in shown and "index.html" not in out.read_text(encoding="utf-8")
    for table in html.fromstring(shown).iter("table"):
        rows = [[cell.text_content().strip() for cell in row] for row in table.iter("tr")]
        assert all(map(any, zip(*rows[1:], strict=True))), rows[0]
    assert 'href="specification_ssda903.html"' in (publish / "index.html").read_text(encoding="utf-8")
