"""Returns with the counts that the department printed of three authorities for 2024 lead to its printed rows."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import pytest

from tests.analyse.test_workforce_rates import hundredths, rows
from tests.collect.workforce_documents import write_return
from tests.runs.workforce_release import publish, row_of

# Of one of them the return is sent by two authorities together.
AUTHORITIES = ("841", "806", "940")
OF_EMPLOYEES = {
    "AgencyWorker": "0", "PersonBirthDate": "1980-01-01", "GenderCurrent": "2", "Ethnicity": "WBRI",
    "QualInst": "University of Northshire", "StepUpGrad": "0", "StartOrigin": "2", "FrontlineGrad": "0",
}  # fmt: skip


def shared(total: int, people: int) -> list[str]:
    """An amount in hundredths shared out among people, as numbers with two decimal places."""
    parts = [total // people + (at < total % people) for at in range(people)]
    return [f"{part / 100:.2f}" for part in parts]


def workers_of(row: dict[str, str]) -> list[dict[str, str]]:
    """Workers whose counts are those of the row: case holders, starters, others in post, leavers and agency workers."""
    number = count(10000)

    def amount(column: str) -> int:
        return hundredths(row[column]) or 0

    def group(total: int, people: int, **more: str) -> list[dict[str, str]]:
        return [{"SWENo": f"SW{next(number)}", "FTE": fte, **more} for fte in shared(total, people)]

    employed = {**OF_EMPLOYEES, "RoleStartDate": "2015-01-01", "WorkingDaysLost": "0"}
    starters, people = int(row["starters_headcount"]), int(row["inpost_headcount"])
    holding = amount("case_holders_fte")
    holders = -(-holding // 100)
    others = people - holders - starters
    found = group(holding, holders, **employed, OrgRole="5", FTE30="1")
    cases = int(row["cases"])
    for at, worker in enumerate(found):
        worker["Cases30"] = str(cases // holders + (at < cases % holders))
    started = {**employed, "RoleStartDate": "2024-01-08"}
    found += group(amount("starters_fte"), starters, **started, OrgRole="6", FTE30="0")
    rest = amount("inpost_fte") - holding - amount("starters_fte")
    found += group(rest, others, **employed, OrgRole="6", FTE30="1")
    left = {**employed, "RoleEndDate": "2024-03-28", "LeaverDestination": "7", "ReasonLeave": "1"}
    for fte in shared(amount("leavers_fte"), int(row["leavers_headcount"])):
        found.append({**left, "SWENo": f"SW{next(number)}", "FTE": "0", "FTE30": fte, "OrgRole": "6"})
    for worker, days in zip(found, shared(amount("working_days_lost_fte"), len(found)), strict=True):
        worker["WorkingDaysLost"] = days
    agency = {"AgencyWorker": "1", "OrgRole": "6", "RoleStartDate": "2024-01-08", "ContractWeeks": "26"}
    return found + group(amount("agency_fte"), int(row["agency_headcount"]), **agency)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    for row in printed():
        vacancies = {"NumberOfVacancies": row["vacancy_fte"], "NoAgencyFTE": row["agency_cover_fte"]}
        write_return(folder / "returns", workers_of(row), row["la_code"], 2024, vacancies | {"NoAgencyHeadcount": "1"})
    return publish(folder / "returns", folder / "out", 2024, with_pages=True)


def printed() -> list[dict[str, str]]:
    return [row for row in rows() if row["year"] == "2024" and row["la_code"] in AUTHORITIES]


@pytest.mark.parametrize("la_code", AUTHORITIES)
def test_the_departments_row_is_found(release: Path, la_code: str) -> None:
    expected = next(row for row in printed() if row["la_code"] == la_code)
    ours = row_of(release, 2024, la_code)
    columns = [column for column in expected if column not in ("year", "region_code", "la_code")]
    assert len(columns) == 22
    assert {column: ours[column] for column in columns} == {column: expected[column] for column in columns}
    assert ours["region_code"] == expected["region_code"]
