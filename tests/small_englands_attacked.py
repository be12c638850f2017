"""Small Englands, published and attacked from their files alone: `make attack SEEDS="1 2 3"`, minutes a seed.

Among twelve authorities the reader believes sums that are chance: on seed 1 "no information" is bed and breakfast and
three other places to live, which the true counts contradict in 18 places. What follows from such a sum is no knowledge
(10 of the 25 numbers that seed 1 gave by four of them were wrong), so that only those stand that no true count
contradicts.
"""

from __future__ import annotations

import os
from pathlib import Path
from random import Random

import numpy as np
import pytest
from true_figures import write_true_figures

from pipeline.reader.attack import attack_known
from pipeline.reader.files import read_published
from pipeline.reader.known import Known, known_counts
from pipeline.reader.published import AUTHORITY, Published
from pipeline.reader.sums import Sum, find_sums
from pipeline.release import ReleaseRun, publish_release
from pipeline.stages import REFERENCE
from pipeline.synthetic import synthesise
from pipeline.synthetic.cin import synthesise_cin

SEEDS = [int(seed) for seed in os.environ["ATTACK_SEEDS"].split()]
YEARS = (2023, 2024)
AREAS = 12
"""No fewer than a reader must see to believe what adds up, and some to spare."""


def authorities(seed: int) -> tuple[str, ...]:
    """Some authorities that are there in all years."""
    lines = (REFERENCE / "local_authorities_by_year.csv").read_text(encoding="utf-8").splitlines()
    header = lines[0].split(",")
    rows = [dict(zip(header, line.split(","), strict=False)) for line in lines[1:]]
    there = [{row["la_code"] for row in rows if int(row["collection_year"]) == year} for year in YEARS]
    return tuple(sorted(Random(seed).sample(sorted(set.intersection(*there)), AREAS)))


def not_contradicted(seen: Published, known: Known, sums: list[Sum], true: Published) -> list[Sum]:
    """The sums that hold among the true counts of all authorities, or of which workbooks alone show a count."""
    row, place = ({one: at for at, one in enumerate(every)} for every in (true.series, true.places))
    local = np.array([at for at, one in enumerate(seen.places) if one.level == AUTHORITY])
    counts = true.bounds()[0][:, [place[seen.places[at]] for at in local.tolist()]]

    def of(count: int) -> np.ndarray | None:
        at = next((row[one] for one in known.members[count] if one in row), None)
        return None if at is None else counts[at]

    def holds(one: Sum) -> bool:
        whole, parts = of(one.whole), [of(part) for part in one.parts]
        if whole is None or any(part is None for part in parts):
            return True
        told = (known.shown | known.hidden)[[one.whole, *one.parts]].all(axis=0)[local]
        return bool((whole == sum(part for part in parts if part is not None))[told].all())

    return [one for one in sums if holds(one)]


@pytest.mark.parametrize("name", ["children-looked-after", "children-in-need"])
@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_told(seed: int, name: str, tmp_path: Path) -> None:
    chosen = authorities(seed)
    if name == "children-in-need":
        synthesise_cin(YEARS, tmp_path / "returns", scale=0.2, seed=seed, las=chosen, processes=1)
    else:
        synthesise(YEARS, tmp_path / "returns", seed=seed, las=chosen, processes=1)
    run = ReleaseRun(name, YEARS[-1], "", tmp_path / "returns", tmp_path / "releases", accept_coverage=True)
    published = publish_release(run, report=lambda _: None)
    seen = read_published(published.folder / "publish")
    known = known_counts(seen)
    sums = find_sums(seen, known)
    true = read_published(write_true_figures(run, tmp_path / "true"))
    found = attack_known(seen, known, not_contradicted(seen, known, sums, true))
    assert found.hidden > 0
    assert [str(one) for one in found.told] == []
