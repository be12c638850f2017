"""The children of one patch with their stories, one after the other: those in care first, then the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np

from pipeline.synthetic.children.flows import simulate
from pipeline.synthetic.children.identities import first_identifier, seed_of_life
from pipeline.synthetic.children.stays import Flows
from pipeline.synthetic.cin.lives.care import CareChild, care_children
from pipeline.synthetic.cin.lives.cases import Cases, FormerPlans, Outcome
from pipeline.synthetic.cin.lives.people import Person, identifier_of, person, person_in_care
from pipeline.synthetic.cin.lives.referrals import simulate_need
from pipeline.synthetic.cin.lives.stories import Story
from pipeline.synthetic.cin.lives.targets import PatchOfNeed
from pipeline.synthetic.cin.lives.teller import Teller
from pipeline.synthetic.country.days import first_day, last_day
from pipeline.synthetic.country.draws import stable_seed
from pipeline.synthetic.country.patches import Patch
from pipeline.synthetic.country.targets import PatchTarget
from pipeline.synthetic.country.transfers import Transfer

# Every third patch assessed in one step before all had to.
_SINGLE_ASSESSMENTS_EARLY = 3
STEP, OWN_STREAM, _CASE_STREAM = 1_000_003, 0xC1A0, 40


@dataclass(slots=True)
class Life:
    """A child with its stories in order, and for each the day of the referral before it (0: none).

    ``care`` is the child's time in care, None for those who never come into it.
    """

    person: Person
    stories: list[Story]
    referred_before: list[int]
    care: CareChild | None = None


def lives_of_patch(
    patch: Patch,
    position: int,
    care_target: PatchTarget,
    target: PatchOfNeed,
    transfers: Sequence[Transfer],
    years: tuple[int, ...],
    seed: int,
) -> Iterator[Life]:
    """Everybody whom the census of one of the years has; ``position`` is the patch's place in its group."""
    moves = [move for move in transfers if patch.key in (move.origin, move.destination)]
    flows = simulate(patch, care_target, seed, moves)
    care = care_children(patch, flows, seed)
    cases = simulate_need(patch, target, seed, care)
    teller = Teller(patch.years[-1], old_ways=patch.number % _SINGLE_ASSESSMENTS_EARLY != 0)
    first, last = first_day(years[0]), last_day(years[-1])
    yield from _in_care(patch, position, flows, care, teller, first, last, seed)
    yield from _others(patch, position, cases, teller, first, last, seed)


def _in_care(
    patch: Patch,
    position: int,
    flows: Flows,
    care: list[CareChild],
    teller: Teller,
    first: int,
    last: int,
    seed: int,
) -> Iterator[Life]:
    rng, own = Random(), Random()
    from_identifier = first_identifier(position)
    for child in care:
        in_time = [case.referred <= last and (not case.ended or case.ended >= first) for case in child.cases]
        # A child without a case may still be looked after, which the ledger counts.
        if not any(in_time) and not any(not stay.end or stay.end > first for stay in child.stays):
            continue
        life_seed = seed_of_life(seed, patch.key, child.number)
        rng.seed(flows.identity_seeds.get(child.number, life_seed))
        own.seed(life_seed ^ OWN_STREAM)
        identifier = str(from_identifier + child.number)
        who = person_in_care(rng, identifier, patch.region, child.date_of_birth, asylum=child.asylum, own=own)
        life = Life(who, [], [], child)
        before = 0
        for number, case in enumerate(child.cases, start=1):
            if in_time[number - 1]:
                teller.rng.seed(life_seed ^ (number << _CASE_STREAM))
                life.stories.append(teller.care_case(who, case, asylum=child.asylum))
                life.referred_before.append(before)
            before = case.referred
        yield life


def _others(
    patch: Patch, position: int, cases: Cases, teller: Teller, first: int, last: int, seed: int
) -> Iterator[Life]:
    used = slice(0, cases.rows)
    order = np.lexsort((cases.referred[used], cases.child[used]))
    child, referred = cases.child[order], cases.referred[order]
    before = np.zeros(len(order), dtype=np.int64)
    before[1:] = np.where(child[1:] == child[:-1], referred[:-1], 0)
    ended, outcome = cases.ended[order], cases.outcome[order]
    until = np.where(outcome == Outcome.NO_FURTHER_ACTION, referred, np.where(ended == 0, last, ended))
    kept = (referred <= last) & (until >= first)
    rows, before = order[kept], before[kept]
    inquiries, plans = _inquiries(cases, rows), _plans(cases, rows)
    columns = zip(
        rows.tolist(),
        before.tolist(),
        cases.child[rows].tolist(),
        cases.born[cases.child[rows]].tolist(),
        cases.disabled[cases.child[rows]].tolist(),
        cases.referred[rows].tolist(),
        cases.ended[rows].tolist(),
        cases.outcome[rows].tolist(),
        cases.assessed_in[rows].tolist(),
        cases.conference[rows].tolist(),
        cases.is_latest[rows].tolist(),
        strict=True,
    )
    children_seed = seed_of_others(seed, patch)
    cases_seed = stable_seed(seed, "need", "cases", patch.key)
    rng = Random()
    number, life = -1, None
    for row, earlier, of, born, disabled, day, end, result, assessed, held, latest in columns:
        if of != number or life is None:
            if life is not None:
                yield life
            number = of
            rng.seed(children_seed + of * STEP)
            life = Life(person(rng, identifier_of(position, of), patch.region, born, disabled=disabled), [], [])
        teller.rng.seed(cases_seed + row * STEP)
        life.stories.append(
            teller.case(
                life.person,
                referred=day,
                ended=end,
                outcome=result,
                assessed_in=assessed,
                inquiries=inquiries.get(row, []),
                plans=plans.get(row, []),
                conference=held,
                is_latest=latest,
            )
        )
        life.referred_before.append(earlier)
    if life is not None:
        yield life


def seed_of_others(seed: int, patch: Patch) -> int:
    """Of the streams that the children never in care are drawn from, ``STEP`` apart."""
    return stable_seed(seed, "need", "lives", patch.key)


def _inquiries(cases: Cases, rows: np.ndarray[tuple[int], np.dtype[np.int64]]) -> dict[int, list[tuple[int, int]]]:
    """The enquiries of the rows, in order of their first days."""
    wanted = np.zeros(cases.rows, dtype=np.bool_)
    wanted[rows] = True
    of = np.concatenate([each.cases for each in cases.enquiries])
    begun = np.concatenate([each.started for each in cases.enquiries])
    held = np.concatenate([each.conferences for each in cases.enquiries])
    order = np.lexsort((begun, of))
    order = order[wanted[of[order]]]
    found: dict[int, list[tuple[int, int]]] = {}
    for row, day, conference in zip(of[order].tolist(), begun[order].tolist(), held[order].tolist(), strict=True):
        found.setdefault(row, []).append((day, conference))
    return found


def _plans(cases: Cases, rows: np.ndarray[tuple[int], np.dtype[np.int64]]) -> dict[int, list[tuple[int, int, int]]]:
    """The plans of the rows in order: first day, last day (0: it lasts) and plans before."""
    latest = rows[cases.plan_started[rows] > 0]
    now = FormerPlans(latest, cases.plan_started[latest], cases.plan_ended[latest], cases.plans_before[latest])
    wanted = set(latest.tolist())
    found: dict[int, list[tuple[int, int, int]]] = {}
    # A case's former plans were put down as the years passed, and so in order.
    for each in (*cases.former_plans, now):
        columns = (each.cases, each.started, each.ended, each.plans_before)
        for row, began, stopped, before in zip(*(column.tolist() for column in columns), strict=True):
            if row in wanted:
                found.setdefault(row, []).append((began, stopped, before))
    return found
