"""Results of pupils whom no authority has in care or in need, so that the spread of all pupils is as measured.

Confidence intervals are made from the spread of all pupils of England. A few others for each child suffice: what they
have on average and how far they lie apart is worked out so that all together have an average of 0 and that spread.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt
from random import Random

from pipeline.synthetic.children.identities import pupil_number_apart
from pipeline.synthetic.country.days import ordinal
from pipeline.synthetic.country.draws import stable_seed
from pipeline.synthetic.pupils.results import PROGRESS, key_stage_2, key_stage_4

OTHERS_A_CHILD = 3
# Standard deviations of all pupils, as the intervals of the department's files of 2022 and 2025 show them; a year
# without one has that of the nearest year before it, or else after it.
SPREADS: Mapping[str, Mapping[int, float]] = {
    "reading": {2019: 6.173, 2022: 6.289, 2023: 6.2895},
    "writing": {2019: 5.694, 2022: 6.039, 2023: 6.049},
    "mathematics": {2019: 5.39, 2022: 5.852, 2023: 5.914},
    "progress_8": {2019: 1.282, 2022: 1.408, 2023: 1.414, 2024: 1.416},
}
_COLUMNS = {
    "reading": "KS2_READPROGSCORE_P_ADJUSTED",
    "writing": "KS2_WRITPROGSCORE_P_ADJUSTED",
    "mathematics": "KS2_MATPROGSCORE_P_ADJUSTED",
    "progress_8": "KS4_P8SCORE",
}
# What else they reach; no figure rests on it.
_RESULTS = {
    "reading": 75.0, "writing": 72.0, "mathematics": 74.0, "combined": 62.0, "grammar": 73.0, "science": 82.0,
    "attainment_8": 46.0, "grade_4_or_above": 65.0, "grade_5_or_above": 45.0, "entered_english_baccalaureate": 40.0,
    "english_baccalaureate_points": 4.1,
}  # fmt: skip
_LEAST_SPREAD = 0.1


def spread_of_all(name: str, year: int) -> float:
    """The measured standard deviation of a year."""
    known = SPREADS[name]
    before = [one for one in known if one <= year]
    return known[max(before) if before else min(known)]


def add_others(files: Mapping[str, list[str]], year: int, seed: int) -> None:
    """Add other pupils' records to the results of a year, of which each file begins with the column names."""
    rng = Random(stable_seed(seed, "other pupils", year))
    for file, age, names in (("ks2", 10, PROGRESS), ("ks4", 15, ("progress_8",))):
        lines = files.get(file)
        if lines is None:
            continue
        place = {name: lines[0].split(",").index(_COLUMNS[name]) for name in names}
        records = [line.split(",") for line in lines[1:]]
        drawn = {
            name: others_drawn([float(one[at]) for one in records if one[at]], spread_of_all(name, year))
            for name, at in place.items()
        }
        means = {name if file == "ks4" else f"{name}_progress": mean for name, (mean, _) in drawn.items()}
        target = {**_RESULTS, **means}.__getitem__
        spreads = {name: spread for name, (_, spread) in drawn.items()}
        for number in range(OTHERS_A_CHILD * len(records)):
            born = ordinal(year - 1 - age, 8, 31) - number % 365
            told = (key_stage_2 if file == "ks2" else key_stage_4)(rng, target, year, spreads)
            if told is not None:
                lines.append(",".join((pupil_number_apart(number, born), *told.values())))


def others_drawn(scores: list[float], spread: float) -> tuple[float, float]:
    """The average and spread of the others, so many a score, with which all have an average of 0 and ``spread``."""
    if not scores:
        return 0.0, spread
    squares = sum(one * one for one in scores) / len(scores)
    mean = -sum(scores) / len(scores) / OTHERS_A_CHILD
    left = (spread**2 * (1 + OTHERS_A_CHILD) - squares) / OTHERS_A_CHILD - mean**2
    return mean, sqrt(max(left, _LEAST_SPREAD**2))
