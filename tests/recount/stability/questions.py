"""What the rows and columns of the release of stability ask: of which children a percentage is, and who is counted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from tests.recount.printed.workbooks import TableCell
from tests.recount.stability.characteristics import TOTAL, means, own
from tests.recount.stability.definitions import Counted

PLACEMENTS, SCHOOLS, WORKERS = "placements", "schools", "workers"
Is = Callable[[Counted], bool]
Part = Callable[[object], bool]
Answers = Iterable[tuple[object, object]]
REASONS = {
    "Managing caseloads": "MANAGE", "First contact or re-referral": "FCONTA",
    "Previous social worker left role": "LEFTRL", "Organisational restructure": "ORGRST",
    "Transfer under the standard process": "TSPROC",
    "Absence cover or return from absence": "ABSENC", "Child requested change": "CHCHAN",
    "Parent or carer requested change": "PCCHAN", "Previous social worker died": "SWDIED", "Other": "OTHERS",
}  # fmt: skip
KINDS = {
    "To adopters": "to_adopters", "To relatives or friends": "to_relatives_or_friends",
    "From residential placements to foster carers": "from_residential_to_foster",
    "Other moves": "other_move_between_carers",
}  # fmt: skip
MOVED_FOR = {
    "Change to or implementation of care plan": "CARPL", "Resignation or closure of provision": "CLOSE",
    "Allegation": "ALLEG", "Standards of care concern": "STAND", "Approval removed": "APPRR",
    "Carer requests placement end due to child's behaviour": "CREQB",
    "Carer requests placement end other than due to child's behaviour": "CREQO",
    "Child requests placement end": "CHILD", "Responsible authority requests placement end": "LAREQ",
    "Change in the status of placement only": "PLACE", "Custody arrangement": "CUSTOD", "Other": "OTHER",
    "Not known": "",
}  # fmt: skip
YEARS_HIGH = {
    "In both years": (True, True),
    "In the first year and not in the second": (True, False),
    "In the second year and not in the first": (False, True),
    "In neither year": (False, False),
}
HIGH = {
    "3 or more placements": ("placements", PLACEMENTS),
    "One or more mid-year school moves": ("school moves", SCHOOLS),
    "3 or more social workers": ("social workers", WORKERS),
}
SMALL_NUMBERS = (("no ", 0), ("one ", 1), ("two ", 2), ("three or more ", 3), ("1 ", 1), ("2 ", 2), ("3 or more ", 3))


@dataclass(frozen=True)
class Asked:
    """What a row asks: of whom its percentage is, which of these are counted, and what has to be sent to tell.

    ``answers`` says of a child what it adds to the base: itself, its social workers' episodes or its moves, each as
    what divides the file into rows (a characteristic, a kind of move) and what is counted (how many, for what reason).
    Rows of the same ``question`` have the same answers, which are asked once.
    """

    needs: str
    span: int
    question: tuple[object, ...]
    answers: Callable[[Counted], Answers]
    part: Part
    is_of: Part
    is_whole: bool = False
    of_authorities: bool = False
    """Whether it is a data file with rows of authorities, in which parts of nobody do not apply; tables print 0."""


def span_of(text: str) -> int:
    """Two years, where the words say so."""
    return 2 if re.search(r"2 years|two years", text) else 1


def everyone(_: object) -> bool:
    """All of those that the percentage is of."""
    return True


def children(
    test: Is, value: Callable[[Counted], object], group: str = TOTAL, span: int = 1
) -> Callable[[Counted], Answers]:
    """The child itself where it is one of those, with its characteristic and what is counted of it."""
    return lambda child: [(own(child, span, group), value(child))] if test(child) else []


def is_in(needs: str, span: int) -> Is:
    """Whether a child is of the base of what is told of placements, schools, workers or several of them."""
    return lambda child: (
        child.is_in_span(span)
        and (SCHOOLS not in needs or child.is_matched(span))
        and (WORKERS not in needs or child.social_workers(span) > 0)
    )


def number_in(label: str) -> tuple[int, bool]:
    """The number that a label names, and whether more count too."""
    text = label.lower().removeprefix("with ").removeprefix("at least ")
    if text.startswith("one or more") or label.startswith("At least one"):
        return 1, True
    found = next((number for words, number in SMALL_NUMBERS if text.startswith(words)), None)
    if found is None:
        raise KeyError(label)
    return found, found == 3


def exactly(wanted: object) -> Part:
    """Whether an answer is this one."""
    return lambda found: found == wanted


def is_number(label: str) -> Part:
    """Whether a number is the label's."""
    number, or_more = number_in(label)
    return lambda found: isinstance(found, int) and (found >= number if or_more else found == number)


@dataclass(frozen=True)
class Counting:
    """What is counted of a child, by a name of its own."""

    name: str
    value: Callable[[Counted], object]


def counting(needs: str, span: int, label: str) -> Counting:
    """How many placements, workers or school moves a child has, of the latter mid-year ones where a label says so."""
    if needs == PLACEMENTS:
        return Counting("placements", lambda child: child.placements(span))
    if needs == WORKERS:
        return Counting("workers", lambda child: child.social_workers(span))
    if needs == SCHOOLS + WORKERS:
        return Counting("all three", lambda child: child.is_high_in_all(span))
    if "mid-year" in label:
        return Counting("mid-year moves", lambda child: sum(day.month not in (8, 9) for day in child.moves(span)))
    return Counting("moves", lambda child: len(child.moves(span)))


def measured(needs: str, span: int, label: str) -> Asked:
    """The children of a measure, or those with the number of placements, moves or workers that a label says."""
    return _row_of(needs, span, label, {}, 0)


def _row_of(needs: str, span: int, label: str, row: Mapping[str, str], edition: int) -> Asked:
    """A row of a file, by characteristics where it has them; ``label`` says who is counted."""
    is_whole = not re.match(r"With|At least|\d", label)
    counted, is_of = counting(needs, span, label), is_in(needs, span)
    part: Part = everyone
    if not is_whole:
        part = _all_three(label) if needs == SCHOOLS + WORKERS else is_number(label)
    group = row.get("population_group") or row.get("characteristic", TOTAL)
    breakdown = row.get("breakdown") or row.get("characteristic", TOTAL)
    for_12_months = row.get("cla_group", "").startswith("CLA 12 months")
    answers = children(
        lambda child: is_of(child) and (not for_12_months or child.case.for_12_months), counted.value, group, span
    )
    question = (needs, span, for_12_months, group, counted.name)
    is_of_row = means(group, breakdown, edition)
    return Asked(needs, span, question, answers, part, is_of_row, is_whole, "old_la_code" in row)


def _all_three(label: str) -> Part:
    return exactly({"With high": True, "With no high": False}[label.partition(" instability")[0]])


def _placements(row: Mapping[str, str], edition: int) -> Asked:
    group = row.get("cla_group") or row["characteristic"]
    label = row.get("placement_stability") or row["characteristic"]
    if "2.5 years" in group:
        return same_carer(label)
    plain = {key: value for key, value in row.items() if key not in ("characteristic", "breakdown")}
    return _row_of(PLACEMENTS, span_of(group), label, plain, edition)


def same_carer(label: str) -> Asked:
    """Children under 16 looked after for two and a half years, or those of them with the same carer for two."""
    is_whole = not label.startswith(("Living with the same", "Living in the same placement", "With the same carer"))
    assert not is_whole or label.startswith(("Total", "Looked after", "Aged under 16")), label
    answers = children(lambda child: child.same_carer is not None, lambda child: child.same_carer)
    part: Part = everyone if is_whole else lambda has_same: has_same is True
    return Asked(PLACEMENTS, 3, ("same carer",), answers, part, everyone, is_whole, of_authorities=True)


def _schools(row: Mapping[str, str], edition: int) -> Asked:
    return _row_of(SCHOOLS, span_of(row["cla_group"]), row["school_stability"], row, edition)


def _workers(row: Mapping[str, str], edition: int) -> Asked:
    label = row.get("sw_stability") or row["social_worker_stability"]
    return _row_of(WORKERS, span_of(row["cla_group"]), label, row, edition)


def _together(row: Mapping[str, str], edition: int) -> Asked:
    return _row_of(SCHOOLS + WORKERS, span_of(row["cla_group"]), row["combined_stability"], row, edition)


def reasons(span: int, label: str) -> Asked:
    """Episodes of social workers by the reason that the new one started."""

    def answers(child: Counted) -> Answers:
        held = child.episodes_of_workers(span) if child.is_in_span(span) else []
        return [(None, row["SW_REASON"] or "OTHERS") for row in held]

    part = everyone if label == "Total" else exactly(REASONS[label])
    return Asked(WORKERS, span, ("reasons", span), answers, part, everyone, label == "Total")


def _consecutive(row: Mapping[str, str], _: int) -> Asked:
    measure, needs = HIGH[row["stability_measure"]]
    label = row["years_of_high_instability"]
    part = everyone if label == TOTAL else exactly(YEARS_HIGH[label])
    answers = children(is_in(needs, 2), lambda child: child.high_in(measure))
    return Asked(needs, 2, ("years", needs), answers, part, everyone, label == TOTAL)


def _moves(row: Mapping[str, str], _: int) -> Asked:
    kind, label = row["kind_of_move"], row["reason_for_placement_change"]
    is_whole = label == "Total"
    is_of = everyone if kind == "All moves between carers" else exactly(KINDS[kind])
    part = everyone if is_whole else exactly(MOVED_FOR[label])
    return Asked(PLACEMENTS, 1, ("moves",), lambda child: child.moves_between_carers, part, is_of, is_whole)


_READINGS: Mapping[str, Callable[[Mapping[str, str], int], Asked]] = {
    "la_cla_at_31_march_placement_stability_indicator": _placements,
    "la_cla_placement_stability": _placements,
    "official_statistics_la_cla_school_moves": _schools,
    "la_cla_school_moves": _schools,
    "official_statistics_national_cla_school_moves_by_characteristics": _schools,
    "national_cla_school_moves_by_characteristics": _schools,
    "la_cla_swcount": _workers,
    "national_cla_swcount_by_characteristics": _workers,
    "national_cla_sw_reasons_for_change": lambda row, _: reasons(span_of(row["cla_group"]), row["sw_episode_reason"]),
    "national_cla_combined_stability_by_characteristics": _together,
    "national_cla_high_instability_in_consecutive_years": _consecutive,
    "national_cla_moves_between_carers_by_kind_and_reason": _moves,
}


def asked_of_row(data_set: str, row: Mapping[str, str], edition: int) -> Asked:
    """What a row of a data set asks; one that nobody knows is a KeyError."""
    return _READINGS[data_set](row, edition)


_NEEDS_OF_GROUPS = {
    "Placements": PLACEMENTS,
    "School moves": SCHOOLS,
    "Social workers": WORKERS,
    "All three": SCHOOLS + WORKERS,
}
_SHEETS = {"LAS1": PLACEMENTS, "LAS2": SCHOOLS, "LAS3": WORKERS}


def asked_of_cell(cell: TableCell, edition: int) -> tuple[Asked, int, bool]:
    """What a cell of a workbook asks, of which year, and whether it is a percentage."""
    if cell.line:
        group, label, year = cell.line[0], cell.line[-1], int(cell.heading[-4:])
        is_percentage = cell.heading.startswith("Percentage")
        if cell.sheet == "S3":
            return reasons(1, label), year, is_percentage
        if group.startswith("The same carer"):
            return same_carer(label), year, is_percentage
        needs = next(needs for words, needs in _NEEDS_OF_GROUPS.items() if group.startswith(words))
        return measured(needs, span_of(group), label), year, is_percentage
    heading = cell.heading
    is_percentage = heading.startswith("Percentage ")
    label = "W" + heading.removeprefix("Percentage w") if is_percentage else heading
    if "same carer" in label or "two and a half years" in label:
        return replace(same_carer(label), of_authorities=False), edition, is_percentage
    needs, both_years = _SHEETS[cell.sheet], ("in two years", "in the year before", "of both years")
    return measured(needs, 2 if label.endswith(both_years) else 1, label), edition, is_percentage
