"""The workforce return: its document in the forms that its schemas have, and what an officer is told of it.

The samples were invented for this project; rule numbers (W01 ...) are those of the facts it was written from.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.collect.registry import collection
from pipeline.collect.rules import load_rules
from pipeline.foundation.warehouse import Warehouse
from pipeline.runs.check import CheckReport, check_return
from tests.collect.workforce_documents import VACANCIES, document, workers_of, write_return

# What each fault of the sample must be told as: the register number, the field and the rule.
FAULTS = {
    ("SW61002", "Ethnicity", "code_not_of_the_year"),  # W06
    ("SW61003", "PersonBirthDate", "required_field_blank"),  # W07
    ("SW61004", "FTE", "number_not_read"),  # W05
    ("SW61005", "RoleStartDate", "role_starts_after_year_end"),  # W13
    ("SW61006", "FTE", "leaver_with_fte"),  # W11
    ("SW61007", "LeaverDestination", "required_field_blank"),  # W09
    ("SW61008", "RoleEndDate", "role_ended_outside_year"),  # W12
    ("SW61009", "Cases30", "case_holder_without_cases"),  # W18
    ("SW61010", "Cases30", "cases_over_40"),  # W17
    ("SW61011", "ReasonAbsence", "required_field_blank"),  # W15
    ("61012", "SWENo", "registration_number_form"),  # W04
    ("SW61013", "PersonBirthDate", "age_unusual"),  # W14
    ("SW61014", "FTE", "fte_of_person_over_1"),  # W19
    ("SW61014", "", "identical_record"),  # W19
    ("SW62002", "ContractWeeks", "contract_weeks_missing"),  # W10
    ("SW61015", "RoleStartDate", "date_not_iso"),  # W05
    ("SW61016", "WorkingDaysLost", "working_days_lost_beyond_year"),  # W16
    ("", "NoAgencyFTE", "agency_cover_above_vacancies"),  # W20
    ("", "NoAgencyFTE", "agency_cover_above_agency_workers"),  # W20
}

TWICE = (
    "<LALevelVacancies>\n<NumberOfVacancies>3</NumberOfVacancies>\n<NoAgencyFTE>1</NoAgencyFTE>\n</LALevelVacancies>\n"
    "<CSWWWorker>"
)


def check(tmp_path: Path, text: str, year: int = 2024, la_code: str = "301") -> CheckReport:
    path = tmp_path / "csww.xml"
    path.write_text(text, encoding="utf-8")
    return check_return(path, year, la_code, "workforce")


def rules_found(report: CheckReport) -> set[tuple[str, str]]:
    return {(finding.field, finding.rule) for finding in report.findings}


def changed(place: int = 4, **values: str) -> list[dict[str, str]]:
    """The workers of the faultless sample with one changed; an empty value takes the element away."""
    workers = workers_of("301_2024_workers.csv")
    workers[place] = {name: value for name, value in (workers[place] | values).items() if value}
    return workers


def test_a_faultless_return_has_no_finding(tmp_path: Path) -> None:
    report = check(tmp_path, document(workers_of("301_2024_workers.csv")))
    assert report.findings == () and report.status == "supplied"
    assert sum(file.records for file in report.files) == 19


def test_every_fault_of_the_sample_is_told_and_nothing_else(tmp_path: Path) -> None:
    text = document(
        workers_of("302_2024_faults.csv"),
        "302",
        vacancies={"NumberOfVacancies": "2.00", "NoAgencyFTE": "3.50", "NoAgencyHeadcount": "2"},
    )
    report = check(tmp_path, text, la_code="302")
    lines = text.splitlines()
    begins = {at: line for at, line in enumerate(lines, start=1) if line in ("<CSWWWorker>", "<LALevelVacancies>")}

    def number(line: int | None) -> str:
        record = lines[line - 1 : line + 3] if line in begins else []
        return next((one[len("<SWENo>") : -len("</SWENo>")] for one in record if one.startswith("<SWENo>")), "")

    assert {(number(one.line), one.field, one.rule) for one in report.findings} == FAULTS
    for finding in report.findings:
        assert not any(secret in finding.message for secret in ("6101", "6200", "1985-05-05"))


def test_the_element_names_and_spellings_of_both_schemas_are_read(tmp_path: Path) -> None:
    """HCPCNo before Social Work England, elements in another order, CSWWW, and a reason of absence that repeats."""
    workers = workers_of("301_2024_workers.csv")
    workers[0]["HCPCNo"] = workers[0].pop("SWENo")
    workers[1] = dict(reversed(workers[1].items()))
    text = document(workers, collection="CSWWW").replace(
        "<ReasonAbsence>SIC</ReasonAbsence>", "<ReasonAbsence>SIC</ReasonAbsence><ReasonAbsence>UNP</ReasonAbsence>"
    )
    report = check(tmp_path, text)
    assert rules_found(report) == {("Collection", "collection_misspelt")}
    assert sum(file.records for file in report.files) == 19


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (document([], collection="CIN"), ("Collection", "header_of_another_collection")),
        (document(changed(), la_code="302"), ("LEA", "header_of_another_authority")),
        (document(changed(), year=2023, reference_date="2024-09-30"), ("Year", "header_of_another_year")),
        (document(changed(), reference_date="2024-03-31"), ("ReferenceDate", "reference_date_differs")),
        (document(changed()).replace("<LEA>301</LEA>", ""), ("LEA", "header_incomplete")),
        (document(changed(ShoeSize="43")), ("ShoeSize", "element_unknown")),
        (document(changed(), vacancies={}), ("", "expected_file_missing")),
        (document([]), ("", "no_usable_records")),
        ("<Message>", ("", "document_not_well_formed")),
        ("<Ansage/>", ("", "document_of_another_return")),
        ('<!DOCTYPE Message [<!ENTITY a "b">]><Message>&a;</Message>', ("", "document_type_declared")),
        (document(changed(FTE="0,6")), ("FTE", "number_not_read")),
        (document(changed(FTE="-0.5")), ("FTE", "number_not_read")),
        (document(changed(AgencyWorker="yes")), ("AgencyWorker", "flag_not_read")),
        (document(changed(place=11, FTE="1", FTE30="0")), ("FTE30", "fte_swapped")),
        (document(changed(place=6, FTE="0", FTE30="1")), ("FTE30", "fte_swapped")),
        (document(changed(place=14, ReasonLeave="1")), ("ReasonLeave", "agency_worker_with_reason_for_leaving")),
        (document(changed(ContractWeeks="12")), ("ContractWeeks", "contract_weeks_of_employee")),
        (document(changed(ReasonAbsence="SIC")), ("ReasonAbsence", "reason_for_absence_without_absence")),
        (document(changed(place=12, RoleEndDate="2019-01-01")), ("RoleEndDate", "role_ended_before_it_started")),
        (document(changed(SWENo="SW41001")), ("SWENo", "registration_number_of_several_people")),
        (document(changed(RoleStartDate="")), ("RoleStartDate", "required_field_blank")),
        (document(changed(LeaverDestination="3")), ("RoleEndDate", "required_field_blank")),
        (document(changed(GenderCurrent="F")), ("GenderCurrent", "code_of_other_years")),
        (document(changed()).replace("<CSWWWorker>", TWICE, 1), ("NumberOfVacancies", "vacancies_repeated")),
        (document(changed(), vacancies={"NumberOfVacancies": "4"}), ("NumberOfVacancies", "vacancies_not_stated")),
        (document(changed(), vacancies={"NoAgencyFTE": "1"}), ("NumberOfVacancies", "vacancies_not_stated")),
    ],
)  # fmt: skip
def test_an_officer_is_told(tmp_path: Path, text: str, expected: tuple[str, str]) -> None:
    assert expected in rules_found(check(tmp_path, text))


@pytest.mark.parametrize(
    ("days", "year", "is_told"), [("254", 2024, False), ("254.5", 2024, True), ("254", 2023, True)]
)
def test_working_days_are_253_and_254_in_a_leap_year(tmp_path: Path, days: str, year: int, is_told: bool) -> None:
    started = {"RoleStartDate": "2015-01-01"}
    workers = [worker | started for worker in changed(WorkingDaysLost=days)[:5]]
    found = rules_found(check(tmp_path, document(workers, year=year), year))
    assert (("WorkingDaysLost", "working_days_lost_beyond_year") in found) == is_told


def test_a_leaver_on_the_last_day_is_in_the_year_and_a_day_later_is_not(tmp_path: Path) -> None:
    for day, is_told in (("2023-09-30", True), ("2023-10-01", False), ("2024-09-30", False), ("2024-10-01", True)):
        found = rules_found(check(tmp_path, document(changed(place=12, RoleEndDate=day))))
        assert (("RoleEndDate", "role_ended_outside_year") in found) == is_told, day


def test_a_joint_return_may_name_either_authority(tmp_path: Path) -> None:
    for named in ("314", "318"):
        report = check(tmp_path, document(changed(), la_code=named), la_code="314")
        assert report.status == "supplied", named
    assert ("LEA", "header_of_another_authority") in rules_found(check(tmp_path, document(changed()), la_code="314"))


def test_authorities_are_those_in_being_on_30_september(tmp_path: Path) -> None:
    """Cumberland came into being on 1 April 2023, after 31 March 2023 and before 30 September."""
    assert check(tmp_path, document(changed(), "942", 2023), 2023, "942").status == "supplied"


def test_each_authority_is_told_of_its_own_worker_whom_another_has_too(tmp_path: Path) -> None:
    """In 301 and 302 in post full-time; in 303 the worker has left, and half-time in 301 and 304 is no more than 1."""
    here = workers_of("301_2024_workers.csv")[4]
    left = workers_of("301_2024_workers.csv")[11] | {"SWENo": here["SWENo"], "PersonBirthDate": here["PersonBirthDate"]}
    half = workers_of("301_2024_workers.csv")[8]
    for la_code, workers in (("301", [here, half]), ("302", [here]), ("303", [left]), ("304", [half])):
        write_return(tmp_path, workers, la_code, 2024)
    with Warehouse() as warehouse:
        collection("workforce").stage(warehouse, tmp_path, [2024], None)
        told = warehouse.connection.execute(
            "SELECT la_code, field, message FROM raw.findings WHERE rule = 'registration_number_in_another_authority' "
            "ORDER BY la_code"
        ).fetchall()
    assert [(la_code, field) for la_code, field, _ in told] == [("301", "SWENo"), ("302", "SWENo")]
    assert not any(secret in message for _, _, message in told for secret in ("301", "302", "SW41005"))


def test_every_rule_has_a_test() -> None:
    told = {rule for _, _, rule in FAULTS} | {
        "fte_swapped", "agency_worker_with_reason_for_leaving", "contract_weeks_of_employee",
        "reason_for_absence_without_absence", "role_ended_before_it_started", "registration_number_of_several_people",
        "vacancies_repeated", "vacancies_not_stated", "registration_number_in_another_authority",
    }  # fmt: skip
    of_workers = {rule.rule.name for rule in load_rules("workforce") if rule.record != "authority_figures"}
    assert of_workers <= told
    assert VACANCIES["NoAgencyFTE"] == "1.60"
