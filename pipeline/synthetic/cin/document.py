"""The census document as text: what had happened by 31 March, in the elements and codes of the year."""

from __future__ import annotations

from datetime import date, timedelta
from xml.sax.saxutils import escape

from pipeline.synthetic.cin.lives import shares
from pipeline.synthetic.cin.lives.cases import Outcome
from pipeline.synthetic.cin.lives.people import Person
from pipeline.synthetic.cin.lives.stories import Assessment, Inquiry, ProtectionPlan, Story
from pipeline.synthetic.cin.lives.working_days import ISO
from pipeline.synthetic.country.days import first_day, last_day

SINGLE_ASSESSMENTS_FROM, PLAN_DATES_FROM, SEX_FROM = 2015, 2022, 2025
CLOSING = "</Children>\n</Message>\n"
_SOFTWARE = "First Release: made-up children & families"
ITEMS = (
    "Disabilities", "Assessments", "FactorsIdentifiedAtAssessment", "CINPlanDates", "Section47", "ChildProtectionPlans",
    "Reviews",
)  # fmt: skip


class Document:
    """The text of one authority's census of one year; ``left_out`` are the items it does not send.

    ``in_words``: it writes true and false rather than 1 and 0.
    """

    def __init__(self, year: int, la_code: str, *, in_words: bool, left_out: tuple[str, ...] = ()) -> None:
        """Prepare the codes of the year."""
        self.year = year
        self.la_code = la_code
        self.first, self.last = first_day(year), last_day(year)
        self._yes, self._no = ("true", "false") if in_words else ("1", "0")
        self._left_out = frozenset(left_out)
        element = "Sex" if year >= SEX_FROM else "GenderCurrent"
        male, female, unknown = ("M", "F", "U") if year >= SEX_FROM else ("1", "2", "0")
        self._male, self._female, self._unborn = (f"<{element}>{code}</{element}>" for code in (male, female, unknown))
        self._factor_codes = {} if year >= 2022 else shares.FACTORS_BEFORE_2022
        if year < 2021:
            self._factor_codes = shares.FACTORS_BEFORE_2021

    def opening(self) -> str:
        """Everything before the first child."""
        sent = date(self.year, 5, 1) + timedelta(days=int(self.la_code) % 60)
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n<Message>\n<Header>\n'
            f"<CollectionDetails><Collection>CIN</Collection><Year>{self.year}</Year><ReferenceDate>{self.year}-03-31</ReferenceDate></CollectionDetails>\n"
            f"<Source><SourceLevel>L</SourceLevel><LEA>{escape(self.la_code)}</LEA>"
            f"<SoftwareCode>{escape(_SOFTWARE)}</SoftwareCode><Release>1</Release><SerialNo>001</SerialNo>"
            f"<DateTime>{sent.isoformat()}T10:00:00</DateTime></Source>\n</Header>\n<Children>\n"
        )

    def child(self, person: Person, stories: list[Story]) -> str:
        """One Child with those of its cases that belong to the year."""
        details = "".join([self._details(story) for story in stories])
        number = person.number
        if number == "UN7" and any(story.outcome != Outcome.NO_FURTHER_ACTION for story in stories):
            # UN7 says that no number was sought, since nothing came of the referral.
            number = "UN5"
        return f"<Child>\n{self._identity(person, number)}{details}</Child>\n"

    def factors(self, assessment: Assessment) -> tuple[str, ...]:
        """An assessment's factors in the codes of the year, each once."""
        if not self._factor_codes:
            return assessment.factors
        codes = self._factor_codes
        return tuple(dict.fromkeys([codes.get(factor, factor) for factor in assessment.factors]))

    def conference(self, story: Story) -> int:
        """The conference given with the referral: one that followed no enquiry here."""
        return story.conference if self.first <= story.conference <= self.last else 0

    def _identity(self, person: Person, unique_pupil_number: str) -> str:
        born = person.date_of_birth <= self.last
        if not born:
            birth = f"<ExpectedPersonBirthDate>{ISO[person.expected]}</ExpectedPersonBirthDate>{self._unborn}"
            number = ""
        else:
            sex = self._male if person.male else self._female
            birth = f"<PersonBirthDate>{ISO[person.date_of_birth]}</PersonBirthDate>{sex}"
            if person.school_age_on > self.last:
                number = "<UPNunknown>UN1</UPNunknown>"
            elif unique_pupil_number[:2] == "UN":
                number = f"<UPNunknown>{unique_pupil_number}</UPNunknown>"
            elif person.former_number:
                number = f"<UPN>{unique_pupil_number}</UPN><FormerUPN>{person.former_number}</FormerUPN>"
            else:
                number = f"<UPN>{unique_pupil_number}</UPN>"
        died = ""
        if person.died and person.died <= self.last:
            died = f"<PersonDeathDate>{ISO[person.died]}</PersonDeathDate>"
        disabilities = ""
        if "Disabilities" not in self._left_out:
            codes = "</Disability><Disability>".join(person.disabilities) or "NONE"
            disabilities = f"<Disabilities><Disability>{codes}</Disability></Disabilities>"
        return (
            f"<ChildIdentifiers><LAchildID>{person.identifier}</LAchildID>{number}{birth}{died}</ChildIdentifiers>\n"
            f"<ChildCharacteristics><Ethnicity>{person.ethnicity}</Ethnicity>{disabilities}</ChildCharacteristics>\n"
        )

    def _details(self, story: Story) -> str:
        first, last, left_out = self.first, self.last, self._left_out
        need = f"<PrimaryNeedCode>{story.need}</PrimaryNeedCode>" if story.need else ""
        head = (
            f"<CINdetails>\n<CINreferralDate>{ISO[story.referred]}</CINreferralDate>"
            f"<ReferralSource>{story.source}</ReferralSource>{need}"
        )
        if story.outcome == Outcome.NO_FURTHER_ACTION:
            return f"{head}<ReferralNFA>{self._yes}</ReferralNFA>\n</CINdetails>\n"
        parts = [head]
        if story.ended and story.ended <= last:
            parts.append(
                f"<CINclosureDate>{ISO[story.ended]}</CINclosureDate><ReasonForClosure>{story.reason}</ReasonForClosure>"
            )
        conference = self.conference(story)
        if conference:
            parts.append(f"<DateOfInitialCPC>{ISO[conference]}</DateOfInitialCPC>")
        parts.append("\n")
        if "Assessments" not in left_out:
            parts += [
                self._assessment(each)
                for each in story.assessments
                if each.started <= last and (not each.authorised or each.authorised >= first)
            ]
        if self.year >= PLAN_DATES_FROM and "CINPlanDates" not in left_out:
            for started, ended in story.help_plans:
                if started <= last and ended >= first:
                    end = f"<CINPlanEndDate>{ISO[ended]}</CINPlanEndDate>" if ended <= last else ""
                    parts.append(
                        f"<CINPlanDates><CINPlanStartDate>{ISO[started]}</CINPlanStartDate>{end}</CINPlanDates>\n"
                    )
        if "Section47" not in left_out:
            parts += [
                self._inquiry(each)
                for each in story.inquiries
                if each.started <= last and (each.started >= first or each.conference >= first)
            ]
        parts.append(f"<ReferralNFA>{self._no}</ReferralNFA>\n")
        if "ChildProtectionPlans" not in left_out:
            parts += [self._plan(each) for each in story.plans if each.belongs_to(first, last)]
        parts.append("</CINdetails>\n")
        return "".join(parts)

    def _assessment(self, assessment: Assessment) -> str:
        kind = assessment.kind if self.year < SINGLE_ASSESSMENTS_FROM else "Assessments"
        start = f"<{kind}><AssessmentActualStartDate>{ISO[assessment.started]}</AssessmentActualStartDate>"
        seen = ""
        if self.year < SINGLE_ASSESSMENTS_FROM:
            answer = self._yes if assessment.seen else self._no
            seen = f"<ChildSeenBySocialWorker>{answer}</ChildSeenBySocialWorker>"
        if not assessment.authorised or assessment.authorised > self.last:
            return f"{start}{seen}</{kind}>\n"
        factors = ""
        if assessment.factors and "FactorsIdentifiedAtAssessment" not in self._left_out:
            codes = "</AssessmentFactors><AssessmentFactors>".join(self.factors(assessment))
            factors = (
                f"<FactorsIdentifiedAtAssessment><AssessmentFactors>{codes}</AssessmentFactors>"
                "</FactorsIdentifiedAtAssessment>"
            )
        authorised = f"<AssessmentAuthorisationDate>{ISO[assessment.authorised]}</AssessmentAuthorisationDate>"
        return f"{start}{authorised}{seen}{factors}</{kind}>\n"

    def _inquiry(self, inquiry: Inquiry) -> str:
        start = f"<Section47><S47ActualStartDate>{ISO[inquiry.started]}</S47ActualStartDate>"
        if not inquiry.conference:
            return f"{start}<ICPCnotRequired>{self._yes}</ICPCnotRequired></Section47>\n"
        held = ""
        if inquiry.conference <= self.last:
            held = f"<DateOfInitialCPC>{ISO[inquiry.conference]}</DateOfInitialCPC>"
        return (
            f"{start}<InitialCPCtarget>{ISO[inquiry.target]}</InitialCPCtarget>{held}"
            f"<ICPCnotRequired>{self._no}</ICPCnotRequired></Section47>\n"
        )

    def _plan(self, plan: ProtectionPlan) -> str:
        last = self.last
        end = f"<CPPendDate>{ISO[plan.ended]}</CPPendDate>" if plan.ended and plan.ended <= last else ""
        latest = plan.latest if plan.changed and plan.changed <= last else plan.initial
        reviews = ""
        if "Reviews" not in self._left_out:
            dates = [ISO[day] for day in plan.reviews if day <= last]
            if dates:
                joined = "</CPPreviewDate><CPPreviewDate>".join(dates)
                reviews = f"<Reviews><CPPreviewDate>{joined}</CPPreviewDate></Reviews>"
        return (
            f"<ChildProtectionPlans><CPPstartDate>{ISO[plan.started]}</CPPstartDate>{end}"
            f"<InitialCategoryOfAbuse>{plan.initial}</InitialCategoryOfAbuse>"
            f"<LatestCategoryOfAbuse>{latest}</LatestCategoryOfAbuse>"
            f"<NumberOfPreviousCPP>{plan.plans_before}</NumberOfPreviousCPP>{reviews}</ChildProtectionPlans>\n"
        )
