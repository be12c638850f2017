"""The staying put return: each authority's workbook is read, and what is wrong with it is found, by sheet and cell."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from pipeline.collect.collections.staying_put.reading import STAYING_PUT
from pipeline.collect.few_figures.figures_return import stage_figures
from pipeline.collect.read_summary import ReadSummary
from pipeline.foundation.warehouse import Warehouse
from pipeline.reference.loading import load_reference
from pipeline.synthetic.few_figures.figures import workbook_of_rows
from pipeline.synthetic.few_figures.staying_put import synthesise_staying_put

HEADINGS = ("LA code", "Year ending 31 March", "Left care on 18th birthday", "Remaining with former foster carers")


@pytest.fixture
def warehouse() -> Iterator[Warehouse]:
    with Warehouse() as opened:
        yield opened


def workbook(*rows: Sequence[object], sheet: str = "Return") -> bytes:
    book = Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(list(row))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def send(folder: Path, content: bytes, la: str = "301", year: int = 2014, name: str = "return.xlsx") -> None:
    place = folder / "staying_put" / str(year) / la
    place.mkdir(parents=True, exist_ok=True)
    (place / name).write_bytes(content)


def read(warehouse: Warehouse, folder: Path, year: int = 2014) -> ReadSummary:
    return stage_figures(STAYING_PUT, warehouse, folder, [year])


def figures(warehouse: Warehouse) -> list[tuple[object, ...]]:
    """The figures that no finding set aside."""
    return warehouse.connection.execute(
        "SELECT la_code, left_care_on_18th_birthday, remaining_with_carers FROM raw.typed_staying_put AS typed "
        "WHERE NOT EXISTS (SELECT 1 FROM raw.set_aside AS aside "
        "WHERE aside.file_id = typed.file_id AND aside.record = typed.line) ORDER BY ALL"
    ).fetchall()


def found(warehouse: Warehouse) -> list[tuple[str, int | None, str, str]]:
    return warehouse.connection.execute("SELECT rule, line, field, message FROM raw.findings ORDER BY ALL").fetchall()


def rules(warehouse: Warehouse) -> list[str]:
    return [rule for rule, *_ in found(warehouse)]


def status(warehouse: Warehouse) -> dict[str, str]:
    return dict(warehouse.connection.execute("SELECT la_code, status FROM raw.coverage").fetchall())


@pytest.mark.parametrize(
    ("year_as_sent", "la"),
    [
        (2014, "301"),
        ("2014", 301),
        ("2013-14", "301"),
        ("2013 to 2014", 301.0),
        ("31 March 2014", " 301 "),
        (date(2014, 3, 31), 301),
    ],
)
def test_a_row_of_figures_below_its_headings_wherever_they_stand(
    year_as_sent: object, la: object, tmp_path: Path, warehouse: Warehouse
) -> None:
    send(tmp_path, workbook(["Staying put"], [], ["", *HEADINGS, "Contact"], ["", la, year_as_sent, "12", 5.0, "me"]))
    summary = read(warehouse, tmp_path)
    assert figures(warehouse) == [("301", 12, 5)]
    assert found(warehouse) == []
    assert status(warehouse) == {"301": "supplied"}
    assert (summary.files, summary.records, summary.findings) == (1, 1, 0)


def test_headings_are_compared_without_case_and_punctuation_and_in_any_order(
    tmp_path: Path, warehouse: Warehouse
) -> None:
    send(
        tmp_path,
        workbook(
            ["of whom: REMAINING with their former foster-carers", "Year", "Local authority code",
             "Young people who left care on their 18th birthday"],
            [0, 2014, 301, 0],
        ),
    )  # fmt: skip
    read(warehouse, tmp_path)
    assert figures(warehouse) == [("301", 0, 0)]
    assert found(warehouse) == []


@pytest.mark.parametrize(
    ("row", "rule", "line", "where"),
    [
        ([302, 2014, 12, 5], "la_code_differs", 2, "cell A2: LA code"),
        ([301, 2015, 12, 5], "year_differs", 2, "cell B2: Year ending 31 March"),
        ([301, "last year", 12, 5], "year_differs", 2, "cell B2"),
        ([301, 2014, None, 5], "number_missing", 2, "cell C2: Left care on 18th birthday"),
        ([301, 2014, 12, "five"], "number_not_readable", 2, "cell D2: Remaining with former foster carers"),
        ([301, 2014, 12.5, 5], "number_not_readable", 2, "cell C2"),
        ([301, 2014, -1, 0], "number_not_readable", 2, "cell C2"),
        ([301, 2014, True, 0], "number_not_readable", 2, "cell C2"),
        ([301, 2014, 2001, 5], "number_not_readable", 2, "from 0 to 2000"),
        ([301, 2014, 4, 5], "more_remain_than_left", 2, "cell D2"),
        ([301, 2014, "=2+10", 5], "formula_in_cell", 2, "cell C2: Left care on 18th birthday is a formula"),
        (["=A9", 2014, 12, 5], "formula_in_cell", 2, "cell A2"),
    ],
)
def test_a_figure_that_cannot_be_used_is_set_aside_with_its_cell_and_the_next_step(
    row: list[object], rule: str, line: int, where: str, tmp_path: Path, warehouse: Warehouse
) -> None:
    send(tmp_path, workbook(HEADINGS, row))
    read(warehouse, tmp_path)
    assert figures(warehouse) == []
    first = next(each for each in found(warehouse) if each[0] == rule)
    assert first[1] == line
    assert "Sheet Return" in first[3]
    assert where in first[3]
    assert rules(warehouse) == sorted([rule, "return_not_usable"])
    assert status(warehouse) == {"301": "not usable"}
    # Nothing is lost: the row stays in raw as sent.
    assert warehouse.count("raw.staying_put_staying_put") == 1
    assert warehouse.count("raw.set_aside") == 1


def test_a_blank_authority_or_year_is_taken_from_the_folder(tmp_path: Path, warehouse: Warehouse) -> None:
    send(tmp_path, workbook(HEADINGS, [None, None, 3, 1]))
    read(warehouse, tmp_path)
    assert figures(warehouse) == [("301", 3, 1)]
    assert rules(warehouse) == ["la_code_missing", "year_missing"]


def test_a_note_below_the_figures_is_no_figure(tmp_path: Path, warehouse: Warehouse) -> None:
    send(tmp_path, workbook(HEADINGS, [301, 2014, 3, 1], [], ["Source: case records"]))
    read(warehouse, tmp_path)
    assert figures(warehouse) == [("301", 3, 1)]
    assert [(rule, line) for rule, line, *_ in found(warehouse)] == [("line_without_figures", 4)]


@pytest.mark.parametrize("files", [1, 2])
def test_of_several_rows_of_figures_none_is_believed(files: int, tmp_path: Path, warehouse: Warehouse) -> None:
    row = [301, 2014, 3, 1]
    if files == 1:
        send(tmp_path, workbook(HEADINGS, row, row))
    else:
        send(tmp_path, workbook(HEADINGS, row), name="a.xlsx")
        send(tmp_path, workbook(HEADINGS, row), name="b.xlsx")
    read(warehouse, tmp_path)
    assert figures(warehouse) == []
    assert rules(warehouse) == ["figures_repeated", "figures_repeated", "return_not_usable"]


def test_only_headings_no_headings_and_two_sheets_with_headings(tmp_path: Path, warehouse: Warehouse) -> None:
    book = Workbook()
    for sheet in (book.active, book.create_sheet("Copy")):
        sheet.append(list(HEADINGS))
        sheet.append([303, 2014, 3, 1])
    buffer = io.BytesIO()
    book.save(buffer)
    send(tmp_path, workbook(HEADINGS), la="301")
    send(tmp_path, workbook(["figures", "none"]), la="302")
    send(tmp_path, buffer.getvalue(), la="303")
    send(tmp_path, workbook([*HEADINGS, HEADINGS[2]], [304, 2014, 3, 1]), la="304")
    read(warehouse, tmp_path)
    assert figures(warehouse) == []
    assert [rule for rule in rules(warehouse) if rule != "return_not_usable"] == [
        "figures_missing",
        "heading_repeated",
        "headings_missing",
        "headings_on_two_sheets",
    ]


def test_a_resubmission_replaces_the_files_and_nothing_unchanged_is_read_again(
    tmp_path: Path, warehouse: Warehouse
) -> None:
    send(tmp_path, workbook(HEADINGS, [301, 2014, 3, 1]))
    send(tmp_path, workbook(HEADINGS, [302, 2014, 4, 4]), la="302")
    assert len(read(warehouse, tmp_path).units_read) == 2
    send(tmp_path, workbook(HEADINGS, [301, 2014, 9, 2]))
    again = read(warehouse, tmp_path)
    assert (again.units_read, again.units_unchanged) == (((2014, "301"),), ((2014, "302"),))
    assert figures(warehouse) == [("301", 9, 2), ("302", 4, 4)]
    (tmp_path / "staying_put" / "2014" / "301" / "return.xlsx").unlink()
    (tmp_path / "staying_put" / "2014" / "301").rmdir()
    assert read(warehouse, tmp_path).units_removed == ((2014, "301"),)
    assert figures(warehouse) == [("302", 4, 4)]


def test_authorities_of_the_year_that_sent_nothing_are_absent(tmp_path: Path, warehouse: Warehouse) -> None:
    load_reference(warehouse, with_postcodes=False)
    send(tmp_path, workbook(HEADINGS, [301, 2014, 3, 1]))
    send(tmp_path, workbook(HEADINGS, ["999", 2014, 3, 1]), la="999")
    read(warehouse, tmp_path)
    statuses = status(warehouse)
    assert (statuses["301"], statuses["302"], len(statuses)) == ("supplied", "absent", 153)
    assert rules(warehouse).count("la_code_not_of_the_year") == 1


def test_a_year_without_this_return_and_a_folder_without_any(tmp_path: Path, warehouse: Warehouse) -> None:
    send(tmp_path, workbook(HEADINGS, [301, 2016, 3, 1]), year=2016)
    read(warehouse, tmp_path, 2016)
    assert rules(warehouse) == ["return_not_collected"]
    assert status(warehouse) == {}
    assert stage_figures(STAYING_PUT, warehouse, tmp_path, []).files == 0
    assert warehouse.count("raw.typed_staying_put") == 0


def test_the_synthetic_returns_are_read_without_a_finding(tmp_path: Path, warehouse: Warehouse) -> None:
    summary = synthesise_staying_put([2014, 2015], tmp_path, scale=0.1, las=["301", "305"])
    stage_figures(STAYING_PUT, warehouse, tmp_path, [2014, 2015])
    assert found(warehouse) == []
    totals = warehouse.connection.execute(
        "SELECT collection_year, sum(left_care_on_18th_birthday)::INTEGER, sum(remaining_with_carers)::INTEGER "
        "FROM raw.typed_staying_put GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    stayed = dict(summary.stayed)
    assert totals == [(year, left, stayed[year]) for year, left in summary.left_care]
    assert all(left > stayed[year] for year, left in summary.left_care)
    assert workbook_of_rows([["a"]]) == workbook_of_rows([["a"]])
