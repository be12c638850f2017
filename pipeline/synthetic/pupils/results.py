"""What one pupil did in an academic year, drawn so that each group of children comes to its published national values.

``national_targets.csv`` (beside this file) holds those values: of the data sets of 2022 and 2025 of the department's
outcomes of children in need, each year's from the later edition. A year without a value has that of the nearest year
before it, or else after it.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from functools import cache, partial
from math import ceil, log
from pathlib import Path
from random import Random

from pipeline.synthetic.country.draws import between

_FILE = Path(__file__).with_name("national_targets.csv")
CLA_12_MONTHS, CPPO, CINO = "cla_12_months", "cppo", "cino"
SUBJECTS = ("reading", "writing", "mathematics", "grammar", "science")
_TOGETHER = SUBJECTS[:3]
PROGRESS = _TOGETHER
# Rates of absence of who is severely absent and of who is not persistently absent; those between make up the average.
_SEVERE_ABSENCE, _USUAL_ABSENCE = (0.5, 0.74), (0.0, 0.056)
_LEAST_PERSISTENT, _MOST_PERSISTENT = 0.1, 0.499
_SESSIONS = (330, 380)
# Standard deviations within a group of children.
_SPREADS = {**dict.fromkeys(PROGRESS, 6.0), "progress_8": 1.3}
_IN_PROGRESS, _IN_PROGRESS_8 = 0.93, 0.88
_MOST_POINTS, _MOST_BACCALAUREATE_POINTS = 90.0, 9.0
# Years without assessments, and without a point to measure progress from.
_NO_KEY_STAGE_2 = frozenset({2020, 2021})
_NO_PROGRESS, _NO_PROGRESS_8 = frozenset({2020, 2021, 2024, 2025, 2026}), frozenset({2020, 2021, 2025, 2026})

Target = Callable[[str], float]
"""The published value of a measure, of one year and group."""


@cache
def _targets() -> dict[tuple[str, str], dict[int, float]]:
    found: dict[tuple[str, str], dict[int, float]] = {}
    with _FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault((row["social_care_group"], row["measure"]), {})[int(row["year"])] = float(row["value"])
    return found


def target_of(year: int, group: str) -> Target:
    """The published values of a year and group."""

    return partial(_target, year, group)


@cache
def _target(year: int, group: str, measure: str) -> float:
    known = _targets()[group, measure]
    before = [one for one in known if one <= year]
    return known[max(before) if before else min(known)]


def absence(rng: Random, target: Target) -> tuple[int, int, int]:
    """Sessions possible, and those of authorised and unauthorised absence."""
    possible = between(rng, *_SESSIONS)
    persistent, severe = target("persistently_absent") / 100, target("severely_absent") / 100
    chance = rng.random()
    if chance < severe:
        missed = ceil(possible * (_SEVERE_ABSENCE[0] + rng.random() * (_SEVERE_ABSENCE[1] - _SEVERE_ABSENCE[0])))
    elif chance < persistent:
        mean = (
            target("absence_overall") / 100
            - severe * sum(_SEVERE_ABSENCE) / 2
            - (1 - persistent) * sum(_USUAL_ABSENCE) / 2
        ) / (persistent - severe)
        spread = min(mean - _LEAST_PERSISTENT, _MOST_PERSISTENT - mean)
        missed = ceil(possible * (mean + (2 * rng.random() - 1) * spread) - 0.5)
        missed = max(missed, -(-possible // 10))
    else:
        missed = round(possible * (_USUAL_ABSENCE[0] + rng.random() * (_USUAL_ABSENCE[1] - _USUAL_ABSENCE[0])))
    share = target("absence_authorised") / target("absence_overall")
    exact = missed * share
    authorised = int(exact) + (rng.random() < exact - int(exact))
    return possible, authorised, missed - authorised


def exclusions(rng: Random, target: Target) -> list[str]:
    """The categories of the pupil's exclusions: several suspensions of some pupils."""
    found = ["PERM"] if rng.random() * 100 < target("permanently_excluded") else []
    if rng.random() * 100 < target("suspended"):
        found += ["SUSP"] * between(rng, 1, 3)
    return found


def key_stage_2(
    rng: Random, target: Target, year: int, spreads: Mapping[str, float] = _SPREADS
) -> dict[str, str] | None:
    """A result record by column, without who it is of; None of a year without assessments."""
    if year in _NO_KEY_STAGE_2:
        return None
    together = target("combined") / 100
    has_all = rng.random() < together
    met = {one: has_all or rng.random() < max(target(one) / 100 - together, 0.0) / (1 - together) for one in _TOGETHER}
    if all(met.values()) and not has_all:
        met[_TOGETHER[int(rng.random() * len(_TOGETHER))]] = False
    met |= {one: rng.random() * 100 < target(one) for one in SUBJECTS[3:]}
    scores = {one: between(rng, 100, 115) if met[one] else between(rng, 80, 99) for one in met}
    record = {f"KS2_ELIG{one}": "1" for one in ("READ", "WRITTA", "MAT", "GPS", "SCITA", "RWM")}
    for name, one in zip(("READ", "WRITTA", "MAT", "GPS", "SCITA"), SUBJECTS, strict=True):
        record[f"KS2_{name}EXP"] = str(int(met[one]))
    record |= {
        "KS2_RWMEXP": str(int(has_all)),
        "KS2_READSCORE": str(scores["reading"]),
        "KS2_MATSCORE": str(scores["mathematics"]),
        "KS2_GPSSCORE": str(scores["grammar"]),
        "KS2_WRITTAOUTCOME": "EXS" if met["writing"] else "WTS",
        "KS2_SCITAOUTCOME": "EXS" if met["science"] else "HNM",
    }
    for name, one in zip(("READ", "WRIT", "MAT"), PROGRESS, strict=True):
        is_in = year not in _NO_PROGRESS and rng.random() < _IN_PROGRESS
        score = rng.gauss(target(f"{one}_progress"), spreads[one]) if is_in else None
        record[f"KS2_IN{name}PROG"] = str(int(is_in))
        record[f"KS2_{name}PROGSCORE_P_ADJUSTED"] = "" if score is None else f"{score:.3f}"
    return record


def key_stage_4(rng: Random, target: Target, year: int, spreads: Mapping[str, float] = _SPREADS) -> dict[str, str]:
    """A result record by column, without who it is of: points fall off from 0 as they do among these children."""
    mean = target("attainment_8")
    points = min(-mean * log(1.0 - rng.random()), _MOST_POINTS)
    has_4 = points > -mean * log(target("grade_4_or_above") / 100)
    has_5 = points > -mean * log(target("grade_5_or_above") / 100)
    entered = rng.random() * 100 < target("entered_english_baccalaureate")
    baccalaureate = min(points * target("english_baccalaureate_points") / mean, _MOST_BACCALAUREATE_POINTS)
    is_in = year not in _NO_PROGRESS_8 and rng.random() < _IN_PROGRESS_8
    progress = rng.gauss(target("progress_8"), spreads["progress_8"]) if is_in else None
    return {
        "KS4_ATT8": f"{points:.2f}",
        "KS4_INP8CALC": str(int(is_in)),
        "KS4_P8SCORE": "" if progress is None else f"{progress:.3f}",
        "KS4_L2BASICS_94": str(int(has_4)),
        "KS4_L2BASICS_95": str(int(has_5)),
        "KS4_EBACC_E_PTQ_EE": str(int(entered)),
        "KS4_EBACCAPS_PUPIL": f"{baccalaureate:.2f}",
    }
