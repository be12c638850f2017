"""The synthetic England: repeatable, independent of what else is written, and near the published figures."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from pipeline.foundation.stages import UsageError
from pipeline.synthetic import DefectKind, Omission, PlantedDefect, synthesise
from pipeline.synthetic.children.flows import simulate
from pipeline.synthetic.children.stays import Leaving
from pipeline.synthetic.country.patches import FIRST_YEAR, LAST_PUBLISHED, LAST_YEAR, patches
from pipeline.synthetic.country.targets import national_targets, patch_targets
from pipeline.synthetic.country.transfers import transfers
from pipeline.synthetic.ssda903 import england
from tests.synthetic.synthetic_england import digests, read, returns, totals


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every authority in one year, very small."""
    out = tmp_path_factory.mktemp("england")
    synthesise([2024], out, scale=0.02, processes=1)
    return out


def test_the_same_arguments_give_the_same_bytes(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        synthesise([2023, 2024], tmp_path / folder, scale=0.1, las=["301", "857"], processes=1)
    assert digests(tmp_path / "one") == digests(tmp_path / "two")


def test_another_seed_gives_another_england(tmp_path: Path) -> None:
    synthesise([2024], tmp_path / "one", scale=0.1, las=["301"], seed=1, processes=1)
    synthesise([2024], tmp_path / "two", scale=0.1, las=["301"], seed=2, processes=1)
    assert digests(tmp_path / "one") != digests(tmp_path / "two")


def test_an_authority_does_not_depend_on_who_else_or_which_years_are_written(small: Path, tmp_path: Path) -> None:
    synthesise([2023, 2024], tmp_path, scale=0.02, las=["301", "943"], processes=1)
    alone = digests(tmp_path / "ssda903" / "2024")
    whole = digests(small / "ssda903" / "2024")
    assert len(alone) == 22
    assert alone == {name: digest for name, digest in whole.items() if name in alone}


def test_two_processes_write_what_one_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(england, "_WORTH_A_PROCESS", 0)
    las = ["301", "302", "303"]
    synthesise([2024], tmp_path / "one", scale=0.05, las=las, processes=1)
    synthesise([2024], tmp_path / "two", scale=0.05, las=las, processes=2)
    assert digests(tmp_path / "one") == digests(tmp_path / "two")


@pytest.mark.parametrize("last_year", [LAST_PUBLISHED, LAST_YEAR])
def test_england_meets_its_totals_in_every_year(last_year: int) -> None:
    """The flows alone, which settle every total, at a twentieth of England's size."""
    scale, seed = 0.05, 3
    targets = patch_targets(seed, scale, last_year)
    everywhere = patches(last_year)
    moves = transfers(everywhere, targets, seed)
    counts: Counter[tuple[int, str]] = Counter()
    for patch in everywhere:
        flows = simulate(patch, targets[patch.key], seed, [m for m in moves if patch.key in (m.origin, m.destination)])
        for year in patch.years:
            first, last = date(year - 1, 4, 1).toordinal(), date(year, 3, 31).toordinal()
            starting, ceasing = set(), {}
            for stay in flows.stays:
                if stay.start == stay.end:
                    continue
                if stay.start <= last and (not stay.end or stay.end > last):
                    counts[year, "looked_after_on_31_march"] += 1
                    counts[year, "uasc_on_31_march"] += flows.asylum[stay.child]
                if first <= stay.start <= last:
                    starting.add(stay.child)
                if first <= stay.end <= last:
                    ceasing[stay.child] = stay.leaving
            counts[year, "started_during_year"] += len(starting)
            counts[year, "ceased_during_year"] += len(ceasing)
            counts[year, "adopted_during_year"] += sum(each is Leaving.ADOPTED for each in ceasing.values())
    for (year, measure), published in national_targets().items():
        if (year, measure) in counts:
            assert counts[year, measure] == pytest.approx(published * scale, rel=0.03, abs=3), (year, measure)
    assert len(counts) == 5 * (last_year + 1 - FIRST_YEAR)


def test_shares_are_near_the_published_ones(small: Path) -> None:
    placements: Counter[str] = Counter()
    statuses: Counter[str] = Counter()
    for year, code in returns(small):
        for row in read(small, year, code, "episodes"):
            if not row["DEC"] and row["LS"] not in ("V3", "V4"):
                placements["foster" if row["PLACE"][0] == "U" else row["PLACE"]] += 1
                statuses[row["LS"]] += 1
    everyone = sum(placements.values())
    assert everyone == pytest.approx(0.02 * 83630, rel=0.03)
    for counts, key, share, tolerance in (
        (placements, "foster", 0.67, 0.05),
        (placements, "K2", 0.10, 0.03),
        (placements, "P1", 0.065, 0.025),
        (statuses, "C2", 0.58, 0.05),
        (statuses, "C1", 0.18, 0.04),
        (statuses, "V2", 0.19, 0.04),
        (statuses, "E1", 0.055, 0.025),
    ):
        assert counts[key] / everyone == pytest.approx(share, abs=tolerance), key


def test_a_child_who_moves_to_another_authority_is_the_same_child_there(tmp_path: Path) -> None:
    targets = patch_targets(1, 1.0)
    move = next(
        move
        for move in transfers(patches(), targets, 1)
        if move.year == 2024 and "-" not in move.origin + move.destination
    )
    synthesise([2024], tmp_path, las=[move.origin, move.destination], processes=1)
    on = date.fromordinal(move.day).strftime("%d/%m/%Y")
    people = []
    for code, column, fits in ((move.origin, "DEC", ("E3",)), (move.destination, "DECOM", None)):
        children = {
            row["CHILD"] for row in read(tmp_path, 2024, code, "episodes")
            if row[column] == on and (row["REC"] in fits if fits else row["RNE"] == "S")
        }  # fmt: skip
        people.append({
            (row["DOB"], row["SEX"], row["ETHNIC"], row["UPN"])
            for row in read(tmp_path, 2024, code, "header") if row["CHILD"] in children
        })  # fmt: skip
    assert people[0] & people[1]


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ({"years": [2013]}, "--years"),
        ({"years": []}, "--years"),
        ({"years": [2024], "scale": 0.0}, "--scale"),
        ({"years": [2024], "las": ["999"]}, "999"),
        ({"years": [2022], "las": ["942"]}, "--las"),
        ({"years": [2024], "las": ["301"], "omit": "302"}, "302"),
        ({"years": [2024], "las": ["301"], "omit": "301:OC9"}, "OC9"),
        ({"years": [2014], "las": ["301"], "omit": [Omission(2014, "301", ("Missing",))]}, "Missing"),
        ({"years": [2024], "las": ["301"], "defects": [PlantedDefect(DefectKind.BAD_DATE, 2023, "301")]}, "bad_date"),
    ],
)
def test_arguments_that_cannot_be_carried_out_are_named(
    tmp_path: Path, arguments: dict[str, object], named: str
) -> None:
    years = arguments.pop("years")
    with pytest.raises(UsageError, match=named):
        synthesise(years, tmp_path, **arguments)  # type: ignore[arg-type]


def test_dummy_codes_replace_the_real_ones_everywhere(tmp_path: Path) -> None:
    synthesise([2024], tmp_path, scale=0.1, las=["301", "886"], dummy_codes=True, processes=1)
    assert returns(tmp_path) == [(2024, "Z01"), (2024, "Z02")]
    assert {key[1] for key in totals(tmp_path)} == {"Z01", "Z02"}
    assert [england._dummy_code(number) for number in (98, 99, 153)] == ["Z99", "Y01", "Y55"]
