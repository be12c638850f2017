"""What the labels of the quarterly adoption release say is counted: data files, tables and their columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from tests.recount.adoption_quarterly import definitions as defined
from tests.recount.adoption_quarterly.returns import Record

Amounts = Callable[[Sequence[Record], int, int], Sequence[int]]
"""What the records of a sender add to a figure in a quarter: one number for each that is counted."""
STAGES = {
    "Decision that the child should be placed": defined.happened("adm_decision_on"),
    "Placement order granted": defined.happened("placement_order_on"),
    "Matched with a family": defined.happened("matched_on"),
    "Placed with a family": defined.is_placed,
    "Adopted": defined.happened("adoption_order_on"),
    "Decision that the child should no longer be placed": defined.happened("decision_reversed_on"),
}
STAGES_OF_FAMILIES = {
    "Registered": defined.happened("registered_on"),
    "Approved": defined.happened("approved_on"),
    "Matched with a child": defined.happened("matched_on"),
    "With a child placed": defined.happened("placed_on"),
    "With an adoption order": defined.happened("adoption_order_on"),
    "Left after approval": defined.left_after_approval,
}
WAITING = {
    "With a decision and not placed": defined.waits,
    "With a placement order and not placed": defined.waits_with_order,
    "Over 90 days since the placement order": defined.over_90_days,
    "With a placement order, 18 months or more since entering care": defined.in_care_18_months,
    "Over 12 months since the placement order": defined.over_months(12),
    "Over 18 months since the placement order": defined.over_months(18),
}
FAMILIES_WAITING = {
    "Not approved yet": defined.not_approved_yet,
    "Approved and waiting to be matched": defined.waits_for_a_match,
}
TIMES = {
    "Approved": defined.happened("approved_on"),
    "Approved within 6 months of registration": defined.time_taken("approved_on", "registered_on", 6, "within"),
    "Approved after 6 months of registration": defined.time_taken("approved_on", "registered_on", 6, "after"),
    "Approved, no information on the time since registration": defined.time_taken(
        "approved_on", "registered_on", 6, "not known"
    ),
    "Matched": defined.happened("matched_on"),
    "Matched within 3 months of approval": defined.time_taken("matched_on", "approved_on", 3, "within"),
    "Matched after 3 months of approval": defined.time_taken("matched_on", "approved_on", 3, "after"),
    "Matched, no information on the time since approval": defined.time_taken(
        "matched_on", "approved_on", 3, "not known"
    ),
}


@dataclass(frozen=True)
class Asked:
    """What a figure is: of which file, what it adds up, whether over the year's quarters, and how it is written."""

    kind: str
    amounts: Amounts
    of_year: bool = False
    """The sum of the four quarters, given with the fourth; otherwise of the quarter of the row."""
    year_so_far: bool = False
    is_average: bool = False
    per_looked_after: bool = False
    in_panel: bool = False
    """Of those senders alone who told every quarter of the year."""
    kind_of_agency: str = ""
    """Of the senders of this kind alone, as the file calls it; of all where it is empty."""


def who(test: defined.Test) -> Amounts:
    """One for each record that a definition counts."""
    return lambda records, year, quarter: [1 for one in records if test(one, year, quarter)]


def days(of: defined.Days) -> Amounts:
    """The days of each record that has any."""

    def amounts(records: Sequence[Record], year: int, quarter: int) -> Sequence[int]:
        found = (of(one, year, quarter) for one in records)
        return [one for one in found if one is not None]

    return amounts


def both(first: defined.Test, second: defined.Test) -> Amounts:
    """One for each record that two definitions count."""
    return who(lambda record, year, quarter: first(record, year, quarter) and second(record, year, quarter))


def _stage(kind: str, stages: dict[str, defined.Test], period: str, label: str) -> Asked:
    return Asked(kind, who(stages[label]), of_year=period == "Year")


def _waiting(label: str) -> Asked:
    if label.startswith("Average days since entering care"):
        return Asked("children", days(defined.days_waiting), is_average=True)
    return Asked("children", who(WAITING[label]))


def _characteristic_of_waiting(label: str) -> Asked:
    return Asked("children", both(defined.waits_with_order, defined.CHARACTERISTICS[label]))


def _characteristic_of_adopted(label: str) -> Asked:
    return Asked("children", both(STAGES["Adopted"], defined.CHARACTERISTICS[label]), of_year=True)


def _characteristic_of_longest(waited: str, label: str) -> Asked:
    return Asked("children", both(WAITING[waited], defined.CHARACTERISTICS[label]))


def _provider(period: str, label: str) -> Asked:
    tests = {
        "Total": lambda *_: True,
        "Placed early: fostering for adoption or concurrent": lambda child, *_: child["early_permanence"] == "1",
        **{
            name: lambda child, *_, code=code: child["placement_provider"] == code
            for name, code in defined.PROVIDERS.items()
        },
    }
    return Asked("children", both(defined.is_placed, tests[label]), of_year=period == "Year")


def _timeliness(label: str) -> Asked:
    if label == "Children adopted":
        return _stage("children", STAGES, "Year", "Adopted")
    of = defined.days_to_moving_in if "(A10)" in label else defined.days_to_match
    return Asked("children", days(of), of_year=True, is_average=True)


def _family_finding(label: str) -> Asked:
    code = "any" if label == "Total" else defined.FAMILY_FINDING[label]
    return Asked("children", both(defined.waits_with_order, lambda child, *_: code in ("any", child["family_finding"])))


def _orders(breakdown: str, label: str, *, year_so_far: bool = True) -> Asked:
    test, made = defined.is_order_of(breakdown, label), defined.happened("sgo_on")
    return Asked("orders", both(made, lambda order, *_: test(order)), year_so_far=year_so_far)


def _orders_headed(heading: str, *, year_so_far: bool) -> Asked:
    return _orders(*(heading.split(": ", 1) if ": " in heading else ("Total", heading)), year_so_far=year_so_far)


def _enquiries(records: Sequence[Record], *_: int) -> Sequence[int]:
    return [int(one["enquiries"]) for one in records]


def _guardians(label: str, *, year_so_far: bool = True) -> Asked:
    test, made = defined.GUARDIAN_AGES[label], defined.happened("sgo_on")
    return Asked(
        "orders",
        lambda records, year, quarter: [
            1 for one in records if made(one, year, quarter) for age in defined.guardians(one) if test(age)
        ],
        year_so_far=year_so_far,
    )


def stage_of_any(label: str) -> Asked:
    """A stage of children, families or orders, as the file says which in its own words."""
    if label == "Special guardianship orders":
        return Asked("orders", who(defined.happened("sgo_on")))
    _, _, stage = label.partition(": ")
    if stage:
        return _stage("families", STAGES_OF_FAMILIES, "Quarter", stage[0].upper() + stage[1:])
    if label.startswith("Children waiting "):
        return _waiting(label.removeprefix("Children waiting ").capitalize())
    return _stage("children", STAGES, "Quarter", label)


def families_of_kind(kind: str, label: str) -> Asked:
    """Families by stage, of the agencies of a kind."""
    return replace(_stage("families", STAGES_OF_FAMILIES, "Quarter", label), kind_of_agency=kind.removeprefix("All"))


def _fixed_panel(senders: str, label: str) -> Asked:
    return replace(stage_of_any(label), in_panel=senders.startswith("Fixed panel"))


MEANINGS: dict[str, Callable[..., Asked]] = {
    "adoption_children_waiting": _waiting,
    "adoption_characteristics_of_children_waiting": _characteristic_of_waiting,
    "adoption_characteristics_of_children_adopted": _characteristic_of_adopted,
    "adoption_characteristics_of_longest_waiting": _characteristic_of_longest,
    "adoption_family_finding": _family_finding,
    "adoption_family_finding_in_quarters": _family_finding,
    "adoption_placement_providers": _provider,
    "adoption_timeliness": _timeliness,
    "adoption_progress_of_children": partial(_stage, "children", STAGES),
    "adoption_progress_of_families": partial(_stage, "families", STAGES_OF_FAMILIES),
    "adoption_families_waiting": lambda label: Asked("families", who(FAMILIES_WAITING[label])),
    "adoption_timeliness_of_families": lambda label: Asked("families", who(TIMES[label]), of_year=True),
    "adoption_enquiries": lambda period: Asked("enquiries", _enquiries, of_year=period == "Year"),
    "special_guardianship_orders_quarterly": lambda period: Asked(
        "orders", who(defined.happened("sgo_on")), of_year=period == "Year"
    ),
    "special_guardianship_orders_by_characteristic": _orders,
    "special_guardians_by_age": _guardians,
    "special_guardianship_orders_by_characteristic_in_quarter": partial(_orders, year_so_far=False),
    "special_guardians_by_age_in_quarter": partial(_guardians, year_so_far=False),
    "adoption_fixed_panel": _fixed_panel,
    "adoption_families_by_kind_of_agency": families_of_kind,
}
"""What the labels of a row say, by data file."""
TABLES: dict[str, Callable[[str, str], Asked]] = {
    "A1": lambda label, _: _waiting(label),
    "A2": lambda label, period: _stage("children", STAGES, period, label),
    "A3": lambda label, period: _provider(period, label),
    "A4": lambda label, _: (
        _family_finding(label.removeprefix("Family finding: "))
        if label.startswith("Family finding: ")
        else _characteristic_of_waiting(label)
    ),
    "A6": lambda label, _: _characteristic_of_adopted(label),
    "A7": lambda label, _: _characteristic_of_longest(*label.split(": ")),
    "A5": lambda label, _: _timeliness(label),
    "A8": lambda label, _: _family_finding(label),
    "B1": lambda label, period: _stage("families", STAGES_OF_FAMILIES, period, label),
    "B2": lambda label, _: MEANINGS[
        "adoption_families_waiting" if label in FAMILIES_WAITING else "adoption_timeliness_of_families"
    ](label),
    "B3": lambda _, period: Asked("enquiries", _enquiries, of_year=period == "Year"),
    "C1": lambda label, period: (
        Asked("orders", who(defined.happened("sgo_on")))
        if label == "Special guardianship orders"
        else _orders_headed(label, year_so_far=True)
    ),
    "C2": lambda label, _: _guardians(label),
    "C3": lambda label, _: _orders_headed(label, year_so_far=False),
    "C4": lambda label, _: _guardians(label, year_so_far=False),
}
"""What the heading of a column says, and whether it is of a quarter or the year, by table."""
SHORTER = {
    "18 months or more since entering care": "With a placement order, 18 months or more since entering care",
    "Average days since entering care": "Average days since entering care, with a placement order",
}
"""Headings of tables by what data files call them."""
