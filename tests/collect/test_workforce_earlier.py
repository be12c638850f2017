"""A workforce return against that of the year before (W21, W22): who is gone without a word, and what changed a lot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.collect.registry import collection
from pipeline.foundation.warehouse import Warehouse
from pipeline.runs.check import check_return
from tests.collect.workforce_documents import VACANCIES, write_return

GONE, DIFFERS = "in_post_last_year_and_absent", "indicator_differs_from_last_year"


def workers(first: int, last: int, **values: str) -> list[dict[str, str]]:
    """Employed workers with the numbers from first to last, in post since 2010."""
    one = {
        "AgencyWorker": "0", "FTE": "1", "PersonBirthDate": "1980-02-29", "GenderCurrent": "2", "Ethnicity": "WBRI",
        "QualInst": "A", "StepUpGrad": "0", "OrgRole": "5", "RoleStartDate": "2010-01-04", "StartOrigin": "1",
        "FTE30": "1", "Cases30": "10", "WorkingDaysLost": "1", "FrontlineGrad": "0",
    }  # fmt: skip
    return [{**one, "SWENo": f"SW{70000 + number}", **values} for number in range(first, last + 1)]


def found(
    tmp_path: Path,
    before: Sequence[Mapping[str, str]],
    now: Sequence[Mapping[str, str]],
    vacancies: Mapping[str, str] = VACANCIES,
    year: int = 2024,
) -> list[tuple[str, str, int | None, str]]:
    """Rule, path, line and message of the findings of 2024 that last year's return adds."""
    write_return(tmp_path, before, "301", year - 1)
    write_return(tmp_path, now, "301", year, vacancies)
    path, last = (tmp_path / "workforce" / str(one) / "301" for one in (year, year - 1))
    alone = check_return(path, year, "301", "workforce").findings
    both = check_return(path, year, "301", "workforce", before=last).findings
    return [(one.rule, one.path, one.line, one.message) for one in both if one not in alone]


def left(record: dict[str, str], day: str) -> dict[str, str]:
    return record | {"RoleEndDate": day, "LeaverDestination": "6", "ReasonLeave": "1", "FTE": "0"}


def test_who_stayed_left_or_went_to_an_agency_is_there(tmp_path: Path) -> None:
    before = workers(1, 20)
    now = [*workers(1, 18), left(workers(19, 19)[0], "2024-03-31"), *workers(20, 20, AgencyWorker="1")]
    assert not [one for one in found(tmp_path, before, now) if one[0] == GONE]


def test_who_is_gone_is_named_by_the_line_of_last_year(tmp_path: Path) -> None:
    """Number 3 is gone; 20 left last year on 30 September, and 21 was an agency's: nobody looks for them."""
    before = [*workers(1, 19), left(workers(20, 20)[0], "2023-09-30"), *workers(21, 21, AgencyWorker="1")]
    gone = [one for one in found(tmp_path, before, [*workers(1, 2), *workers(4, 19)]) if one[0] == GONE]
    assert len(gone) == 1
    _, path, line, message = gone[0]
    document = (tmp_path / "workforce/2023/301/csww.xml").read_text(encoding="utf-8").splitlines()
    assert line is not None and "2023" in path
    starts = max(at for at in range(line) if document[at] == "<CSWWWorker>")
    assert "<SWENo>SW70003</SWENo>" in document[starts : starts + 20]
    assert message.startswith("By this line of last year's return")


def test_most_of_ten_gone_are_one_query_on_the_return(tmp_path: Path) -> None:
    """Of ten, five are named one by one, and six not: then the numbers changed, as when the register moved in 2019."""
    assert len([one for one in found(tmp_path / "five", workers(1, 10), workers(6, 15)) if one[0] == GONE]) == 5
    gone = [one for one in found(tmp_path / "six", workers(1, 10), workers(7, 16)) if one[0] == GONE]
    assert [one[2] for one in gone] == [None]
    assert gone[0][3].startswith("6 of the 10 social workers who were in post by last year's return")
    nine = [one for one in found(tmp_path / "nine", workers(1, 9), workers(11, 19)) if one[0] == GONE]
    assert len(nine) == 9


def test_an_indicator_is_told_where_it_changed_by_more_than_a_third_and_ten(tmp_path: Path) -> None:
    """30 and 40 are a third apart: no query. 30 and 41 are; 20 and 30 are half as many again, and no more than ten."""
    for first, second, told in ((30, 40, False), (30, 41, True), (20, 30, False), (20, 31, True), (60, 40, False)):
        messages = [
            one[3]
            for one in found(tmp_path / f"{first}_{second}", workers(1, first), workers(1, second))
            if one[0] == DIFFERS
        ]
        people = [one for one in messages if one.startswith("Social workers in post, people:")]
        assert bool(people) == told, (first, second)
        if told:
            assert people[0].startswith(f"Social workers in post, people: {first}.00 in 2023, {second}.00 in 2024.")


def test_vacancies_are_held_against_last_years(tmp_path: Path) -> None:
    many = {"NumberOfVacancies": "14.60", "NoAgencyFTE": "1.60", "NoAgencyHeadcount": "2"}
    messages = [one[3] for one in found(tmp_path, workers(1, 5), workers(1, 5), many) if one[0] == DIFFERS]
    assert len(messages) == 1
    assert messages[0].startswith("Vacancies, FTE: 4.50 in 2023, 14.60 in 2024.")


def test_each_authority_is_told_only_of_its_own(tmp_path: Path) -> None:
    """A worker whom another authority has this year is looked for at the first, which is not told where."""
    write_return(tmp_path, workers(1, 20), "301", 2023)
    write_return(tmp_path, workers(2, 20), "301", 2024)
    write_return(tmp_path, [*workers(31, 60)], "302", 2023)
    write_return(tmp_path, [*workers(1, 1), *workers(31, 60)], "302", 2024)
    with Warehouse() as warehouse:
        collection("workforce").stage(warehouse, tmp_path, [2023, 2024], None)
        rows = warehouse.connection.execute(
            "SELECT collection_year, la_code, path, message FROM raw.findings WHERE rule = ?", [GONE]
        ).fetchall()
        collection("workforce").stage(warehouse, tmp_path, [2023, 2024], None)
        again = warehouse.connection.execute("SELECT count(*) FROM raw.findings WHERE rule = ?", [GONE]).fetchone()
    assert [(row[0], row[1]) for row in rows] == [(2024, "301")]
    assert rows[0][2] == "workforce/2023/301/csww.xml" or "2023/301" in rows[0][2]
    assert "302" not in rows[0][3]
    assert again == (1,)


def test_nothing_is_said_without_a_usable_return_of_the_year_before(tmp_path: Path) -> None:
    write_return(tmp_path, workers(1, 20), "301", 2022)
    write_return(tmp_path, workers(30, 90), "301", 2024)
    with Warehouse() as warehouse:
        collection("workforce").stage(warehouse, tmp_path, [2022, 2024], None)
        count = warehouse.connection.execute(
            "SELECT count(*) FROM raw.findings WHERE rule IN (?, ?)", [GONE, DIFFERS]
        ).fetchone()
    assert count == (0,)
