"""What could be had at most, whatever is suppressed: goals beyond that are not looked for place by place in vain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from pipeline.foundation.numbers import BoolArray
from pipeline.protect.suppress.block import Block
from pipeline.protect.suppress.needs import Goal
from pipeline.protect.suppress.problem import NOTHING, Problem


class Reach:
    """Bounds of each deviation when every cell that may be suppressed is, and every derived number given up."""

    def __init__(self, problem: Problem) -> None:
        """Know none yet."""
        self.problem = problem
        self.blocks: dict[bytes, Block] = {}

    def within(self, goals: Iterable[Goal], wanted: Mapping[Goal, int], openable: BoolArray) -> set[Goal]:
        """The goals that may be had where the cells `openable` may be suppressed; the others cannot be had there.

        What holds for the whole of the problem holds for every part of it, where fewer cells deviate.
        """
        name = openable.tobytes()
        if name not in self.blocks:
            self.blocks[name] = Block(self.problem, np.arange(len(self.problem.values)), openable, NOTHING)
        block = self.blocks[name]
        block.refresh()
        return {goal for goal in goals if block.room(goal) >= wanted[goal]}
