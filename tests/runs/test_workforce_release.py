"""The workforce release from returns written by hand: the sample's figures cell by cell, as it is printed."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.collect.workforce_documents import workers_of, write_return
from tests.runs.country import all_of_england
from tests.runs.workforce_release import publish, row_of, rows_of

EXPECTED = Path(__file__).parent / "workforce" / "301_2024_expected.csv"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release of 2024 from one return of one authority."""
    folder = tmp_path_factory.mktemp("workforce")
    write_return(folder / "returns", workers_of("301_2024_workers.csv"), "301", 2024)
    return publish(folder / "returns", folder / "out", 2024)


def test_the_sample_agrees_cell_by_cell(sample: Path) -> None:
    row = row_of(sample, 2024, "301")
    with EXPECTED.open(encoding="utf-8", newline="") as file:
        expected = {line["measure"]: line["published"] for line in csv.DictReader(file)}
    assert len(expected) == 22
    assert {column: row[column] for column in expected} == expected


def test_the_columns_are_the_departments_in_order(sample: Path) -> None:
    with (sample / "publish/data/csww_indicators_2017_to_2024.csv").open(encoding="utf-8", newline="") as file:
        heading = next(csv.reader(file))
    assert heading[:10] == [
        *("time_period", "time_identifier", "geographic_level", "country_code", "country_name"),
        *("region_code", "region_name", "old_la_code", "new_la_code", "la_name"),
    ]
    assert [*heading[10:14], *heading[-2:]] == [
        *("inpost_fte", "inpost_headcount", "starters_fte", "starters_headcount"),
        *("working_days_lost_fte", "absence_rate_fte"),
    ]


def test_rows_are_newest_first_england_the_regions_and_authorities_by_region(sample: Path) -> None:
    with (sample / "publish/data/csww_indicators_2017_to_2024.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["region_name"] for row in rows if row["geographic_level"] == "Regional"] == [
        *("North East", "North West", "Yorkshire and The Humber", "East Midlands", "West Midlands"),
        *("East of England", "London", "South East", "South West", "Inner London", "Outer London"),
    ]
    authorities = [row for row in rows if row["geographic_level"] == "Local authority"]
    assert [row["la_name"] for row in authorities[:2]] == ["County Durham", "Darlington"]
    assert authorities[-1]["la_name"] == "Waltham Forest" and authorities[-1]["region_name"] == "Outer London"
    joint = [row for row in authorities if " / " in row["old_la_code"]]
    assert [(row["old_la_code"], row["new_la_code"]) for row in joint] == [
        ("940 / 941", "E06000061 / E06000062"),
        ("314 / 318", "E09000021 / E09000027"),
    ]
    assert len(authorities) == 151  # as the department's file of 2024 has them


def test_vacancies_that_nobody_stated_are_not_available_and_no_0(tmp_path: Path) -> None:
    """Without NoAgencyFTE the statement is set aside: neither number is known, and the workers are."""
    workers = workers_of("301_2024_workers.csv")
    write_return(tmp_path / "returns", workers, "301", 2024, {"NumberOfVacancies": "4.50"})
    with all_of_england():
        row = row_of(publish(tmp_path / "returns", tmp_path / "out", 2024, with_workbooks=False), 2024, "301")
    assert [row[name] for name in ("vacancy_fte", "vacancy_rate_fte", "agency_cover_fte")] == ["x", "x", "x"]
    assert row["inpost_fte"] == "8.5"


def test_the_edition_of_2022_has_its_own_names_and_the_codes_of_its_years(tmp_path: Path) -> None:
    """The department's file of 2022, and Buckinghamshire, which got its code of today in 2020."""
    for year in (2019, 2022):
        write_return(tmp_path / "returns", workers_of("301_2024_workers.csv"), "825", year)
    with all_of_england(("301", "825")):
        rows = rows_of(publish(tmp_path / "returns", tmp_path / "out", 2022), "csww_headline_measures_2017_to_{year}")
    assert list(rows[0])[10:] == [
        *("social_worker_fte", "leaver_fte", "turnover_rate_fte_%", "working_days_lost_fte", "absence_rate_fte_%"),
        *("agency_fte", "agency_worker_rate_fte_%", "agency_cover_fte", "agency_cover_rate_fte_%", "vacancy_fte"),
        *("vacancy_rate_fte_%", "vacancy_agency_cover_rate_fte_%", "case_holders_fte", "cases", "caseload_fte"),
        *("social_worker_headcount", "leaver_headcount", "turnover_rate_headcount_%", "agency_headcount"),
        "agency_worker_rate_headcount_%",
    ]
    codes = {row["time_period"]: row["new_la_code"] for row in rows if row["old_la_code"] == "825"}
    assert codes == {"2019": "E10000002", "2022": "E06000060"}


OF_2022 = [
    # role, known, white, mixed, asian, black, other, and their percentages
    ("All children and family social workers", "3", "2", "0", "0", "1", "0", "66.7", "0", "0", "33.3", "0"),
    ("Senior manager", *("0",) * 6, *("z",) * 5),
    ("First line manager", "1", "1", "0", "0", "0", "0", "100", "0", "0", "0", "0"),
    ("Case holder", "2", "1", "0", "0", "1", "0", "50", "0", "0", "50", "0"),
    ("Qualified without cases", "0", *("x",) * 10),
]
"""An authority with five in post, as the file of 2022 shows it: of the two without cases no ethnicity is known."""


def test_the_edition_of_2022_has_role_by_ethnicity_as_the_department_printed_it(tmp_path: Path) -> None:
    """Shares of nobody in a role do not apply; where nobody's ethnicity is known there are no figures, in any role."""
    given = (("3", "WBRI"), ("5", "WIRI"), ("5", "BAFR"), ("6", "NOBT"), ("6", "REFU"))
    for la_code, workers in (("825", given), ("846", [(role, "NOBT") for role, _ in given])):
        of_each = {
            **{"AgencyWorker": "0", "PersonBirthDate": "1980-01-01", "GenderCurrent": "2", "FTE": "1", "FTE30": "1"},
            **{"RoleStartDate": "2015-01-01", "WorkingDaysLost": "0", "QualInst": "University", "StartOrigin": "2"},
            **{"StepUpGrad": "0", "FrontlineGrad": "0"},
        }
        documents = [
            {**of_each, "SWENo": f"SW{la_code}{at:02}", "OrgRole": role, "Ethnicity": group}
            | ({"Cases30": "10"} if role == "5" else {})
            for at, (role, group) in enumerate(workers)
        ]
        write_return(tmp_path / "returns", documents, la_code, 2022)
    release = publish(tmp_path / "returns", tmp_path / "out", 2022, with_workbooks=False)
    rows = rows_of(release, "csww_workforce_role_by_ethnicity_2019_to_{year}")
    groups = ("white", "mixed", "asian", "black", "other")
    assert list(rows[0])[10:] == ["OrgRole", "known_headcount", *groups, *(f"{group}_perc" for group in groups)]
    shown = {(row["old_la_code"], row["OrgRole"]): tuple(list(row.values())[10:]) for row in rows}
    assert [shown["825", row[0]] for row in OF_2022] == OF_2022
    assert {shown["846", row[0]][1:] for row in OF_2022} == {("0", *("x",) * 10)}
    assert not list((release / "publish/data").glob("csww_role_by_characteristics*"))
