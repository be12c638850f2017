"""Small Englands and worst cases, attacked from their files alone: `make attack SEEDS="1 2 3"`, minutes a seed.

They are fewer than the floor of coverage asks for, so that `sfr release` would not attack them: here it has to. Among
twelve authorities the reader believes sums that are chance: on seed 1 "no information" is bed and breakfast and three
other places to live, which the true counts contradict in 18 places. What follows from such a sum is no knowledge (10 of
the 25 numbers that seed 1 gave by four of them were wrong), so that only those stand that no true count contradicts.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest

import pipeline.protect.edition.release_files
import pipeline.runs.reading
from pipeline.disseminate import release_files
from pipeline.foundation.stages import REFERENCE
from pipeline.protect.reader.attack import attack
from pipeline.reference.tables import local_authorities
from pipeline.runs.audit import audit_release
from pipeline.runs.release import publish_release
from pipeline.runs.run import ReleaseRun
from pipeline.synthetic import synthesise
from pipeline.synthetic.cin import synthesise_cin
from pipeline.synthetic.pupils.england import synthesise_pupils

SEEDS = [int(seed) for seed in os.environ["ATTACK_SEEDS"].split()]
YEARS = (2023, 2024)
# A region of one authority, regions of two, the Isles of Scilly beside two others, and an authority with one child.
WORST = ("841", "340", "380", "822", "823", "420", "866", "908", "202", "203", "204", "301", "302", "303")
ONE_CHILD = "866"
AREAS = 12
"""No fewer than a reader must see to believe what adds up, and some to spare."""
TOGETHER, SMALL = 11, 0.2
"""Of how many authorities and of what size the England is whose releases are joined: four are published of it."""


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


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_told_by_the_releases_of_one_year_together(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who has children looked after and in need, stability and outcomes joins their files, by declarations and without.

    Each is protected together with those before it; what adds up across files is asked of all of them in one folder.
    """
    chosen, returns = authorities(seed)[:TOGETHER], tmp_path / "returns"
    synthesise(YEARS, returns, seed=seed, las=chosen, scale=SMALL)
    synthesise_cin(YEARS, returns, scale=SMALL, seed=seed, las=chosen, processes=1)
    synthesise_pupils(YEARS, returns, scale=SMALL, seed=seed, las=chosen)
    for module in (pipeline.runs.reading, pipeline.protect.edition.release_files):
        left_out = tuple(sorted({one.la_code for one in local_authorities(YEARS[-1])} - set(chosen)))
        monkeypatch.setattr(module, "authorities_left_out", lambda *_, codes=left_out: codes)
    folders: list[Path] = []
    for name in ("children-looked-after", "children-in-need", "stability", "outcomes"):
        out = tmp_path / "releases"
        run = ReleaseRun(
            name, YEARS[-1], "", returns, out, accept_coverage=True, accept_told=True, earlier=tuple(folders)
        )
        publish_release(run, report=lambda _: None)
        assert audit_release(run.folder, folders).is_safe
        folders.append(run.folder)
    assert attack(in_one(folders, tmp_path / "together")).told == ()


def in_one(folders: Sequence[Path], into: Path) -> Path:
    """The data files of several releases as one, whose rules of printing are those of all."""
    (into / "data").mkdir(parents=True)
    for folder in folders:
        rules = json.loads((folder / "publish/certificate.json").read_text(encoding="utf-8"))["policy"]
        assert (rules["threshold"], rules["rounding_regional"], rules["rounding_national"]) == (5, 10, 10)
        for path in (folder / "publish/data").glob("*.csv"):
            (into / "data" / f"{folder.parent.name}_{path.name}").write_bytes(path.read_bytes())
    for name in ("certificate.json", "manifest.json"):
        (into / name).write_bytes((folders[0] / "publish" / name).read_bytes())
    hiding = [
        [f"{folder.parent.name}_{file}", column]
        for folder in folders
        for file, column in json.loads((folder / "publish/certificate.json").read_text(encoding="utf-8")).get(
            "zeros_hidden_in", []
        )
    ]
    certificate = json.loads((into / "certificate.json").read_text(encoding="utf-8"))
    (into / "certificate.json").write_text(json.dumps(certificate | {"zeros_hidden_in": hiding}), encoding="utf-8")
    return into


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
