"""Social workers of looked-after children (SWEpisodes, from the year ending 31 March 2024).

LAIT 2024: 27 per cent of children looked after on 31 March had three or more social workers in the year.
"""

from __future__ import annotations

from random import Random

from pipeline.synthetic.children.lives import Child
from pipeline.synthetic.country.days import first_day, last_day, text
from pipeline.synthetic.country.draws import Draw, exponential
from pipeline.synthetic.workforce.registers import Register
from pipeline.synthetic.workforce.targets import LAST_YEAR

# The first year collected; a child looked after then has a worker who came some time before it.
_FIRST_COLLECTED = 2024
_DAYS_A_WORKER = 370.0
_SEED_OF_WORKERS = 77_001
_UNREGISTERED = 5

_REASON = Draw(
    {"CHCHAN": 0.36, "LEFTRL": 0.22, "ORGRST": 0.12, "TSPROC": 0.13, "ABSENC": 0.07, "MANAGE": 0.02, "FCONTA": 0.01,
     "PCCHAN": 0.01, "SWDIED": 0.001, "OTHERS": 0.059}
)  # fmt: skip


def social_worker_rows(rng: Random, child: Child, year: int, register: Register) -> list[str]:
    """The child's workers of the year, of the authority's ``register``; the same go on from one year to the next.

    A worker is in post when the episode starts, and in most cases still when it ends. Where nobody is, as in an England
    so small that an authority has no workforce, the number is that of a worker who is not registered.
    """
    first, last = first_day(year), last_day(year)
    rng.seed(child.seed + _SEED_OF_WORKERS)
    rows = []
    for period in child.periods:
        end = period.ended or last + 400
        day = period.started
        if period.short_breaks or end < first_day(_FIRST_COLLECTED):
            continue
        if day < first_day(_FIRST_COLLECTED):
            day = max(day, first_day(_FIRST_COLLECTED) - int(exponential(rng, _DAYS_A_WORKER)))
        took_over = "FCONTA"
        while day <= last and day < end:
            chance = rng.random()
            until = min(day + 1 + int(exponential(rng, _DAYS_A_WORKER / child.restlessness**0.4)), end)
            reason = _REASON.pick(rng)
            if until >= first:
                closed = until <= last and (until < end or period.ended)
                ended = text(until) if closed else ""
                number = register.pick(day, min(until, last_day(LAST_YEAR)), chance)
                worker = f"XX{1 + int(chance * _UNREGISTERED)}" if number is None else f"SW{number}"
                who = f"{child.identifier},{text(child.date_of_birth)},{worker}"
                rows.append(f"{who},{text(day)},{ended},{took_over}")
            day, took_over = until, reason
    return rows
