"""Telling the story of a case from the numbers its patch has for it, with the case's own stream of chances."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from random import Random

from pipeline.synthetic.children.stays import Leaving
from pipeline.synthetic.cin.lives import shares
from pipeline.synthetic.cin.lives.care import CareCase
from pipeline.synthetic.cin.lives.cases import Outcome
from pipeline.synthetic.cin.lives.people import Person
from pipeline.synthetic.cin.lives.stories import Assessment, Inquiry, ProtectionPlan, Story
from pipeline.synthetic.cin.lives.targets import promptness
from pipeline.synthetic.cin.lives.working_days import collection_year, working_days
from pipeline.synthetic.country.days import first_day, last_day
from pipeline.synthetic.country.draws import Draw, exponential
from pipeline.synthetic.country.patches import FIRST_YEAR

# Initial and core assessments gave way to the single assessment; some authorities had it before.
_SINGLE_FROM = first_day(FIRST_YEAR + 1)
_CORE_AFTER_INITIAL, _CORE_IF_NOT_IN_NEED = 0.6, 0.2
_CONFERENCE_TARGET = 15
_ADULT = int(17.9 * 365.25)
_TEENAGER = 14 * 365
_ASSESSED_AT_ALL = 0.93
# Mean days until a child still in need, or in care, is assessed again, after the fewest there are between.
_FEWEST_DAYS, _AGAIN_IN_NEED, _AGAIN_IN_CARE = 110, 330.0, 1500.0
_HELP_PLAN, _HELP_PLAN_BEFORE_CARE = 0.6, 0.45
_REVIEW_IN_TIME = 0.96
_CATEGORY_CHANGES = 0.12


def _amount(bands: tuple[tuple[float, float, float], ...]) -> Draw[tuple[int, int]]:
    return Draw({(int(low), int(high)): share for low, high, share in bands})


_PROMPT, _LATE = _amount(shares.ASSESSED_WITHIN_45), _amount(shares.ASSESSED_LATER)
_INITIAL = Draw({(0, 11): 0.72, (11, 30): 0.28})
_CORE = Draw({(10, 36): 0.75, (36, 70): 0.25})


class Teller:
    """Tells the stories of one patch up to ``last_year``.

    ``old_ways``: it assessed twice, initially and at the core, until 2014.
    """

    def __init__(self, last_year: int, *, old_ways: bool) -> None:
        """Start with a stream that every case resets."""
        self.rng = Random()
        self._old_ways = old_ways
        self._horizon = last_day(last_year)
        self._calendar = working_days()
        self._within = {year: promptness(year) for year in range(FIRST_YEAR - 2, last_year + 2)}

    def case(
        self,
        child: Person,
        *,
        referred: int,
        ended: int,
        outcome: int,
        assessed_in: int,
        inquiries: list[tuple[int, int]],
        plans: Sequence[tuple[int, int, int]],
        conference: int,
        is_latest: bool,
    ) -> Story:
        """A case of a child never in care; ``plans`` are (started, ended, plans before) in order."""
        rng, year = self.rng, collection_year(referred)
        need = (shares.NEED_DISABLED if child.disabilities else shares.need(year)).pick(rng)
        story = Story(referred, ended, outcome, shares.source(year, asylum=False).pick(rng), need, "", conference)
        if outcome == Outcome.NO_FURTHER_ACTION:
            story.need = need if rng.random() < 0.3 else ""
            return story
        closing = ended or self._horizon + 1
        story.inquiries = self._inquiries(inquiries)
        self._assess(story, assessed_in, closing, _AGAIN_IN_NEED)
        if outcome == Outcome.NOT_IN_NEED:
            story.reason = self._after_assessment(ended) if ended else ""
            return story
        story.plans = [self._plan(*plan) for plan in plans]
        if ended:
            story.reason = self._reason(child, story, is_latest)
        self._help(story, closing)
        return story

    def care_case(self, child: Person, case: CareCase, *, asylum: bool) -> Story:
        """A case of a child who is looked after at some time in it."""
        rng, year = self.rng, collection_year(case.referred)
        need = (shares.NEED_ASYLUM if asylum else shares.NEED_IN_CARE).pick(rng)
        if child.disabilities and rng.random() < 0.5:
            need = "N2"
        source = shares.source(year, asylum=asylum).pick(rng)
        story = Story(case.referred, case.ended, Outcome.CARE, source, need, "")
        closing = case.ended or self._horizon + 1
        if case.enquiry:
            story.inquiries = [Inquiry(case.enquiry, 0, self._target(case.enquiry))]
        assessed_in = self._working_days(case.referred)
        self._assess(story, assessed_in, closing, _AGAIN_IN_CARE)
        if case.ended:
            story.reason = self._reason_after_care(child, case)
        authorised = story.assessments[0].authorised if story.assessments else 0
        if authorised and authorised + 5 < case.care_began and rng.random() < _HELP_PLAN_BEFORE_CARE:
            story.help_plans = [(authorised + 2, min(case.care_began, closing))]
        return story

    # Assessing

    def _working_days(self, started: int) -> int:
        rng = self.rng
        within = self._within.get(collection_year(started), 0.82)
        low, high = (_PROMPT if rng.random() < within else _LATE).pick(rng)
        return low + int(rng.random() * (high - low))

    def _assess(self, story: Story, assessed_in: int, closing: int, mean_days: float) -> None:
        rng = self.rng
        not_in_need = story.outcome == Outcome.NOT_IN_NEED
        # Enquiries are made by assessing.
        may_be_left_out = not not_in_need and not story.inquiries
        if not not_in_need and rng.random() > _ASSESSED_AT_ALL and may_be_left_out:
            return
        started = min(self._calendar.on_or_after(story.referred + int(rng.random() * 3)), closing)
        if self._old_ways and started < _SINGLE_FROM:
            authorised = self._assess_twice(story, started, closing, not_in_need=not_in_need)
        else:
            authorised = self._calendar.after(started, assessed_in)
            if authorised > closing:
                if not not_in_need and rng.random() < 0.5 and may_be_left_out:
                    return
                authorised = closing
            story.assessments.append(self._assessment(started, authorised, "Assessments"))
        if not_in_need:
            return
        while True:
            started = authorised + _FEWEST_DAYS + int(exponential(rng, mean_days))
            if started + 30 > min(closing, self._horizon):
                return
            started = self._calendar.on_or_after(started)
            authorised = min(self._calendar.after(started, self._working_days(started)), closing)
            story.assessments.append(self._assessment(started, authorised, "Assessments"))

    def _assess_twice(self, story: Story, started: int, closing: int, *, not_in_need: bool) -> int:
        """An initial assessment and, mostly, a core one after it; returns the day the last was authorised."""
        rng = self.rng
        low, high = _INITIAL.pick(rng)
        authorised = min(closing, self._calendar.after(started, low + int(rng.random() * (high - low))))
        story.assessments.append(self._assessment(started, authorised, "InitialAssessments"))
        share = _CORE_IF_NOT_IN_NEED if not_in_need else _CORE_AFTER_INITIAL
        if rng.random() < share and authorised + 7 < closing and authorised < _SINGLE_FROM:
            low, high = _CORE.pick(rng)
            started = authorised
            authorised = min(closing, self._calendar.after(started, low + int(rng.random() * (high - low))))
            story.assessments.append(self._assessment(started, authorised, "CoreAssessments"))
        return authorised

    def _assessment(self, started: int, authorised: int, kind: str) -> Assessment:
        rng = self.rng
        chance = rng.random()
        if chance < shares.FACTORS_NOT_SENT:
            factors: tuple[str, ...] = ()
        elif chance < shares.FACTORS_NOT_SENT + shares.FACTORS_NONE:
            factors = ("21",)
        else:
            count = shares.FACTORS_AN_ASSESSMENT.pick(rng)
            factors = tuple(dict.fromkeys([shares.FACTORS.pick(rng) for _ in range(count)]))
        return Assessment(started, authorised, kind, rng.random() < 0.93, factors)

    # Plans

    def _inquiries(self, days: Sequence[tuple[int, int]]) -> list[Inquiry]:
        """Enquiries from their (first day, conference) in order; none begins before the last one's conference."""
        inquiries: list[Inquiry] = []
        free = 0
        for begun, held in days:
            started = begun if begun > free else self._calendar.on_or_after(free + 1)
            started = min(started, held) if held else started
            inquiries.append(Inquiry(started, held, self._target(started)))
            free = held or free
        return inquiries

    def _target(self, begun: int) -> int:
        return self._calendar.after(begun, _CONFERENCE_TARGET)

    def _plan(self, started: int, ended: int, plans_before: int) -> ProtectionPlan:
        rng = self.rng
        initial = shares.abuse(collection_year(started)).pick(rng)
        latest, changed = initial, 0
        if rng.random() < _CATEGORY_CHANGES:
            latest, changed = shares.abuse(collection_year(started)).pick(rng), started + 80 + int(rng.random() * 200)
        reviews = []
        held, within, late = started, (58, 88), (95, 125)
        closing = ended or self._horizon
        while True:
            low, high = within if rng.random() < _REVIEW_IN_TIME else late
            held += low + int(rng.random() * (high - low))
            if held > closing:
                break
            reviews.append(held)
            within, late = (130, 178), (190, 215)
        return ProtectionPlan(started, ended, initial, latest, changed, plans_before, tuple(reviews))

    def _help(self, story: Story, closing: int) -> None:
        """Plans of children in need: from the first assessment on, and after each child protection plan."""
        rng = self.rng
        authorised = story.assessments[0].authorised if story.assessments else 0
        if authorised and rng.random() < _HELP_PLAN:
            started = authorised + int(rng.random() * 14)
            ended = min([closing, *(plan.started for plan in story.plans[:1])])
            if started + 10 < ended:
                story.help_plans.append((started, ended))
        for plan, following in zip_longest(story.plans, story.plans[1:]):
            until = following.started if following else closing
            if plan.ended and plan.ended + 20 < until:
                story.help_plans.append((plan.ended, until))

    # Closing

    def _after_assessment(self, ended: int) -> str:
        early_help = self.rng.random() < shares.TO_EARLY_HELP
        return "RC9" if early_help and collection_year(ended) >= shares.EARLY_HELP_CLOSURE_FROM else "RC8"

    def _reason(self, child: Person, story: Story, is_latest: bool) -> str:
        rng = self.rng
        if story.ended - child.date_of_birth > _ADULT:
            return shares.CLOSURE_OF_ADULTS.pick(rng).replace("RC2", "RC7")
        reason = shares.CLOSURE.pick(rng)
        if reason == "RC2":
            if not is_latest or story.ended <= child.date_of_birth:
                return "RC7"
            child.died = story.ended
        return reason

    def _reason_after_care(self, child: Person, case: CareCase) -> str:
        rng = self.rng
        if case.leaving is Leaving.ADOPTED:
            return "RC1"
        if case.leaving is Leaving.TRANSFERRED:
            return "RC5"
        age = case.ended - child.date_of_birth
        if age > _ADULT:
            return shares.CLOSURE_OF_ADULTS.pick(rng).replace("RC2", "RC7")
        return shares.CLOSURE_AFTER_CARE.pick(rng) if age < _TEENAGER else "RC7"
