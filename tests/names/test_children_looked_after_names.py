"""What a release of children looked after holds, beside the names that the department's own files have.

``golden/children_looked_after_published.csv`` lists the names read from the files of the releases 2022 to 2025 as they
were published: a row is a level, filter column, number column or (with ``filter``) label of a file in one edition.
School moves and changes of social worker belong to the release about stability and are not in it.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from pipeline.analyse.data_set_rows import filter_columns, label_rows, label_texts
from pipeline.design.data_sets import DataSet
from pipeline.design.files.data_sets_file import load_release

PUBLISHED = Path(__file__).parents[1] / "golden" / "children_looked_after_published.csv"
RELEASE = load_release("children-looked-after")
LEVELS = {"National": "national", "Regional": "regional", "Local authority": "local_authority"}
# Files that were too large to be kept are known by name only; what they hold follows their siblings.
NAME_ONLY = ("la_care_leavers_accommodation_type",)
# Two spellings of one label that stood in one file, in rows of different years: we write the one of the last year.
SPELT_TWICE = {
    "Placed for Adoption",
    "Foster Placements",
    "Living Independently",
    "Placed with Parents",
    "2. over 20 miles",
}


def published() -> dict[tuple[str, int], dict[tuple[str, str], list[str]]]:
    """By (data set, edition): the names by (part, filter)."""
    found: dict[tuple[str, int], dict[tuple[str, str], list[str]]] = defaultdict(lambda: defaultdict(list))
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["data_set"], int(row["edition"])][row["part"], row["filter"]].append(row["name"])
    return found


FILES = published()


def data_set(name: str, edition: int) -> DataSet:
    """Our data set of that file name in the edition."""
    found = [one for one in RELEASE.data_sets_in(edition) if one.file_name.at(edition) == name]
    assert found, f"{name} is missing from the {edition} edition"
    return found[0]


@pytest.mark.parametrize(("name", "edition"), sorted(FILES))
def test_no_file_column_or_label_is_missing(name: str, edition: int) -> None:
    ours = data_set(name, edition)
    names = FILES[name, edition]
    columns = filter_columns(ours, edition)
    rows = [dict(zip(columns, label_texts(ours, labels), strict=True)) for labels in label_rows(RELEASE, ours, edition)]
    missing = []
    for (part, column), texts in names.items():
        match part:
            case "level":
                missing += [("level", text) for text in texts if text in LEVELS and LEVELS[text] not in ours.levels]
            case "column":
                numbers = [indicator.column.at(edition) for indicator in ours.indicators_in(edition)]
                missing += [("column", text) for text in texts if text not in numbers]
                assert [text for text in numbers if text not in texts] == []
            case "filter" if not column:
                missing += [("filter", text) for text in texts if text not in columns]
            case _:
                in_edition = next((one for one in columns if one.lower() == column.lower()), column)
                values = {row.get(in_edition, "").strip() for row in rows}
                missing += [(column, text) for text in texts if text not in values | SPELT_TWICE]
    assert missing == []


@pytest.mark.parametrize(("name", "edition"), sorted(FILES))
def test_no_label_is_ours_alone(name: str, edition: int) -> None:
    ours = data_set(name, edition)
    columns = filter_columns(ours, edition)
    theirs = {column.lower(): set(texts) for (_, column), texts in FILES[name, edition].items() if column}
    for labels in label_rows(RELEASE, ours, edition):
        for column, text in zip(columns, label_texts(ours, labels), strict=True):
            assert text.strip() in theirs.get(column.lower(), {text.strip()}), (column, text)


def test_labels_and_columns_of_2024_are_as_the_published_files_write_them() -> None:
    """Read from the files: a space behind two groups, the order of columns, spellings by age, signs and paddings."""
    groups = {
        label.group
        for name in ("national_care_leavers_placement_and_ethnicity", "national_missing")
        for label in RELEASE.labels_of(name, 2024)
        if label.group.endswith(" ")
    }
    assert groups == {"Placement on ceasing ", "Children missing from placement "}
    assert filter_columns(data_set("national_conviction_health_outcomes_for_cla", 2024), 2024) == [
        "gender", "age_group", "characteristic",
    ]  # fmt: skip
    assert filter_columns(data_set("national_duration_of_placements_by_type_ceasing_during_the_year", 2024), 2024) == [
        "placement_duration", "placement_group",
    ]  # fmt: skip
    assert filter_columns(data_set("national_activity_of_care_leaver_22_25", 2024), 2024) == [
        "age_group", "CLA_group", "characteristic", "measure",
    ]  # fmt: skip
    uasc = data_set("national_care_leavers_who_were_uasc", 2024)
    rows = [label_texts(uasc, labels) for labels in label_rows(RELEASE, uasc, 2024)]
    assert {row[0] for row in rows if row[1] == "Care Leavers group"} == {"19 years", "21 years"}
    for edition, form in ((2024, "years_and_months"), (2025, "padded_years_and_months")):
        labels = RELEASE.labels_of("national_stage_of_adoption", edition)
        own = [label.statistic for label in labels if label.statistic is not None]
        assert [one.format for one in own if one.kind == "average"] == [form] * 6
    training = [
        label for label in RELEASE.labels_of("la_care_leavers_activity", 2024) if "training or emp" in label.text
    ]
    assert [label.applies_to(2022) for label in training if label.text == "In training or employment"] == [False]


@pytest.mark.parametrize("edition", [2018, 2022, 2023, 2024, 2025])
def test_rows_are_each_there_once(edition: int) -> None:
    for one in RELEASE.data_sets_in(edition):
        texts = [label_texts(one, labels) for labels in label_rows(RELEASE, one, edition)]
        assert len(texts) == len(set(texts)), one.file_name.at(edition)


def test_all_data_sets_but_those_of_the_release_about_stability_are_there() -> None:
    assert len(RELEASE.data_sets_in(2025)) == 52


@pytest.mark.parametrize(
    ("edition", "years", "chosen"),
    [
        (2024, (2020, 2021, 2022, 2023, 2024), [2021, 2024]),  # training or employment together ended with 2021
        (2024, (2020, 2023, 2024), [2020, 2024]),  # the last year of those there are
        (2024, (2022, 2023, 2024), [2024]),
        (2021, (2019, 2020, 2021), [2021]),
    ],
)
def test_some_year_shows_what_each_label_does(edition: int, years: tuple[int, ...], chosen: list[int]) -> None:
    found = RELEASE.years_with_all_labels(edition, years)
    assert found == chosen
    for label in (one for one in RELEASE.labels if one.holds_in(edition)):
        assert any(map(label.applies_to, years)) == any(map(label.applies_to, found)), label
