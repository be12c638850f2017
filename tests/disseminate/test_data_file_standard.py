"""Each rule of the standard for data files, broken once in a pair of files that keeps them all."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.disseminate.standards.data_file_standard import screen
from pipeline.disseminate.standards.failing import Severity

PLACES = frozenset(
    {
        ("E92000001", "England"),
        ("E12000001", "North East"),
        ("840", "County Durham"),
        ("E06000047", "County Durham"),
        ("841", "Darlington"),
        ("E06000005", "Darlington"),
    }
)
DATA = (
    *("time_period", "time_identifier", "geographic_level", "country_code", "country_name"),
    *("region_code", "region_name", "old_la_code", "la_name", "new_la_code"),
    *("age_group", "age_band", "number", "percentage"),
)
META = "col_name,col_type,label,indicator_grouping,indicator_unit,indicator_dp,filter_hint,filter_grouping_column"
AREAS = (
    ("National", "", "", "", "", ""),
    ("Regional", "E12000001", "North East", "", "", ""),
    ("Local authority", "E12000001", "North East", "840", "County Durham", "E06000047"),
    ("Local authority", "E12000001", "North East", "841", "Darlington", "E06000005"),
)
ITEMS = (("Total", "Total", "12", "100"), ("Younger", "Under 1", "c", "c"), ("Older", "16 and over", "7", "58"))


@dataclass
class Pair:
    """The lines of both files, each with its header first."""

    data: list[list[str]]
    meta: list[list[str]]

    def put(self, column: str, value: str, row: int = 1) -> None:
        self.data[row][self.data[0].index(column)] = value

    def put_everywhere(self, column: str, value: str) -> None:
        for row in range(1, len(self.data)):
            self.put(column, value, row)

    def describe(self, name: str, column: str, value: str) -> None:
        (row,) = [row for row in self.meta if row[0] == name]
        row[self.meta[0].index(column)] = value

    def rename(self, old: str, new: str) -> None:
        self.data[0] = [new if name == old else name for name in self.data[0]]
        self.meta = [[new if cell == old else cell for cell in row] for row in self.meta]

    def drop(self, column: str) -> None:
        place = self.data[0].index(column)
        for row in self.data:
            del row[place]


@pytest.fixture
def pair() -> Pair:
    data = [list(DATA)]
    for year in ("2023", "2024"):
        for area in AREAS:
            place = [year, "Reporting year", area[0], "E92000001", "England", *area[1:]]
            data += [[*place, *item] for item in ITEMS]
    meta = [
        META.split(","),
        ["age_band", "Filter", "Age", "", "", "", "Age on 31 March", "age_group"],
        ["age_group", "Filter", "Age group", "", "", "", "", ""],
        ["number", "Indicator", "Number of children", "", "", "0", "", ""],
        ["percentage", "Indicator", "Percentage of children", "", "%", "0", "", ""],
    ]
    return Pair(data, meta)


def written(pair: Pair, folder: Path, name: str = "looked_after") -> tuple[Path, Path]:
    paths = folder / f"{name}.csv", folder / f"{name}.meta.csv"
    for path, lines in zip(paths, (pair.data, pair.meta), strict=True):
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(lines)
    return paths


def found(pair: Pair, folder: Path) -> set[str]:
    return {failing.check for failing in screen(*written(pair, folder), PLACES)}


BROKEN: list[tuple[str, Callable[[Pair], object]]] = [
    ("col_req_meta", lambda p: [row.pop() for row in p.meta]),
    ("col_invalid_meta", lambda p: [row.append("extra") for row in p.meta]),
    ("col_req_data", lambda p: p.drop("country_code")),
    ("col_to_rows", lambda p: p.meta.extend([[f"a{n}", *p.meta[-1][1:]] for n in range(9)])),
    ("duplicate_variable_names", lambda p: p.data[0].__setitem__(13, "number")),
    ("data_empty_rows", lambda p: p.data.append([""] * len(DATA))),
    ("meta_empty_rows", lambda p: p.meta.append([""] * 8)),
    ("data_empty_cols", lambda p: p.put_everywhere("percentage", "")),
    ("cross_meta_to_data", lambda p: p.describe("number", "col_name", "count")),
    ("cross_data_to_meta", lambda p: p.describe("number", "col_name", "count")),
    ("col_names_spaces", lambda p: p.rename("number", "the number")),
    ("col_snake_case", lambda p: p.rename("number", "theNumber")),
    ("col_var_start", lambda p: p.rename("number", "2024_number")),
    ("col_ind_smushed", lambda p: p.rename("number", "comparable_number")),
    ("col_var_characteristic", lambda p: p.rename("age_band", "characteristic")),
    ("meta_col_type", lambda p: p.describe("number", "col_type", "Measure")),
    ("meta_ob_unit", lambda p: p.describe("number", "col_name", "la_name")),
    ("meta_col_name", lambda p: p.describe("number", "col_name", " ")),
    ("meta_dupe_label", lambda p: p.describe("number", "label", "Percentage of children")),
    ("meta_label", lambda p: p.describe("number", "label", "")),
    ("meta_col_name_dupe", lambda p: p.describe("number", "col_name", "percentage")),
    ("meta_col_name_spaces", lambda p: p.rename("number", "the number")),
    ("meta_fil_grp", lambda p: p.describe("number", "filter_grouping_column", "age_group")),
    ("meta_fil_grp_dupe", lambda p: p.describe("age_group", "filter_grouping_column", "age_group")),
    ("meta_fil_grp_is_fil", lambda p: p.meta.pop(2)),
    ("meta_fil_grp_match", lambda p: p.describe("age_band", "filter_grouping_column", "nowhere")),
    ("meta_fil_grp_stripped", lambda p: p.put("age_group", "Tot-al")),
    ("meta_filter_hint", lambda p: p.describe("number", "filter_hint", "a hint")),
    ("meta_indicator_dp", lambda p: p.describe("age_band", "indicator_dp", "0")),
    ("meta_ind_unit", lambda p: p.describe("age_band", "indicator_unit", "%")),
    ("meta_indicator_grouping", lambda p: p.describe("age_band", "indicator_grouping", "All")),
    ("meta_geog_catch", lambda p: p.rename("age_band", "last_placement_code")),
    ("meta_ind_dp_set", lambda p: p.describe("number", "indicator_dp", "")),
    ("meta_ind_dp_values", lambda p: p.describe("number", "indicator_dp", "two")),
    ("meta_ind_unit_validation", lambda p: p.describe("number", "indicator_unit", "children")),
    ("time_period_num", lambda p: p.put("time_period", "2023/24")),
    ("time_id_valid", lambda p: p.put_everywhere("time_identifier", "School year")),
    ("time_id_mix", lambda p: p.put("time_identifier", "Academic year")),
    ("time_period", lambda p: p.put("time_period", "202324")),
    ("time_period_six", lambda p: p.put("time_period", "202325")),
    ("filter_not_singular", lambda p: p.put_everywhere("age_band", "Total")),
    ("filter_defaults", lambda p: [p.put("age_band", "All ages", r) for r in range(1, len(p.data), 3)]),
    ("filter_group_level", lambda p: [p.put("age_group", f"Group {r}", r) for r in range(1, len(p.data))]),
    ("filter_whitespace", lambda p: p.put("age_band", "Total ")),
    ("filter_ob_total", lambda p: p.put("la_name", "Total")),
    ("filter_blanks", lambda p: p.put("age_band", "")),
    ("geog_level", lambda p: p.put("geographic_level", "Country")),
    ("geog_level_present", lambda p: p.drop("la_name")),
    ("geog_country_combos", lambda p: p.put("country_name", "Engerland")),
    ("geog_region_combos", lambda p: p.put("region_name", "North east", 4)),
    ("geog_la_combos", lambda p: p.put("la_name", "Durham", 7)),
    ("geog_without_list", lambda p: p.put("geographic_level", "Ward")),
    ("geog_level_completed", lambda p: p.put("old_la_code", "", 7)),
    ("geog_overcompleted_cols", lambda p: p.put("la_name", "Darlington", 4)),
    ("geog_la_col_present", lambda p: p.drop("new_la_code")),
    ("geog_region_col_present", lambda p: p.drop("region_code")),
    ("geog_region_for_la", lambda p: (p.put("region_code", "", 7), p.put("region_name", "", 7))),
    ("geog_ignored_rows", lambda p: p.put_everywhere("geographic_level", "Institution")),
    ("general_dupes", lambda p: p.data.append(list(p.data[-1]))),
    ("general_null", lambda p: p.put("number", "NA")),
    ("general_legacy_symbols", lambda p: p.put("number", "..")),
    ("ind_invalid_entry", lambda p: p.put("number", "")),
    ("harmonised_variables", lambda p: p.rename("age_band", "ethnic_group")),
    ("harmonised_eth_vals", lambda p: p.rename("age_band", "ethnicity_major")),
    ("api_char_col_label", lambda p: p.describe("number", "label", "long " * 30)),
    ("api_char_filter_items", lambda p: p.put("age_band", "long " * 30)),
    ("symbols_only_gss", lambda p: p.put("number", "1,234")),
    ("dp_matches_metadata", lambda p: p.put("number", "12.5")),
]


def test_a_pair_that_keeps_every_rule_has_no_failing(pair: Pair, tmp_path: Path) -> None:
    assert screen(*written(pair, tmp_path), PLACES) == []


@pytest.mark.parametrize("check, break_it", BROKEN, ids=[check for check, _ in BROKEN])
def test_a_broken_rule_is_reported(pair: Pair, tmp_path: Path, check: str, break_it: Callable[[Pair], object]) -> None:
    break_it(pair)
    assert check in found(pair, tmp_path)


def test_failings_say_where_and_fails_come_first(pair: Pair, tmp_path: Path) -> None:
    pair.rename("number", "theNumber")
    pair.describe("theNumber", "label", "")
    failings = screen(*written(pair, tmp_path), PLACES)
    assert [failing.severity for failing in failings] == [Severity.FAIL, Severity.WARNING]
    assert [failing.where for failing in failings] == ["looked_after.meta.csv", "looked_after.csv"]
    assert str(failings[0]) == "FAIL meta_label in looked_after.meta.csv: no label for: 'theNumber'"


def test_an_authority_outside_the_list_may_be_unknown(pair: Pair, tmp_path: Path) -> None:
    for column, value in (("old_la_code", "z"), ("new_la_code", "z"), ("la_name", "Outside of England")):
        for row in (7, 8, 9):
            pair.put(column, value, row)
    assert found(pair, tmp_path) == set()


@pytest.mark.parametrize(
    "name, expected",
    [("looked after", "filename_spaces"), ("looked(after)", "filename_special")],
)
def test_file_names_are_screened(pair: Pair, tmp_path: Path, name: str, expected: str) -> None:
    failings = screen(*written(pair, tmp_path, name), PLACES)
    assert {failing.check for failing in failings} == {expected}


def test_metadata_carry_the_name_of_their_data(pair: Pair, tmp_path: Path) -> None:
    data, meta = written(pair, tmp_path)
    renamed = meta.rename(tmp_path / "other.meta.csv")
    assert [failing.check for failing in screen(data, renamed, PLACES)] == ["filenames_match"]


@pytest.mark.parametrize(
    "content, expected",
    [
        (b"time_period;number\n2024;1\n", "file_separator"),
        (b"time_period,number\n2024\n", "row_width"),
        (b"time_period,number\n\n2024,1\n", "blank_lines"),
        ("time_period,number\n2024,\u00a31\n".encode("cp1252"), "file_read"),
        (b"", "file_read"),
    ],
)
def test_files_that_read_badly_are_reported(pair: Pair, tmp_path: Path, content: bytes, expected: str) -> None:
    data, meta = written(pair, tmp_path)
    data.write_bytes(content)
    assert expected in {failing.check for failing in screen(data, meta, PLACES)}


def test_a_missing_file_is_reported(pair: Pair, tmp_path: Path) -> None:
    data, meta = written(pair, tmp_path)
    meta.unlink()
    assert [failing.check for failing in screen(data, meta, PLACES)] == ["file_read"]
