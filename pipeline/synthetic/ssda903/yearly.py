"""What a return tells of a child's year beside its episodes: reviews, outcomes, adoption, former homes.

Every figure that decides a share names its source: LAIT is DfE's Local Authority Interactive Tool, national values.
"""

from __future__ import annotations

from random import Random

from pipeline.synthetic.children.lives import Child, Period
from pipeline.synthetic.country.days import completed_years, first_day, last_day, text, weekday_before
from pipeline.synthetic.country.draws import Draw, between, lognormal

_FIRST_REVIEW, _SECOND_REVIEW, _LATER_REVIEWS = 19, 109, 182
_PARTICIPATION = Draw({"PN1": 0.52, "PN2": 0.06, "PN3": 0.02, "PN4": 0.04, "PN5": 0.08, "PN6": 0.22, "PN7": 0.06})

# LAIT 2024: immunisations 82, dental checks 79, health assessments 89 per cent; convictions 2 per cent of those aged 10
# and over, substance misuse 3 per cent; SDQ average 14.7, a score for about three quarters.
_IMMUNISED, _TEETH, _HEALTH, _DEVELOPMENT = 0.82, 0.79, 0.89, 0.89
_CONVICTED, _SUBSTANCE, _SCORED, _SDQ_AVERAGE = 0.026, 0.045, 0.76, 14.7
_NO_SCORE = Draw({"SDQ2": 0.3, "SDQ3": 0.1, "SDQ4": 0.45, "SDQ5": 0.15})

# Previous permanence of starters: about 4 per cent adopted before, 5 under special guardianship (after DfE's table C1).
_PREVIOUS = Draw({"Z1": 0.875, "P1": 0.025, "P2": 0.055, "P3": 0.025, "P4": 0.02})
_PREVIOUS_ASYLUM = Draw({"Z1": 0.995, "P4": 0.005})
_PREVIOUS_LA = Draw({"own": 0.6, "NUK": 0.05, "WAL": 0.02, "SCO": 0.02, "other": 0.31})

_ADOPTERS = Draw({"MF": 0.75, "MM": 0.095, "FF": 0.045, "F1": 0.10, "M1": 0.01})
_COUPLES = {
    "MF": Draw({"L11": 0.88, "L3": 0.10, "L2": 0.02}),
    "MM": Draw({"L12": 0.62, "L2": 0.20, "L4": 0.18}),
    "FF": Draw({"L12": 0.62, "L2": 0.20, "L4": 0.18}),
}
_COUPLES_2014 = {
    "MF": Draw({"L1": 0.88, "L3": 0.12}),
    "MM": Draw({"L2": 0.7, "L4": 0.3}),
    "FF": Draw({"L2": 0.7, "L4": 0.3}),
}


def review_rows(rng: Random, child: Child, year: int) -> list[str]:
    """Reviews of the year: within four weeks of starting, three months later, then every six months."""
    first, last = first_day(year), last_day(year)
    rows = []
    for period in child.periods:
        end = min(period.ended or last + 1, last + 1)
        if period.short_breaks or end <= first or period.started > last:
            continue
        due = [period.started + _FIRST_REVIEW, period.started + _SECOND_REVIEW]
        behind = first - due[1]
        due.append(due[1] + _LATER_REVIEWS * max(1, -(-behind // _LATER_REVIEWS)))
        due.append(due[2] + _LATER_REVIEWS)
        due.append(due[3] + _LATER_REVIEWS)
        for day in due:
            if first <= day < end:
                held = weekday_before(max(first, period.started + 1, day - between(rng, 0, 12)))
                if held < first:
                    continue
                young = completed_years(child.date_of_birth, held) < 4
                code = "PN0" if young else _PARTICIPATION.pick(rng)
                rows.append(f"{child.identifier},{text(child.date_of_birth)},{text(held)},{code}")
    return rows


def outcome_row(rng: Random, child: Child, year: int) -> str | None:
    """OC2, for children looked after continuously from 31 March of the year before to 31 March; else None."""
    first, last = first_day(year), last_day(year)
    if not any(
        not period.short_breaks and period.started < first and (not period.ended or period.ended > last)
        for period in child.periods
    ):
        return None
    age = completed_years(child.date_of_birth, last)
    score = reason = ""
    if 4 <= age <= 16:
        if rng.random() < _SCORED:
            score = str(min(40, max(0, round(_SDQ_AVERAGE * lognormal(rng, 0.9, 0.46)))))
        else:
            reason = _NO_SCORE.pick(rng)
    elif age > 16:
        reason = "SDQ1"
    convicted = ""
    if age >= 10:
        convicted = _flag(rng, _CONVICTED)
    # Asked of children of up to five until 2015, since then of up to four.
    development = _flag(rng, _DEVELOPMENT) if age < (6 if year <= 2015 else 5) else ""
    checks = [_flag(rng, share) for share in (_IMMUNISED, _TEETH, _HEALTH)]
    misuse = _flag(rng, _SUBSTANCE if age >= 12 else 0.001)
    received = offered = ""
    if misuse == "1":
        received = _flag(rng, 0.5)
        offered = "" if received == "1" else _flag(rng, 0.75)
    return ",".join(
        (child.identifier, text(child.date_of_birth), score, reason, convicted, development, *checks, misuse, received,
         offered)
    )  # fmt: skip


def asylum_row(child: Child, year: int, sex: str) -> str:
    """UASC: the status ends on the eighteenth birthday at the latest, for which DUC is given once it is past."""
    last = last_day(year)
    ended = [period.ended for period in child.periods if period.ended and period.ended <= last]
    until = ""
    if ended and not any(not period.ended or period.ended > last for period in child.periods):
        until = text(max(ended))
    return f"{child.identifier},{sex},{text(child.date_of_birth)},{until}"


def adoption_row(rng: Random, child: Child, period: Period, year: int) -> str | None:
    """AD1, for a period that ended in the year by adoption; else None."""
    plan = period.adoption
    if not plan or not plan.adopted or not first_day(year) <= plan.adopted <= last_day(year):
        return None
    adopters = _ADOPTERS.pick(rng)
    couples = _COUPLES_2014 if year <= 2014 else _COUPLES
    status = couples[adopters].pick(rng) if adopters in couples else "L0"
    return ",".join(
        (child.identifier, text(child.date_of_birth), text(plan.decided), text(plan.matched),
         "1" if plan.by_foster_carer else "0", "2" if adopters in couples else "1", adopters, status)
    )  # fmt: skip


def placed_for_adoption_row(child: Child, period: Period, year: int) -> str | None:
    """The decision that the child should be placed for adoption, from the year it was taken; else None."""
    plan, last = period.adoption, last_day(year)
    if not plan or plan.decided > last or (plan.reversed_on and plan.reversed_on < first_day(year)):
        return None
    ended = plan.reversed_on and plan.reversed_on <= last
    until, reason = (text(plan.reversed_on), plan.reversal_reason) if ended else ("", "")
    return f"{child.identifier},{text(child.date_of_birth)},{text(plan.decided)},{until},{reason}"


def previous_permanence_row(rng: Random, child: Child, year: int, la_code: str) -> str | None:
    """Where a child who started in the year had lived for good before; None for others."""
    first, last = first_day(year), last_day(year)
    started = [period.started for period in child.periods if not period.short_breaks]
    day = next((day for day in started if first <= day <= last), 0)
    if not day:
        return None
    code = (_PREVIOUS_ASYLUM if child.asylum else _PREVIOUS).pick(rng)
    place = when = ""
    lived = day - child.date_of_birth
    if lived < 700:
        code = "Z1"
    if code in ("P1", "P2", "P3"):
        place = _PREVIOUS_LA.pick(rng)
        place = la_code if place == "own" else "NUK" if place == "other" else place
        when = text(child.date_of_birth + between(rng, 200, lived - 100))
        # Half of the dates are known in part only; zz stands for what is not.
        if rng.random() < 0.3:
            when = f"zz/{when[3:]}"
    elif code == "P4":
        when = "zz/zz/zzzz"
    return f"{child.identifier},{text(child.date_of_birth)},{code},{place},{when}"


def _flag(rng: Random, share: float) -> str:
    return "1" if rng.random() < share else "0"
