"""Small Englands and worst cases, attacked from their files alone: `make attack SEEDS="1 2 3"`, minutes a seed.

They are fewer than the floor of coverage asks for, so that `sfr release` would not attack them: here it has to. Among
twelve authorities the reader believes sums that are chance: on seed 1 "no information" is bed and breakfast and three
other places to live, which the true counts contradict in 18 places. What follows from such a sum is no knowledge (10 of
the 25 numbers that seed 1 gave by four of them were wrong), so that only those stand that no true count contradicts.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence
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
# A region of one authority, regions of two, the Isles of Scilly beside two others, and an authority with one child.
WORST = ("841", "340", "380", "822", "823", "420", "866", "908", "202", "203", "204", "301", "302", "303")
ONE_CHILD = "866"
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
    make_returns(name, seed, authorities(seed), tmp_path / "returns")
    publish_and_attack(name, tmp_path, monkeypatch)


def test_nothing_is_told_in_the_worst_cases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_returns("children-looked-after", 1, WORST, tmp_path / "returns")
    for year in YEARS:
        leave_one_child(tmp_path / "returns" / "ssda903" / str(year) / ONE_CHILD)
    publish_and_attack("children-looked-after", tmp_path, monkeypatch)


def make_returns(name: str, seed: int, chosen: Sequence[str], folder: Path) -> None:
    """Two years of returns of some authorities."""
    if name == "children-in-need":
        synthesise_cin(YEARS, folder, scale=0.2, seed=seed, las=chosen, processes=1)
    else:
        synthesise(YEARS, folder, seed=seed, las=chosen, processes=1)


def leave_one_child(returns: Path) -> None:
    """Take all records but those of one child looked after on 31 March out of an authority's files."""
    with (returns / "episodes.csv").open(encoding="utf-8", newline="") as file:
        open_episodes = [row["CHILD"] for row in csv.DictReader(file) if not row["DEC"]]
    for path in returns.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file)
            kept = [row for row in rows if row["CHILD"] == min(open_episodes)]
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows.fieldnames or ())
            writer.writeheader()
            writer.writerows(kept)


def publish_and_attack(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Publish whatever the coverage, attack it whatever the coverage, and find that nothing is told."""
    monkeypatch.setattr(release_files, "acceptances", lambda *_: [])
    run = ReleaseRun(name, YEARS[-1], "", folder / "returns", folder / "releases", accept_coverage=True)
    published = publish_release(run, report=lambda _: None)
    assert any("what adds up in them tells none" in remark for remark in published.published.remarks)
