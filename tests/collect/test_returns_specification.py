"""The SSDA903 specification, year by year: which code, column and file belongs to which collection year."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from pipeline.collect.record_types import SpecificationError
from pipeline.collect.specification import SPECIFICATIONS, load_specification, read_specification
from pipeline.foundation.stages import UsageError

# field, code, first and last collection year in which it is accepted without a word (None: to the end)
CODES = [
    ("PLACE", "M1", 2014, 2014), ("PLACE", "M2", 2014, 2014), ("PLACE", "M3", 2014, 2014),
    ("PLACE", "Q1", 2014, 2014), ("PLACE", "Q2", 2014, 2014),
    ("PLACE", "U1", 2015, None), ("PLACE", "U6", 2015, None),
    ("PLACE", "K3", 2024, None), ("PLACE", "H5", 2014, 2024), ("PLACE", "P2", 2014, 2024), ("PLACE", "Z1", 2014, None),
    ("RNE", "S", 2014, None), ("RNE", "B", 2014, None), ("RNE", "T", 2016, None), ("RNE", "U", 2016, None),
    ("REC", "E4", 2014, 2014), ("REC", "E4A", 2015, None), ("REC", "E4B", 2015, None), ("REC", "E13", 2015, None),
    ("REC", "E43", 2014, 2018), ("REC", "E44", 2014, 2018), ("REC", "E45", 2019, None), ("REC", "E48", 2019, None),
    ("REASON_PLACE_CHANGE", "CARPL", 2016, None), ("REASON_PLACE_CHANGE", "CUSTOD", 2019, None),
    ("ACTIV", "F3", 2014, 2021), ("ACTIV", "P3", 2014, 2021),
    ("ACTIV", "F4", 2022, None), ("ACTIV", "P4", 2022, None), ("ACTIV", "F5", 2022, None), ("ACTIV", "P5", 2022, None),
    ("SEX", "1", 2014, 2024), ("SEX", "2", 2014, 2024), ("SEX", "M", 2025, None), ("SEX", "U", 2025, None),
]  # fmt: skip
YEARS = range(2014, 2027)


def accepted(field_name: str, code: str, year: int) -> bool:
    fields = [f for kind in load_specification("ssda903").for_year(year).record_types for f in kind.fields]
    return any(f.name == field_name and code in f.codes for f in fields)


@pytest.mark.parametrize(("field_name", "code", "first", "last"), CODES)
def test_a_code_is_accepted_in_its_years_only(field_name: str, code: str, first: int, last: int | None) -> None:
    found = [year for year in YEARS if accepted(field_name, code, year)]
    assert found == list(range(first, (last or 2026) + 1))


@pytest.mark.parametrize(
    ("record_type", "first"), [("header", 2014), ("missing", 2015), ("social_worker_episodes", 2024)]
)
def test_a_file_is_collected_from_its_first_year(record_type: str, first: int) -> None:
    years = [
        year
        for year in YEARS
        if any(kind.name == record_type for kind in load_specification("ssda903").for_year(year).record_types)
    ]
    assert years == list(range(first, 2027))


@pytest.mark.parametrize("column", ["REASON_PLACE_CHANGE", "URN"])
def test_columns_of_episodes_that_came_in_2016(column: str) -> None:
    episodes = [load_specification("ssda903").for_year(year).record_type("episodes") for year in (2015, 2016)]
    assert [column in kind.field_names for kind in episodes] == [False, True]


@pytest.mark.parametrize(
    ("year", "ages"), [(2014, (19, 21)), (2015, (19, 21)), (2016, (17, 21)), (2022, (17, 21)), (2023, (17, 25))]
)
def test_ages_of_care_leavers(year: int, ages: tuple[int, int]) -> None:
    limits = dict(load_specification("ssda903").for_year(year).limits)
    assert (limits["care_leaver_lowest_age"], limits["care_leaver_highest_age"]) == ages


def test_a_year_that_is_not_specified_is_refused_with_the_next_step() -> None:
    with pytest.raises(UsageError, match=r"2013 is not specified.*2014 to 2026"):
        load_specification("ssda903").for_year(2013)
    with pytest.raises(UsageError, match="Choose one of"):
        load_specification("ssda902")


def test_a_new_year_is_data_only(tmp_path: Path) -> None:
    content = yaml.safe_load((SPECIFICATIONS / "ssda903" / "specification.yaml").read_text(encoding="utf-8"))
    content["years"]["last"] = 2027
    path = tmp_path / "ssda903.yaml"
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    specification = read_specification(path)
    placement = {f.name: f for f in specification.for_year(2026).record_type("episodes").fields}["PLACE"]
    assert "Z11" in placement.codes
    assert "H5" not in placement.codes + placement.tolerated_codes
    # What is public of the next year has its file; until then there is no table for it.
    assert specification.for_year(2027).record_type("deprivation_of_liberty").file == "DoLO"
    assert "deprivation_of_liberty" in specification.record_type_names
    assert "deprivation_of_liberty" not in load_specification("ssda903").record_type_names
    assert specification.digest != load_specification("ssda903").digest


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        ({"codes": ["X"], "label": "x", "first_year": 2020}, "needs a reason"),
        ({"codes": ["X"], "label": "x", "first_year": 2020, "last_year": 2019, "reason": "r"}, "after last_year"),
        ({"codes": [1], "label": "x"}, "quotes"),
    ],
)
def test_a_specification_that_contradicts_itself_is_refused(
    tmp_path: Path, entry: dict[str, object], complaint: str
) -> None:
    content = yaml.safe_load((SPECIFICATIONS / "ssda903" / "specification.yaml").read_text(encoding="utf-8"))
    content["code_sets"]["sex"].append(entry)
    path = tmp_path / "ssda903.yaml"
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    with pytest.raises(SpecificationError, match=complaint):
        read_specification(path)
