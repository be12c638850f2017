"""Every declared rule of the census finds the child who offends, and not one who lies a day or a code beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import holidays
import pytest
import sqlglot

from pipeline.collect.collections.cin import stage_cin
from pipeline.collect.rules import load_rules
from pipeline.foundation.warehouse import Warehouse
from tests.collect.cin.test_cin_reader import Node, census, child, rows, send
from tests.collect.cin.test_cin_reader_rules import (
    ASSESSMENT,
    CLEAN,
    LATER,
    PLAN,
    PLAN_DATES,
    SECTION_47,
    _disabled,
    _factors,
    _referral,
    _reviews,
    _with,
)

RC8: list[Node] = [("CINclosureDate", "2024-02-01"), ("ReasonForClosure", "RC8")]
OPEN: list[Node] = []
AUTHORISED = "AssessmentAuthorisationDate"
CONFERENCE: Node = ("DateOfInitialCPC", "2023-05-01")
DECLARED = {rule.rule.name: rule for rule in load_rules("cin") if rule.joined is not None}


def _open(node: Node, **fields: str | None) -> Node:
    """The activity without an end."""
    ends = {"Assessments": AUTHORISED, "Section47": "DateOfInitialCPC", "CINPlanDates": "CINPlanEndDate"}
    return _with(node, **{ends.get(node[0], "CPPendDate"): None, **fields})


def _days(first: Node, second: Node) -> list[Node]:
    return _referral(first, second, closed=OPEN)


def _assessed(start: str, end: str) -> Node:
    return _with(ASSESSMENT, AssessmentActualStartDate=start, AssessmentAuthorisationDate=end)


BARE = _with(ASSESSMENT, FactorsIdentifiedAtAssessment=None)
# The rule, a child who offends, and one who does not but nearly, in a census of 2024 unless a year stands before them.
CASES: list[tuple[str, Node, Node]] = [
    ("upn_of_no_authority", child(CLEAN, UPN="A199100018042"), child(CLEAN, UPN="A203100018042")),
    ("birth_long_expected",
     child(LATER, PersonBirthDate="", ExpectedPersonBirthDate="2024-03-01", GenderCurrent="0"),
     child(LATER, PersonBirthDate="", ExpectedPersonBirthDate="2024-03-02", GenderCurrent="0")),
    ("birth_long_expected",
     child(LATER, PersonBirthDate="", ExpectedPersonBirthDate="2024-12-31", GenderCurrent="0"),
     child(LATER, PersonBirthDate="", ExpectedPersonBirthDate="2024-12-30", GenderCurrent="0")),
    ("died_without_birth", child(LATER, PersonBirthDate="", PersonDeathDate="2024-03-02"),
     child(LATER, PersonDeathDate="2024-03-02")),
    ("disability_missing", _disabled(), _disabled("NONE")),
    ("child_without_referral", child(), child(LATER)),
    ("unborn_with_sex_to_2024", child(LATER, PersonBirthDate="", ExpectedPersonBirthDate="2024-04-01"),
     child(LATER, PersonBirthDate="", ExpectedPersonBirthDate="2024-04-01", GenderCurrent="0")),
    ("upn_reason_for_no_further_action", child(LATER, UPNunknown="UN7"), child(LATER, UPNunknown="UN5")),
    ("aged_25_still_in_need", child(LATER, PersonBirthDate="1999-03-30"), child(LATER, PersonBirthDate="1999-03-31")),
    ("disability_repeated", _disabled("AUT", "AUT"), _disabled("AUT", "LD")),
    ("conference_before_referral", child(_referral(("DateOfInitialCPC", "2023-04-30"))),
     child(_referral(("DateOfInitialCPC", "2023-05-01")))),
    ("conference_sent_twice", child(_referral(("DateOfInitialCPC", "2023-05-30"), SECTION_47)),
     child(_referral(("DateOfInitialCPC", "2023-05-31"), SECTION_47))),
    ("closed_without_service_with_activity", child(_referral(ASSESSMENT, PLAN_DATES, closed=RC8)),
     child(_referral(ASSESSMENT, closed=RC8))),
    ("enquiry_without_assessment", child(_referral(SECTION_47)), child(_referral(SECTION_47, ASSESSMENT))),
    ("plan_of_each_kind_open", child(_days(_open(PLAN), _open(PLAN_DATES))), child(_days(_open(PLAN), PLAN_DATES))),
    ("closed_before_conference", child(_referral(("DateOfInitialCPC", "2024-02-02"))),
     child(_referral(("DateOfInitialCPC", "2024-02-01")))),
    ("closed_after_assessment_without_one", child(_referral(closed=RC8)), child(_referral(ASSESSMENT, closed=RC8))),
    ("no_further_action_with_conference", child([*LATER, CONFERENCE], name="nfa"), child(LATER, name="nfa")),
    ("no_factors_but_served", child(_referral(_factors("21"))), child(_referral(_factors("21"), closed=RC8))),
    ("authorised_after_closure", child(_referral(_with(ASSESSMENT, AssessmentAuthorisationDate="2024-02-02"))),
     child(_referral(_with(ASSESSMENT, AssessmentAuthorisationDate="2024-02-01")))),
    ("factors_of_open_assessment", child(_referral(_open(ASSESSMENT), closed=OPEN)),
     child(_referral(_open(BARE), closed=OPEN))),
    ("assessment_overdue_of_2024", child(_referral(_open(BARE, AssessmentActualStartDate="2024-01-25"), closed=OPEN)),
     child(_referral(_open(BARE, AssessmentActualStartDate="2024-01-26"), closed=OPEN))),
    ("authorised_before_year",
     child(_referral(_assessed("2023-03-01", "2023-03-31"))),
     child(_referral(_assessed("2023-03-01", "2023-04-01")))),
    ("open_assessment_of_before_year",
     child(_referral(_open(BARE, AssessmentActualStartDate="2023-03-31"), closed=OPEN)),
     child(_referral(_open(BARE, AssessmentActualStartDate="2023-04-01"), closed=OPEN))),
    ("assessments_overlap",
     child(_days(ASSESSMENT, _assessed("2023-06-01", "2023-07-01"))),
     child(_days(ASSESSMENT, _assessed("2023-06-02", "2023-07-01")))),
    ("two_open_assessments", child(_days(_open(BARE), _open(BARE))), child(_days(ASSESSMENT, _open(BARE)))),
    ("conference_of_enquiry_before_referral",
     child(_referral(_with(SECTION_47, DateOfInitialCPC="2023-04-28"))),
     child(_referral(_with(SECTION_47, DateOfInitialCPC="2023-05-01")))),
    ("conference_of_enquiry_after_closure", child(_referral(_with(SECTION_47, DateOfInitialCPC="2024-02-02"))),
     child(_referral(_with(SECTION_47, DateOfInitialCPC="2024-02-01")))),
    ("conference_overdue_of_2024", child(_referral(_open(SECTION_47, S47ActualStartDate="2024-03-07"), closed=OPEN)),
     child(_referral(_open(SECTION_47, S47ActualStartDate="2024-03-08"), closed=OPEN))),
    ("conference_before_year",
     child(_referral(_with(SECTION_47, S47ActualStartDate="2023-03-01", DateOfInitialCPC="2023-03-31"))),
     child(_referral(_with(SECTION_47, S47ActualStartDate="2023-03-01", DateOfInitialCPC="2023-04-03")))),
    ("open_enquiry_of_before_year", child(_referral(_open(SECTION_47, S47ActualStartDate="2023-03-31"), closed=OPEN)),
     child(_referral(_open(SECTION_47, S47ActualStartDate="2023-04-01"), closed=OPEN))),
    ("two_undecided_enquiries", child(_days(_open(SECTION_47), _open(SECTION_47))),
     child(_days(_open(SECTION_47, ICPCnotRequired="true"), _open(SECTION_47)))),
    ("enquiries_overlap",
     child(_days(SECTION_47, _with(SECTION_47, S47ActualStartDate="2023-05-30", DateOfInitialCPC="2023-06-20"))),
     child(_days(SECTION_47, _with(SECTION_47, S47ActualStartDate="2023-05-31", DateOfInitialCPC="2023-06-20")))),
    ("conference_target_on_weekend", child(_referral(_with(SECTION_47, InitialCPCtarget="2023-05-27"))),
     child(_referral(_with(SECTION_47, InitialCPCtarget="2023-05-26")))),
    ("conference_on_weekend", child(_referral(_with(SECTION_47, DateOfInitialCPC="2023-05-28"))),
     child(_referral(_with(SECTION_47, DateOfInitialCPC="2023-05-26")))),
    ("plan_without_conference", child(_referral(SECTION_47, _with(PLAN, CPPstartDate="2023-05-31"))),
     child(_referral(SECTION_47, PLAN))),
    ("plan_of_a_day", child(_referral(_with(PLAN, CPPendDate="2023-05-30", Reviews=None))),
     child(_referral(_with(PLAN, CPPendDate="2023-05-31", Reviews=None)))),
    ("plan_after_death", child(_referral(PLAN), PersonDeathDate="2023-05-29"),
     child(_referral(PLAN), PersonDeathDate="2023-05-30")),
    ("plan_ends_after_death", child(_referral(PLAN), PersonDeathDate="2023-11-30"),
     child(_referral(PLAN), PersonDeathDate="2023-12-01")),
    ("plan_on_day_of_another_end",
     child(_days(PLAN, _with(PLAN, CPPstartDate="2023-12-01", CPPendDate=None, Reviews=None))),
     child(_days(PLAN, _with(PLAN, CPPstartDate="2023-12-02", CPPendDate=None, Reviews=None)))),
    ("reviewed_while_in_need_plan",
     child(_referral(_reviews("2023-12-05"), PLAN_DATES)),
     child(_referral(PLAN, PLAN_DATES))),
    ("two_open_need_plans", child(_days(_open(PLAN_DATES), _open(PLAN_DATES, CINPlanStartDate="2023-12-20"))),
     child(_days(PLAN_DATES, _open(PLAN_DATES, CINPlanStartDate="2024-02-20")))),
    ("need_plan_after_death", child(_referral(PLAN_DATES), PersonDeathDate="2023-11-30"),
     child(_referral(PLAN_DATES), PersonDeathDate="2023-12-01")),
    ("need_plan_ends_after_death", child(_referral(PLAN_DATES), PersonDeathDate="2024-01-31"),
     child(_referral(PLAN_DATES), PersonDeathDate="2024-02-01")),
    ("need_plan_of_a_day", child(_referral(_with(PLAN_DATES, CINPlanEndDate="2023-12-01"))),
     child(_referral(_with(PLAN_DATES, CINPlanEndDate="2023-12-02")))),
    ("need_plan_before_year",
     child(_referral(_with(PLAN_DATES, CINPlanStartDate="2023-03-01", CINPlanEndDate="2023-03-31"))),
     child(_referral(_with(PLAN_DATES, CINPlanStartDate="2023-03-01", CINPlanEndDate="2023-04-01")))),
    ("need_plans_overlap",
     child(_days(PLAN_DATES, _with(PLAN_DATES, CINPlanStartDate="2024-02-01", CINPlanEndDate="2024-03-01"))),
     child(_days(PLAN_DATES, _with(PLAN_DATES, CINPlanStartDate="2024-02-02", CINPlanEndDate="2024-03-01")))),
    ("need_plan_in_protection_plan", child(_referral(PLAN, _with(PLAN_DATES, CINPlanStartDate="2023-11-30"))),
     child(_referral(PLAN, PLAN_DATES))),
    ("protection_plan_in_need_plan",
     child(_referral(_with(PLAN_DATES, CINPlanStartDate="2023-05-20", CINPlanEndDate="2023-05-31"), PLAN)),
     child(_referral(_with(PLAN_DATES, CINPlanStartDate="2023-05-20", CINPlanEndDate="2023-05-30"), PLAN))),
    ("need_plan_ends_after_closure", child(_referral(_with(PLAN_DATES, CINPlanEndDate="2024-02-02"))),
     child(_referral(PLAN_DATES))),
    ("review_on_first_day", child(_referral(_reviews("2023-05-30"))), child(_referral(_reviews("2023-05-31")))),
]  # fmt: skip
LATER_CASES: list[tuple[str, Node, Node]] = [
    ("child_id_too_long", child(LATER, name="a" * 21, GenderCurrent="", Sex="M"),
     child(LATER, name="b" * 20, GenderCurrent="", Sex="M")),
    ("child_id_characters", child(LATER, name="1-2", GenderCurrent="", Sex="M"),
     child(LATER, name="12", GenderCurrent="", Sex="M")),
    ("unborn_with_sex_since_2025",
     child(LATER, name="31", PersonBirthDate="", ExpectedPersonBirthDate="2025-04-01", GenderCurrent="", Sex="M"),
     child(LATER, name="32", PersonBirthDate="", ExpectedPersonBirthDate="2025-04-01", GenderCurrent="", Sex="U")),
]  # fmt: skip
WHOLE = {name for name, rule in DECLARED.items() if rule.joined is not None and rule.joined.name == "whole_returns"}


def _found(folder: Path, children: list[Node], year: int) -> dict[int, set[str]]:
    """Rules by the position of the Child element."""
    by_child: dict[int, set[str]] = {number: set() for number in range(1, len(children) + 1)}
    with Warehouse() as warehouse:
        stage_cin(warehouse, send(folder, census(children, year), year=year), [year])
        for rule, message in rows(warehouse, "SELECT rule, message FROM raw.findings WHERE line IS NOT NULL"):
            if position := re.search(r"Child element (\d+)\.$", message):
                by_child[int(position[1])].add(rule)
    return by_child


def _named(cases: list[tuple[str, Node, Node]]) -> Iterator[Node]:
    for number, (_, *pair) in enumerate(cases):
        for place, (name, parts) in enumerate(pair):
            identity = dict(parts[0][1])
            if identity["LAchildID"] in ("c1", "nfa"):
                marked = "nfa" if identity["LAchildID"] == "nfa" else ""
                identity["LAchildID"] = f"c{number}x{place}{marked}"
            rest = [
                (part, [(field, "1" if marked and field == "ReferralNFA" else value) for field, value in content])
                if part == "CINdetails" and (marked := identity["LAchildID"].endswith("nfa"))
                else (part, content)
                for part, content in parts[1:]
            ]
            yield (name, [("ChildIdentifiers", list(identity.items())), *rest])


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, int], tuple[set[str], set[str]]]:
    """The rules found of the child who offends and of the other, by rule and number of the case."""
    by_case = {}
    for cases, year in ((CASES, 2024), (LATER_CASES, 2025)):
        children = list(_named(cases))
        by_child = _found(tmp_path_factory.mktemp("returns"), children, year)
        for number, (rule, _, _) in enumerate(cases):
            by_case[rule, number] = (by_child[2 * number + 1], by_child[2 * number + 2])
    return by_case


@pytest.mark.parametrize(
    ("rule", "number"), [(case[0], n) for cases in (CASES, LATER_CASES) for n, case in enumerate(cases)]
)
def test_a_rule_finds_who_offends_and_not_who_nearly_does(
    found: dict[tuple[str, int], tuple[set[str], set[str]]], rule: str, number: int
) -> None:
    offends, does_not = found[rule, number]
    assert rule in offends
    assert rule not in does_not


def test_every_declared_rule_has_a_case() -> None:
    cased = {case[0] for case in (*CASES, *LATER_CASES)} | WHOLE
    assert {re.sub(r"_of_20\d\d$", "_of_2024", name) for name in DECLARED} == cased


@pytest.mark.parametrize("start", ["assessment_overdue", "conference_overdue"])
def test_working_days_are_counted_back_from_the_end_of_each_year(start: str) -> None:
    days = {"assessment_overdue": 45, "conference_overdue": 15}[start]
    for year in range(2014, 2027):
        stated = re.search(r"DATE '([\d-]+)'", DECLARED[f"{start}_of_{year}"].condition)
        assert stated
        closed = holidays.country_holidays("GB", subdiv="ENG", years=[year - 1, year])
        first = date.fromisoformat(stated[1])
        after = [first + timedelta(days=back) for back in range((date(year, 3, 31) - first).days)]
        assert sum(day.weekday() < 5 and day not in closed for day in after) == days
        assert first.weekday() < 5 and first not in closed


def _many(sex: str, disabilities: tuple[str, ...], *details: list[Node], count: int = 100) -> list[Node]:
    about: list[Node] = [("Ethnicity", "WBRI"), ("Disabilities", [("Disability", code) for code in disabilities])]
    children = []
    for number in range(count):
        name, parts = child(*details, name=f"m{number}", GenderCurrent=sex)
        children.append((name, [parts[0], ("ChildCharacteristics", about), *parts[2:]]))
    return children


def test_a_whole_return_is_judged_from_a_hundred_children_on(tmp_path: Path) -> None:
    codes = ("MOB", "HAND", "PC", "INC", "COMM", "LD", "HEAR", "VIS")
    whole = {name for name in WHOLE if not name.endswith("since_2025")}
    poor = _many("0", ("AUT",), _referral(PLAN, _open(SECTION_47)))
    assert _found(tmp_path / "poor", poor, 2024)[1] & WHOLE == whole
    assert _found(tmp_path / "few", poor[:99], 2024)[1] & WHOLE == set()
    rich = _many("1", codes, _referral(PLAN, SECTION_47))
    assert _found(tmp_path / "rich", rich, 2024)[1] & WHOLE == set()


def test_declared_rules_carry_over_to_spark_and_say_what_to_do() -> None:
    for rule in DECLARED.values():
        sqlglot.transpile(rule.query, read="duckdb", write="spark", unsupported_level=sqlglot.ErrorLevel.RAISE)
        assert rule.rule.message.endswith(".") and rule.rule.message.count(". ") >= 1, rule.rule.name
