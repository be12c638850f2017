"""Who is in post where and when in the synthetic workforce: by authority, the stints of its social workers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.reference.tables import joint_returns
from pipeline.synthetic.workforce.careers import Workforce
from pipeline.synthetic.workforce.targets import LAST_YEAR

NEVER = 10**9
"""A day after all: of a stint that has no end yet."""
_DAYS, _LOOKED_AT = 30, 40


@dataclass(frozen=True, slots=True, order=True)
class Stint:
    """A social worker's time in a post, by register number: the days of starting and of leaving."""

    number: int
    started: int
    left: int


@dataclass(slots=True)
class Register:
    """The stints of one authority, in order of register number."""

    stints: tuple[Stint, ...] = ()
    _present: dict[int, list[Stint]] = field(default_factory=dict)
    _by_number: dict[int, list[Stint]] = field(default_factory=dict)

    def pick(self, day: int, until: int, chance: float) -> int | None:
        """The number of somebody in post on a day and about then, and until another day if any of those looked at is.

        ``chance``, from 0 to below 1, says whom. None where nobody is in post.
        """
        begins = day - day % _DAYS
        if begins not in self._present:
            ends = begins + _DAYS
            self._present[begins] = [one for one in self.stints if one.started <= begins and one.left >= ends]
        present = self._present[begins]
        if not present:
            return None
        first = int(chance * len(present))
        looked_at = (present[(first + step) % len(present)] for step in range(min(_LOOKED_AT, len(present))))
        return next((one.number for one in looked_at if one.left >= until), present[first].number)

    def is_in_post(self, number: int, day: int) -> bool:
        """Whether a social worker is in post here on a day."""
        if not self._by_number:
            for one in self.stints:
                self._by_number.setdefault(one.number, []).append(one)
        return any(one.started <= day < one.left for one in self._by_number.get(number, ()))


def registers(seed: int, scale: float) -> Mapping[str, Register]:
    """The register of every authority of the England of this seed and size; those of one return share theirs."""
    left: dict[str, dict[tuple[int, int], int]] = {}
    for _, found in Workforce(seed, scale).years(LAST_YEAR):
        for code, one in found.items():
            known = left.setdefault(code, {})
            for worker in one.in_post:
                known.setdefault((worker.number, worker.started), NEVER)
            for leaving in one.leavers:
                known[leaving.worker.number, leaving.started] = leaving.day
    made = {
        code: Register(tuple(sorted(Stint(number, started, day) for (number, started), day in known.items())))
        for code, known in left.items()
    }
    together = {code: one.la_codes[0] for one in joint_returns() for code in one.la_codes}
    return made | {code: made[first] for code, first in together.items() if first in made}
