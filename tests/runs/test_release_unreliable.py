"""A release of children in need in which three authorities' figures are marked as unreliable, two of them in totals."""

from __future__ import annotations

import csv
from collections import Counter
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pipeline.foundation.numbers import Form
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.coverage import SHORT_HISTORY
from pipeline.protect.edition.seen import SeenRelease, see_release
from pipeline.runs.audit import audit_release
from pipeline.runs.explain import explain_cell
from pipeline.runs.release import RunSummary
from pipeline.synthetic.cin import synthesise_cin
from tests.conftest import made_once
from tests.runs.cin_release import (
    ENGLAND,
    half_up,
    known_counts,
    one_row,
    populations,
    publish,
    rounded_to_10,
    rows_of,
)

pytestmark = pytest.mark.usefixtures("few_authorities")
YEAR = 2024
# Hartlepool and Stockton; Northumberland and Middlesbrough of the same region and Cornwall of another are marked.
AUTHORITIES, COUNTED, IN_TOTALS, LEFT_OUT = ("805", "808", "806", "929", "908"), "929", "806", "908"
NORTH_EAST = "E12000001"
REFERRALS = "c1_children_in_need_referrals_and_rereferrals"
WHY = "The census of {} lacks cases that were moved between two systems"
MANIFEST = f"""return,year,la_code,note,unreliable_and_counted,unreliable_and_in_totals_alone,unreliable_and_left_out
cin,{YEAR},{COUNTED},{WHY.format("Northumberland")},*,,
cin,{YEAR},{IN_TOTALS},{WHY.format("Middlesbrough")},,*,
cin,{YEAR},{LEFT_OUT},{WHY.format("Cornwall")},,,*
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


@pytest.mark.parametrize("la_code", [COUNTED, IN_TOTALS, LEFT_OUT])
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
    alone = f"unreliable, in totals alone: {WHY.format('Middlesbrough')}"
    assert coverage(marked, IN_TOTALS) == {("yes", "in totals alone", alone)}
    assert coverage(marked, LEFT_OUT) == {("no", "left out", f"unreliable, left out: {WHY.format('Cornwall')}")}
    assert coverage(marked, "805") == {("yes", "", "")}
    for page in ("index.html", "methodology.html"):
        text = (marked.folder / "publish" / page).read_text(encoding="utf-8")
        assert all(WHY.format(name) in text for name in ("Northumberland", "Middlesbrough", "Cornwall"))
        assert "whose percentages, rates and averages are worked out without the authority" in text


def test_what_is_counted_is_in_its_region_and_what_is_left_out_in_none(marked: RunSummary, seen: SeenRelease) -> None:
    """Of the region's twelve authorities four sent; the others are estimated from these four alone."""
    counts = known_counts(marked, "referrals_in_year")
    assert set(counts) == set(AUTHORITIES) - {LEFT_OUT}
    whole = sum(counts.values())
    texts = {
        one.shown.area_code: one.text
        for one in seen.figures
        if one.shown.measure == "referrals_in_year" and one.shown.statistic == "count" and not one.shown.key
    }
    assert texts[COUNTED] == texts[IN_TOTALS] == texts[LEFT_OUT] == "u"
    assert texts["805"] == str(counts["805"])
    assert int(texts[NORTH_EAST]) > rounded_to_10(whole) and int(texts[ENGLAND]) > int(texts[NORTH_EAST])


def test_to_a_stranger_its_counts_are_unknowns_that_no_file_shows(marked: RunSummary, seen: SeenRelease) -> None:
    assert audit_release(marked.folder).is_safe
    assert {key.area_code for key in seen.unknowns.marked} == {COUNTED, IN_TOTALS}
    assert not {key.area_code for key in seen.unknowns.shown} & {COUNTED, IN_TOTALS, LEFT_OUT}
    assert {one.without for one in seen.unknowns.partial_sums.values()} == {(IN_TOTALS,)}
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


@pytest.mark.parametrize(("column", "without"), [("referral_rate", ("Middlesbrough",)), ("referral_count", ())])
def test_explain_says_without_whom_a_rate_is_worked_out(
    marked: RunSummary, column: str, without: tuple[str, ...]
) -> None:
    for area in (NORTH_EAST, ENGLAND):
        row = one_row(marked, REFERRALS, area)
        cell = f"{REFERRALS}:{YEAR}:{area}:{row['category']}:{column}"
        explanation = explain_cell(cell, marked.folder)
        assert explanation.without == without
        assert ("worked out without Middlesbrough" in explanation.in_words()) is bool(without)


def test_a_percentage_and_a_rate_of_it_are_u_and_those_of_its_region_are_printed(marked: RunSummary) -> None:
    own, region = one_row(marked, REFERRALS, COUNTED), one_row(marked, REFERRALS, NORTH_EAST)
    for column in ("referral_rate", "no_further_action_percent"):
        assert own[column] == "u"
        assert Decimal(region[column]) > 0


def in_region_and_england(summary: RunSummary, measure: str, key: str) -> dict[str, int]:
    """The counts of the region and of England with estimates, by the method of 2016 to 2017, from what was sent."""
    children, headline = populations(summary), known_counts(summary, measure)
    cells = known_counts(summary, measure, key)
    with Warehouse(summary.folder.parent / f".{summary.folder.name}.duckdb") as warehouse:
        of_region = warehouse.connection.execute(
            "SELECT la_code FROM reference.reporting_units WHERE collection_year = ? AND region_code = ?",
            [YEAR, NORTH_EAST],
        ).fetchall()
    known_children = sum(children[code] for code in headline)
    found = {}
    for area, codes in ((NORTH_EAST, {code for (code,) in of_region}), (ENGLAND, set(children))):
        sent = [code for code in headline if code in codes]
        known = sum(headline[code] for code in sent)
        whole = known + sum(
            int(half_up(Decimal(sum(headline.values())) * children[code] / known_children, "1"))
            for code in codes - headline.keys()
        )
        part = sum(cells.get(code, 0) for code in sent)
        found[area] = int(half_up(Decimal(part) * whole / known, "1"))
    return found


def test_percentages_and_rates_of_region_and_england_are_without_what_totals_alone_have(marked: RunSummary) -> None:
    """Each less Middlesbrough's own, over what is left; the numbers beside them have it."""
    measure, closed = "referrals_in_year", "outcome_of_referral=no_further_action"
    whole, part = (in_region_and_england(marked, measure, key) for key in ("", closed))
    own, own_part = (known_counts(marked, measure, key)[IN_TOTALS] for key in ("", closed))
    assert own > 100 and 0 < own_part < own
    children = populations(marked)
    of_area = {ENGLAND: sum(children.values())}
    with Warehouse(marked.folder.parent / f".{marked.folder.name}.duckdb") as warehouse:
        rows = warehouse.connection.execute(
            "SELECT area_code, population FROM reference.child_population WHERE collection_year = ?", [YEAR]
        ).fetchall()
    of_area |= {code: number for code, number in rows if code in (ENGLAND, NORTH_EAST)}
    differing = 0
    for area in (NORTH_EAST, ENGLAND):
        row = one_row(marked, REFERRALS, area)
        assert int(row["referral_count"]) == rounded_to_10(whole[area])
        left, left_part = whole[area] - own, part[area] - own_part
        share = half_up(Decimal(100) * left_part / left, "0.1")
        rate = half_up(Decimal(10_000) * left / (of_area[area] - children[IN_TOTALS]), "0.1")
        assert (Decimal(row["no_further_action_percent"]), Decimal(row["referral_rate"])) == (share, rate)
        differing += share != half_up(Decimal(100) * part[area] / whole[area], "0.1")
        differing += rate != half_up(Decimal(10_000) * whole[area] / of_area[area], "0.1")
    assert differing > 1, "the mark changes nothing that is printed here"


def test_every_share_and_rate_of_region_and_england_is_of_the_other_authorities(
    marked: RunSummary, seen: SeenRelease
) -> None:
    """In every file: the area's number less Middlesbrough's, over the base less its own, from restricted/."""
    with (marked.folder / "restricted" / "unprotected_cells.csv").open(encoding="utf-8", newline="") as file:
        cells = {
            (row["measure"], row["area_code"], row["breakdown_key"]): int(row["value"])
            for row in csv.DictReader(file)
            if row["collection_year"] == str(YEAR)
        }
    with Warehouse(marked.folder.parent / f".{marked.folder.name}.duckdb") as warehouse:
        children = dict(
            warehouse.connection.execute(
                "SELECT area_code, population FROM reference.child_population WHERE collection_year = ?", [YEAR]
            ).fetchall()
        )

    def left(measure: str, area: str, key: str) -> int:
        return cells.get((measure, area, key), 0) - cells.get((measure, IN_TOTALS, key), 0)

    compared = Counter[str]()
    for figure in seen.figures:
        one = figure.shown
        if one.statistic not in ("percent", "rate") or one.area_code not in (NORTH_EAST, ENGLAND):
            continue
        try:
            printed = Decimal(figure.text)
        except InvalidOperation:
            continue
        top = left(one.measure, one.area_code, one.key)
        if one.statistic == "rate":
            expected = Decimal(10_000) * top / (children[one.area_code] - children[IN_TOTALS])
        else:
            expected = Decimal(100) * top / left(one.whole[0], one.area_code, one.whole[1])
        assert printed == half_up(expected, f"1e-{one.decimals}"), figure
        compared[one.statistic] += 1
    assert compared["percent"] > 150 and compared["rate"] > 5, compared
