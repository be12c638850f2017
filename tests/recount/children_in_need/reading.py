"""Reads a census document as the recount needs it: each child's cases with everything recorded under them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from lxml import etree

KINDS = {"Assessments": "single", "InitialAssessments": "initial", "CoreAssessments": "core"}


@dataclass(frozen=True, slots=True)
class Particulars:
    """Who a child is, as one Child element says."""

    born: date | None
    expected: date | None
    sex: str
    ethnicity: str
    disabilities: frozenset[str]


@dataclass(frozen=True, slots=True)
class Assessment:
    """An assessment: initial or core in 2014, single otherwise."""

    kind: str
    started: date | None
    authorised: date | None
    seen: str
    factors: frozenset[str]


@dataclass(frozen=True, slots=True)
class Enquiry:
    """An enquiry under section 47 and the conference it led to."""

    started: date | None
    conference: date | None


@dataclass(frozen=True, slots=True)
class Plan:
    """A child protection plan; ``ended`` is None while it goes on."""

    started: date
    ended: date | None
    initial: str
    latest: str
    previous: int | None
    reviews: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A CINdetails record; ``sent`` numbers the records of the document in order."""

    child: Particulars
    sent: int
    referred: date
    source: str
    need: str
    closed: date | None
    reason: str
    conference: date | None
    no_further_action: bool
    assessments: tuple[Assessment, ...]
    enquiries: tuple[Enquiry, ...]
    plans: tuple[Plan, ...]
    has_plan_for_child_in_need: bool


Census = dict[str, list[Case]]
"""The cases of every child of a return, by LAchildID."""


def read_census(path: Path) -> Census:
    """Every case of a document, the children of one LAchildID together."""
    census: Census = {}
    number = 0
    for _, child in etree.iterparse(str(path), tag="Child"):
        identifiers = child.find("ChildIdentifiers")
        who = _particulars(child, identifiers)
        cases = census.setdefault(_text(identifiers, "LAchildID"), [])
        for details in child.iterfind("CINdetails"):
            number += 1
            cases.append(_case(details, who, number))
        child.clear()
    return census


def _text(element: etree._Element, name: str) -> str:
    return (element.findtext(name) or "").strip()


def _day(element: etree._Element, name: str) -> date | None:
    text = _text(element, name)
    return date.fromisoformat(text) if text else None


def _stated(element: etree._Element, name: str) -> date:
    day = _day(element, name)
    if day is None:
        raise ValueError(f"{element.tag} without {name}")
    return day


def _particulars(child: etree._Element, identifiers: etree._Element) -> Particulars:
    disabilities = {(one.text or "").strip() for one in child.iterfind("ChildCharacteristics/Disabilities/Disability")}
    return Particulars(
        born=_day(identifiers, "PersonBirthDate"),
        expected=_day(identifiers, "ExpectedPersonBirthDate"),
        sex=_text(identifiers, "GenderCurrent") or _text(identifiers, "Sex"),
        ethnicity=_text(child, "ChildCharacteristics/Ethnicity"),
        disabilities=frozenset(disabilities - {"NONE", ""}),
    )


def _case(details: etree._Element, who: Particulars, number: int) -> Case:
    return Case(
        child=who,
        sent=number,
        referred=_stated(details, "CINreferralDate"),
        source=_text(details, "ReferralSource"),
        need=_text(details, "PrimaryNeedCode"),
        closed=_day(details, "CINclosureDate"),
        reason=_text(details, "ReasonForClosure"),
        conference=_day(details, "DateOfInitialCPC"),
        no_further_action=_text(details, "ReferralNFA") in ("1", "true"),
        assessments=tuple(_assessment(one) for kind in KINDS for one in details.iterfind(kind)),
        enquiries=tuple(
            Enquiry(_day(one, "S47ActualStartDate"), _day(one, "DateOfInitialCPC"))
            for one in details.iterfind("Section47")
        ),
        plans=tuple(_plan(one) for one in details.iterfind("ChildProtectionPlans")),
        has_plan_for_child_in_need=details.find("CINPlanDates") is not None,
    )


def _assessment(element: etree._Element) -> Assessment:
    found = element.iterfind("FactorsIdentifiedAtAssessment/AssessmentFactors")
    return Assessment(
        kind=KINDS[element.tag],
        started=_day(element, "AssessmentActualStartDate"),
        authorised=_day(element, "AssessmentAuthorisationDate"),
        seen=_text(element, "ChildSeenBySocialWorker"),
        factors=frozenset((one.text or "").strip() for one in found),
    )


def _plan(element: etree._Element) -> Plan:
    previous = _text(element, "NumberOfPreviousCPP")
    return Plan(
        started=_stated(element, "CPPstartDate"),
        ended=_day(element, "CPPendDate"),
        initial=_text(element, "InitialCategoryOfAbuse"),
        latest=_text(element, "LatestCategoryOfAbuse"),
        previous=int(previous) if previous else None,
        reviews=tuple(date.fromisoformat(one.text or "") for one in element.iterfind("Reviews/CPPreviewDate")),
    )
