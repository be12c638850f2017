"""Social workers of looked-after children (SWEpisodes, from the year ending 31 March 2024).

LAIT 2024: 27 per cent of children looked after on 31 March had three or more social workers in the year.
"""

from __future__ import annotations

from random import Random

from pipeline.synthetic.children.lives import Child
from pipeline.synthetic.country.days import first_day, last_day, text
from pipeline.synthetic.country.draws import Draw, between, exponential

# The first year collected; a child looked after then has a worker who came some time before it.
_FIRST_COLLECTED = 2024
_DAYS_A_WORKER = 370.0
_SEED_OF_WORKERS = 77_001
_WORKERS_A_CHILD = 0.09

_REASON = Draw(
    {"CHCHAN": 0.36, "LEFTRL": 0.22, "ORGRST": 0.12, "TSPROC": 0.13, "ABSENC": 0.07, "MANAGE": 0.02, "FCONTA": 0.01,
     "PCCHAN": 0.01, "SWDIED": 0.001, "OTHERS": 0.059}
)  # fmt: skip


def social_worker_rows(rng: Random, child: Child, year: int, workers: int) -> list[str]:
    """The child's workers of the year; the same workers go on from one year's return to the next.

    ``workers`` is how many social workers the authority has.
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
            worker = 1 + int(rng.random() * workers)
            until = min(day + 1 + int(exponential(rng, _DAYS_A_WORKER / child.restlessness**0.4)), end)
            reason = _REASON.pick(rng)
            if until >= first:
                closed = until <= last and (until < end or period.ended)
                ended = text(until) if closed else ""
                who = f"{child.identifier},{text(child.date_of_birth)},SW{100000 + worker * 37}"
                rows.append(f"{who},{text(day)},{ended},{took_over}")
            day, took_over = until, reason
    return rows


def workers_of(looked_after: int) -> int:
    """Social workers of an authority with so many children looked after."""
    return max(3, int(looked_after * _WORKERS_A_CHILD) + between(Random(looked_after), 0, 3))
