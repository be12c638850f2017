"""Every figure of the workforce release's data files, worked out again from the documents and compared as printed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

import pipeline.runs.release
from pipeline.reference.tables import local_authorities
from pipeline.synthetic.workforce.returns import synthesise_workforce
from tests.collect.workforce_documents import workers_of, write_return
from tests.recount.workforce.definitions import (
    Return,
    characteristics,
    indicators,
    is_in,
    one_decimal,
    people,
    read_return,
)
from tests.recount.workforce.definitions import fte as fte_of
from tests.runs.workforce_release import publish, rows_of

YEARS = (2019, 2023, 2024)
# Small and large, joint, of both parts of London and another region; 301's return of 2024 is the sample with its edges.
LAS = ("201", "301", "314", "420", "816", "839")
PREFIXES = {"inpost": "in_post", "starters": "starters", "leavers": "leavers"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("workforce")


@pytest.fixture(scope="module")
def release(folder: Path) -> Path:
    synthesise_workforce(YEARS, folder / "returns", las=LAS, scale=0.4)
    (folder / "returns/workforce/2024/301/csww.xml").unlink()
    (folder / "returns/workforce/2024/301").rmdir()
    write_return(folder / "returns", workers_of("301_2024_workers.csv"), "301", 2024)
    others = {one.la_code for year in range(2019, 2027) for one in local_authorities(year)} - {*LAS, "318"}
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(pipeline.runs.release, "authorities_left_out", lambda *_: tuple(sorted(others)))
        return publish(folder / "returns", folder / "out", 2024)


@pytest.fixture(scope="module")
def returns(folder: Path, release: Path) -> dict[tuple[int, str], Return]:
    assert release
    return {
        (year, code): read_return(folder / "returns/workforce" / str(year) / code / "csww.xml", year)
        for year in YEARS
        for code in LAS
    }


def members(row: dict[str, str], returns: dict[tuple[int, str], Return], release: Path) -> list[Return]:
    """The returns that a row is of."""
    year = int(row["time_period"])
    if row.get("old_la_code"):
        return [returns[year, row["old_la_code"].partition(" / ")[0]]]
    regions = region_of(release)
    wanted = row.get("region_code") or ""
    return [
        one
        for (of, code), one in returns.items()
        if of == year and (not wanted or wanted == regions[code] or (wanted == "E12000007" and "E13" in regions[code]))
    ]


def region_of(release: Path) -> dict[str, str]:
    rows = [row for row in rows_of(release) if row["old_la_code"]]
    return {row["old_la_code"].partition(" / ")[0]: row["region_code"] for row in rows}


def test_the_indicators(release: Path, returns: dict[tuple[int, str], Return]) -> None:
    compared = 0
    for row in rows_of(release):
        expected = indicators(members(row, returns, release), int(row["time_period"]), bool(row["old_la_code"]))
        assert {name: row[name] for name in expected} == expected, (row["time_period"], row["la_name"])
        compared += len(expected)
    assert compared == len(YEARS) * (1 + 5 + len(LAS)) * 22


@pytest.mark.parametrize("data_set", ["characteristics_2017", "role_by_characteristics_inpost_2019"])
def test_the_characteristics(release: Path, returns: dict[tuple[int, str], Return], data_set: str) -> None:
    seen: Counter[str] = Counter()
    for row in rows_of(release, f"csww_{data_set}_to_{{year}}"):
        sent = members(row, returns, release)
        for prefix, who in PREFIXES.items():
            if f"{prefix}_FTE" not in row:
                continue
            printed = tuple(
                row[f"{prefix}_{column}"] for column in ("FTE", "FTE_percentage", "headcount", "headcount_percentage")
            )
            expected = characteristics(sent, who, row["breakdown_topic"], row["breakdown"], row.get("role", "Total"))
            assert printed == expected, {name: row[name] for name in list(row)[:13]}
            seen.update(printed)
    assert seen["x"] + seen["z"] > 0 and seen["100"] > 0


def test_the_crossed_characteristics(release: Path, returns: dict[tuple[int, str], Return]) -> None:
    for row in rows_of(release, "csww_cross_characteristics_inpost_2017_to_{year}"):
        sent = members(row, returns, release)

        def are_in(posts: list, row: dict[str, str] = row) -> list:  # type: ignore[type-arg]
            topics = (("Sex", row["sex"]), ("Age group", row["age_group"]), ("Ethnicity major", row["ethnicity_major"]))
            return [one for one in posts if all(is_in(one, topic, label) for topic, label in topics)]

        expected = (
            sum(fte_of(are_in(one.in_post)) for one in sent),
            sum(len(are_in(people(one.in_post))) for one in sent),
        )
        printed = row["inpost_fte"], row["inpost_headcount"]
        assert printed == (one_decimal(expected[0]) if expected[0] else "0", str(expected[1])), row
