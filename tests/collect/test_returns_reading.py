"""Reading: what is written in any lawful form is read back, and nothing at all makes the reader fall over."""

from __future__ import annotations

import csv
import io
import itertools
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from pipeline.collect.collections.ssda903.staging import SSDA903, stage_returns
from pipeline.collect.csv_set.reading import read_years
from pipeline.collect.csv_set.staging import check_units
from pipeline.collect.formats.csv_records import parse_records
from pipeline.collect.quality import FileQuality, RecordsLost, quality_counts
from pipeline.collect.specification import load_specification
from pipeline.foundation.warehouse import Warehouse
from pipeline.runs.check import check_return
from tests.collect.test_returns_folder import CLEAN, csv_text, write_return

REVIEWS = load_specification("ssda903").for_year(2024).record_type("reviews")
# One example is many files, because a warehouse costs more than what is read into it.
few = settings(max_examples=6, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.reuse, Phase.generate])
# What a field may hold in every encoding tried, including what quotation marks are for.
fields = st.text(st.sampled_from(["a", "Z", "7", " ", ",", ";", '"', "'", "\n", "£", "é", "/", "-"]), max_size=6)
records = st.lists(st.tuples(fields, fields, fields, fields).filter(lambda r: "".join(r).strip() != ""), max_size=8)


@dataclass(frozen=True)
class Style:
    """How a supplier writes a file."""

    order: Sequence[int]
    encoding: str
    ending: str
    quoting: Literal[0, 1]
    separator: str
    heading: Callable[[str], str]

    def write(self, rows: Sequence[Sequence[str]]) -> bytes:
        written = io.StringIO(newline="")
        writer = csv.writer(written, lineterminator=self.ending, quoting=self.quoting, delimiter=self.separator)
        writer.writerow([self.heading(REVIEWS.field_names[i]) for i in self.order])
        writer.writerows([[row[i] for i in self.order] for row in rows])
        return written.getvalue().encode(self.encoding)


styles = st.builds(
    Style,
    order=st.permutations(range(4)),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
    ending=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    separator=st.sampled_from([",", ";"]),
    heading=st.sampled_from([str.upper, str.lower, lambda name: f" {name} "]),
)


@few
@given(files=st.lists(st.tuples(styles, records), min_size=10, max_size=30))
def test_what_is_written_is_read_back(files: list[tuple[Style, list[tuple[str, ...]]]]) -> None:
    with tempfile.TemporaryDirectory() as folder, Warehouse() as warehouse:
        for number, (style, rows) in enumerate(files):
            place = Path(folder) / "ssda903" / "2024" / f"{number:03d}"
            place.mkdir(parents=True)
            (place / "anything.dat").write_bytes(style.write(rows))
        read_years(warehouse, SSDA903.specification, Path(folder), [2024])
        columns = ", ".join(field.column for field in REVIEWS.fields)
        found = warehouse.connection.execute(
            f"SELECT la_code, {columns} FROM raw.ssda903_reviews ORDER BY file_id, line"
        ).fetchall()
    assert found == [
        (f"{number:03d}", *(value or None for value in row)) for number, (_, rows) in enumerate(files) for row in rows
    ]


@few
@example(contents=[(True, b"\r\x01"), (True, b'"\r"\r,,,\n'), (False, b"\xef\xbb\xbf\r")])
@given(contents=st.lists(st.tuples(st.booleans(), st.binary(max_size=300)), min_size=10, max_size=40))
def test_garbage_is_counted_and_never_a_crash(contents: list[tuple[bool, bytes]]) -> None:
    with tempfile.TemporaryDirectory() as folder, Warehouse() as warehouse:
        for number, (has_heading, content) in enumerate(contents):
            place = Path(folder) / "ssda903" / "2024" / f"{number:03d}"
            place.mkdir(parents=True)
            heading = ",".join(REVIEWS.field_names).encode() + b"\n" if has_heading else b""
            (place / "reviews.csv").write_bytes(heading + content)
        stage_returns(warehouse, Path(folder), [2024])
        counts = quality_counts(warehouse, "ssda903")
    assert len(counts) == len(contents)
    assert all(count.records == count.staged + count.set_aside for count in counts)
    assert all(count.record_type or count.errors + count.queries for count in counts)


@settings(deadline=None, derandomize=True)
@given(lines=st.lists(st.text(st.sampled_from(["a", '"', ",", "\r"]), max_size=8), max_size=30))
def test_every_line_that_is_not_blank_belongs_to_one_record(lines: list[str]) -> None:
    found = list(parse_records("\n".join(lines), ","))
    starts = [record.line for record in found]
    assert starts == sorted(set(starts))
    covered = {number for number, line in enumerate(lines, start=1) if line.strip()}
    spans = [*starts, len(lines) + 1]
    reached = {n for begin, after in itertools.pairwise(spans) for n in range(begin, after)}
    assert covered <= reached or "\n".join(lines).count("\n") == 0


def text_of(content: str) -> bytes:
    return content.encode()


HEADING = ",".join(REVIEWS.field_names)
GOOD = "A1,01/06/2011,01/07/2023,PN1"


def zipped() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("reviews.csv", HEADING)
    return held.getvalue()


# bytes of reviews.csv; rules that must be found in it; records that come in; records set aside
HOSTILE = [
    ("empty", b"", {"file_empty"}, 0, 0),
    ("only a mark", b"\xef\xbb\xbf", {"file_empty"}, 0, 0),
    ("heading only", text_of(HEADING + "\n"), set(), 0, 0),
    ("heading without end", text_of(HEADING), set(), 0, 0),
    ("a workbook", zipped(), {"file_is_archive"}, 0, 0),
    ("an image", b"\x89PNG\r\n\x1a\n\x00\x00", {"file_not_text"}, 0, 0),
    ("a document of nobody", b"<?xml version='1.0'?><EXPSSDA903/>", set(), 0, 0),
    ("a document of another return", b"<?xml version='1.0'?><Message/>", {"document_not_a_return"}, 0, 0),
    ("utf-16 without mark", f"{HEADING}\n{GOOD}\n".encode("utf-16-le"), {"file_not_text"}, 0, 0),
    ("utf-16", f"{HEADING}\n{GOOD}\n".encode("utf-16"), {"file_in_utf_16"}, 1, 0),
    ("old macintosh", text_of(f"{HEADING}\r{GOOD}\r"), set(), 1, 0),
    ("NUL", text_of(f"{HEADING}\n" + f"{GOOD}\n" * 20 + "A1,01/06/2011\x00,,\n"), {"record_damaged"}, 21, 20),
    ("too few fields", text_of(f"{HEADING}\n{GOOD}\nA1,01/06/2011\n"), {"record_ragged"}, 2, 1),
    ("too many fields", text_of(f"{HEADING}\n{GOOD},more\n"), {"record_ragged"}, 1, 1),
    ("surplus blank fields", text_of(f"{HEADING}\n{GOOD},,\n"), {"record_surplus_blank"}, 1, 0),
    ("an open quotation", text_of(f'{HEADING}\n"{GOOD}\n{GOOD}\n'), {"quote_unclosed"}, 2, 1),
    ("a quotation inside", text_of(f'{HEADING}\nA"1,"01"x,,\n{GOOD}\n'), {"quote_unclosed"}, 2, 1),
    ("blank lines", text_of(f"\n{HEADING}\n\n{GOOD}\n   \n\n"), set(), 1, 0),
    ("separators only", text_of(f"{HEADING}\n{GOOD}\n,,,\n"), {"record_blank"}, 2, 1),
    ("a long field", text_of(f"{HEADING}\n{GOOD}\n{'A' * 5000},,,\n"), {"record_too_long"}, 2, 1),
    ("another separator", text_of(f"{HEADING}\n{GOOD}\n".replace(",", "\t")), {"other_separator"}, 1, 0),
    ("no heading", text_of(f"{GOOD}\n"), {"file_not_recognised"}, 0, 0),
    ("a column twice", text_of(f"{HEADING},DOB\n{GOOD},\n"), {"column_repeated"}, 0, 0),
    ("a column less", text_of("CHILD,REVIEW,REVIEW_CODE\nA1,01/07/2023,PN1\n"), {"column_missing"}, 1, 0),
    ("a column more", text_of(f"{HEADING},LA\n{GOOD},Leeds\n"), {"column_unknown"}, 1, 0),
    ("a known column more", text_of(f"{HEADING},PL_LA\n{GOOD},CON\n"), set(), 1, 0),
    ("a personal column name", text_of(f"{HEADING},A1\n{GOOD},x\n"), {"column_unknown"}, 1, 0),
]  # fmt: skip


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[dict[str, str], FileQuality]]:
    """Of each file, in the return of an authority of its own: the rules found in it with their words; its account."""
    folder = tmp_path_factory.mktemp("returns")
    for number, (_, content, *_) in enumerate(HOSTILE):
        own = write_return(folder / "ssda903/2024" / f"{number:03d}", CLEAN)
        (own / "reviews.csv").write_bytes(content)
    with Warehouse() as warehouse:
        read_years(warehouse, SSDA903.specification, folder, [2024])
        check_units(warehouse, SSDA903.specification, [2024], SSDA903.match_identifiers, SSDA903.look_up)
        rules: list[dict[str, str]] = [{} for _ in HOSTILE]
        for la, rule, message in warehouse.connection.execute(
            "SELECT la_code, rule, string_agg(message) FROM raw.findings WHERE path LIKE '%/reviews.csv' GROUP BY ALL"
        ).fetchall():
            rules[int(la)][rule] = message
        counts = quality_counts(warehouse, "ssda903")
    # A document is as many files as it may hold kinds of records; nothing is in any of them.
    files = {one.la_code: one for one in reversed(counts) if one.path.endswith("/reviews.csv")}
    return [(found, files[f"{number:03d}"]) for number, found in enumerate(rules)]


@pytest.mark.parametrize("number", range(len(HOSTILE)), ids=[h[0] for h in HOSTILE])
def test_hostile_files_are_findings(hostile: list[tuple[dict[str, str], FileQuality]], number: int) -> None:
    _, _, rules, records, set_aside = HOSTILE[number]
    found, file = hostile[number]
    assert found.keys() - {"identical_record"} == rules
    assert all("A1" not in message for rule, message in found.items() if rule in rules)
    assert (file.records, file.set_aside) == (records, set_aside)


def test_a_hostile_file_is_told_when_a_return_is_checked(tmp_path: Path) -> None:
    folder = write_return(tmp_path / "201", CLEAN)
    (folder / "reviews.csv").write_bytes(zipped())
    report = check_return(folder, 2024, "201")
    assert "file_is_archive" in {one.rule for one in report.findings if one.path == "201/reviews.csv"}


def test_a_line_of_a_hundred_megabytes(tmp_path: Path) -> None:
    folder = write_return(tmp_path / "201", CLEAN)
    (folder / "reviews.csv").write_bytes(text_of(f"{HEADING}\n{GOOD}\n") + b"A" * 100_000_000)
    (folder / "long.csv").write_bytes(b"CHILD" * 20_000_000)
    report = check_return(folder, 2024, "201")
    assert {(f.path, f.rule) for f in report.findings} == {
        ("201/reviews.csv", "record_too_long"),
        ("201/long.csv", "file_not_recognised"),
    }


def test_lines_are_those_of_the_file(tmp_path: Path) -> None:
    quoted = f'{HEADING}\n\n"A1","01/06/2011","01/07/\n2023","PN1"\nA1,01/06/2011,01/08/2023,PN9\n'
    folder = write_return(tmp_path / "201", CLEAN)
    (folder / "reviews.csv").write_text(quoted, encoding="utf-8")
    report = check_return(folder, 2024, "201")
    found = [(f.line, f.rule) for f in report.findings if f.path == "201/reviews.csv"]
    assert found == [(3, "date_not_read"), (5, "code_not_of_the_year")]


def test_two_files_of_one_kind_are_read_together(tmp_path: Path) -> None:
    folder = write_return(tmp_path / "201", CLEAN)
    (folder / "zz_second_header.csv").write_text(csv_text("header", CLEAN["header"]), encoding="utf-8")
    report = check_return(folder, 2024, "201")
    assert {(f.path, f.rule) for f in report.findings} == {
        ("201/zz_second_header.csv", "file_repeated"),
        ("201/zz_second_header.csv", "identical_record"),
    }


def test_a_file_of_another_year_is_named(tmp_path: Path) -> None:
    files = {name: rows for name, rows in CLEAN.items() if name != "social_worker_episodes"}
    folder = write_return(tmp_path / "201", files, year=2014 + 2)
    report = check_return(folder, 2014, "201")
    found = {(f.path, f.rule, f.field) for f in report.findings}
    assert ("201/missing.csv", "file_not_collected", "") in found
    assert ("201/episodes.csv", "column_not_collected", "URN") in found
    assert ("201/episodes.csv", "code_not_of_the_year", "PLACE") in found


def test_records_lost_on_the_way_are_noticed(tmp_path: Path) -> None:
    write_return(tmp_path / "ssda903" / "2024" / "201", CLEAN)
    with Warehouse() as warehouse:
        stage_returns(warehouse, tmp_path, [2024])
        warehouse.connection.execute("DELETE FROM raw.typed_reviews")
        with pytest.raises(RecordsLost, match=r"reviews\.csv: 1 records came in, but 0 are staged"):
            quality_counts(warehouse, "ssda903")
