"""What holds of any release's printed numbers: each invariant is broken once on a file that keeps them all."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.design.data_sets import Release
from pipeline.design.figure import Marker
from pipeline.design.files.data_sets_file import load_release
from pipeline.disseminate.standards.invariants import FULL, NOTHING, PARTS, SHARES, require_invariants, violations
from pipeline.disseminate.standards.printed_figures import place_of, read_printed
from pipeline.foundation.stages import CheckFailed, UnreadableInput

DATA_SETS = """\
about:
  title: Invented
  summary: Invented for a test.
  headlines: [{label: Children, measure: children, key: ""}]
measures:
  children: {counts: children, return: ssda903, items: [Header, Episodes]}
data_sets:
  - name: by_sex
    title: By sex
    levels: [national, regional, local_authority]
    measure: children
    filters: [{item: characteristic, label: Characteristic, labels: sex}]
    indicators:
      - {column: number, statistic: count, label: Number}
      - {column: percentage, statistic: percent, label: Percentage, decimals: 0}
"""
LABELS = """\
label_set,first_edition,last_edition,group,label,measure,key,percent_of,minus
sex,2018,,,Total,,,whole,
sex,2018,,,Male,,sex=male,,
sex,2018,,,Female,,sex=female,,
sex,2018,,,Not known,,sex=sex_not_known,,
sex,2018,,,Suitable,,suitability=suitable,none,
"""
HEADER = (
    "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,old_la_code,"
    "la_name,new_la_code,characteristic,number,percentage"
)
ENGLAND = "National,E92000001,England,,,,,"
AUTHORITY = "Local authority,E92000001,England,E12000007,London,301,Barking and Dagenham,E09000002"
NOT_IN_BEING = "Local authority,E92000001,England,E12000001,North East,942,Cumberland,E06000063"
# 30 of 40 are 75 per cent. In England 33 + 67 + 0 are 100. An authority that is not in being has no numbers, and one
# without any children shares nothing out.
ROWS = {
    AUTHORITY: ["Total,40,100", "Male,30,75", "Female,10,25", "Not known,0,0", "Suitable,c,z"],
    ENGLAND: ["Total,30,100", "Male,10,33", "Female,20,67", "Not known,0,0", "Suitable,10,z"],
    NOT_IN_BEING: ["Total,z,z", "Male,z,z", "Female,z,z", "Not known,z,z", "Suitable,z,z"],
}
EMPTY = ["Total,0,z", "Male,0,z", "Female,z,z", "Not known,0,z", "Suitable,0,z"]
ROUNDING = {"local_authority": 1, "regional": 10, "national": 10}
SYMBOLS = {Marker.CONFIDENTIAL: "c", Marker.NOT_AVAILABLE: "x", Marker.NOT_APPLICABLE: "z", Marker.NEGLIGIBLE: "k"}


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    folder = tmp_path_factory.mktemp("templates")
    (folder / "invented").mkdir()
    rules = '[release]\nname = "invented"\ntime_identifier = "Reporting year"\n'
    texts = {"data_sets.yaml": DATA_SETS, "labels.csv": LABELS, "readings.yaml": "[]\n", "release.toml": rules}
    for name, text in texts.items():
        (folder / "invented" / name).write_text(text, encoding="utf-8")
    return load_release("invented", folder)


def written(folder: Path, old: str = "", new: str = "") -> Path:
    """The file with one change."""
    rows = [f"2024,Reporting year,{place},{row}" for place, held in ROWS.items() for row in held]
    rows += [f"2023,Reporting year,{AUTHORITY},{row}" for row in EMPTY]
    text = "\n".join([HEADER, *rows]) + "\n"
    assert text.count(old) == 1 or not old
    (folder / "by_sex.csv").write_text(text.replace(old, new) if old else text, encoding="utf-8")
    return folder


def found(release: Release, folder: Path) -> list[tuple[str, str, int, str]]:
    printed = read_printed(folder, release, 2024, "", [2023, 2024], ROUNDING, SYMBOLS)
    return [(one.invariant, one.file, one.line, one.column) for one in violations(printed)]


def test_a_file_that_keeps_them_all_has_no_violation(release: Release, tmp_path: Path) -> None:
    assert found(release, written(tmp_path)) == []


@pytest.mark.parametrize(
    ("old", "new", "invariant", "line", "column"),
    [
        # 41 of 40.
        (f"{AUTHORITY},Male,30,75", f"{AUTHORITY},Male,41,c", PARTS, 3, "number"),
        (f"{ENGLAND},Male,10,33", f"{ENGLAND},Male,40,c", PARTS, 8, "number"),
        # 100 per cent of 40 are 40; 30 of 40 are 75 and not 74, nor negligible; no share is over 100.
        (f"{AUTHORITY},Male,30,75", f"{AUTHORITY},Male,30,100", SHARES, 3, "percentage"),
        (f"{AUTHORITY},Male,30,75", f"{AUTHORITY},Male,30,74", SHARES, 3, "percentage"),
        (f"{AUTHORITY},Male,30,75", f"{AUTHORITY},Male,30,k", SHARES, 3, "percentage"),
        (f"{AUTHORITY},Male,30,75", f"{AUTHORITY},Male,c,101", SHARES, 3, "percentage"),
        # From 5 to 15 of 25 to 35 are 14 to 60 per cent: 61 is none of them.
        (f"{ENGLAND},Male,10,33", f"{ENGLAND},Male,10,61", SHARES, 8, "percentage"),
        # 43 can be, but 43 + 67 + 0 are 110: three shares are off by half a point and half a child of 30, 6.5, at most.
        (f"{ENGLAND},Male,10,33", f"{ENGLAND},Male,10,43", FULL, 8, "percentage"),
        # There is something that 30 of 40 are of, and nothing that 0 of 0 are of.
        (f"{AUTHORITY},Male,30,75", f"{AUTHORITY},Male,30,z", NOTHING, 3, "percentage"),
        (f"{AUTHORITY},Male,0,z", f"{AUTHORITY},Male,0,0", NOTHING, 18, "percentage"),
        (f"{AUTHORITY},Suitable,c,z", f"{AUTHORITY},Suitable,c,25", NOTHING, 6, "percentage"),
        (f"{AUTHORITY},Male,30,75", f"{AUTHORITY},Male,z,c", NOTHING, 3, "number"),
    ],
)  # fmt: skip
def test_a_broken_one_is_found_where_it_is(
    release: Release, tmp_path: Path, old: str, new: str, invariant: str, line: int, column: str
) -> None:
    assert (invariant, "by_sex.csv", line, column) in found(release, written(tmp_path, old, new))


def test_a_violation_stops_the_release_and_says_where(release: Release, tmp_path: Path) -> None:
    written(tmp_path, f"{AUTHORITY},Male,30,75", f"{AUTHORITY},Male,30,100")
    with pytest.raises(CheckFailed, match=r"by_sex\.csv line 3, column percentage: 100 per cent, beside 30 of 40"):
        require_invariants(tmp_path, release, 2024, "", [2023, 2024], ROUNDING, SYMBOLS)


def test_a_row_that_is_not_the_release_s_is_named(release: Release, tmp_path: Path) -> None:
    written(tmp_path, f"{AUTHORITY},Male,30,75", f"{AUTHORITY},Mail,30,75")
    with pytest.raises(UnreadableInput, match=r"by_sex\.csv line 3: no label"):
        found(release, tmp_path)


def test_where_percentages_are_of_other_authorities_the_counts_beside_them_say_nothing(
    release: Release, tmp_path: Path
) -> None:
    """61 per cent of England is what 10 of 30 cannot give; the counts of a place and measure that are listed may."""
    folder = written(tmp_path, f"{ENGLAND},Male,10,33", f"{ENGLAND},Male,10,61")
    printed = read_printed(folder, release, 2024, "", [2023, 2024], ROUNDING, SYMBOLS)
    for of_others, is_found in (
        ([], True),
        ([("children", place_of(2024, "E92000001"))], False),
        ([("children", place_of(2023, "E92000001")), ("another", place_of(2024, "E92000001"))], True),
    ):
        assert (SHARES in {one.invariant for one in violations(printed, of_others)}) is is_found
