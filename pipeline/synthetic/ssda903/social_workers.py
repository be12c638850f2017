"""Social workers of looked-after children (SWEpisodes, from the year ending 31 March 2024).

DfE, Stability measures 2024 and 2025: 27 and 24 per cent of children looked after on 31 March had three or more social
workers in the year, 53 per cent in two years; 41 per cent of episodes began for another reason, 17 as the one before
had left.
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
# From then on the return asks for the year before too.
_FIRST_OF_TWO_YEARS = 2025
# How long a worker stays, until 31 March 2024 and since.
_DAYS_A_WORKER, _DAYS_A_WORKER_SINCE = 225.0, 262.0
# A child who comes into care has had a worker before, of whom the return tells too.
_DAYS_BEFORE_CARE = 90.0
_FIRST_CONTACT = 0.5
_COMES_BACK = 0.35
_SEED_OF_WORKERS = 77_001
_UNREGISTERED = 5

_REASON = Draw(
    {"OTHERS": 0.45, "LEFTRL": 0.19, "TSPROC": 0.17, "MANAGE": 0.14, "ABSENC": 0.035, "ORGRST": 0.01, "CHCHAN": 0.0025,
     "PCCHAN": 0.001, "SWDIED": 0.0005}
)  # fmt: skip


def social_worker_rows(rng: Random, child: Child, year: int, register: Register) -> list[str]:
    """The child's workers of the year, of the authority's ``register``; the same go on from one year to the next.

    A worker is in post when the episode starts, and in most cases still when it ends. Where nobody is, as in an England
    so small that an authority has no workforce, the number is that of a worker who is not registered.
    """
    first, last = first_day(year - 1 if year >= _FIRST_OF_TWO_YEARS else year), last_day(year)
    rng.seed(child.seed + _SEED_OF_WORKERS)
    rows = []
    for period in child.periods:
        end = period.ended or last + 400
        day = period.started
        if period.short_breaks or end < first_day(_FIRST_COLLECTED):
            continue
        if day < first_day(_FIRST_COLLECTED):
            day = max(day, first_day(_FIRST_COLLECTED) - int(exponential(rng, _DAYS_A_WORKER)))
        else:
            day -= int(exponential(rng, _DAYS_BEFORE_CARE))
        # Who had been a child in need before care keeps that worker or gets one under the standard process.
        is_first = period.started >= first_day(_FIRST_COLLECTED) and rng.random() < _FIRST_CONTACT
        took_over = "FCONTA" if is_first else _REASON.pick(rng)
        had: list[int] = []
        while day <= last and day < end:
            comes_back, chance = rng.random() < _COMES_BACK, rng.random()
            mean = _DAYS_A_WORKER if day < first_day(_FIRST_OF_TWO_YEARS) else _DAYS_A_WORKER_SINCE
            until = min(day + 1 + int(exponential(rng, mean / child.restlessness**0.8)), end)
            number = register.pick(day, min(until, last_day(LAST_YEAR)), chance)
            before = [one for one in had[:-1] if register.is_in_post(one, day)] if comes_back else []
            if before:  # one whom the child had before
                number = before[int(chance * len(before))]
            if number is not None:
                had.append(number)
            reason = _REASON.pick(rng)
            if until >= first:
                closed = until <= last and (until < end or period.ended)
                ended = text(until) if closed else ""
                worker = f"XX{1 + int(chance * _UNREGISTERED)}" if number is None else f"SW{number}"
                who = f"{child.identifier},{text(child.date_of_birth)},{worker}"
                rows.append(f"{who},{text(day)},{ended},{took_over}")
            day, took_over = until, reason
    return rows
