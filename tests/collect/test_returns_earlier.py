"""A return against that of the year before: children who are gone, and what differs in an episode that goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.collect.collections.ssda903.earlier_returns import RULES
from pipeline.collect.collections.ssda903.staging import stage_returns
from pipeline.foundation.warehouse import Warehouse
from pipeline.runs.check import check_return
from tests.collect.test_returns_folder import Files, clean_return, write_return

Found = list[tuple[str, int | None, str, str]]


def last_year() -> Files:
    """The return of 2023 that the clean one of 2024 follows: A1 and A3 are looked after on 31 March 2023."""
    files = clean_return()
    files["header"] = [row for row in files["header"] if row["CHILD"] in ("A1", "A3")]
    first, _, adopted, _ = files["episodes"]
    files["episodes"] = [
        {name: value for name, value in row.items() if name not in ("DEC", "REC", "REASON_PLACE_CHANGE")}
        for row in (first, adopted)
    ]
    return {kind: files[kind] for kind in ("header", "episodes")}


def found(folder: Path, before: Files, now: Files, year: int = 2024) -> Found:
    report = check_return(
        write_return(folder / "now", now, year), year, "201", before=write_return(folder / "then", before, year - 1)
    )
    assert {one.collection_year for one in report.findings} <= {year}
    assert all(file.path.startswith("now/") for file in report.files)
    place = str(folder / "then")
    return [
        (one.path.replace(place, "then"), one.line, one.field, one.rule) for one in report.findings if one.rule in RULES
    ]


def without_a1(*kinds: str) -> Files:
    """The clean return without the first child, in files of these kinds or in all."""
    files = clean_return()
    return {
        kind: [row for row in rows if row["CHILD"] != "A1"] if kind in (kinds or files) else rows
        for kind, rows in files.items()
    }


def then(kind: str, **row: str) -> Files:
    """Last year's return with other entries in the first row of a file."""
    before = last_year()
    before[kind][0].update(row)
    return before


def of_other_fields() -> Files:
    """Last year's return with whatever may differ of the first episode and child."""
    before = then("episodes", RNE="P", LS="C1", CIN="N2", PLACE="U6", PLACE_PROVIDER="PR4", PL_POST="AB9 9ZZ")
    before["header"][0].update({"ETHNIC": "WIRI", "SEX": "1", "DOB": "02/06/2011"})
    return before


EPISODES, HEADER, LAST_YEARS = "2024/episodes.csv", "2024/header.csv", "2023/episodes.csv"
# What a return is compared with, the return, and what is found, each as the returns of an authority of its own.
COMPARED: dict[str, tuple[Files, Files, Found]] = {
    "it goes on from the last": (last_year(), clean_return(), []),
    "a child is in no file": (
        last_year(), without_a1(), [(LAST_YEARS, 2, "CHILD", "looked_after_last_year_and_absent")],
    ),
    "a child is in any file at all": (last_year(), without_a1("episodes", "header"), []),
    # Ceased on the day itself: not looked after on it.
    "it ceased on 31 March": (then("episodes", DEC="31/03/2023", REC="E4A"), without_a1(), []),
    # An agreement for short breaks may end without a word.
    "an agreement for short breaks": (then("episodes", LS="V4"), without_a1(), []),
    # Set aside last year: it starts after that year's end.
    "it started after last year's end": (then("episodes", DECOM="01/04/2023"), without_a1(), []),
    "each field that differs": (
        of_other_fields(), clean_return(), [
            *((EPISODES, 2, name, "episode_differs_from_last_year")
              for name in ("CIN", "LS", "PLACE", "PLACE_PROVIDER", "PL_POST", "RNE")),
            *((HEADER, 2, name, "child_differs_from_last_year") for name in ("DOB", "ETHNIC", "SEX")),
        ],
    ),
    # It ended then, so it is another episode.
    "another episode that ended": (then("episodes", LS="C1", DEC="01/03/2023", REC="E4A"), clean_return(), []),
    "another episode": (then("episodes", DECOM="02/02/2022", LS="C1"), clean_return(), []),
    "an ethnicity not known then": (then("header", ETHNIC="NOBT"), clean_return(), []),
    "no ethnicity then": (then("header", ETHNIC=""), clean_return(), []),
}  # fmt: skip


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> list[Found]:
    """What is found of each case."""
    folder = tmp_path_factory.mktemp("returns")
    for number, (before, now, _) in enumerate(COMPARED.values()):
        write_return(folder / "ssda903/2023" / f"{number:03d}", before, 2023)
        write_return(folder / "ssda903/2024" / f"{number:03d}", now)
    listed = ", ".join("?" for _ in RULES)
    found: list[Found] = [[] for _ in COMPARED]
    with Warehouse() as warehouse:
        stage_returns(warehouse, folder, [2023, 2024])
        rows = warehouse.connection.execute(
            "SELECT la_code, path, line, field, rule FROM raw.findings "
            f"WHERE rule IN ({listed}) ORDER BY la_code, path, line, field, rule",
            list(RULES),
        ).fetchall()
    for la, path, *told in rows:
        found[int(la)].append((path.removeprefix("ssda903/").replace(f"/{la}/", "/"), *told))
    return found


@pytest.mark.parametrize("number", range(len(COMPARED)), ids=list(COMPARED))
def test_a_return_is_compared_with_that_of_the_year_before(compared: list[Found], number: int) -> None:
    assert compared[number] == list(COMPARED.values())[number][2]


def test_an_officer_is_told_of_a_child_who_is_in_no_file(tmp_path: Path) -> None:
    told = [("then/episodes.csv", 2, "CHILD", "looked_after_last_year_and_absent")]
    assert found(tmp_path, last_year(), without_a1()) == told


@pytest.mark.parametrize("gone", [5, 6])
def test_where_most_are_gone_it_is_one_finding(tmp_path: Path, gone: int) -> None:
    before, now = last_year(), clean_return()
    for number in range(8):
        for files in (before, now):
            files["header"].append({**files["header"][0], "CHILD": f"B{number}"})
            files["episodes"].append({**before["episodes"][0], "CHILD": f"B{number}"})
    # Ten are looked after then: of five who are gone each is found, of six all at once.
    left_out = {f"B{number}" for number in range(gone)}
    for kind in ("header", "episodes"):
        now[kind] = [row for row in now[kind] if row["CHILD"] not in left_out]
    rules = [rule for _, _, _, rule in found(tmp_path, before, now)]
    assert rules == (["looked_after_last_year_and_absent"] * 5 if gone == 5 else ["children_of_last_year_absent"])


def test_a_code_that_ended_or_is_written_otherwise_is_no_difference(tmp_path: Path) -> None:
    before, now = last_year(), last_year()
    before["episodes"][0]["PLACE"], now["episodes"][0]["PLACE"] = "H5", "K3"
    for row in now["header"]:
        row["SEX"] = {"1": "M", "2": "F"}[row["SEX"]]
    assert found(tmp_path, before, now, 2025) == []
    now["header"][0]["SEX"] = "M"
    assert [field for _, _, field, _ in found(tmp_path, before, now, 2025)] == ["SEX"]


def test_a_folder_of_returns_is_compared_year_by_year_each_time(tmp_path: Path) -> None:
    now = {kind: [row for row in rows if row["CHILD"] != "A1"] for kind, rows in clean_return().items()}
    write_return(tmp_path / "ssda903/2023/201", last_year(), 2023)
    write_return(tmp_path / "ssda903/2024/201", now)
    query = "SELECT collection_year, la_code, path, line FROM raw.findings WHERE rule = ?"
    with Warehouse() as warehouse:
        for _ in range(2):
            stage_returns(warehouse, tmp_path, [2023, 2024])
            rows = warehouse.connection.execute(query, ["looked_after_last_year_and_absent"]).fetchall()
            assert rows == [(2024, "201", "ssda903/2023/201/episodes.csv", 2)]
        # Last year's return is corrected, and this year's was not touched.
        corrected = last_year()
        corrected["episodes"][0].update({"DEC": "01/03/2023", "REC": "E4A"})
        write_return(tmp_path / "ssda903/2023/201", corrected, 2023)
        stage_returns(warehouse, tmp_path, [2023, 2024])
        assert warehouse.connection.execute(query, ["looked_after_last_year_and_absent"]).fetchall() == []
