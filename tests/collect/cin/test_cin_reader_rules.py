"""What is wrong inside a census is found, by year, and says where; what is right is not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlglot

from pipeline.collect.collections.cin import create_cin_tables, stage_cin
from pipeline.collect.collections.cin.document.layout import RETURN, layout
from pipeline.collect.rules import load_rules
from pipeline.collect.specification import load_specification
from pipeline.foundation.warehouse import Warehouse
from pipeline.runs.check import check_return
from tests.collect.cin.test_cin_reader import Node, census, child, rows, send

SECTION_47: Node = (
    "Section47",
    [("S47ActualStartDate", "2023-05-10"), ("InitialCPCtarget", "2023-05-31"), ("DateOfInitialCPC", "2023-05-30"),
     ("ICPCnotRequired", "false")],
)  # fmt: skip
PLAN: Node = (
    "ChildProtectionPlans",
    [("CPPstartDate", "2023-05-30"), ("CPPendDate", "2023-12-01"), ("InitialCategoryOfAbuse", "NEG"),
     ("LatestCategoryOfAbuse", "EMO"), ("NumberOfPreviousCPP", "0"),
     ("Reviews", [("CPPreviewDate", "2023-08-20"), ("CPPreviewDate", "2023-12-01")])],
)  # fmt: skip
ASSESSMENT: Node = (
    "Assessments",
    [("AssessmentActualStartDate", "2023-05-01"), ("AssessmentAuthorisationDate", "2023-06-01"),
     ("FactorsIdentifiedAtAssessment", [("AssessmentFactors", "1A"), ("AssessmentFactors", "24A")])],
)  # fmt: skip
PLAN_DATES: Node = ("CINPlanDates", [("CINPlanStartDate", "2023-12-01"), ("CINPlanEndDate", "2024-02-01")])
CLOSED: list[Node] = [("CINclosureDate", "2024-02-01"), ("ReasonForClosure", "RC7")]


def _with(node: Node, **fields: Any) -> Node:
    """The element with other fields; None leaves one out."""
    kept = [(name, fields.pop(name, content)) for name, content in node[1]]
    return (node[0], [part for part in [*kept, *fields.items()] if part[1] is not None])


def _referral(
    *activities: Node, referred: str = "2023-05-01", closed: list[Node] = CLOSED, source: str = "1A"
) -> list[Node]:
    return [("CINreferralDate", referred), ("ReferralSource", source), ("PrimaryNeedCode", "N1"), *closed, *activities]


CLEAN = _referral(ASSESSMENT, PLAN_DATES, SECTION_47, PLAN)
LATER = _referral(referred="2024-03-01", closed=[])
EARLIER = _referral(referred="2023-03-31", closed=[])
# What led to no further action although something followed, and what did before the year.
WITHOUT_FURTHER_ACTION = {"no_further_action_with_activity": CLEAN, "no_further_action_before_year": EARLIER}


def _factors(*codes: str) -> Node:
    return _with(ASSESSMENT, FactorsIdentifiedAtAssessment=[("AssessmentFactors", code) for code in codes])


def _reviews(*days: str) -> Node:
    return _with(PLAN, Reviews=[("CPPreviewDate", day) for day in days])


def _disabled(*codes: str) -> Node:
    name, parts = child(CLEAN)
    about: Node = (
        "ChildCharacteristics",
        [("Ethnicity", "WBRI"), ("Disabilities", [("Disability", code) for code in codes])],
    )
    return (name, [parts[0], about, *parts[2:]])


# The rule, and a child of whom it is the only finding (but for `ALSO`).
CASES: list[tuple[str, Node]] = [
    ("birth_date_missing", child(LATER, PersonBirthDate="")),
    ("birth_dates_both", child(CLEAN, ExpectedPersonBirthDate="2015-06-01")),
    ("unborn_is_overdue", child(CLEAN, PersonBirthDate="", ExpectedPersonBirthDate="2023-12-01", GenderCurrent="0")),
    ("died_before_birth", child(LATER, PersonBirthDate="2020-01-01", PersonDeathDate="2019-12-31")),
    ("child_is_26_or_over", child(CLEAN, PersonBirthDate="1997-04-01")),
    ("upn_and_reason_missing", child(CLEAN, UPNunknown="")),
    ("upn_and_reason", child(CLEAN, UPN="R201100018042")),
    ("upn_check_letter", child(CLEAN, UPN="A201100018042", UPNunknown="")),
    ("upn_of_several_children", child(CLEAN, UPN="F201100018043", UPNunknown="")),
    ("upn_of_several_children", child(LATER, UPN="F201100018043", UPNunknown="")),
    ("upn_not_read", child(CLEAN, UPN="R20110001804")),
    ("code_not_of_the_year", child(CLEAN, UPNunknown="UN8")),
    ("upn_reason_of_school_age", child(CLEAN, UPNunknown="UN1")),
    ("died_before_year", child(EARLIER, PersonDeathDate="2023-03-31")),
    ("died_without_date", child(_referral(closed=[("CINclosureDate", "2024-02-01"), ("ReasonForClosure", "RC2")]))),
    ("primary_need_missing", child([part for part in LATER if part[0] != "PrimaryNeedCode"])),
    ("no_further_action_before_year", child(EARLIER)),
    ("assessment_open_when_case_closed", child(_referral(_with(ASSESSMENT, AssessmentAuthorisationDate=None)))),
    ("assessment_after_closure",
     child(_referral(_with(
         ASSESSMENT, AssessmentActualStartDate="2024-02-02", AssessmentAuthorisationDate="2024-03-01",
     )))),
    ("section_47_undecided_when_case_closed", child(_referral(ASSESSMENT, _with(SECTION_47, DateOfInitialCPC=None)))),
    ("section_47_after_closure",
     child(_referral(ASSESSMENT, _with(SECTION_47, S47ActualStartDate="2024-02-02", DateOfInitialCPC="2024-02-20")))),
    ("plan_dates_after_closure",
     child(_referral(_with(PLAN_DATES, CINPlanStartDate="2024-02-02", CINPlanEndDate=None)))),
    ("date_after_year_end", child(CLEAN, PersonDeathDate="2024-04-01")),
    ("date_not_read", child(CLEAN, PersonDeathDate="01/04/2023")),
    ("required_field_blank", child(CLEAN, GenderCurrent="")),
    ("code_not_of_the_year", child(CLEAN, GenderCurrent="X")),
    ("disability_none_with_others", _disabled("NONE", "AUT")),
    ("referral_closed_before_referral", child(_referral(closed=[("CINclosureDate", "2023-04-30"), CLOSED[1]]))),
    (
        "referral_closed_before_year",
        child(_referral(referred="2022-05-01", closed=[("CINclosureDate", "2023-03-31"), CLOSED[1]])),
    ),
    ("closure_without_reason", child(_referral(closed=CLOSED[:1]))),
    ("reason_without_closure", child(_referral(closed=CLOSED[1:]))),
    ("referral_identical", child(CLEAN, CLEAN)),
    ("referral_while_another_open", child(CLEAN, _referral(referred="2024-01-31", closed=[]))),
    ("referral_before_conception", child(_referral(), PersonBirthDate="2024-03-01")),
    ("referral_after_death", child(CLEAN, LATER, PersonDeathDate="2024-02-01")),
    ("assessment_authorised_before_start",
     child(_referral(_with(ASSESSMENT, AssessmentAuthorisationDate="2023-04-30")))),
    ("assessment_before_referral", child(_referral(_with(ASSESSMENT, AssessmentActualStartDate="2023-04-30")))),
    ("assessment_without_factors", child(_referral(_factors()))),
    ("factor_repeated", child(_referral(_factors("1A", "2A", "1A")))),
    ("no_factors_with_others", child(_referral(_factors("21", "2A")))),
    ("code_going_out_of_use", child(_referral(_factors("18A")))),
    ("plan_dates_end_before_start", child(_referral(_with(PLAN_DATES, CINPlanEndDate="2023-11-30")))),
    ("plan_dates_before_referral", child(_referral(_with(PLAN_DATES, CINPlanStartDate="2023-04-30")))),
    ("section_47_before_referral", child(_referral(ASSESSMENT, _with(SECTION_47, S47ActualStartDate="2023-04-30")))),
    ("conference_before_section_47", child(_referral(ASSESSMENT, _with(SECTION_47, DateOfInitialCPC="2023-05-09")))),
    ("conference_held_but_not_required", child(_referral(ASSESSMENT, _with(SECTION_47, ICPCnotRequired="true")))),
    ("flag_not_read", child(_referral(ASSESSMENT, _with(SECTION_47, ICPCnotRequired="no")))),
    ("number_not_read", child(_referral(ASSESSMENT, SECTION_47, _with(PLAN, NumberOfPreviousCPP="-1")))),
    ("plan_ends_before_start",
     child(_referral(ASSESSMENT, SECTION_47, _with(PLAN, CPPendDate="2023-05-29", Reviews=None)))),
    ("plan_before_referral", child(_referral(ASSESSMENT, SECTION_47, _with(PLAN, CPPstartDate="2023-04-30")))),
    ("plan_before_year",
     child(_referral(ASSESSMENT, SECTION_47,
                     _with(PLAN, CPPstartDate="2022-06-01", CPPendDate="2023-03-31", Reviews=None),
                     referred="2022-05-01"))),
    ("plan_while_another_open", child(_referral(ASSESSMENT, SECTION_47, PLAN, _with(PLAN, CPPstartDate="2023-08-01")))),
    ("plan_open_when_case_closed", child(_referral(ASSESSMENT, SECTION_47, _with(PLAN, CPPendDate="2024-02-02")))),
    ("review_outside_plan", child(_referral(ASSESSMENT, SECTION_47, _reviews("2023-05-29")))),
    ("review_repeated", child(_referral(ASSESSMENT, SECTION_47, _reviews("2023-08-20", "2023-08-20")))),
    ("referral_repeated", child(_referral(), _referral(source="6"))),
    ("child_repeated", child(_referral(referred="2024-02-10", closed=[("CINclosureDate", "2024-02-20"), CLOSED[1]]))),
    ("no_further_action_with_activity", child(CLEAN)),
    ("plan_repeated", child(_referral(ASSESSMENT, SECTION_47, PLAN, _with(PLAN, LatestCategoryOfAbuse="PHY")))),
    ("child_id_blank", child(CLEAN)),
]  # fmt: skip
# Findings that cannot but come with the rule: two plans of one day overlap too.
ALSO = {
    "died_before_birth": {"referral_after_death", "died_before_year"},
    "referral_repeated": {"referral_while_another_open"},
    "plan_repeated": {"plan_while_another_open"},
    # Its only conference is of the day on which another plan, or this one by its referral, should have begun.
    "plan_before_referral": {"plan_without_conference"},
    "plan_while_another_open": {"plan_without_conference"},
}
REPEATED = "c0"


def _children() -> Iterator[Node]:
    yield child(CLEAN, LATER, name=REPEATED, UPNunknown="UN5")
    for number, (rule, (name, parts)) in enumerate(CASES, start=1):
        identity = {"child_repeated": REPEATED, "child_id_blank": ""}.get(rule, f"c{number}")
        fields = [(field, identity if field == "LAchildID" else value) for field, value in parts[0][1]]
        if not {"UPN", "UPNunknown"} & {field for field, _ in fields} and rule != "upn_and_reason_missing":
            fields.append(("UPNunknown", "UN5"))
        if rule == "upn_and_reason":
            fields.append(("UPNunknown", "UN5"))
        rest = parts[1:]
        if rule in WITHOUT_FURTHER_ACTION:
            rest = [rest[0], ("CINdetails", [*WITHOUT_FURTHER_ACTION[rule], ("ReferralNFA", "true")])]
        yield (name, [("ChildIdentifiers", [part for part in fields if part[1]]), *rest])


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[int, set[str]]]:
    """Rules by the position of the Child element."""
    folder = send(tmp_path_factory.mktemp("returns"), census(_children()))
    with Warehouse() as warehouse:
        stage_cin(warehouse, folder, [2024])
        by_child: dict[int, set[str]] = {}
        for rule, message in rows(warehouse, "SELECT rule, message FROM raw.findings WHERE file_id IS NOT NULL"):
            position = re.search(r"Child element (\d+)\.$", message)
            assert position, message
            by_child.setdefault(int(position[1]), set()).add(rule)
        yield by_child


@pytest.mark.parametrize(("number", "rule"), [(n, rule) for n, (rule, _) in enumerate(CASES, start=2)])
def test_a_rule_finds_what_it_is_for_and_nothing_else(number: int, rule: str, found: dict[int, set[str]]) -> None:
    assert found[number] == {rule} | ALSO.get(rule, set())


def test_a_clean_child_has_no_finding_of_its_own(found: dict[int, set[str]]) -> None:
    assert found[1] == {"child_repeated"}, "its id is the one that a later child repeats"


def test_every_rule_has_a_case() -> None:
    queries = {rule.rule.name for rule in load_rules(RETURN) if rule.joined is None}
    assert queries <= {rule for rule, _ in CASES}, "those that are declared have theirs in test_cin_declared_rules.py"


def test_rules_can_be_carried_to_spark() -> None:
    for rule in load_rules(RETURN):
        query = sqlglot.parse_one(rule.query, dialect="duckdb")
        assert query.sql(dialect="spark", unsupported_level=sqlglot.ErrorLevel.RAISE)


CODES = [
    ("referrals", "ReferralSource", "5D", 2023, 2026),
    ("referrals", "ReferralSource", "10", 2014, 2026),
    ("referrals", "ReasonForClosure", "RC8", 2014, 2026),
    ("referrals", "ReasonForClosure", "RC9", 2023, 2026),
    ("referrals", "PrimaryNeedCode", "N0", 2014, 2026),
    ("assessment_factors", "AssessmentFactors", "18A", 2014, 2020),
    ("assessment_factors", "AssessmentFactors", "18B", 2021, 2026),
    ("assessment_factors", "AssessmentFactors", "19C", 2021, 2026),
    ("assessment_factors", "AssessmentFactors", "24A", 2022, 2026),
    ("children", "GenderCurrent", "9", 2014, 2024),
    ("children", "Sex", "U", 2025, 2026),
]


@pytest.mark.parametrize(("record_type", "field", "code", "first", "last"), CODES)
def test_a_code_is_of_its_years_only(record_type: str, field: str, code: str, first: int, last: int) -> None:
    specification = load_specification(RETURN)
    for year in range(specification.first_year, specification.last_year + 1):
        fields = {one.name: one for one in specification.for_year(year).record_type(record_type).fields}
        assert (field in fields and code in fields[field].codes) == (first <= year <= last), year


def test_sizes_of_the_code_sets() -> None:
    fields = {
        field.name: field for kind in load_specification(RETURN).for_year(2024).record_types for field in kind.fields
    }
    sizes = {"ReferralSource": 22, "ReasonForClosure": 9, "PrimaryNeedCode": 10, "Disability": 13, "Ethnicity": 20,
             "InitialCategoryOfAbuse": 5, "UPNunknown": 7, "AssessmentFactors": 42}  # fmt: skip
    assert {name: len(fields[name].codes) for name in sizes} == sizes


def test_plan_dates_come_in_2022(tmp_path: Path) -> None:
    for year in (2021, 2022):
        send(tmp_path, census([child([("CINreferralDate", f"{year}-01-05"), PLAN_DATES])], year=year), year=year)
        kinds = [record.name for record in layout(load_specification(RETURN), year).records]
        assert ("plan_dates" in kinds) == (year == 2022)
    with Warehouse() as warehouse:
        stage_cin(warehouse, tmp_path, [2021, 2022])
        assert rows(warehouse, "SELECT collection_year, started_on FROM raw.typed_cin_plan_dates") == [
            (2022, date(2023, 12, 1))
        ]
        told = rows(warehouse, "SELECT collection_year FROM raw.findings WHERE rule = 'element_not_collected'")
        assert told == [(2021,)]


def test_coverage_says_who_supplied_what(tmp_path: Path) -> None:
    send(tmp_path, census([child(CLEAN)]), la="301")
    send(tmp_path, census([child(LATER)], la="302"), la="302")
    send(tmp_path, census([], la="303"), la="303")
    (tmp_path / "manifest.csv").write_text(
        "return,year,la_code,received_on,items_not_supplied,note\ncin,2024,301,2024-07-31,Section47;Reviews,late\n"
    )
    with Warehouse() as warehouse:
        warehouse.connection.execute(
            "CREATE TABLE reference.reporting_units (collection_year INTEGER, la_code VARCHAR)"
        )
        for la in (301, 302, 303, 304):
            warehouse.connection.execute("INSERT INTO reference.reporting_units VALUES (2024, ?)", [str(la)])
        stage_cin(warehouse, tmp_path, [2024])
        assert rows(warehouse, "SELECT la_code, status, items_not_supplied FROM raw.coverage ORDER BY la_code") == [
            ("301", "supplied", "Reviews;Section47"),
            ("302", "supplied", "Assessments"),
            ("303", "empty", ""),
            ("304", "absent", ""),
        ]
        told = rows(warehouse, "SELECT field FROM raw.findings WHERE rule = 'manifest_contradicted' ORDER BY field")
        assert told == [("Reviews",), ("Section47",)]


def test_findings_never_repeat_who_a_child_is(tmp_path: Path) -> None:
    secret = "SECRET99"
    document = census(
        [child(CLEAN, CLEAN, name=secret, UPN=secret, PersonBirthDate="2016-02-30", GenderCurrent=secret)]
    )
    with Warehouse() as warehouse:
        stage_cin(warehouse, send(tmp_path, document), [2024])
        text = str(rows(warehouse, "FROM raw.findings"))
        assert secret not in text and "2016-02" not in text and "upn_not_read" in text


def test_a_census_is_checked_before_it_is_sent(tmp_path: Path) -> None:
    file = send(tmp_path, census([child(CLEAN, UPNunknown="UN5")])) / "cin/2024/301/census.xml"
    for path in (file, file.parent):
        report = check_return(path, 2024, "301", "cin")
        assert report.findings == ()
        assert (report.status, report.is_clean, report.files[0].records) == ("supplied", True, 11)
    wrong = check_return(file, 2024, "302", "cin")
    assert (wrong.status, wrong.errors, wrong.files[0].set_aside) == ("not usable", 1, 11)


def test_a_warehouse_without_a_census_has_its_tables() -> None:
    with Warehouse() as warehouse:
        create_cin_tables(warehouse)
        assert rows(warehouse, "FROM raw.typed_cin_referrals") == []
