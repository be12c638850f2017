"""One defect of every kind that the return's rules find, planted into a record of a synthetic workforce return."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.synthetic.workforce.document import Record


@dataclass(frozen=True, slots=True)
class DefectKind:
    """A kind of defect: the rule that finds it, the field, what is done to which record, and since when it is one."""

    rule: str
    field: str
    is_of: Callable[[Record], bool]
    changes: Record
    first_year: int = 0


@dataclass(frozen=True, slots=True)
class PlantedRecord:
    """One defect as planted: the authority's return, the place of the worker in it from 1, and what must be found."""

    year: int
    la_code: str
    worker: int
    field: str
    rule: str


def _in_post(record: Record) -> bool:
    return record["AgencyWorker"] == "0" and "RoleEndDate" not in record and "Absat30Sept" not in record


def _left(record: Record) -> bool:
    return record["AgencyWorker"] == "0" and "RoleEndDate" in record and record["FTE30"] != "0"


def _of_agency(record: Record) -> bool:
    return record["AgencyWorker"] == "1"


KINDS: Sequence[DefectKind] = (
    DefectKind("code_not_of_the_year", "Ethnicity", _in_post, {"Ethnicity": "WHIT"}),
    DefectKind("required_field_blank", "PersonBirthDate", _in_post, {"PersonBirthDate": ""}),
    DefectKind("number_not_read", "FTE", _in_post, {"FTE": "1.2"}),
    DefectKind("role_starts_after_year_end", "RoleStartDate", _in_post, {"RoleStartDate": "{year}-10-07"}),
    DefectKind("leaver_with_fte", "FTE", _left, {"FTE": "1"}),
    DefectKind("required_field_blank", "LeaverDestination", _left, {"LeaverDestination": ""}),
    DefectKind("role_ended_outside_year", "RoleEndDate", _left, {"RoleEndDate": "{before}-09-15"}),
    DefectKind(
        "case_holder_without_cases",
        "Cases30",
        lambda one: _in_post(one) and one["OrgRole"] == "5",
        {"Cases30": "0"},
        2024,
    ),
    DefectKind("cases_over_40", "Cases30", _in_post, {"Cases30": "58"}),
    DefectKind("required_field_blank", "ReasonAbsence", _in_post, {"Absat30Sept": "1"}),
    DefectKind("age_unusual", "PersonBirthDate", _in_post, {"PersonBirthDate": "{child}-05-05"}),
    DefectKind("contract_weeks_missing", "ContractWeeks", _of_agency, {"ContractWeeks": ""}),
    DefectKind("agency_worker_with_reason_for_leaving", "ReasonLeave", _of_agency, {"ReasonLeave": "1"}),
    DefectKind("date_not_iso", "RoleStartDate", _in_post, {"RoleStartDate": "06/06/2016"}),
    DefectKind("working_days_lost_beyond_year", "WorkingDaysLost", _in_post, {"WorkingDaysLost": "300"}),
    DefectKind("fte_swapped", "FTE30", _left, {"FTE": "1", "FTE30": "0", "RoleStartDate": "2010-01-04"}),
)


def plant(workers: list[Record], year: int, la_code: str, kind: DefectKind) -> PlantedRecord | None:
    """Change the first worker that the kind is of and no other was planted into; None where there is no such worker."""
    words = {"year": year, "before": year - 1, "child": year - 14}
    for place, record in enumerate(workers, start=1):
        if kind.is_of(record) and record.get("QualInst") != MARKED:
            changed = {name: value.format(**words) for name, value in kind.changes.items()}
            workers[place - 1] = {name: value for name, value in (record | changed).items() if value}
            if "QualInst" in record:
                workers[place - 1]["QualInst"] = MARKED
            return PlantedRecord(year, la_code, place, kind.field, kind.rule)
    return None


MARKED = "University of Errors"
"""The institution of a record with a planted defect, so that no second one is put into it."""
