"""Recounting synthetic censuses with lxml alone, for the tests of the synthesis."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import holidays
from lxml import etree

Counts = Counter[tuple[str, str]]
ADULT_BANDS = ((1, "under_1"), (5, "1_to_4"), (10, "5_to_9"), (16, "10_to_15"), (200, "16_and_over"))
MALE, FEMALE = ("1", "M"), ("2", "F")


def parse(out: Path, year: int, code: str) -> Any:
    return etree.parse(str(out / "cin" / str(year) / code / "cin.xml")).getroot()


def children(out: Path, year: int, code: str) -> list[Any]:
    return list(parse(out, year, code).iter("Child"))


def codes(out: Path, year: int) -> list[str]:
    return sorted(folder.name for folder in (out / "cin" / str(year)).iterdir())


def day(element: Any, path: str) -> date | None:
    text = element.findtext(path)
    return date.fromisoformat(text) if text else None


def digests(out: Path, pattern: str = "*") -> dict[str, str]:
    return {
        str(path.relative_to(out)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob(pattern))
        if path.is_file()
    }


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def ledger(out: Path, year: int, code: str = "") -> Counts:
    counts: Counts = Counter()
    for row in rows(out / "ledger" / "cin_totals.csv"):
        if int(row["collection_year"]) == year and code in ("", row["la_code"]):
            counts[row["measure"], row["category"]] += int(row["count"])
    return counts


@cache
def _bank_holidays() -> Any:
    return holidays.country_holidays("GB", subdiv="ENG", years=range(2008, 2027))


@cache
def working_days(start: date, end: date) -> int:
    """Working days after the start, up to and including the end."""
    steps = (start + timedelta(days=number) for number in range(1, (end - start).days + 1))
    return sum(each.weekday() < 5 and each not in _bank_holidays() for each in steps)


def recount(out: Path, year: int, code: str, *, with_year_before: bool = False) -> Counts:
    """The ledger's measures from the documents; re-referrals where the document of the year before is there too."""
    first, last = date(year - 1, 4, 1), date(year, 3, 31)
    counts: Counts = Counter()
    latest: dict[str, date] = {}
    if with_year_before:
        for child in children(out, year - 1, code):
            referred = [day(each, "CINreferralDate") or last for each in child.iter("CINdetails")]
            latest[child.findtext(".//LAchildID")] = max(each for each in referred)
    for child in children(out, year, code):
        _recount_child(counts, child, first, last, latest if with_year_before else None)
    return counts


def _recount_child(counts: Counts, child: Any, first: date, last: date, latest: dict[str, date] | None) -> None:
    made: list[date] = []
    begun: set[date] = set()
    held: set[date] = set()
    started = ended = in_need = 0
    for case in child.iter("CINdetails"):
        referred, closed = day(case, "CINreferralDate"), day(case, "CINclosureDate")
        assert referred is not None
        is_new = first <= referred <= last
        if is_new:
            made.append(referred)
        if case.findtext("ReferralNFA") in ("1", "true"):
            counts["no_further_action", "total"] += 1
            continue
        protected = case.find("Section47") is not None or case.find("ChildProtectionPlans") is not None
        protected |= case.find("DateOfInitialCPC") is not None
        if case.findtext("ReasonForClosure") in ("RC8", "RC9") and not protected:
            counts["assessed_not_in_need", "total"] += is_new
        else:
            in_need += 1
            started += is_new
            if closed:
                ended += 1
                counts["episodes_ending", case.findtext("ReasonForClosure")] += 1
            else:
                _recount_stock(counts, child, case, last)
        _recount_assessments(counts, case, first, last)
        for enquiry in case.iter("Section47"):
            start, conference = day(enquiry, "S47ActualStartDate"), day(enquiry, "DateOfInitialCPC")
            assert start is not None
            if first <= start <= last:
                begun.add(start)
            if conference and first <= conference <= last:
                held.add(conference)
                counts["conferences", "within_15_days"] += working_days(start, conference) <= 15
        given = day(case, "DateOfInitialCPC")
        if given and first <= given <= last:
            held.add(given)
    counts["section_47", "total"] += len(begun)
    counts["conferences", "total"] += len(held)
    _recount_plans(counts, list(child.iter("ChildProtectionPlans")), first)
    for episodes, which, count in (
        ("referrals", "children_referred", len(made)),
        ("episodes_starting", "children_starting", started),
        ("episodes_ending", "children_ending", ended),
        ("episodes_at_any_point", "children_at_any_point", in_need),
    ):
        counts[episodes, "total"] += count
        counts[which, "total"] += count > 0
    dates = sorted(day(case, "CINreferralDate") or last for case in child.iter("CINdetails"))
    counts["re_referrals", "seen_in_one_document"] += _again(dates, first)
    if latest is not None:
        before = latest.get(child.findtext(".//LAchildID"))
        again = _again(sorted([*made, before] if before and before < first else made), first)
        counts["re_referrals", "total"] += again
        counts["children_referred_again", "total"] += again > 0


def _again(dates: list[date], first: date) -> int:
    return sum((later - earlier).days <= 365 and later >= first for earlier, later in pairwise(dates))


def _recount_stock(counts: Counts, child: Any, case: Any, last: date) -> None:
    measure = "in_need_on_31_march"
    counts[measure, "total"] += 1
    born = day(child, "ChildIdentifiers/PersonBirthDate")
    sex = child.findtext("ChildIdentifiers/GenderCurrent") or child.findtext("ChildIdentifiers/Sex")
    counts[measure, "male" if sex in MALE else "female" if sex in FEMALE else "sex_not_known"] += 1
    if born is None:
        counts[measure, "unborn"] += 1
    else:
        age = last.year - born.year - ((last.month, last.day) < (born.month, born.day))
        counts[measure, next(name for below, name in ADULT_BANDS if age < below)] += 1
    counts[measure, case.findtext("PrimaryNeedCode") or "N0"] += 1
    counts[measure, "disabled"] += child.findtext(".//Disability") != "NONE"


def _recount_assessments(counts: Counts, case: Any, first: date, last: date) -> None:
    factors: set[str] = set()
    for kind in ("Assessments", "InitialAssessments", "CoreAssessments"):
        for assessment in case.findall(kind):
            start, authorised = (
                day(assessment, "AssessmentActualStartDate"),
                day(assessment, "AssessmentAuthorisationDate"),
            )
            assert start is not None
            if authorised and first <= authorised <= last:
                counts["assessments", "total"] += 1
                counts["assessments", kind] += last.year < 2015
                counts["assessments", "within_45_days"] += working_days(start, authorised) <= 45
                factors |= {each.text for each in assessment.iter("AssessmentFactors")}
    counts["cases_with_factors", "total"] += bool(factors - {"21"})
    for factor in factors:
        counts["cases_with_factors", factor] += 1


def _recount_plans(counts: Counts, plans: list[Any], first: date) -> None:
    starting = [plan for plan in plans if (day(plan, "CPPstartDate") or first) >= first]
    ending = [plan for plan in plans if plan.find("CPPendDate") is not None]
    for measure, which, some in (
        ("plans_starting", "children_starting_a_plan", starting),
        ("plans_ending", "children_ending_a_plan", ending),
        ("plans_at_any_point", "children_on_a_plan_at_any_point", plans),
        ("plans_on_31_march", "children_on_a_plan_on_31_march", [plan for plan in plans if plan not in ending]),
    ):
        counts[measure, "total"] += len(some)
        counts[which, "total"] += bool(some)
    for plan in starting:
        counts["plans_starting", plan.findtext("InitialCategoryOfAbuse")] += 1
        counts["plans_starting", "second_or_subsequent"] += plan.findtext("NumberOfPreviousCPP") != "0"


def plans_in_order(child: Any) -> list[Any]:
    """A child's plans of protection in all its cases, by first day."""
    return sorted(child.iter("ChildProtectionPlans"), key=lambda plan: plan.findtext("CPPstartDate"))
