"""One defect of every kind that the rules of the return find, planted into a synthetic England's pupil files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

Record = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DefectKind:
    """A kind of defect: the file, the rule that finds it, the field that it names, and what is made of which record."""

    file: str
    rule: str
    field: str
    changes: Callable[[Record], Record]
    is_of: Callable[[Record], bool] = lambda record: True


@dataclass(frozen=True, slots=True)
class PlantedRecord:
    """One defect as planted: the file and the line on which the record begins, and what must be found."""

    year: int
    file: str
    line: int
    field: str
    rule: str


def _is(**values: str) -> Callable[[Record], Record]:
    return lambda record: values


def _one_more(field: str) -> Callable[[Record], Record]:
    return lambda record: {field: str(int(record[field]) + 1)}


def _other(field: str) -> Callable[[Record], Record]:
    return lambda record: {field: str(1 - int(record[field]))}


def _has_all_three(record: Record) -> bool:
    return record["KS2_RWMEXP"] == "1"


CENSUS = "school_census_spr"
KINDS: Sequence[DefectKind] = (
    DefectKind(CENSUS, "code_not_of_the_year", "SENPROVISION", _is(SENprovision="Q")),
    DefectKind(CENSUS, "date_not_read", "ENTRYDATE", _is(EntryDate="2018/31/09")),
    DefectKind(CENSUS, "upn_not_read", "UPN", _is(UPN="12")),
    DefectKind(CENSUS, "required_field_blank", "LA", _is(LA="")),
    DefectKind(CENSUS, "flag_not_read", "ONROLL", _is(OnRoll="yes")),
    DefectKind(
        "absence",
        "absence_does_not_add_up",
        "OVERALLABSENCE_6HALFTERMS",
        _one_more("OverallAbsence_6HalfTerms"),
    ),
    DefectKind(
        "absence",
        "absent_from_more_sessions_than_possible",
        "SESSIONSPOSSIBLE_6HALFTERMS",
        lambda record: {"SessionsPossible_6HalfTerms": str(int(record["OverallAbsence_6HalfTerms"]) - 1)},
        lambda record: int(record["OverallAbsence_6HalfTerms"]) > 0,
    ),
    DefectKind("absence", "number_not_read", "AUTHORISEDABSENCE_6HALFTERMS", _is(AuthorisedAbsence_6HalfTerms="4.5")),
    DefectKind("exclusions", "exclusion_outside_year", "STARTDATE", _is(StartDate="31/07/2001")),
    DefectKind("exclusions", "code_not_of_the_year", "CATEGORY", _is(Category="OUT")),
    DefectKind("ks2", "standard_and_score_differ", "KS2_READSCORE", _is(KS2_READSCORE="99"), _has_all_three),
    DefectKind("ks2", "combined_standard_without_its_parts", "KS2_RWMEXP", _other("KS2_RWMEXP"), _has_all_three),
    DefectKind(
        "ks4",
        "progress_score_missing",
        "KS4_P8SCORE",
        _is(KS4_INP8CALC="1", KS4_P8SCORE=""),
    ),
    DefectKind("ks4", "number_not_read", "KS4_ATT8", _is(KS4_ATT8="90.01")),
)


def plant(files: Mapping[str, list[str]], year: int) -> list[PlantedRecord]:
    """Change a record of its own for each kind, in files of lines that begin with the column names.

    A file that is not there, or has no such record left, gets none.
    """
    planted: list[PlantedRecord] = []
    taken: set[tuple[str, int]] = set()
    for kind in KINDS:
        lines = files.get(kind.file, [])
        columns = lines[0].split(",") if lines else []
        for place, line in enumerate(lines[1:], start=1):
            record = dict(zip(columns, line.split(","), strict=True))
            if (kind.file, place) not in taken and kind.is_of(record):
                taken.add((kind.file, place))
                lines[place] = ",".join({**record, **kind.changes(record)}.values())
                planted.append(PlantedRecord(year, f"{kind.file}.csv", place + 1, kind.field, kind.rule))
                break
    return planted
