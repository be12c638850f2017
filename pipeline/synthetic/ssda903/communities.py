"""A group of patches that ever shared an LA code: its children, and the returns it makes in the years asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

from pipeline.synthetic.children.flows import LARGE, simulate
from pipeline.synthetic.children.histories import Biographer, move_on_the_same_day
from pipeline.synthetic.children.identities import first_identifier
from pipeline.synthetic.children.lives import Child
from pipeline.synthetic.children.short_breaks import short_break_children
from pipeline.synthetic.children.stays import Flows, Stay
from pipeline.synthetic.country.days import first_day, last_day
from pipeline.synthetic.country.patches import Patch
from pipeline.synthetic.country.places import Gazetteer, Places
from pipeline.synthetic.country.targets import PatchTarget
from pipeline.synthetic.country.transfers import Transfer
from pipeline.synthetic.ssda903.aftercare import follow_up_age, follow_up_row, is_care_leaver, may_stay_put
from pipeline.synthetic.ssda903.ledger import Totals, count_child
from pipeline.synthetic.ssda903.returns import Return
from pipeline.synthetic.workforce.registers import Register

_OPENING_HOMES_SHARE = 8


@dataclass(slots=True)
class Gathered:
    """The returns of a group of patches by (year, la_code), and the ledger's totals for them."""

    returns: dict[tuple[int, str], Return] = field(default_factory=dict)
    totals: Totals = field(default_factory=Totals)


def gather(
    group: tuple[Patch, ...],
    targets: dict[str, PatchTarget],
    transfers: tuple[Transfer, ...],
    gazetteer: Gazetteer,
    years: tuple[int, ...],
    seed: int,
    workforce: Mapping[str, Register],
) -> Gathered:
    """Run the patches through their years and gather their returns; ``workforce`` are social workers by authority."""
    gathered = Gathered()
    for year in years:
        for code in sorted({patch.code(year) for patch in group}):
            gathered.returns[year, code] = Return(code, year, workforce.get(code, Register()))
    for position, patch in enumerate(group):
        target = targets[patch.key]
        moves = [move for move in transfers if patch.key in (move.origin, move.destination)]
        flows = simulate(patch, target, seed, moves)
        places = Places(gazetteer, patch, target.opening // _OPENING_HOMES_SHARE)
        identifier = first_identifier(position)
        biographer = Biographer(patch, flows, places, seed, identifier)
        children = _children(biographer, flows, years)
        breaks = short_break_children(patch, target, places, seed, identifier)
        for year in years:
            _add_year(gathered, patch, target, flows, biographer, children, breaks, year)
    return gathered


@dataclass(slots=True)
class _Person:
    """A child of the flows with its stays, and its life once somebody has asked for it."""

    number: int
    stays: list[Stay]
    care_leaver: bool
    life: Child | None = None


def _children(biographer: Biographer, flows: Flows, years: tuple[int, ...]) -> list[_Person]:
    """The people who are in care in one of the years or may be followed up as care leavers."""
    first, last = first_day(years[0]), last_day(years[-1])
    stays: list[list[Stay]] = [[] for _ in flows.dates_of_birth]
    for stay in flows.stays:
        stays[stay.child].append(stay)
    people = []
    for number, its_stays in enumerate(stays):
        if not its_stays:
            continue
        its_stays.sort(key=lambda stay: stay.start)
        leaver = is_care_leaver(flows.dates_of_birth[number], its_stays)
        present = any(stay.start <= last and (not stay.end or stay.end >= first) for stay in its_stays)
        if present or leaver:
            person = _Person(number, its_stays, leaver)
            if present:
                person.life = biographer.child(number, its_stays)
            people.append(person)
    return people


def _add_year(
    gathered: Gathered,
    patch: Patch,
    target: PatchTarget,
    flows: Flows,
    biographer: Biographer,
    people: list[_Person],
    breaks: list[Child],
    year: int,
) -> None:
    code = patch.code(year)
    record = gathered.returns[year, code]
    present = [person.life for person in people if person.life and record.covers(person.life)]
    if target.year(year).started >= LARGE:
        move_on_the_same_day(present, first_day(year), last_day(year), biographer.fostering_service)
    for child in present:
        record.add_child(child)
        count_child(gathered.totals, child, year, code)
    for child in breaks:
        if record.covers(child):
            record.add_child(child)
            count_child(gathered.totals, child, year, code)
    rng = Random()
    for person in people:
        left = person.stays[-1].end
        if not person.care_leaver or left > last_day(year):
            continue
        seed = biographer.seed_of(person.number)
        rng.seed(seed ^ 0x5EED)
        asks = rng.random()
        rng.seed(seed ^ (year << 45))
        born = flows.dates_of_birth[person.number]
        if may_stay_put(follow_up_age(born, year), person.stays[-1]):
            # Whether it was a foster placement only the whole life tells, also of one who left long before.
            person.life = person.life or biographer.child(person.number, person.stays)
        row = follow_up_row(
            rng,
            biographer.identifier(person.number),
            born,
            left,
            year,
            asks=asks,
            left_foster_care=_was_fostered(person),
        )
        if row:
            # Those who left before the years asked for need a header only.
            person.life = person.life or biographer.child(person.number, [])
            record.add_care_leaver(person.life, row)
            gathered.totals[year, code, "care_leavers", "total"] += 1


def _was_fostered(person: _Person) -> bool:
    """Whether the last episode of the young person's life in care, where it has been written, was in foster care."""
    if not person.life or not person.life.periods:
        return False
    return person.life.periods[-1].episodes[-1].placement[0] in "UQ"
