"""A release of children in need in which two authorities' figures are marked as unreliable, one of them in totals."""

from __future__ import annotations

import csv
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pipeline.foundation.numbers import Form
from pipeline.process.coverage import SHORT_HISTORY
from pipeline.protect.edition.seen import SeenRelease, see_release
from pipeline.runs.audit import audit_release
from pipeline.runs.explain import explain_cell
from pipeline.runs.release import RunSummary
from pipeline.synthetic.cin import synthesise_cin
from tests.conftest import made_once
from tests.runs.cin_release import ENGLAND, known_counts, one_row, publish, rounded_to_10, rows_of

YEAR = 2024
# Hartlepool and Middlesbrough; Northumberland of the same region and Cornwall of another are marked.
AUTHORITIES, COUNTED, LEFT_OUT = ("805", "806", "929", "908"), "929", "908"
NORTH_EAST = "E12000001"
REFERRALS = "c1_children_in_need_referrals_and_rereferrals"
WHY = "The census of {} lacks cases that were moved between two systems"
MANIFEST = f"""return,year,la_code,received_on,items_not_supplied,note,unreliable_and_counted,unreliable_and_left_out
cin,{YEAR},{COUNTED},,,{WHY.format("Northumberland")},*,
cin,{YEAR},{LEFT_OUT},,,{WHY.format("Cornwall")},,*
"""


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> RunSummary:
    def make(folder: Path) -> RunSummary:
        synthesise_cin([YEAR], folder / "returns", scale=0.1, seed=7, las=AUTHORITIES, processes=1)
        (folder / "returns" / "manifest.csv").write_text(MANIFEST, encoding="utf-8")
        return publish(folder / "returns", folder / "releases", YEAR)

    return made_once(tmp_path_factory, "unreliable", make)


@pytest.fixture(scope="module")
def seen(marked: RunSummary) -> SeenRelease:
    return see_release(marked.folder)


def coverage(summary: RunSummary, la_code: str) -> set[tuple[str, str, str]]:
    """What coverage.csv says of an authority: supplied, unreliable, reason."""
    with (summary.folder / "publish" / "coverage.csv").open(encoding="utf-8", newline="") as file:
        return {
            (row["supplied"], row["unreliable"], row["reason"])
            for row in csv.DictReader(file)
            if row["old_la_code"] == la_code and row["reason"] != SHORT_HISTORY
        }


@pytest.mark.parametrize("la_code", [COUNTED, LEFT_OUT])
def test_no_number_of_a_marked_authority_is_in_any_file(marked: RunSummary, seen: SeenRelease, la_code: str) -> None:
    """Re-referrals have x: they look back on a return that is not there, so there is nothing to doubt."""
    texts = Counter(one.text for one in seen.figures if one.shown.area_code == la_code)
    assert set(texts) == {"u", "x"}
    assert texts["u"] > 500
    absent = {one.shown.measure for one in seen.figures if one.shown.area_code == la_code and one.text == "x"}
    assert absent == {"re_referrals", "children_re_referred"}


def test_workbooks_have_the_symbol_and_say_why(marked: RunSummary) -> None:
    seen = 0
    for path in (marked.folder / "publish" / "tables").glob("*.xlsx"):
        book = load_workbook(path, read_only=True)
        cover = "\n".join(str(row[0]) for row in book["Cover"].iter_rows(values_only=True))
        assert WHY.format("Northumberland") in cover and "They are counted in the figures of its region" in cover
        for sheet in book.worksheets:
            for row in sheet.iter_rows(values_only=True):
                if "Northumberland" in row:
                    seen += sum(value == "[u]" for value in row)
                    assert not [value for value in row if isinstance(value, int | float) or value == "[c]"]
        book.close()
    assert seen > 20


def test_coverage_and_pages_say_so(marked: RunSummary) -> None:
    assert coverage(marked, COUNTED) == {("yes", "counted", f"unreliable, counted: {WHY.format('Northumberland')}")}
    assert coverage(marked, LEFT_OUT) == {("no", "left out", f"unreliable, left out: {WHY.format('Cornwall')}")}
    assert coverage(marked, "805") == {("yes", "", "")}
    for page in ("index.html", "methodology.html"):
        text = (marked.folder / "publish" / page).read_text(encoding="utf-8")
        assert WHY.format("Northumberland") in text and WHY.format("Cornwall") in text


def test_what_is_counted_is_in_its_region_and_what_is_left_out_in_none(marked: RunSummary, seen: SeenRelease) -> None:
    """Of the region's twelve authorities three sent; the others are estimated from these three alone."""
    counts = known_counts(marked, "referrals_in_year")
    assert set(counts) == set(AUTHORITIES) - {LEFT_OUT}
    whole = sum(counts.values())
    texts = {
        one.shown.area_code: one.text
        for one in seen.figures
        if one.shown.measure == "referrals_in_year" and one.shown.statistic == "count" and not one.shown.key
    }
    assert texts[COUNTED] == texts[LEFT_OUT] == "u"
    assert texts["805"] == str(counts["805"])
    assert int(texts[NORTH_EAST]) > rounded_to_10(whole) and int(texts[ENGLAND]) > int(texts[NORTH_EAST])


def test_to_a_stranger_its_counts_are_unknowns_that_no_file_shows(marked: RunSummary, seen: SeenRelease) -> None:
    assert audit_release(marked.folder).is_safe
    assert {key.area_code for key in seen.unknowns.marked} == {COUNTED}
    assert not {key.area_code for key in seen.unknowns.shown} & {COUNTED, LEFT_OUT}
    forms = {form for key, form in zip(seen.view.keys, seen.view.forms, strict=True) if key.area_code == COUNTED}
    assert forms == {Form.UNPUBLISHED}
    assert not {key for key in seen.unknowns.marked if key.breakdown == ""} & seen.view.exempt


def test_explain_says_why(marked: RunSummary) -> None:
    row = next(row for row in rows_of(marked, REFERRALS) if row.get("old_la_code") == COUNTED)
    column = next(name for name in list(row)[10:] if row[name] == "u")
    cell = f"{REFERRALS}:{YEAR}:{COUNTED}:{row.get('category') or row.get('Category')}:{column}"
    explanation = explain_cell(cell, marked.folder)
    assert explanation.printed == "u"
    assert explanation.reason_absent == f"unreliable, counted: {WHY.format('Northumberland')}"
    assert "no figure: unreliable" in explanation.in_words()


def test_a_percentage_and_a_rate_of_it_are_u_and_those_of_its_region_are_printed(marked: RunSummary) -> None:
    own, region = one_row(marked, REFERRALS, COUNTED), one_row(marked, REFERRALS, NORTH_EAST)
    for column in ("referral_rate", "no_further_action_percent"):
        assert own[column] == "u"
        assert Decimal(region[column]) > 0
