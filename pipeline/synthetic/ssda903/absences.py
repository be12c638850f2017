"""Incidents of a child being missing or away from placement without authorisation, some longer than the year.

LAIT 2024: 11 per cent of children looked after in the year went missing, about six times each; two to three per cent
were away (table LAG1). Most are back within a day or two; about one incident in a hundred lasts for weeks.
"""

from __future__ import annotations

from random import Random

from pipeline.synthetic.children.lives import Child
from pipeline.synthetic.country.days import completed_years, first_day, last_day, text
from pipeline.synthetic.country.draws import between, exponential

# Share of children below an age who are ever absent in a year.
_ABSENT = ((8, 0.002), (11, 0.025), (13, 0.10), (15, 0.20), (18, 0.215))
_FURTHER_INCIDENTS = 5.2
# Some authorities' children are never recorded as away: a child is one who may be, and then every second time.
_MAY_BE_AWAY, _AWAY = 0.22, 0.55
_LONG, _LONG_DAYS, _SHORT_DAYS = 0.012, 32.0, 1.25
_SEED = 0xAB5E

_Incident = tuple[str, int, int]  # M or A, the first day and the day back


def absence_rows(child: Child, year: int) -> list[str]:
    """The year's rows: incidents carried over from the year before, then those that began, none overlapping another."""
    first, last = first_day(year), last_day(year)
    carried = [incident for incident in _begun_in(child, year - 1) if incident[2] >= first]
    rows = []
    for code, day, back in carried + _begun_in(child, year):
        until = "" if back > last else text(back)
        rows.append(f"{child.identifier},{text(child.date_of_birth)},{code},{text(day)},{until}")
    return rows


def _begun_in(child: Child, year: int) -> list[_Incident]:
    """The incidents that began in a year, the same whichever years are asked for."""
    first, last = first_day(year), last_day(year)
    if not any(period.started <= last and (not period.ended or period.ended >= first) for period in child.periods):
        return []
    rng = Random(child.seed ^ (year << 46) ^ _SEED)
    age = completed_years(child.date_of_birth, last)
    if rng.random() >= next((share for below, share in _ABSENT if age < below), _ABSENT[-1][1]):
        return []
    away = _AWAY if rng.random() < _MAY_BE_AWAY else 0.0
    # Only one who was absent in the year before can still be absent now.
    free = max((back for _, _, back in _begun_in(child, year - 1)), default=0)
    incidents: list[_Incident] = []
    for period in child.periods:
        start, end = max(period.started, first), min(period.ended or last + 1, last + 1)
        if period.short_breaks or end - start < 10:
            continue
        count = 1 + int(exponential(rng, _FURTHER_INCIDENTS) * (end - start) / 365)
        for day in sorted(between(rng, start + 1, end - 2) for _ in range(count)):
            days = int(exponential(rng, _LONG_DAYS if rng.random() < _LONG else _SHORT_DAYS))
            code = "A" if rng.random() < away else "M"
            back = min(day + days, period.ended or day + days)
            if day > free:
                incidents.append((code, day, back))
                free = back
    return incidents
