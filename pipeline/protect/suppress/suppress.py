"""Suppression of a whole release: primary and secondary cells, derived numbers that follow, structural exceptions."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from pipeline.design.policy import Policy
from pipeline.foundation.numbers import Cells, IntArray, Key, Known, KnownToInsider, Pattern, Reason, Structural
from pipeline.foundation.workers import solve_all
from pipeline.protect.relations import Relations
from pipeline.protect.suppress.cleanup import clean_up, widen
from pipeline.protect.suppress.improve import has_effort_for, improve
from pipeline.protect.suppress.knowing import protect_from_insiders
from pipeline.protect.suppress.needs import Goal
from pipeline.protect.suppress.primary import follows, small, withheld
from pipeline.protect.suppress.problem import Problem, components, positions
from pipeline.protect.suppress.rows import cells_for_rows
from pipeline.protect.suppress.secondary import Suppressor
from pipeline.protect.suppress.setting_up import CellName, Secret, Telling, gather, no_secret, set_up

NOTHING_ELSE = "nothing else may be suppressed: what it depends on is published already or 0"
EFFORT, EFFORT_FOR_ONE = 1_200, 240
"""Rounds of cut generation that all connected parts share unless the caller says otherwise, and the most for one."""

TURNS = 4
"""How often at most the pattern is cleaned up and insiders are looked at again; a cell too many may stay after that."""


@dataclass
class Outcome:
    """What suppression decided about one connected part; `protects` gives a number that needs each secondary cell."""

    secondary: list[int]
    protects: dict[int, int]
    broken_items: list[int]
    structural: list[tuple[int, int, int, str]]
    insiders: list[tuple[int, int, int, int]]


def suppress(
    cells: Cells,
    relations: Relations,
    policy: Policy,
    known: Known | None = None,
    *,
    headlines: Collection[CellName] = (),
    secret: Secret = no_secret,
    insiders: Collection[str] | None = None,
    processes: int = 1,
    effort: int = EFFORT,
) -> Pattern:
    """Decide what to suppress; what `known` says of earlier releases is taken as given. Raises NotAdditive.

    `headlines` are the (measure, breakdown) that are shown unless a small count would be known exactly otherwise.
    `secret` gives a key for each collection year, which makes the choice between cells unknowable to whoever does not
    have it (see setting_up.secret_factors).
    `insiders` are the codes of the authorities, which know their own counts (None: all areas of that level).
    `effort` is how many rounds of cut generation the connected parts may take in all to find a cheaper pattern.
    """
    values, levels, published, sensitive = gather(cells, relations)
    relations.check(values)
    primary = small(values, published, sensitive, policy)
    problem, told = set_up(
        relations, values, levels, published, sensitive, primary, policy, known, headlines, secret, insiders
    )
    suppressed = primary & published
    structural: list[Structural] = []
    if known is not None:
        earlier = np.flatnonzero(suppressed & (known.lower == known.upper))
        problem.target_lower[earlier] = problem.target_upper[earlier] = values[earlier]
        for cell in earlier.tolist():
            value = int(values[cell])
            structural.append(Structural(relations.keys[cell], value, value, f"published in {known.release[cell]}"))
    everything = np.ones(len(values), dtype=np.bool_)
    wanted = problem.target_lower < problem.target_upper
    parts = [part for part in components(problem, np.arange(len(values)), everything) if wanted[part].any()]
    # What cannot deviate at all is in no part, and known.
    alone = wanted.copy()
    for part in parts:
        alone[part] = False
    for cell in np.flatnonzero(alone & published).tolist():
        structural.append(Structural(relations.keys[cell], int(values[cell]), int(values[cell]), NOTHING_ELSE))
    share = min(effort // max(len(parts), 1), EFFORT_FOR_ONE)
    tasks, items_of = (
        zip(*(_part(problem, part, policy, told, share) for part in parts), strict=True) if parts else ((), ())
    )
    outcomes = solve_all(_solve, tasks, [len(part) for part in parts], processes)
    secondary = np.zeros(len(values), dtype=np.bool_)
    protects: dict[int, int] = {}
    broken: set[int] = set()
    known_inside: list[KnownToInsider] = []
    codes = sorted({key.area_code for key in relations.keys})
    for part, items, outcome in zip(parts, items_of, outcomes, strict=True):
        secondary[part[outcome.secondary]] = True
        protects.update({int(part[cell]): int(part[other]) for cell, other in outcome.protects.items()})
        broken.update(items[item] for item in outcome.broken_items)
        known_inside += [
            KnownToInsider(relations.keys[part[c]], codes[insider], low, high)
            for c, insider, low, high in outcome.insiders
        ]
        structural += [Structural(relations.keys[part[c]], low, high, why) for c, low, high, why in outcome.structural]
    reasons = {}
    for key, unknown in relations.unknown.items():
        if suppressed[unknown]:
            reasons[key] = Reason.PRIMARY
        elif secondary[unknown]:
            reasons[key] = Reason.SECONDARY
    kept_back = withheld(values, published, suppressed | secondary, policy)
    broken_keys = {relations.derived[told.items[item]].key for item in broken}
    for one in relations.derived:
        if one.key.vintage:
            continue
        if one.key in broken_keys or follows(relations, values, kept_back, policy, one):
            reasons[one.key] = Reason.FOLLOWS
    return Pattern(
        dict(sorted(reasons.items())),
        tuple(sorted(structural, key=lambda one: one.key)),
        round(float(problem.cost[secondary].sum()), 6),
        _by_key(protects, relations, reasons),
        tuple(sorted(known_inside, key=lambda one: (one.key, one.insider))),
    )


def _by_key(protects: dict[int, int], relations: Relations, reasons: dict[Key, Reason]) -> dict[Key, Key]:
    """Name the numbers as they are shown: a second cell by each of its keys, what it protects by the first of them."""
    names: dict[int, list[Key]] = {}
    for key in sorted(reasons):
        if key in relations.unknown:
            names.setdefault(relations.unknown[key], []).append(key)
    return {
        key: names.get(other, [relations.keys[other]])[0]
        for cell, other in sorted(protects.items())
        for key in names.get(cell, ())
    }


@dataclass
class Part:
    """One connected part as a task for a process of its own."""

    problem: Problem
    width: int
    insider_width: int
    effort: int
    denominators: list[IntArray]


def _part(problem: Problem, cells: IntArray, policy: Policy, told: Telling, effort: int) -> tuple[Part, list[int]]:
    """Cut one connected part out of the problem, and say which derived numbers touch it.

    Those are numbered anew in the part, which so stays the same when other parts change.
    """
    rows = np.unique(problem.column_rows[positions(problem.column_starts, cells)])
    lengths = problem.starts[rows + 1] - problem.starts[rows]
    at = positions(problem.starts, rows)
    local = np.full(len(problem.values), -1, dtype=np.int64)
    local[cells] = np.arange(len(cells))
    column, row = local[problem.columns[at]], np.repeat(np.arange(len(rows)), lengths)
    coefficient = problem.coefficients[at][column >= 0]
    row, column = row[column >= 0], column[column >= 0]
    activity = np.zeros(len(rows), dtype=np.int64)
    np.add.at(activity, row, coefficient * problem.values[cells][column])
    items = np.unique(problem.item[rows][problem.item[rows] >= 0])
    item = np.where(problem.item[rows] >= 0, np.searchsorted(items, problem.item[rows]), -1)
    one_a_cell = {
        name: getattr(problem, name)[cells]
        for name in (
            *("values", "levels", "cost", "is_total", "is_grand", "last_resort", "of_insider", "areas", "regions"),
            *("shown_lower", "shown_upper"),
            *(
                "suppressed_lower",
                "suppressed_upper",
                "may_suppress",
                "watched",
                "suppressed",
                "target_lower",
                "target_upper",
                "held_by",
            ),
        )
    }
    part = Problem(
        **one_a_cell,
        starts=np.concatenate([[0], np.cumsum(np.bincount(row, minlength=len(rows)))]).astype(np.int64),
        columns=column,
        coefficients=coefficient,
        row_lower=problem.slack_lower[rows] + activity,
        row_upper=problem.slack_upper[rows] + activity,
        kinds=problem.kinds[rows],
        item=item,
    )
    denominators = [local[told.denominators[item]] for item in items.tolist()]
    whole = Part(part, policy.minimum_width, policy.insider_width, effort, [one[one >= 0] for one in denominators])
    return whole, items.tolist()


def _solve(task: Part) -> Outcome:
    """Suppress one part (in a process of its own, so everything it needs is in `task`)."""
    problem, width = task.problem, task.width
    best_low, best_high = problem.best_bounds()
    small_cells = np.flatnonzero(problem.target_lower < problem.target_upper)
    threshold = int(problem.target_upper[small_cells].max())
    rows = {item: np.flatnonzero(problem.item == item) for item in range(len(task.denominators))}
    suppressor = Suppressor(problem, rows, task.denominators)
    start = cells_for_rows(problem, width)
    problem.suppressed[start] = True
    suppressor.take(start)
    room = np.minimum(best_high - best_low, width)
    suppressor.protect({Goal(cell): int(room[cell]) for cell in small_cells.tolist() if room[cell] > 0})
    suppressor.settle_unmet()
    if has_effort_for(problem, task.effort):
        clean_up(suppressor, width, threshold)
        improve(suppressor, task.effort)
    widen(suppressor, width, threshold)
    clean_up(suppressor, width, threshold)
    insiders: list[tuple[int, int, int, int]] = []
    for _ in range(TURNS if task.insider_width else 0):
        before = set(suppressor.secondary)
        insiders = protect_from_insiders(suppressor, small_cells, task.insider_width)
        if suppressor.secondary == before:
            break
        # Other tables protect a count than did before clean-up, and they may move other authorities.
        clean_up(suppressor, width, threshold, before)
    return Outcome(
        sorted(suppressor.secondary),
        {cell: suppressor.needed_by[cell] for cell in sorted(suppressor.secondary & suppressor.needed_by.keys())},
        sorted(suppressor.suppressed_items),
        _structural(suppressor, small_cells, best_low, width),
        insiders,
    )


def _structural(
    suppressor: Suppressor, small_cells: IntArray, best_low: IntArray, width: int
) -> list[tuple[int, int, int, str]]:
    problem = suppressor.problem
    low, high = suppressor.attained()
    found = []
    for cell in small_cells.tolist():
        if high[cell] - low[cell] >= width:
            continue
        if best_low[cell] > problem.target_lower[cell]:
            why = f"its parts come to {int(best_low[cell])} at least, as the zeros shown beside them tell"
        elif problem.may_suppress.any():
            why = "no further cell that may be suppressed gives it more room"
        else:
            why = NOTHING_ELSE
        found.append((cell, int(low[cell]), int(high[cell]), why))
    return found
