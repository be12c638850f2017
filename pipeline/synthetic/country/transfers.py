"""Children whose care one authority takes over from another within a year: E3 in one return, S in the other.

The moves are drawn for all of England before any patch is run, so that either side can be written without the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from pipeline.synthetic.country.days import first_day, last_day
from pipeline.synthetic.country.draws import between, stable_seed
from pipeline.synthetic.country.patches import Patch
from pipeline.synthetic.country.targets import PatchTarget

# Only patches with this many starters in a year take part, and a busier one sends a child for each further share.
_FEWEST_STARTERS = 20
_STARTERS_A_MOVE = 250


@dataclass(frozen=True, slots=True)
class Transfer:
    """One child's move on ``day`` between the patches ``origin`` and ``destination`` (their keys).

    The child starts in the origin ``days_before`` the move, or on the first day of the year if that is later.
    ``identity_seed`` gives it the same sex, ethnicity and unique pupil number in both returns.
    """

    year: int
    origin: str
    destination: str
    day: int
    days_before: int
    date_of_birth: int
    identity_seed: int


def transfers(patches: tuple[Patch, ...], targets: dict[str, PatchTarget], seed: int) -> tuple[Transfer, ...]:
    """All moves of all years."""
    rng = Random(stable_seed(seed, "transfers"))
    moves = []
    for year in patches[0].years:
        large = [patch for patch in patches if targets[patch.key].year(year).started >= _FEWEST_STARTERS]
        for origin in large:
            others = [patch for patch in large if patch.group != origin.group]
            near = [patch for patch in others if patch.region == origin.region] or others
            for number in range(1 + targets[origin.key].year(year).started // _STARTERS_A_MOVE):
                if not near:
                    continue
                day = between(rng, first_day(year) + 20, last_day(year) - 5)
                moves.append(
                    Transfer(
                        year=year,
                        origin=origin.key,
                        destination=near[int(rng.random() * len(near))].key,
                        day=day,
                        days_before=between(rng, 15, 200),
                        date_of_birth=day - between(rng, 1200, 5600),
                        identity_seed=stable_seed(seed, "identity", year, origin.key, number),
                    )
                )
    return tuple(moves)
