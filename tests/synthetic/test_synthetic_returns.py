"""Synthetic returns: each year's codes, logical histories that grow, and a ledger that agrees with the files."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pytest

from pipeline.collect.specification import load_specification
from pipeline.synthetic import synthesise
from pipeline.synthetic.country.patches import patches
from tests.synthetic.synthetic_england import Rows, day, read, returns, totals

# The City, a county, a borough, and the areas of two mergers and splits.
SAMPLE = ["201", "886", "301", "835", "836", "837", "838", "839", "909", "942", "943"]
RECORD_TYPES = {"placed_for_adoption": "placed_adoption", "sw_episodes": "social_worker_episodes"}


@pytest.fixture(scope="module")
def some(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few authorities in the years around every change of code or area."""
    out = tmp_path_factory.mktemp("some")
    synthesise([2014, 2015, 2016, 2019, 2020, 2023, 2024, 2025], out, scale=0.25, las=SAMPLE, processes=1)
    return out


def test_every_year_has_its_authorities_files_columns_and_codes(some: Path) -> None:
    specification = load_specification("ssda903")
    expected = {(year, patch.code(year)) for year in (2014, 2020, 2024) for patch in patches()}
    assert {(year, code) for year, code in expected if code in SAMPLE} == {
        pair for pair in returns(some) if pair[0] in (2014, 2020, 2024)
    }
    for year, code in returns(some):
        this_year = specification.for_year(year)
        names = {path.stem for path in (some / "ssda903" / str(year) / code).iterdir()}
        assert {RECORD_TYPES.get(name, name) for name in names} == {each.name for each in this_year.record_types}
        for name in names:
            record_type = this_year.record_type(RECORD_TYPES.get(name, name))
            fields = {field.name: field for field in record_type.fields}
            path = some / "ssda903" / str(year) / code / f"{name}.csv"
            heading = path.read_text(encoding="utf-8").partition("\n")[0].split(",")
            assert heading == list(fields), (year, name)
            for row in read(some, year, code, name):
                for column, field in fields.items():
                    assert row[column] or not field.required, (year, name, column)
                    if field.codes and row[column]:
                        assert row[column] in field.codes, (year, name, column, row[column])


def test_codes_change_with_the_years(some: Path) -> None:
    def values(year: int, name: str, column: str) -> set[str]:
        return {
            row[column] for its_year, code in returns(some) if its_year == year for row in read(some, year, code, name)
        }

    assert {"Q1", "Q2"} < values(2014, "episodes", "PLACE")
    assert any(code.startswith("U") for code in values(2015, "episodes", "PLACE"))
    assert "T" not in values(2015, "episodes", "RNE")
    assert "T" in values(2016, "episodes", "RNE")
    assert "E4" in values(2014, "episodes", "REC")
    assert values(2024, "header", "SEX") == {"1", "2"}
    assert values(2025, "header", "SEX") == {"M", "F"}
    assert {"H5", "K3"} < values(2024, "episodes", "PLACE")
    assert "K3" not in values(2023, "episodes", "PLACE")
    assert not {"H5", "P2"} & values(2025, "episodes", "PLACE")
    assert "K3" in values(2025, "episodes", "PLACE")
    assert {"F4", "F5"} <= values(2024, "oc3", "ACTIV")
    assert "F3" in values(2019, "oc3", "ACTIV")


def test_episodes_follow_one_another_without_gap_or_overlap(some: Path) -> None:
    episodes = 0
    for year, code in returns(some):
        first, last = date(year - 1, 4, 1), date(year, 3, 31)
        born = {row["CHILD"]: day(row["DOB"]) for row in read(some, year, code, "header")}
        assert len(born) == len(read(some, year, code, "header"))
        by_child: dict[str, Rows] = defaultdict(list)
        for row in read(some, year, code, "episodes"):
            by_child[row["CHILD"]].append(row)
        for child, rows in by_child.items():
            birth = born[child]
            for position, row in enumerate(rows):
                start, end = day(row["DECOM"]), day(row["DEC"])
                assert start and birth and birth <= start <= last
                assert end is None or (start <= end and first <= end <= last)
                assert bool(row["DEC"]) == bool(row["REC"])
                if position:
                    before = rows[position - 1]
                    if row["RNE"] == "S":
                        assert before["REC"] not in ("", "X1")
                        before_end = day(before["DEC"])
                        assert before_end and before_end <= start
                    else:
                        assert before["REC"] == "X1"
                        assert before["DEC"] == row["DECOM"]
                elif row["RNE"] != "S":
                    assert start < first, "the episode before it would be in the return"
                episodes += 1
            assert rows[-1]["REC"] != "X1"
    assert episodes > 10000


def test_a_history_grows_from_year_to_year(some: Path) -> None:
    """Nothing that was closed in a year's return is told otherwise in the next one."""
    for code in ("886", "301"):
        before = {(row["CHILD"], row["DECOM"], row["PL_POST"]): row for row in read(some, 2023, code, "episodes")}
        after = read(some, 2024, code, "episodes")
        shared = 0
        for row in after:
            former = before.get((row["CHILD"], row["DECOM"], row["PL_POST"]))
            if former:
                shared += 1
                # Semi-independent living has Ofsted's number from 2024 on.
                grown = ("DEC", "REC", "REASON_PLACE_CHANGE", *(("URN",) if row["PLACE"] == "H5" else ()))
                assert {**row, **dict.fromkeys(grown, "")} == {**former, **dict.fromkeys(grown, "")}
        still_open = sum(1 for row in before.values() if not row["DEC"])
        assert shared >= still_open > 0


def test_children_pass_to_the_successor_of_an_abolished_authority(some: Path) -> None:
    open_in_cumbria = {(row["CHILD"], row["DECOM"]) for row in read(some, 2023, "909", "episodes") if not row["DEC"]}
    in_successors = {
        (row["CHILD"], row["DECOM"]) for code in ("942", "943") for row in read(some, 2024, code, "episodes")
    }
    assert open_in_cumbria and open_in_cumbria <= in_successors


def test_the_ledger_agrees_with_a_recount_of_the_files(some: Path) -> None:
    ledger = totals(some)
    for year, code in returns(some):
        counted = recount(some, year, code)
        for measure in (
            "looked_after_on_31_march", "started_during_year", "ceased_during_year", "adopted_during_year",
            "exclusively_short_term_series", "looked_after_during_year",
        ):  # fmt: skip
            assert counted[measure] == ledger.get((year, code, measure, "total"), 0), (year, code, measure)
        assert counted["uasc"] == ledger.get((year, code, "looked_after_on_31_march", "uasc"), 0)
        assert len(read(some, year, code, "oc3")) == ledger.get((year, code, "care_leavers", "total"), 0)


def recount(out: Path, year: int, code: str) -> Counter[str]:
    """A plain count of one return, from its own rows alone."""
    first, last = date(year - 1, 4, 1), date(year, 3, 31)
    asylum = {row["CHILD"]: day(row["DUC"]) for row in read(out, year, code, "uasc")}
    periods: dict[str, list[Rows]] = defaultdict(list)
    for row in read(out, year, code, "episodes"):
        if row["RNE"] == "S" or not periods[row["CHILD"]]:
            periods[row["CHILD"]].append([])
        periods[row["CHILD"]][-1].append(row)
    counts: Counter[str] = Counter()
    for child, its_periods in periods.items():
        care = [
            rows for rows in its_periods if rows[0]["LS"] not in ("V3", "V4") and rows[0]["DECOM"] != rows[-1]["DEC"]
        ]
        if not care:
            counts["exclusively_short_term_series"] += any(rows[0]["LS"] in ("V3", "V4") for rows in its_periods)
            continue
        counts["looked_after_during_year"] += 1
        starts = [
            start for rows in care if rows[0]["RNE"] == "S" and (start := day(rows[0]["DECOM"])) and start >= first
        ]
        counts["started_during_year"] += bool(starts)
        closed = [rows[-1] for rows in care if rows[-1]["DEC"]]
        counts["ceased_during_year"] += bool(closed)
        counts["adopted_during_year"] += bool(closed) and closed[-1]["REC"] in ("E11", "E12")
        if not care[-1][-1]["DEC"]:
            counts["looked_after_on_31_march"] += 1
            ended = asylum.get(child, date.min)
            counts["uasc"] += child in asylum and (ended is None or ended > last)
    return counts


def test_large_authorities_have_the_unusual_cases(some: Path) -> None:
    year, code = 2024, "886"
    episodes = read(some, year, code, "episodes")
    chains: dict[str, Rows] = defaultdict(list)
    for row in episodes:
        chains[row["CHILD"]].append(row)
    assert any(row["DECOM"] == row["DEC"] and row["REC"] == "X1" for row in episodes), "a move on the same day"
    assert any(row["DECOM"] == row["DEC"] and row["RNE"] == "S" for row in episodes), "under 24 hours"
    assert any(row["DEC"] == "31/03/2024" and row["REC"] != "X1" for row in episodes)
    assert any(row["DEC"] == "01/04/2023" and row["REC"] != "X1" for row in episodes)
    assert any(row["DOB"].startswith("29/02/") for row in read(some, year, code, "header"))
    assert any(
        sum(row["RNE"] == "S" for row in rows) > 1 or (rows[0]["RNE"] != "S" and any(row["RNE"] == "S" for row in rows))
        for rows in chains.values()
    ), "two periods"
    assert any(row["REC"] == "E3" for row in episodes)


def test_the_other_files_agree_with_the_episodes(some: Path) -> None:
    for year, code in returns(some):
        header = {row["CHILD"]: row for row in read(some, year, code, "header")}
        episodes = read(some, year, code, "episodes")
        in_care = {row["CHILD"] for row in episodes}
        adopted = {row["CHILD"] for row in episodes if row["REC"] in ("E11", "E12")}
        assert {row["CHILD"] for row in read(some, year, code, "ad1")} == adopted
        assert adopted <= {row["CHILD"] for row in read(some, year, code, "placed_for_adoption")}
        for row in read(some, year, code, "ad1"):
            assert day(row["DATE_INT"]) <= day(row["DATE_MATCH"])  # type: ignore[operator]
        names = {path.stem for path in (some / "ssda903" / str(year) / code).iterdir()} - {"header", "episodes"}
        for name in names:
            rows = read(some, year, code, name)
            assert {row["CHILD"] for row in rows} <= (set(header) if name == "oc3" else in_care), name
            assert all(row["DOB"] == header[row["CHILD"]]["DOB"] for row in rows)
        for row in read(some, year, code, "reviews"):
            assert date(year - 1, 4, 1) <= day(row["REVIEW"]) <= date(year, 3, 31)  # type: ignore[operator]
