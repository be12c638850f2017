"""Small Englands, published and attacked from their files alone: `make attack SEEDS="1 2 3"`, minutes a seed.

They are fewer than the floor of coverage asks for, so that `sfr release` would not attack them: here it has to. Among
twelve authorities the reader believes sums that are chance: on seed 1 "no information" is bed and breakfast and three
other places to live, which the true counts contradict in 18 places. What follows from such a sum is no knowledge (10 of
the 25 numbers that seed 1 gave by four of them were wrong), so that only those stand that no true count contradicts.
"""

from __future__ import annotations

import os
from pathlib import Path
from random import Random

import pytest

from pipeline.disseminate import release_files
from pipeline.foundation.stages import REFERENCE
from pipeline.runs.release import publish_release
from pipeline.runs.run import ReleaseRun
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


@pytest.mark.parametrize("name", ["children-looked-after", "children-in-need"])
@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_told(seed: int, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(release_files, "acceptances", lambda *_: [])
    chosen = authorities(seed)
    if name == "children-in-need":
        synthesise_cin(YEARS, tmp_path / "returns", scale=0.2, seed=seed, las=chosen, processes=1)
    else:
        synthesise(YEARS, tmp_path / "returns", seed=seed, las=chosen, processes=1)
    run = ReleaseRun(name, YEARS[-1], "", tmp_path / "returns", tmp_path / "releases", accept_coverage=True)
    published = publish_release(run, report=lambda _: None)
    assert any("what adds up in them tells none" in remark for remark in published.published.remarks)
