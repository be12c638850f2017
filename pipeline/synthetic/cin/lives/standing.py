"""Who of a patch is in care, in need or on a child protection plan on some days, without the story of each case.

The same people as those of ``patch_lives``, drawn alike: a story is drawn from a stream of its own, so that leaving it
out changes nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

import numpy as np

from pipeline.synthetic.children.identities import first_identifier, seed_of_life
from pipeline.synthetic.children.stays import Flows
from pipeline.synthetic.cin.lives.care import CareChild, care_children
from pipeline.synthetic.cin.lives.cases import Cases, FormerPlans, Outcome
from pipeline.synthetic.cin.lives.chosen import Flags, Whole
from pipeline.synthetic.cin.lives.patch_lives import OWN_STREAM, STEP, seed_of_others
from pipeline.synthetic.cin.lives.people import Person, identifier_of, person, person_in_care
from pipeline.synthetic.cin.lives.referrals import simulate_need
from pipeline.synthetic.cin.lives.targets import PatchOfNeed
from pipeline.synthetic.country.patches import Patch

IsWanted = Callable[[int, int], bool]
"""Whether anything is asked of a child born on a day, on another."""


@dataclass(slots=True)
class Standing:
    """A child, its time in care (None: never), and the days on which it is in need or on a plan."""

    person: Person
    care: CareChild | None
    in_need: set[int] = field(default_factory=set)
    on_plan: set[int] = field(default_factory=set)


def standing_on(
    patch: Patch, position: int, flows: Flows, target: PatchOfNeed, days: Sequence[int], seed: int, is_wanted: IsWanted
) -> Iterator[Standing]:
    """Everybody of a patch who is wanted on one of the days, and in care or in need then; those in care first.

    ``flows`` are the patch's own, as ``simulate`` gives them; ``position`` is the patch's place in its group.
    """
    care = care_children(patch, flows, seed)
    cases = simulate_need(patch, target, seed, care)
    yield from _in_care(patch, position, flows, care, days, seed, is_wanted)
    yield from _others(patch, position, cases, days, seed, is_wanted)


def _in_care(
    patch: Patch,
    position: int,
    flows: Flows,
    care: Sequence[CareChild],
    days: Sequence[int],
    seed: int,
    is_wanted: IsWanted,
) -> Iterator[Standing]:
    rng, own = Random(), Random()
    from_identifier = first_identifier(position)
    for child in care:
        wanted = [day for day in days if is_wanted(child.date_of_birth, day)]
        in_need = {
            day
            for day in wanted
            if any(case.referred <= day and (not case.ended or case.ended > day) for case in child.cases)
        }
        if not in_need and not any(child.looked_after_on(day) for day in wanted):
            continue
        life_seed = seed_of_life(seed, patch.key, child.number)
        rng.seed(flows.identity_seeds.get(child.number, life_seed))
        own.seed(life_seed ^ OWN_STREAM)
        identifier = str(from_identifier + child.number)
        who = person_in_care(rng, identifier, patch.region, child.date_of_birth, asylum=child.asylum, own=own)
        yield Standing(who, child, in_need)


def _others(
    patch: Patch, position: int, cases: Cases, days: Sequence[int], seed: int, is_wanted: IsWanted
) -> Iterator[Standing]:
    used = slice(0, cases.rows)
    child = cases.child[used]
    in_need: dict[int, set[int]] = {}
    on_plan: dict[int, set[int]] = {}
    for day in days:
        is_open = _covers(cases.referred[used], cases.ended[used], day)
        is_open &= cases.outcome[used] != Outcome.NO_FURTHER_ACTION
        for number in np.unique(child[is_open]).tolist():
            if is_wanted(int(cases.born[number]), day):
                in_need.setdefault(number, set()).add(day)
        rows = cases.where(is_open & (cases.outcome[used] == Outcome.NEED) & (cases.plan_started[used] > 0))
        now = FormerPlans(rows, cases.plan_started[rows], cases.plan_ended[rows], cases.plans_before[rows])
        for plans in (*cases.former_plans, now):
            planned = plans.cases[_covers(plans.started, plans.ended, day)]
            for number in child[planned[is_open[planned] & (cases.outcome[planned] == Outcome.NEED)]].tolist():
                on_plan.setdefault(number, set()).add(day)
    rng, first = Random(), seed_of_others(seed, patch)
    for number in sorted(in_need):
        rng.seed(first + number * STEP)
        born, disabled = int(cases.born[number]), bool(cases.disabled[number])
        who = person(rng, identifier_of(position, number), patch.region, born, disabled=disabled)
        yield Standing(who, None, in_need[number], on_plan.get(number, set()))


def _covers(started: Whole, ended: Whole, day: int) -> Flags:
    """What has begun by the end of a day and not ended by then; 0 is no end."""
    covers: Flags = (started <= day) & ((ended == 0) | (ended > day))
    return covers
