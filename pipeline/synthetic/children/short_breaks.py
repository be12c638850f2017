"""Children cared for only in an agreed series of short breaks (V3, V4), whom most statistics leave out."""

from __future__ import annotations

from random import Random

from pipeline.synthetic.children.identities import identify
from pipeline.synthetic.children.lives import Child, Episode, Period
from pipeline.synthetic.children.placements import Placing
from pipeline.synthetic.country.days import first_day, last_day
from pipeline.synthetic.country.draws import between, exponential, stable_seed
from pipeline.synthetic.country.patches import FIRST_YEAR, Patch
from pipeline.synthetic.country.places import Places
from pipeline.synthetic.country.targets import PatchTarget

_SHORTEST_AGREEMENT, _FURTHER_DAYS = 150, 500.0
_DAYS_BETWEEN_STAYS = 42
# Every third authority records each stay (V3), the others the agreement (V4).
_RECORDS_STAYS = 3
# Identifiers of these children lie far above those of the other children of a patch.
_FIRST_NUMBER = 300_000


def short_break_children(
    patch: Patch, target: PatchTarget, places: Places, seed: int, first_identifier: int
) -> list[Child]:
    """The patch's children in short breaks in all years, each year at least as many as its target where possible."""
    rng = Random(stable_seed(seed, "short breaks", patch.key))
    placing = Placing(places, patch.key)
    children: list[Child] = []
    # Agreements run for a year or two; those going on count towards the next year.
    for year in patch.years:
        first, last = first_day(year), last_day(year)
        going_on = sum(1 for child in children if child.periods[-1].ended >= first)
        for _ in range(target.year(year).short_breaks_only - going_on):
            start = between(rng, first, last - 10) if year > FIRST_YEAR else first - between(rng, 0, 500)
            end = max(start, first) + _SHORTEST_AGREEMENT + int(exponential(rng, _FURTHER_DAYS))
            born = start - between(rng, 6 * 365, 15 * 365)
            end = min(end, born + 18 * 365)
            child = _child(rng, patch, places, born, f"{first_identifier + _FIRST_NUMBER + len(children)}", seed)
            record_stays = patch.number % _RECORDS_STAYS == 0
            child.periods = (_stays if record_stays else _agreement)(rng, placing, places, child, start, end)
            children.append(child)
    return children


def _child(rng: Random, patch: Patch, places: Places, born: int, identifier: str, seed: int) -> Child:
    identity = identify(rng, patch.region, born, asylum=False)
    return Child(
        identifier=identifier,
        seed=stable_seed(seed, "short break child", patch.key, identifier),
        date_of_birth=born,
        male=identity.male,
        ethnicity=identity.ethnicity,
        unique_pupil_number=identity.unique_pupil_number,
        asylum=False,
        home=places.pick_home(rng),
        restlessness=1.0,
    )


def _agreement(rng: Random, placing: Placing, places: Places, child: Child, start: int, end: int) -> list[Period]:
    """One long episode under V4."""
    return [_period(rng, placing, places, child, start, end, "V4")]


def _stays(rng: Random, placing: Placing, places: Places, child: Child, start: int, end: int) -> list[Period]:
    """A few nights every six weeks under V3, the last of them when the agreement ends."""
    periods = []
    day = start
    while day < end:
        until = day + between(rng, 1, 4)
        periods.append(_period(rng, placing, places, child, day, until, "V3"))
        day = until + between(rng, _DAYS_BETWEEN_STAYS - 14, _DAYS_BETWEEN_STAYS + 14)
    return periods


def _period(rng: Random, placing: Placing, places: Places, child: Child, start: int, end: int, status: str) -> Period:
    spell = placing.short_break(rng, child, start)
    episode = Episode(
        started=start,
        reason="S",
        legal_status=status,
        placement=spell.placement,
        provider=spell.provider,
        # Where short breaks are spent is not collected.
        home_postcode="",
        placement_postcode="",
        urn="",
        ceased=end,
        reason_ceased="E8",
    )
    return Period(start, end, "E8", "N2", short_breaks=True, episodes=[episode])
