"""Writes awkward children as each year's census had them: what was known on 31 March, in the codes of the year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

from .awkward import AwkwardAssessment, AwkwardCase, AwkwardChild, AwkwardPlan
from .days import CollectionYear

DIGITS = {"M": "1", "F": "2", "U": "9"}
OTHER_SEX = {"M": "F", "F": "M", "U": "M"}
CIN_PLANS_SINCE = 2022
# A code, the first year that had it, and what stood for it before.
NEW_CODES = [("5D", 2023, "5A"), ("RC9", 2023, "RC8"), ("24A", 2022, "13A")]
NEW_CODES += [("18B", 2021, "18A"), ("18C", 2021, "18A"), ("19B", 2021, "19A"), ("19C", 2021, "19A")]


def write_awkward_returns(returns: Path, children: Iterable[AwkwardChild], years: Iterable[int]) -> None:
    """Write every LA's census of some years."""
    everyone = list(children)
    for year in map(CollectionYear, years):
        for la_code in sorted({child.la_code for child in everyone}):
            folder = returns / "cin" / str(year.year) / la_code
            folder.mkdir(parents=True)
            sent = "".join(part for child in everyone if child.la_code == la_code for part in _child(child, year))
            header = _element("CollectionDetails", Collection="CIN", Year=year.year, ReferenceDate=year.last)
            header += _element("Source", SourceLevel="L", LEA=la_code)
            document = f"<Message><Header>{header}</Header><Children>{sent}</Children></Message>"
            (folder / "census.xml").write_text(f'<?xml version="1.0" encoding="UTF-8"?>\n{document}\n')


def _element(name: str, *parts: str, **fields: object) -> str:
    """An element with fields, then parts; a field that is empty is left out."""
    inner = "".join(f"<{key}>{escape(str(value))}</{key}>" for key, value in fields.items() if value not in ("", None))
    return f"<{name}>{inner}{''.join(parts)}</{name}>"


def _of_year(code: str, year: CollectionYear) -> str:
    return next((before for new, first, before in NEW_CODES if new == code and year.year < first), code)


def _taken_on(case: AwkwardCase, year: CollectionYear) -> date:
    """The day whose knowledge a census holds: 31 March, or some months later."""
    return year.last + timedelta(90) if case.was_taken_late else year.last


def _known(day: date | None, taken_on: date) -> date | None:
    """A day that has come by then."""
    return day if day is not None and day <= taken_on else None


def _child(child: AwkwardChild, year: CollectionYear) -> Iterator[str]:
    now = [case for case in child.cases if case.referred <= _taken_on(case, year)]
    now = [case for case in now if case.closed is None or case.closed >= year.first or case.is_sent_again]
    for apart in (False, True):
        cases = [_case(case, year) for case in now if case.stands_apart is apart]
        if cases:
            sex = OTHER_SEX[child.sex] if apart else child.sex
            yield _element("Child", _identifiers(child, sex, year), _characteristics(child), *cases)


def _identifiers(child: AwkwardChild, sex: str, year: CollectionYear) -> str:
    born = None if child.birth_is_only_expected else _known(child.born, year.last)
    expected = child.born if born is None else None
    sex_field = {"Sex": sex} if year.year >= 2025 else {"GenderCurrent": DIGITS[sex]}
    fields = {"PersonBirthDate": born, "ExpectedPersonBirthDate": expected, **sex_field}
    return _element("ChildIdentifiers", LAchildID=child.child, UPNunknown="UN1", **fields)


def _characteristics(child: AwkwardChild) -> str:
    disabilities = "".join(f"<Disability>{one}</Disability>" for one in child.disabilities)
    return _element("ChildCharacteristics", _element("Disabilities", disabilities), Ethnicity=child.ethnicity)


def _case(case: AwkwardCase, year: CollectionYear) -> str:
    taken_on = _taken_on(case, year)
    closed = _known(case.closed, taken_on)
    parts = [_assessment(one, case, year) for one in case.assessments]
    if year.year >= CIN_PLANS_SINCE:
        parts += [
            _element("CINPlanDates", CINPlanStartDate=start, CINPlanEndDate=_known(end, taken_on))
            for start, end in case.plan_dates
            if start <= taken_on
        ]
    parts += [
        _element("Section47", S47ActualStartDate=start, DateOfInitialCPC=_known(held, taken_on), ICPCnotRequired=0)
        for start, held in case.enquiries
        if start <= taken_on
    ]
    parts.append(f"<ReferralNFA>{'true' if case.is_no_further_action else 0}</ReferralNFA>")
    parts += [_plan(plan, case, year) for plan in case.plans if plan.started <= taken_on]
    return _element(
        "CINdetails",
        *parts,
        CINreferralDate=case.referred,
        ReferralSource=_of_year(case.source, year),
        PrimaryNeedCode=case.need,
        CINclosureDate="" if case.has_no_closing_date else closed,
        ReasonForClosure=_of_year(case.reason, year) if closed else "",
        DateOfInitialCPC=_known(case.conference, taken_on),
    )


def _assessment(assessment: AwkwardAssessment, case: AwkwardCase, year: CollectionYear) -> str:
    taken_on = _taken_on(case, year)
    authorised = _known(assessment.authorised, taken_on)
    told_before = authorised is not None and authorised < year.first
    if assessment.started > taken_on or (told_before and not case.is_remembered):
        return ""
    factors = "".join(f"<AssessmentFactors>{_of_year(one, year)}</AssessmentFactors>" for one in assessment.factors)
    found = _element("FactorsIdentifiedAtAssessment", factors) if factors and authorised else ""
    return _element(
        assessment.kind if year.year == 2014 else "Assessments",
        found,
        AssessmentActualStartDate=assessment.started,
        AssessmentAuthorisationDate=authorised,
        ChildSeenBySocialWorker=assessment.seen if year.year == 2014 else "",
    )


def _plan(plan: AwkwardPlan, case: AwkwardCase, year: CollectionYear) -> str:
    taken_on = _taken_on(case, year)
    told = [day for day in plan.reviews if day <= taken_on and (case.is_remembered or day >= year.first)]
    reviews = "".join(f"<CPPreviewDate>{day}</CPPreviewDate>" for day in told)
    return _element(
        "ChildProtectionPlans",
        _element("Reviews", reviews) if reviews else "",
        CPPstartDate=plan.started,
        CPPendDate=_known(plan.ended, taken_on),
        InitialCategoryOfAbuse=plan.initial,
        LatestCategoryOfAbuse=plan.latest,
        NumberOfPreviousCPP=plan.previous,
    )
