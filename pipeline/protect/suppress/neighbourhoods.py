"""In which neighbourhoods further cells are sought for goals: authorities, regions, two regions, all of England."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from pipeline.foundation.numbers import BoolArray, IntArray
from pipeline.protect.suppress.needs import Goal
from pipeline.protect.suppress.problem import Problem, components

PARTNERS = 1, 2, 4
"""How far away, in the order of codes, the regions are that a region is taken together with."""


def by_area(problem: Problem, pending: list[Goal]) -> Iterator[IntArray]:
    """Give each authority that has goals, with the numbers that contain its own."""
    areas = np.unique(problem.areas[[goal.cell for goal in pending if problem.levels[goal.cell] == 0]])
    for area in areas.tolist():
        yield problem.of_place(area, False)


def by_region(problem: Problem, pending: list[Goal], openable: BoolArray, among: BoolArray) -> Iterator[IntArray]:
    """Give the connected parts of each region that has goals, of the cells `among` which they are looked for."""
    for region in sorted({int(problem.regions[goal.cell]) for goal in pending}):
        cells = problem.of_place(region, True)
        yield from components(problem, cells[among[cells]], openable)


def by_two_regions(problem: Problem, pending: list[Goal], openable: BoolArray) -> Iterator[IntArray]:
    """Give each region with another one, which takes up what national numbers do not let it change by itself."""
    regions = np.unique(problem.regions[problem.levels == 0]).tolist()
    asking = {int(problem.regions[goal.cell]) for goal in pending}
    for at, region in enumerate(regions):
        others = [regions[(at + step) % len(regions)] for step in PARTNERS] if region in asking else []
        for other in others:
            cells = np.flatnonzero((problem.regions == region) | (problem.regions == other))
            yield from components(problem, problem.with_ancestors(cells), openable)


def everywhere(problem: Problem, pending: list[Goal], openable: BoolArray) -> Iterator[IntArray]:
    """Give all connected parts, if there are goals at all."""
    if pending:
        yield from components(problem, np.arange(len(problem.values)), openable)
