"""The social workers of children looked after in the synthetic SSDA903 are those of the same England's workforce."""

from __future__ import annotations

import csv
import xml.etree.ElementTree as ElementTree
from datetime import date, datetime
from pathlib import Path

import pytest

from pipeline.synthetic.ssda903.england import synthesise
from pipeline.synthetic.workforce.registers import Register, Stint
from pipeline.synthetic.workforce.returns import synthesise_workforce

SCALE = 0.1
# Of the last two pairs each sends one workforce return, under the code of the first.
RETURNED_AS = {code: code for code in ("202", "301", "330", "908", "314", "940")} | {"318": "314", "941": "940"}
YEARS = (2024, 2025)
Stints = dict[str, list[tuple[date, date | None]]]


@pytest.fixture(scope="module")
def england(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("england")
    synthesise(YEARS, out, scale=SCALE, las=sorted(RETURNED_AS))
    synthesise_workforce(range(2017, 2026), out, scale=SCALE, las=sorted(set(RETURNED_AS.values())))
    return out


def employed(england: Path, la_code: str) -> Stints:
    """By register number, when the authority employed the worker, by any of its returns: started, and left or not."""
    found: Stints = {}
    for path in sorted((england / "workforce").glob(f"*/{la_code}/csww.xml")):
        for worker in ElementTree.parse(path).getroot().iter("CSWWWorker"):
            told = {field.tag: field.text or "" for field in worker}
            if told["AgencyWorker"] == "0":
                left = told.get("RoleEndDate")
                stint = (date.fromisoformat(told["RoleStartDate"]), date.fromisoformat(left) if left else None)
                found.setdefault(told.get("SWENo") or told["HCPCNo"], []).append(stint)
    return found


def day(text: str) -> date:
    return datetime.strptime(text, "%d/%m/%Y").date()


def episodes(england: Path, la_code: str, year: int) -> list[dict[str, str]]:
    with (england / f"ssda903/{year}/{la_code}/sw_episodes.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("la_code", sorted(RETURNED_AS))
def test_every_worker_of_a_child_is_employed_by_the_authority_when_the_episode_starts(
    england: Path, la_code: str
) -> None:
    stints = employed(england, RETURNED_AS[la_code])
    for year in YEARS:
        rows = episodes(england, la_code, year)
        assert rows
        for row in rows:
            started = day(row["SW_DECOM"])
            held = stints.get(row["SW_ID"], [])
            assert any(begun <= started and (left is None or left >= started) for begun, left in held), row


def test_most_are_still_employed_when_the_episode_ends(england: Path) -> None:
    stays = []
    for la_code, sent_as in RETURNED_AS.items():
        stints = employed(england, sent_as)
        for row in episodes(england, la_code, 2025):
            if row["SW_DEC"]:
                ended = day(row["SW_DEC"])
                left = [last for _, last in stints[row["SW_ID"]] if last is not None]
                stays.append(not left or max(left) >= ended)
    assert len(stays) > 100
    assert sum(stays) / len(stays) > 0.95


def test_the_same_worker_goes_on_from_one_return_to_the_next(england: Path) -> None:
    last, now = (
        {(row["CHILD"], row["SW_DECOM"]): row["SW_ID"] for row in episodes(england, "330", year)} for year in YEARS
    )
    both = last.keys() & now.keys()
    assert len(both) > 20
    assert all(last[key] == now[key] for key in both)


def test_a_register_gives_who_is_there_and_prefers_who_stays() -> None:
    register = Register((Stint(1, 0, 100), Stint(2, 0, 900), Stint(3, 400, 900)))
    assert register.pick(60, 80, 0.0) == 1
    assert register.pick(60, 300, 0.0) == 2  # the first leaves before
    assert register.pick(60, 2000, 0.0) == 1  # nobody stays so long
    assert register.pick(500, 510, 0.999) == 3
    assert register.pick(1000, 1010, 0.5) is None
    assert Register().pick(60, 80, 0.0) is None
