"""The generator's own account of a census: what the stories say happened, for a recount of the documents to match.

Definitions are those of the published measures (DfE, Children in need census, methodology of 2016 to 2017, and the
revised series). Planted defects and items left out are not in these totals: they count what ought to have been sent.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from pipeline.synthetic.cin.document import SINGLE_ASSESSMENTS_FROM, Document
from pipeline.synthetic.cin.lives.cases import Outcome
from pipeline.synthetic.cin.lives.people import Person
from pipeline.synthetic.cin.lives.stories import Story
from pipeline.synthetic.cin.lives.working_days import working_days
from pipeline.synthetic.country.days import completed_years
from pipeline.synthetic.ssda903.ledger import age_group

Totals = dict[tuple[int, str, str, str], int]
A_YEAR = 365


@dataclass(frozen=True, slots=True)
class PlantedRecord:
    """One defect as planted: line and number of the Child element (0: it was left out) and what is wrong there."""

    year: int
    la_code: str
    kind: str
    path: str
    line: int
    child_number: int
    field: str
    what: str


@dataclass(frozen=True, slots=True)
class Omitted:
    """An authority (``items`` empty) or some of its items left out of a year's census."""

    year: int
    la_code: str
    items: str


class Account:
    """The totals of one authority's census of one year, child by child."""

    def __init__(self, document: Document) -> None:
        """Count what the document is to say."""
        self.counts: dict[tuple[str, str], int] = {}
        self._document = document
        self._first, self._last = document.first, document.last
        self._calendar = working_days()

    def add(self, measure: str, category: str = "total", count: int = 1) -> None:
        """Add to one total."""
        key = (measure, category)
        self.counts[key] = self.counts.get(key, 0) + count

    def add_child(
        self, person: Person, stories: Sequence[Story], again: int, visibly: int, *, looked_after: bool
    ) -> None:
        """Add a child's part: the stories are those of the year, ``again`` how many are re-referrals.

        Of these, ``visibly`` follow a referral that the same document has.
        """
        first, last, add = self._first, self._last, self.add
        referred = started = ended = in_need = 0
        is_open = False
        for story in stories:
            is_new = story.referred >= first
            referred += is_new
            if story.outcome == Outcome.NO_FURTHER_ACTION:
                add("no_further_action")
                continue
            closed = story.ended != 0 and story.ended <= last
            is_open |= not closed
            if story.outcome == Outcome.NOT_IN_NEED and closed:
                if is_new:
                    add("assessed_not_in_need")
            else:
                in_need += 1
                started += is_new
                if closed:
                    ended += 1
                    add("episodes_ending", story.reason)
                else:
                    self._in_need_on_31_march(person, story)
            self._assessments(story)
        self._enquiries(stories)
        self._plans(stories)
        for episodes, children, count in (
            ("referrals", "children_referred", referred),
            ("re_referrals", "children_referred_again", again),
            ("episodes_starting", "children_starting", started),
            ("episodes_ending", "children_ending", ended),
            ("episodes_at_any_point", "children_at_any_point", in_need),
        ):
            if count:
                add(episodes, count=count)
                add(children)
        if visibly:
            add("re_referrals", "seen_in_one_document", visibly)
        if looked_after:
            add("looked_after_on_31_march", "with_open_case" if is_open else "without_open_case")

    def _in_need_on_31_march(self, person: Person, story: Story) -> None:
        add, last, measure = self.add, self._last, "in_need_on_31_march"
        add(measure)
        if person.date_of_birth > last:
            add(measure, "unborn")
            add(measure, "sex_not_known")
        else:
            add(measure, age_group(completed_years(person.date_of_birth, last)))
            add(measure, "male" if person.male else "female")
        add(measure, story.need or "N0")
        if person.disabilities:
            add(measure, "disabled")

    def _assessments(self, story: Story) -> None:
        factors: set[str] = set()
        for assessment in story.assessments:
            if not self._first <= assessment.authorised <= self._last:
                continue
            self.add("assessments")
            if self._document.year < SINGLE_ASSESSMENTS_FROM:
                self.add("assessments", assessment.kind)
            if self._calendar.between(assessment.started, assessment.authorised) <= 45:
                self.add("assessments", "within_45_days")
            factors.update(self._document.factors(assessment))
        if factors:
            # Code 21 says that there are none.
            self.add("cases_with_factors", count=int(factors != {"21"}))
            for factor in sorted(factors):
                self.add("cases_with_factors", factor)

    def _enquiries(self, stories: Sequence[Story]) -> None:
        begun: set[int] = set()
        held: set[int] = set()
        for story in stories:
            given = self._document.conference(story)
            if given:
                held.add(given)
            for inquiry in story.inquiries:
                if self._first <= inquiry.started <= self._last:
                    begun.add(inquiry.started)
                if self._first <= inquiry.conference <= self._last:
                    held.add(inquiry.conference)
                    if self._calendar.between(inquiry.started, inquiry.conference) <= 15:
                        self.add("conferences", "within_15_days")
        if begun:
            self.add("section_47", count=len(begun))
        if held:
            self.add("conferences", count=len(held))

    def _plans(self, stories: Sequence[Story]) -> None:
        first, last, add = self._first, self._last, self.add
        at_any_point = [plan for story in stories for plan in story.plans if plan.belongs_to(first, last)]
        starting = [plan for plan in at_any_point if plan.started >= first]
        ending = [plan for plan in at_any_point if plan.ended and plan.ended <= last]
        for plan in starting:
            add("plans_starting", plan.initial)
            if plan.plans_before:
                add("plans_starting", "second_or_subsequent")
        for plans, children, count in (
            ("plans_starting", "children_starting_a_plan", len(starting)),
            ("plans_ending", "children_ending_a_plan", len(ending)),
            ("plans_at_any_point", "children_on_a_plan_at_any_point", len(at_any_point)),
            ("plans_on_31_march", "children_on_a_plan_on_31_march", len(at_any_point) - len(ending)),
        ):
            if count:
                add(plans, count=count)
                add(children)


def write_ledger(folder: Path, totals: Totals, planted: Sequence[PlantedRecord], omitted: Sequence[Omitted]) -> None:
    """Write cin_totals.csv, cin_planted_defects.csv and cin_omitted.csv into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = sorted((*key, count) for key, count in totals.items())
    _write(folder / "cin_totals.csv", ("collection_year", "la_code", "measure", "category", "count"), rows)
    _write(
        folder / "cin_planted_defects.csv",
        ("collection_year", *[field.name for field in fields(PlantedRecord)][1:]),
        sorted(astuple(record) for record in planted),
    )
    _write(
        folder / "cin_omitted.csv",
        ("collection_year", "la_code", "items_not_supplied"),
        sorted(astuple(omission) for omission in omitted),
    )


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
