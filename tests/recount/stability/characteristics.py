"""What a child is by each characteristic of the files of stability, in one year or two, and what their words mean."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import cache

from tests.recount.children_looked_after.leaves import SEXES, code_leaf, legal_status_leaf
from tests.recount.children_looked_after.reading import Episode
from tests.recount.printed.placement_words import types_of
from tests.recount.printed.words import ETHNICITY, LEGAL_STATUS, plain
from tests.recount.stability.definitions import Counted

AGES = {
    "Under 1 year": range(1), "1 to 4 years": range(1, 5), "5 to 9 years": range(5, 10), "4 to 9 years": range(4, 10),
    "10 to 15 years": range(10, 16), "16 years and over": range(16, 30),
}  # fmt: skip
PHASES = {
    "Special school": ("Not applicable", "special"), "State-funded AP school": ("Not applicable", "PRU"),
    "State-funded primary": ("Primary", ""), "State-funded secondary": ("Secondary", ""),
}  # fmt: skip
PROVISIONS = {
    "Education, Health and Care Plan": "ES", "No special educational need": "N", "SEN support": "KAP",
}  # fmt: skip
NEEDS: Mapping[str, Collection[str]] = {
    "Autistic Spectrum Disorder": ("ASD",), "Hearing Impairment": ("HI",), "Moderate Learning Difficulty": ("MLD",),
    "Multi-Sensory Impairment": ("MSI",), "Other Difficulty/Disability": ("OTH", "DS"), "Physical Disability": ("PD",),
    "Profound & Multiple Learning Difficulty": ("PMLD",), "Severe Learning Difficulty": ("SLD",),
    "SEN support but no specialist assessment of type of need": ("NSA",),
    "Social, Emotional and Mental Health": ("SEMH", "BESD"), "Specific Learning Difficulty": ("SPLD",),
    "Speech, Language and Communication Needs": ("SLCN",), "Vision Impairment": ("VI",),
}  # fmt: skip


def _held_in(child: Counted, span: int) -> list[Episode]:
    """The episodes of care in the span, in order."""
    first, last = child.begins(span), child.case.year.last
    found = [
        episode
        for period in child.case.child.care
        for episode in period.episodes
        if not episode.is_under_24_hours and episode.start <= last and episode.end > first
    ]
    return sorted(found, key=lambda one: (one.start, one.end, one.sent))


def _present(child: Counted) -> Episode:
    assert child.case.now is not None
    return child.case.now[1]


def _legal_status(child: Counted, span: int) -> object:
    return legal_status_leaf((_held_in(child, span) or [_present(child)])[0])


def _placement(child: Counted, span: int) -> object:
    placed = [one for one in _held_in(child, span) if not one.is_temporary] or [_present(child)]
    return code_leaf(placed[0])


def _ethnicity(child: Counted, _: int) -> object:
    return child.case.child.particulars.ethnicity.lower() or "ethnicity_not_known"


def _gender(child: Counted, _: int) -> object:
    return SEXES.get(child.case.child.particulars.sex)


def _age(child: Counted, _: int) -> object:
    return child.case.child.age(child.case.year.last)


def _is_in_care_for_12_months(child: Counted, _: int) -> object:
    return child.case.now is not None and child.case.now[0].start < child.begins(1)


def _phase_and_type(child: Counted, _: int) -> object:
    school = child.schools.register.get(child.spring_record["URN"], {"Phase": "", "TypeGroup": ""})
    return school["Phase"], school["TypeGroup"]


def _provision(child: Counted, _: int) -> object:
    return child.spring_record["SENprovision"]


def _need(child: Counted, _: int) -> object:
    record = child.spring_record
    return record["PrimarySENtype"] if record["SENprovision"] not in ("", "N") else None


def _is_asylum_seeker(child: Counted, _: int) -> object:
    return child.case.is_asylum_seeker_after(child.case.year.last)


def _any_of(wanted: Collection[object] | None) -> Callable[[object], bool]:
    return (lambda _: True) if wanted is None else lambda own: own in wanted


def _is_phase(label: str) -> Callable[[object], bool]:
    phase, kind = PHASES[label]
    return lambda own: isinstance(own, tuple) and own[0] == phase and kind in own[1]


Meaning = Callable[[str, int], Callable[[object], bool]]
_LEGAL_STATUS: Meaning = lambda label, _: _any_of(LEGAL_STATUS[plain(label)])  # noqa: E731
_PLACED: Meaning = lambda label, edition: _any_of(types_of(label, edition))  # noqa: E731
_GROUPS: Mapping[str, tuple[Callable[[Counted, int], object], Meaning]] = {
    "Age group": (_age, lambda label, _: _any_of(AGES[label])),
    "Ethnicity": (_ethnicity, lambda label, _: _any_of(ETHNICITY[plain(label)])),
    "First legal status during the year": (_legal_status, _LEGAL_STATUS),
    "First legal status during the previous 2 years": (_legal_status, _LEGAL_STATUS),
    "First placement during the year": (_placement, _PLACED),
    "First placement during the previous 2 years": (_placement, _PLACED),
    "Gender": (_gender, lambda label, _: _any_of([label.lower()])),
    "Length of care": (
        _is_in_care_for_12_months,
        lambda label, _: _any_of([{"12 months or more": True, "Less than 12 months": False}[label]]),
    ),
    "School Phase": (_phase_and_type, lambda label, _: _is_phase(label)),
    "SEN": (_provision, lambda label, _: _any_of([""] if label == "Unknown" else PROVISIONS[label])),
    "SEN primary need": (_need, lambda label, _: _any_of(NEEDS[label])),
    "Unaccompanied asylum-seeking children": (
        _is_asylum_seeker,
        lambda label, _: _any_of([not label.startswith("Non-")]),
    ),
}
TOTAL = "Total children"


def own(child: Counted, span: int, group: str) -> object:
    """What a child is by a characteristic; a group that is not known is a KeyError."""
    return None if group == TOTAL else _GROUPS[group][0](child, span)


@cache
def means(group: str, label: str, edition: int) -> Callable[[object], bool]:
    """Whether what a child is by a characteristic is what a label says; a label that is not known is a KeyError."""
    return _any_of(None) if TOTAL in (group, label) else _GROUPS[group][1](label, edition)
