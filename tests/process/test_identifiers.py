"""Identifiers across the two collections: what was planted is found, on the right line, and nothing else is."""

from __future__ import annotations

import csv
import re
import shutil
import stat
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from pipeline.collect.collections.cin import stage_cin
from pipeline.collect.collections.cin.unique_pupil_number import check_letter_is_wrong
from pipeline.collect.rules import load_rules
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.identifiers import Discrepancy, IdentifierReport, compare_identifiers
from pipeline.process.models import build
from pipeline.process.models_read import load_models
from pipeline.synthetic.cin import CinDefectKind
from tests.conftest import made_once
from tests.process.identified_england import LAS, release_of_spoilt, spoilt_england, write_england
from tests.synthetic.synthetic_cin import rows

# The rule that finds each planted defect, and in how many children; an overdue birth is found within the census.
FOUND_BY = {
    CinDefectKind.CHILD_RECORDED_TWICE: ("upn_on_several_children", 2),
    CinDefectKind.NUMBER_ON_SEVERAL_CHILDREN: ("upn_on_several_children", 3),
    CinDefectKind.WRONG_CHECK_LETTER: ("upn_check_letter", 1),
    CinDefectKind.NUMBER_DIFFERS_FROM_SSDA903: ("upn_differs", 1),
    CinDefectKind.BIRTH_DATE_DIFFERS_FROM_SSDA903: ("birth_date_differs", 1),
    CinDefectKind.IDENTIFIER_DIFFERS_FROM_SSDA903: ("child_id_differs", 1),
    CinDefectKind.LOOKED_AFTER_CASE_CLOSED: ("looked_after_without_open_case", 1),
    CinDefectKind.LOOKED_AFTER_NOT_SENT: ("looked_after_not_in_census", 1),
}
LOOKED_AFTER = ("looked_after_without_open_case", "looked_after_not_in_census")


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return spoilt_england(tmp_path_factory)


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_once(tmp_path_factory, "identifiers_clean", lambda folder: write_england(folder, plant_defects=False))


@cache
def compare(returns: Path, year: int = 2024) -> IdentifierReport:
    """The comparison of returns that nobody changes any more."""
    with Warehouse() as warehouse:
        stage_cin(warehouse, returns, [year])
        build(warehouse, load_models(), names=["staged.cin_children", "staged.cin_referrals"])
        return compare_identifiers(warehouse, returns, year)


def with_planted(returns: Path) -> tuple[Counter[tuple[str, str]], Counter[str]]:
    """By authority: the findings that planted defects lead to, and children looked after without a case (ledger)."""
    planted: Counter[tuple[str, str]] = Counter()
    for row in rows(returns / "ledger" / "cin_planted_defects.csv"):
        if row["kind"] in FOUND_BY:
            rule, children = FOUND_BY[CinDefectKind(row["kind"])]
            planted[row["la_code"], rule] += children
    without: Counter[str] = Counter()
    for row in rows(returns / "ledger" / "cin_totals.csv"):
        if (row["collection_year"], row["category"]) == ("2024", "without_open_case"):
            without[row["la_code"]] += int(row["count"])
    return planted, without


def found_in(report: IdentifierReport) -> tuple[Counter[tuple[str, str]], Counter[str]]:
    found = Counter((each.la_code, each.rule) for each in report.discrepancies if each.rule not in LOOKED_AFTER)
    return found, Counter(each.la_code for each in report.discrepancies if each.rule in LOOKED_AFTER)


@pytest.mark.parametrize(
    ("number", "is_wrong"),
    [
        ("R201100018042", False),
        ("H243278544154", False),
        ("A950000178301", False),
        ("T20110001804V", False),
        ("A201100018042", True),
        ("R201100018043", True),
        ("T20110001804W", True),
        ("Z20110001804S", True),  # S is no letter of these numbers, whatever the sum would be
        ("I201100018042", True),
        ("UN1", False),
    ],
)
def test_the_check_letter(number: str, is_wrong: bool) -> None:
    with Warehouse() as warehouse:
        row = warehouse.connection.execute(
            f"SELECT {check_letter_is_wrong('number')} FROM (SELECT ? AS number)", [number]
        )
        assert row.fetchone() == (is_wrong,)


def test_the_check_letter_by_hand() -> None:
    """2x2 + 1x4 + 1x5 + 1x9 + 8x10 + 4x12 = 150; V counts 18, from A = 0, and 150 + 18x13 = 384 leaves 16, a T."""
    letters = "ABCDEFGHJKLMNPQRTUVWXYZ"
    total = sum(int(digit) * place for place, digit in enumerate("20110001804", start=2))
    assert (total, letters.index("V")) == (150, 18)
    assert letters[(total + 13 * letters.index("V")) % 23] == "T"


def test_every_planted_defect_is_found_and_nothing_else(spoilt: Path) -> None:
    planted, without = with_planted(spoilt)
    assert len(planted) >= 7, "the ledger lists one defect of each kind"
    found, looked_after = found_in(compare(spoilt))
    of_care = Counter({la: count for (la, rule), count in planted.items() if rule in LOOKED_AFTER})
    assert found == Counter({key: count for key, count in planted.items() if key[1] not in LOOKED_AFTER})
    assert looked_after == without + of_care


def test_an_overdue_birth_is_found_within_the_census(spoilt: Path) -> None:
    (row,) = (row for row in rows(spoilt / "ledger" / "cin_planted_defects.csv") if row["kind"] == "unborn_overdue")
    with Warehouse() as warehouse:
        stage_cin(warehouse, spoilt, [2024])
        found = warehouse.connection.execute(
            "SELECT la_code, line FROM raw.findings WHERE rule = 'unborn_is_overdue'"
        ).fetchall()
    assert found == [(row["la_code"], int(row["line"]))]


def test_a_finding_stands_on_the_line_that_the_ledger_gives(spoilt: Path) -> None:
    report = compare(spoilt)
    places = {(each.rule, each.in_census) for each in report.discrepancies}
    for row in rows(spoilt / "ledger" / "cin_planted_defects.csv"):
        rule, _ = FOUND_BY.get(CinDefectKind(row["kind"]), ("", 0))
        if rule and row["line"] != "0":
            assert (rule, f"{row['path']}:{row['line']}") in places, row["kind"]
    for each in report.discrepancies:
        if each.in_ssda903:
            path, _, line = each.in_ssda903.rpartition(":")
            assert each.child_id in (spoilt / path).read_text(encoding="utf-8").splitlines()[int(line) - 1].split(",")


def test_where_nothing_is_planted_nothing_is_found(clean: Path) -> None:
    _, without = with_planted(clean)
    found, looked_after = found_in(compare(clean))
    assert found == Counter()
    assert looked_after == without and sum(without.values()) > 0


def edited(returns: Path, folder: Path, la_code: str, change: Callable[[str], str]) -> Path:
    """A copy of the returns with one authority's census of 2024 changed."""
    shutil.copytree(returns, folder)
    path = folder / "cin" / "2024" / la_code / "cin.xml"
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    return folder


def test_a_number_of_the_wrong_shape_is_told(clean: Path, tmp_path: Path) -> None:
    returns = edited(clean, tmp_path / "r", "301", lambda text: re.sub(r"<UPN>\w+<", "<UPN>=12<", text, count=1))
    (found,) = (each for each in compare(returns).discrepancies if each.rule not in LOOKED_AFTER)
    assert (found.la_code, found.rule, found.census_value) == ("301", "upn_format", "=12")


def test_a_number_that_another_authority_has_for_a_child_born_on_another_day_is_told_to_both(
    clean: Path, tmp_path: Path
) -> None:
    # The last child of a file is not in care, so that it stands in the census alone.
    pattern = re.compile(r"<UPN>(\w+)</UPN><PersonBirthDate>(\S{10})<")
    number, born = pattern.findall((clean / "cin" / "2024" / "330" / "cin.xml").read_text(encoding="utf-8"))[-1]

    def change(text: str) -> str:
        last = list(pattern.finditer(text))[-1]
        assert last[2] != born
        return f"{text[: last.start(1)]}{number}{text[last.end(1) :]}"

    def change_both(text: str) -> str:
        changed = change(text)
        last = list(pattern.finditer(changed))[-1]
        return f"{changed[: last.start(2)]}{born}{changed[last.end(2) :]}"

    moved = compare(edited(clean, tmp_path / "same_day", "886", change_both))
    assert {each.rule for each in moved.discrepancies} <= set(LOOKED_AFTER), "a child may be known to two authorities"
    returns = edited(clean, tmp_path / "r", "886", change)
    found = [each for each in compare(returns).discrepancies if each.rule not in LOOKED_AFTER]
    assert [(each.la_code, each.rule) for each in found] == [
        ("330", "upn_of_another_authority"),
        ("886", "upn_of_another_authority"),
    ]
    assert "330" not in found[1].in_census, "an authority is not told where the other child is"


def test_a_former_number_is_no_difference(spoilt: Path, tmp_path: Path) -> None:
    (told,) = (each for each in compare(spoilt).discrepancies if each.rule == "upn_differs")

    def change(text: str) -> str:
        now = f"<UPN>{told.census_value}</UPN>"
        assert text.count(now) == 1
        return text.replace(now, f"{now}<FormerUPN>{told.ssda903_value}</FormerUPN>")

    rules = {each.rule for each in compare(edited(spoilt, tmp_path / "r", told.la_code, change)).discrepancies}
    assert "upn_differs" not in rules and "child_id_differs" in rules


def test_a_referral_without_further_action_is_no_open_case(spoilt: Path, tmp_path: Path) -> None:
    (row,) = (row for row in rows(spoilt / "ledger" / "cin_planted_defects.csv") if "case_closed" in row["kind"])
    closure = f"<CINclosureDate>{row['collection_year']}-03-31</CINclosureDate><ReasonForClosure>RC7</ReasonForClosure>"

    def change(text: str, flag: str) -> str:
        lines = text.splitlines(keepends=True)
        first = int(row["line"]) - 1
        last = next(place for place in range(first, len(lines)) if lines[place].startswith("</Child>"))
        child = "".join(lines[first : last + 1])
        assert closure in child
        child = re.sub(r"<ReferralNFA>\w+<", f"<ReferralNFA>{flag}<", child.replace(closure, ""))
        return "".join([*lines[:first], child, *lines[last + 1 :]])

    def told(flag: str) -> bool:
        returns = edited(spoilt, tmp_path / flag, row["la_code"], lambda text: change(text, flag))
        place = f"{row['path']}:{row['line']}"
        return any(each.in_census == place for each in compare(returns).discrepancies)

    assert (told("false"), told("true")) == (False, True)


def test_without_ssda903_the_census_is_checked_alone_and_that_is_said(spoilt: Path, tmp_path: Path) -> None:
    returns = tmp_path / "returns"
    shutil.copytree(spoilt / "cin", returns / "cin")
    report = compare(returns)
    assert {each.rule for each in report.discrepancies} == {"upn_check_letter", "upn_on_several_children"}
    assert "There is no SSDA903 return of 2024" in report.sentence()
    assert report.compared == {} and report.authorities == LAS


def test_an_authority_whose_ssda903_cannot_be_used_is_not_compared_and_named(spoilt: Path, tmp_path: Path) -> None:
    returns = tmp_path / "returns"
    shutil.copytree(spoilt, returns)
    (returns / "ssda903" / "2024" / "886" / "episodes.csv").unlink()
    report = compare(returns)
    assert sorted(report.compared) == ["301", "330"]
    assert report.sentence().endswith("want of a usable SSDA903 return: 886.")
    assert {each.rule for each in report.discrepancies if each.la_code == "886"} == {"upn_on_several_children"}


def test_every_rule_says_what_to_do(spoilt: Path) -> None:
    rules = load_rules("identifiers")
    assert len(rules) == 9
    assert all(rule.rule.message.endswith(".") for rule in rules)


def test_values_that_a_spreadsheet_would_work_out_are_text(tmp_path: Path) -> None:
    nasty = Discrepancy("301", "upn_format", "=1+1", "cin/2024/301/cin.xml:1", "@12", "", "")
    IdentifierReport(2024, True, ("301", "302"), {}, (nasty,)).write(tmp_path)
    with (tmp_path / "identifiers" / "301.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["child_id"], row["census_value"]) == ("'=1+1", "'@12")
    assert (tmp_path / "identifiers" / "302.csv").read_text(encoding="utf-8").count("\n") == 1


def test_a_release_tells_each_authority_in_private_and_everybody_else_counts(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    summary = release_of_spoilt(tmp_path_factory)
    assert any("Identifiers of 3 authorities compared" in remark for remark in summary.published.remarks)
    assert summary.published.remarks[0] in summary.in_words()
    restricted = summary.folder / "restricted"
    assert stat.S_IMODE((restricted / "identifiers").stat().st_mode) == 0o700
    told: list[dict[str, str]] = []
    for la_code in LAS:
        path = restricted / "identifiers" / f"{la_code}.csv"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        told += rows(path)
    private = {row[name] for row in told for name in ("child_id", "census_value", "ssda903_value") if row[name]}
    assert private
    elsewhere = [
        path for path in summary.folder.rglob("*")
        if path.is_file() and path.parent.name != "identifiers" and path.suffix in {".csv", ".html", ".json"}
    ]  # fmt: skip
    words = {word for path in elsewhere for word in re.split(r"[^\w-]+", path.read_text(encoding="utf-8"))}
    # A child's number may be a count by chance; a pupil number and a date of birth may not.
    assert {value for value in private if len(value) > 9} & words == set()

    counted = {
        (row["la_code"], row["what"]): int(row["count"])
        for row in rows(restricted / "quality_summary.csv")
        if (row["return"], row["collection_year"]) == ("cin", "2024")
    }
    by_rule = Counter((path.stem, row["rule"]) for path in (restricted / "identifiers").iterdir() for row in rows(path))
    for (la_code, rule), count in by_rule.items():
        assert counted[la_code, f"identifiers: {rule}"] == count
    for la_code in LAS:
        assert counted[la_code, "records"] == counted[la_code, "records staged"]
        assert counted[la_code, "identifiers: children_compared"] > 0
