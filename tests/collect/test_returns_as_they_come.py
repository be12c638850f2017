"""Returns as they come: what spreadsheets and exports do to files is read as it was meant, or said to be in doubt."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipeline.collect.collections.ssda903.staging import SSDA903, stage_returns
from pipeline.collect.csv_set.reading import read_years
from pipeline.collect.csv_set.staging import check_units
from pipeline.collect.folders import MOST_FILES, file_number
from pipeline.collect.quality import quality_counts
from pipeline.collect.specification import SPECIFICATIONS
from pipeline.foundation.warehouse import Warehouse
from pipeline.runs.check import check_return
from tests.collect.test_returns_folder import BORN, CLEAN, Files, clean_return, csv_text, write_return

Found = set[tuple[str, str]]


def found(folder: Path, year: int = 2024) -> tuple[Found, bool]:
    """(file, rule) of every finding, and whether the check would exit with 0."""
    report = check_return(folder, year, "201")
    return {(finding.path.removeprefix("201/"), finding.rule) for finding in report.findings}, report.is_clean


def read(folder: Path, query: str, year: int = 2024) -> list[tuple[Any, ...]]:
    """What the warehouse holds of a return that is written to ``folder``."""
    with Warehouse() as warehouse:
        stage_returns(warehouse, folder, [year])
        return warehouse.connection.execute(query).fetchall()


def place(folder: Path, year: int = 2024) -> Path:
    return folder / "ssda903" / str(year) / "201"


def changed(*pairs: tuple[str, str]) -> str:
    """Episodes of the clean return with one text in place of another."""
    text = csv_text("episodes", CLEAN["episodes"])
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return text


# Episodes as they come, and the rules found in it: nothing else is found in the return, and no record is lost.
AS_THEY_COME: list[tuple[str, str, set[str]]] = [
    ("ctrl-z", changed() + "\x1a", set()),
    ("sep=,", f"sep=,\n{changed()}", set()),
    ("a title", f"Children looked after\n\nRun on 1 May\n{changed()}", {"lines_before_names"}),
    ("no-break spaces", changed(("AB1 2CE", "AB1\u00a02CE"), (",C2,", ",\u00a0C2\u2009,")), set()),
    ("tabs and double blanks", changed(("AB1 2CE", "AB1\t2CE"), ("AB1 2CD", "AB1  2CD")), set()),
    ("zero width", changed(("A1,", "A1\u200b,")), set()),
    ("words for nothing", changed(("AB1 2CD,,XXXXXXX\n", "AB1 2CD,NULL,XXXXXXX\n"), (",PR1,,,,", ",PR1,NaN,None,n/a,")),
     {"word_for_blank"}),
    ("month names", changed(("01/02/2022", "01-Feb-2022"), ("01/05/2023", "1 May 2023")), {"month_named"}),
    ("dates with time and zone", changed(("01/05/2023", "2023-05-01T00:00:00+01:00")), set()),
    ("time of another day", changed(("01/05/2023", "2023-05-01T23:00:00Z")), {"time_of_day_with_zone"}),
]  # fmt: skip


@pytest.fixture(scope="module")
def findings_as_they_come(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[set[tuple[str, str]], int]]:
    """Of each case, as the return of an authority of its own: files and rules found, and records that count."""
    folder = tmp_path_factory.mktemp("returns")
    for number, (_, text, _) in enumerate(AS_THEY_COME):
        own = write_return(folder / "ssda903/2024" / f"{number:03d}", CLEAN)
        (own / "episodes.csv").write_text(text, encoding="utf-8", newline="")
    with Warehouse() as warehouse:
        read_years(warehouse, SSDA903.specification, folder, [2024])
        check_units(warehouse, SSDA903.specification, [2024], SSDA903.match_identifiers, SSDA903.look_up)
        rules: list[set[tuple[str, str]]] = [set() for _ in AS_THEY_COME]
        for la, path, rule in warehouse.connection.execute("SELECT la_code, path, rule FROM raw.findings").fetchall():
            rules[int(la)].add((path.rsplit("/", 1)[1], rule))
        records = [0] * len(AS_THEY_COME)
        for count in quality_counts(warehouse, "ssda903"):
            records[int(count.la_code)] += count.staged
    return list(zip(rules, records, strict=True))


@pytest.mark.parametrize("number", range(len(AS_THEY_COME)), ids=[name for name, _, _ in AS_THEY_COME])
def test_a_file_as_it_comes(findings_as_they_come: list[tuple[Found, int]], number: int) -> None:
    rules, records = findings_as_they_come[number]
    assert rules == {("episodes.csv", rule) for rule in AS_THEY_COME[number][2]}
    assert records == sum(len(rows) for rows in CLEAN.values())


def test_what_is_read_is_what_was_meant(tmp_path: Path) -> None:
    files = clean_return()
    files["episodes"][0].update({"DECOM": "1st February 2022", "PL_POST": "AB1\u00a02CE", "DEC": "2023-09-10Z"})
    files["episodes"][1].update({"DECOM": "10-Sep-23", "REC": "nan"})
    files["oc3"][0]["ACTIV"] = "0.0"
    write_return(place(tmp_path), files)
    fields = "episode_started_on, episode_ceased_on, placement_postcode, reason_episode_ceased"
    assert read(tmp_path, f"SELECT {fields} FROM raw.typed_episodes WHERE child_id = 'A1' ORDER BY line") == [
        (date(2022, 2, 1), date(2023, 9, 10), "AB12CE", "X1"),
        (date(2023, 9, 10), None, "AB12CF", None),
    ]
    assert read(tmp_path, "SELECT activity FROM raw.typed_oc3") == [("0",)]


def swapped(files: Files, *kinds: str) -> Files:
    """The files with every date of these kinds written with the month first."""
    for kind in kinds:
        for row in files[kind]:
            for name, value in row.items():
                if value.count("/") == 2:
                    day, month, year = value.split("/")
                    row[name] = f"{month}/{day}/{year}"
    return files


def month_first_return() -> Files:
    """Episodes of which one date, 15 January 2024, tells the order of all; every other date could have either."""
    files = clean_return()
    files["missing"][0].update({"MIS_START": "15/01/2024", "MIS_END": "03/02/2024"})
    return swapped(files, "missing")


def test_a_file_with_the_month_first_is_read_so_and_said_once(tmp_path: Path) -> None:
    write_return(place(tmp_path), month_first_return())
    assert read(tmp_path, "SELECT date_of_birth, missing_from, missing_until FROM raw.typed_missing") == [
        (date(2011, 6, 1), date(2024, 1, 15), date(2024, 2, 3))
    ]
    on_file = read(tmp_path, "SELECT rule, severity, message FROM raw.findings WHERE path LIKE '%missing.csv'")
    assert [(rule, severity) for rule, severity, _ in on_file] == [("month_first", "error")]
    assert on_file[0][2].startswith("Dates have the month first: 1 can have no other order")


def test_files_that_could_be_meant_so_too_are_in_doubt(tmp_path: Path) -> None:
    # Episodes has 10/09/2023 and 01/08/2023, which could be 9 October and 8 January; OC2 has a birthday of 1 June.
    write_return(place(tmp_path), month_first_return())
    doubtful = read(tmp_path, "SELECT path FROM raw.findings WHERE rule = 'date_order_doubtful' ORDER BY path")
    names = {path.rsplit("/", 1)[1] for (path,) in doubtful}
    assert {"episodes.csv", "header.csv", "oc2.csv"} <= names
    # Nothing is doubted where no file has the month first, and nothing in a file that tells its own order.
    decisive = clean_return()
    decisive["episodes"][1]["DECOM"] = decisive["episodes"][0]["DEC"] = "30/09/2023"
    assert not [rule for _, rule in found(write_return(tmp_path / "201", decisive))[0] if rule.startswith("date_order")]
    decisive["missing"] = month_first_return()["missing"]
    doubted, _ = found(write_return(tmp_path / "201", decisive))
    assert ("header.csv", "date_order_doubtful") in doubted
    assert ("episodes.csv", "date_order_doubtful") not in doubted


def test_a_file_of_both_orders_is_said_to_be_one(tmp_path: Path) -> None:
    files = clean_return()
    files["missing"] = [
        {**files["missing"][0], "MIS_START": start, "MIS_END": ""}
        for start in ("20/09/2023", "05/20/2023", "06/21/2023")
    ]
    rules = [rule for path, rule in found(write_return(tmp_path / "201", files))[0] if path == "missing.csv"]
    assert sorted(rules) == ["date_not_read", "date_orders_mixed"]


def with_ids(ids: dict[str, dict[str, str]]) -> Files:
    """The clean return with other identifiers: by kind of file, or "" for all others."""
    files = clean_return()
    for kind, rows in files.items():
        for row in rows:
            row["CHILD"] = ids.get(kind, ids[""])[row["CHILD"]]
    return files


PLAIN = {"A1": "0101", "A2": "0102", "A3": "0103", "A4": "0104"}


def test_identifiers_that_a_spreadsheet_shortened_are_never_one_child(tmp_path: Path) -> None:
    shortened = dict.fromkeys(PLAIN, "1E+11")
    write_return(place(tmp_path), with_ids({"": PLAIN, "episodes": shortened}))
    assert read(tmp_path, "SELECT DISTINCT child_id FROM raw.typed_episodes") == [(None,)]
    on_file = read(tmp_path, "SELECT rule, message FROM raw.findings WHERE path LIKE '%episodes.csv'")
    assert [rule for rule, _ in on_file] == ["child_id_shortened"]
    assert "in 4 records: different children have become one" in on_file[0][1]
    # A letter E in an identifier is none of a spreadsheet's doing.
    everything, clean = found(write_return(tmp_path / "201", with_ids({"": {**PLAIN, "A1": "1E11"}})))
    assert (everything, clean) == (set(), True)


@pytest.mark.parametrize(
    ("other", "rule"),
    [
        ({child: f"{number}.0" for child, number in PLAIN.items()}, "child_id_with_decimals"),
        ({child: number.lstrip("0") for child, number in PLAIN.items()}, "child_id_zeros_lost"),
    ],
)
def test_identifiers_that_were_taken_for_numbers_are_those_of_header(
    tmp_path: Path, other: dict[str, str], rule: str
) -> None:
    folder = write_return(place(tmp_path), with_ids({"": PLAIN, "episodes": other}))
    assert read(tmp_path, "SELECT DISTINCT child_id FROM raw.typed_episodes ORDER BY ALL") == [
        ("0101",), ("0103",), ("0104",),
    ]  # fmt: skip
    assert found(folder)[0] == {("episodes.csv", rule)}


def test_children_who_differ_by_zeros_are_two_where_one_file_has_both(tmp_path: Path) -> None:
    files = with_ids({"": PLAIN})
    files["episodes"][3]["CHILD"] = "101"  # and 0101 has episodes of its own
    write_return(place(tmp_path), files)
    ids = read(tmp_path, "SELECT child_id FROM raw.typed_episodes ORDER BY line")
    assert ids == [("0101",), ("0101",), ("0103",), ("101",)]


@pytest.mark.parametrize(("year", "sent", "read_as"), [(2025, "1", "M"), (2025, "2.0", "F"), (2024, "F", "2")])
def test_codes_of_sex_of_other_years_are_read_as_what_they_mean(
    tmp_path: Path, year: int, sent: str, read_as: str
) -> None:
    files: Files = {"uasc": [{"CHILD": "A4", "SEX": sent, "DOB": BORN["A4"]}]}
    write_return(place(tmp_path, year), files, year)
    assert read(tmp_path, "SELECT sex FROM raw.typed_uasc", year) == [(read_as,)]
    on_file = read(tmp_path, "SELECT rule, severity FROM raw.findings WHERE field = 'SEX'", year)
    assert on_file == [("code_of_other_years", "query")]


def test_no_two_files_have_one_number() -> None:
    returns = [path.parent.name for path in SPECIFICATIONS.glob("*/specification.yaml")]
    numbers = [
        file_number(name, year, la, position, part)
        for name in returns
        for year in (2008, 2024, 2100, 20231, 20504)
        for la in ("201", "202", "213B", "RAA12", "ZZZZZ")
        for position in (1, 2, MOST_FILES + 1)
        for part in (0, 1, 31)
    ]
    assert len(set(numbers)) == len(numbers)
    assert min(numbers) > 0 and max(numbers) < 2**63
