"""Near misses of the census rules that are queries or follow from a field, and a case of every public number."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from pipeline.collect.collections.cin import stage_cin
from pipeline.collect.public_rules import public_rules
from pipeline.collect.rules import load_rules
from pipeline.foundation.warehouse import Warehouse
from tests.collect.cin.test_cin_declared_rules import CASES as DECLARED_CASES
from tests.collect.cin.test_cin_declared_rules import DECLARED
from tests.collect.cin.test_cin_reader import Node, census, child, rows, send
from tests.collect.cin.test_cin_reader_rules import (
    ASSESSMENT,
    CASES,
    CLEAN,
    CLOSED,
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


def _no_further_action(*detail: Node) -> Node:
    name, parts = child()
    return (name, [*parts, ("CINdetails", [*detail, ("ReferralNFA", "true")])])


def _done(*activities: Node, **more: Any) -> Node:
    return child(_referral(ASSESSMENT, SECTION_47, *activities, **more))


def _assessed(**fields: Any) -> Node:
    return child(_referral(_with(ASSESSMENT, **fields)))


def _asked(**fields: Any) -> Node:
    return child(_referral(ASSESSMENT, _with(SECTION_47, **fields)))


def _planned(**fields: Any) -> Node:
    return _done(_with(PLAN, **fields))


# A rule, and a child of whom it finds nothing, a day or a code beside one of whom it would.
NEAR: list[tuple[str, Node]] = [
    ("birth_date_missing",
     child(LATER, PersonBirthDate="", ExpectedPersonBirthDate="2024-06-01", GenderCurrent="0")),
    ("birth_dates_both", child(LATER, PersonBirthDate="", ExpectedPersonBirthDate="2024-06-01", GenderCurrent="0")),
    ("unborn_is_overdue", child(LATER, PersonBirthDate="", ExpectedPersonBirthDate="2024-06-01", GenderCurrent="0")),
    ("died_before_birth", child(LATER, PersonBirthDate="2024-03-02", PersonDeathDate="2024-03-02")),
    ("child_is_26_or_over", child(CLEAN, PersonBirthDate="1998-04-02")),
    ("upn_and_reason_missing", child(CLEAN, UPNunknown="UN5")),
    ("upn_and_reason", child(CLEAN, UPN="R201100018042")),
    ("upn_check_letter", child(CLEAN, UPN="F201100018043")),
    ("upn_of_several_children", child(CLEAN, UPNunknown="UN5")),
    ("upn_not_read", child(CLEAN, UPN="f201100018043")),
    ("code_not_of_the_year", child(CLEAN, UPNunknown="un5")),
    ("upn_reason_of_school_age", child(CLEAN, PersonBirthDate="2020-06-01", UPNunknown="UN1")),
    ("died_before_year", child(_referral(referred="2023-03-31", closed=[]), PersonDeathDate="2023-04-01")),
    ("died_without_date", child(_referral(closed=[CLOSED[0], ("ReasonForClosure", "RC2")]),
                                PersonDeathDate="2024-02-01")),
    ("primary_need_missing", child(_referral(ASSESSMENT))),
    ("no_further_action_before_year", _no_further_action(("CINreferralDate", "2023-04-01"), ("ReferralSource", "1A"))),
    ("no_further_action_with_activity",
     _no_further_action(("CINreferralDate", "2023-05-01"), ("ReferralSource", "1A"), ("PrimaryNeedCode", "N1"))),
    ("assessment_open_when_case_closed", _assessed(AssessmentAuthorisationDate="2024-02-01")),
    ("assessment_after_closure",
     _assessed(AssessmentActualStartDate="2024-02-01", AssessmentAuthorisationDate="2024-02-01")),
    ("assessment_authorised_before_start", _assessed(AssessmentAuthorisationDate="2023-05-01")),
    ("assessment_before_referral", _assessed(AssessmentActualStartDate="2023-05-01")),
    ("assessment_without_factors", child(_referral(_factors("1A")))),
    ("factor_repeated", child(_referral(_factors("1A", "1B")))),
    ("no_factors_with_others", child(_referral(_factors("21")))),
    ("section_47_undecided_when_case_closed", _asked(DateOfInitialCPC=None, ICPCnotRequired="true")),
    ("section_47_after_closure", _asked(S47ActualStartDate="2024-02-01", DateOfInitialCPC="2024-02-01")),
    ("section_47_before_referral", _asked(S47ActualStartDate="2023-05-01")),
    ("conference_before_section_47", _asked(DateOfInitialCPC="2023-05-10")),
    ("conference_held_but_not_required", _asked(ICPCnotRequired="0")),
    ("flag_not_read", _asked(ICPCnotRequired="FALSE")),
    ("number_not_read", _planned(NumberOfPreviousCPP="0")),
    ("plan_dates_after_closure",
     child(_referral(_with(PLAN_DATES, CINPlanStartDate="2024-02-01", CINPlanEndDate="2024-02-01")))),
    ("plan_dates_end_before_start", child(_referral(_with(PLAN_DATES, CINPlanEndDate="2023-12-02")))),
    ("plan_dates_before_referral", child(_referral(_with(PLAN_DATES, CINPlanStartDate="2023-05-01")))),
    ("date_after_year_end", child(LATER, PersonDeathDate="2024-03-31")),
    ("date_not_read", child(LATER, PersonDeathDate="2024-03-31")),
    ("required_field_blank", child(CLEAN, GenderCurrent=" 1 ")),
    ("disability_none_with_others", _disabled("AUT", "LD")),
    ("referral_closed_before_referral", child(_referral(closed=[("CINclosureDate", "2023-05-01"), CLOSED[1]]))),
    ("referral_closed_before_year",
     child(_referral(referred="2022-05-01", closed=[("CINclosureDate", "2023-04-01"), CLOSED[1]]))),
    ("closure_without_reason", child(_referral(closed=[]))),
    ("reason_without_closure", child(_referral())),
    ("referral_identical", child(_referral(), _referral(referred="2024-02-01", closed=[]))),
    ("referral_repeated", child(_referral(), _referral(referred="2024-02-01", closed=[]))),
    ("referral_while_another_open", child(_referral(), _referral(referred="2024-02-01", closed=[]))),
    ("referral_before_conception", child(_referral(closed=[]), PersonBirthDate="2023-12-01")),
    ("referral_after_death", child(LATER, PersonDeathDate="2024-03-01")),
    ("plan_ends_before_start", _planned(CPPendDate="2023-05-31", Reviews=None)),
    ("plan_before_referral", _planned(CPPstartDate="2023-05-01")),
    ("plan_before_year", _done(_with(PLAN, CPPstartDate="2022-06-01", CPPendDate="2023-04-01", Reviews=None),
                               referred="2022-05-01")),
    ("plan_while_another_open", _done(PLAN, _with(PLAN, CPPstartDate="2023-12-01", CPPendDate="2024-01-01",
                                                  Reviews=None))),
    ("plan_repeated", _done(PLAN, _with(PLAN, CPPstartDate="2023-12-02", CPPendDate="2024-01-01", Reviews=None))),
    ("plan_open_when_case_closed", _planned(CPPendDate="2024-02-01")),
    ("review_outside_plan", _done(_reviews("2023-05-30"))),
    ("review_repeated", _done(_reviews("2023-08-20", "2023-08-21"))),
    ("child_repeated", child(LATER)),
    ("child_id_blank", child(LATER)),
]  # fmt: skip


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[int, set[str]]:
    """Rules by the place of the child."""
    named = []
    for number, (_, (name, parts)) in enumerate(NEAR, start=1):
        fields = [(field, f"e{number}" if field == "LAchildID" else value) for field, value in parts[0][1]]
        named.append((name, [("ChildIdentifiers", fields), *parts[1:]]))
    folder = send(tmp_path_factory.mktemp("returns"), census(named))
    by_child: dict[int, set[str]] = {number: set() for number in range(1, len(NEAR) + 1)}
    with Warehouse() as warehouse:
        stage_cin(warehouse, folder, [2024])
        for rule, message in rows(warehouse, "SELECT rule, message FROM raw.findings WHERE file_id IS NOT NULL"):
            if position := re.search(r"Child element (\d+)\.$", message):
                by_child[int(position[1])].add(rule)
    return by_child


@pytest.mark.parametrize(("number", "rule"), [(n, rule) for n, (rule, _) in enumerate(NEAR, start=1)])
def test_who_nearly_offends_is_not_found(found: dict[int, set[str]], number: int, rule: str) -> None:
    assert rule not in found[number]


# Tested elsewhere: whole returns in test_cin_declared_rules.py, headers and files in test_cin_reader.py and its like.
ELSEWHERE = Path(__file__).parent


def test_every_public_number_has_a_case_that_offends_and_one_that_nearly_does() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in sorted(ELSEWHERE.glob("test_*.py")))
    offending = {rule for rule, _ in CASES} | set(DECLARED) | {case[0] for case in DECLARED_CASES}
    near = {rule for rule, _ in NEAR} | set(DECLARED)
    in_cases = {rule.rule.name for rule in load_rules("cin")} | near
    lacking = [
        (one.number, one.rules)
        for one in public_rules("cin")
        if not (offending.intersection(one.rules) and near.intersection(one.rules))
        and not any(f'"{rule}"' in text for rule in one.rules if rule not in in_cases)
    ]
    assert lacking == []
