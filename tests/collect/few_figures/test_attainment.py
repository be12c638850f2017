"""Attainment results: each authority's workbook or CSV file is read, and what is wrong is found by sheet and cell."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

from pipeline.collect.collections.attainment.reading import ATTAINMENT, INDICATORS
from pipeline.collect.few_figures.figures_return import stage_figures
from pipeline.collect.formats.workbooks import MOST_ROWS
from pipeline.collect.registry import collection
from pipeline.foundation.stages import UsageError
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.models import build
from pipeline.process.models_read import load_models
from pipeline.reference.loading import load_reference
from pipeline.synthetic.few_figures.attainment import synthesise_attainment

HEADINGS = ("LA code", "Year ending 31 March", "Indicator", "Numerator", "Denominator")


@pytest.fixture
def warehouse() -> Iterator[Warehouse]:
    with Warehouse() as opened:
        yield opened


def workbook(*rows: Sequence[object]) -> bytes:
    book = Workbook()
    book.active.title = "Results"
    for row in rows:
        book.active.append(list(row))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def csv_file(*rows: Sequence[object]) -> bytes:
    return "\r\n".join(",".join("" if value is None else str(value) for value in row) for row in rows).encode()


def send(folder: Path, content: bytes, la: str = "301", year: int = 2014, name: str = "results.xlsx") -> None:
    place = folder / "attainment" / str(year) / la
    place.mkdir(parents=True, exist_ok=True)
    (place / name).write_bytes(content)


def figures(warehouse: Warehouse) -> list[tuple[object, ...]]:
    """The figures that no finding set aside."""
    return warehouse.connection.execute(
        "SELECT la_code, indicator, numerator, denominator FROM raw.typed_attainment AS typed "
        "WHERE NOT EXISTS (SELECT 1 FROM raw.set_aside AS aside "
        "WHERE aside.file_id = typed.file_id AND aside.record = typed.line) ORDER BY ALL"
    ).fetchall()


def found(warehouse: Warehouse) -> list[tuple[str, int | None, str, str]]:
    return warehouse.connection.execute("SELECT rule, line, field, message FROM raw.findings ORDER BY ALL").fetchall()


def rules(warehouse: Warehouse) -> list[str]:
    return [rule for rule, *_ in found(warehouse)]


@pytest.mark.parametrize("make", [workbook, csv_file])
def test_a_row_for_each_indicator_of_a_workbook_or_a_csv_file(
    make: object, tmp_path: Path, warehouse: Warehouse
) -> None:
    rows = [
        HEADINGS,
        (301, 2014, "attainment_1", 0, 12),
        ("301", "2013-14", "Attainment 2", "7", 7),
        (301, "31 March 2014", "ATTAINMENT-3", 3, "12"),
        ("301", 2014, "attainment 4", 1, 1),
    ]
    send(tmp_path, make(*rows))  # type: ignore[operator]
    summary = stage_figures(ATTAINMENT, warehouse, tmp_path, [2014])
    assert figures(warehouse) == [
        ("301", "attainment_1", 0, 12),
        ("301", "attainment_2", 7, 7),
        ("301", "attainment_3", 3, 12),
        ("301", "attainment_4", 1, 1),
    ]
    assert found(warehouse) == []
    assert (summary.files, summary.records, summary.findings) == (1, 4, 0)


def test_a_csv_file_of_an_old_spreadsheet_program(tmp_path: Path, warehouse: Warehouse) -> None:
    text = '\ufeffDenominator;Numerator;Indicator;Year;LA code\r\n"1,200";7;attainment_1;2014;301\r\n;;;;\r\n'
    send(tmp_path, text.encode("utf-16"), name="results.csv")
    stage_figures(ATTAINMENT, warehouse, tmp_path, [2014])
    assert figures(warehouse) == [("301", "attainment_1", 7, 1200)]
    assert found(warehouse) == []


@pytest.mark.parametrize("make", [workbook, csv_file])
@pytest.mark.parametrize(
    ("row", "rule", "where"),
    [
        ((302, 2014, "attainment_1", 5, 12), "la_code_differs", "cell A2: LA code"),
        ((301, 2015, "attainment_1", 5, 12), "year_differs", "cell B2: Year ending 31 March"),
        ((301, 2014, "attainment_5", 5, 12), "code_not_known", "cell C2: Indicator is none of attainment_1,"),
        ((301, 2014, None, 5, 12), "code_not_known", "cell C2"),
        ((301, 2014, "attainment_1", None, 12), "number_missing", "cell D2: Numerator"),
        ((301, 2014, "attainment_1", 5, None), "number_missing", "cell E2: Denominator"),
        ((301, 2014, "attainment_1", "five", 12), "number_not_readable", "cell D2"),
        ((301, 2014, "attainment_1", 5.5, 12), "number_not_readable", "cell D2"),
        ((301, 2014, "attainment_1", -1, 12), "number_not_readable", "cell D2"),
        ((301, 2014, "attainment_1", 0, 20001), "number_not_readable", "from 0 to 20000"),
        ((301, 2014, "attainment_1", 13, 12), "numerator_exceeds_denominator", "cell D2"),
        ((301, 2014, "attainment_1", "=2+3", 12), "formula_in_cell", "cell D2: Numerator is a formula"),
        ((301, 2014, '=CONCATENATE("attainment_"; 1)', 5, 12), "formula_in_cell", "cell C2: Indicator is a formula"),
        (("see below", None, None, None, None), "line_without_figures", "cell D2"),
    ],
)
def test_a_row_that_cannot_be_used_is_set_aside_with_its_cell_and_its_neighbours_stay(
    row: Sequence[object], rule: str, where: str, make: object, tmp_path: Path, warehouse: Warehouse
) -> None:
    send(tmp_path, make(HEADINGS, row, (301, 2014, "attainment_2", 1, 2)))  # type: ignore[operator]
    stage_figures(ATTAINMENT, warehouse, tmp_path, [2014])
    ((first, line, _, message),) = found(warehouse)
    assert (first, line) == (rule, 2)
    assert where in message
    assert figures(warehouse) == [("301", "attainment_2", 1, 2)]


def test_of_two_rows_of_an_indicator_neither_is_believed_whichever_file_they_are_in(
    tmp_path: Path, warehouse: Warehouse
) -> None:
    send(tmp_path, workbook(HEADINGS, (301, 2014, "attainment_1", 1, 2), (301, 2014, "attainment_2", 1, 2)))
    send(tmp_path, csv_file(HEADINGS, (301, 2014, "attainment_1", 1, 2)), name="again.csv")
    # Two rows of no known indicator are no repetition of one another.
    send(tmp_path, csv_file(HEADINGS, (302, 2014, "ks2", 1, 2), (302, 2014, "ks4", 1, 2)), la="302", name="r.csv")
    stage_figures(ATTAINMENT, warehouse, tmp_path, [2014])
    assert figures(warehouse) == [("301", "attainment_2", 1, 2)]
    # 302 has no usable row.
    assert rules(warehouse) == [
        "code_not_known", "code_not_known", "figures_repeated", "figures_repeated", "return_not_usable",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "workbook_empty"),
        (b"%PDF-1.7", "file_not_workbook"),
        (b"PK\x03\x04 cut off", "workbook_unreadable"),
        (b"\xd0\xcf\x11\xe0", "workbook_old_or_locked"),
        (b"<html></html>", "file_not_workbook"),
        (b"LA code,Indicator\r\n301,attainment_1", "headings_missing"),
        (b"Indicator,Numerator,Numerator,Denominator\r\n", "heading_repeated"),
    ],
)
def test_a_file_that_cannot_be_read_costs_one_finding_and_nothing_of_its_neighbour(
    content: bytes, rule: str, tmp_path: Path, warehouse: Warehouse
) -> None:
    send(tmp_path, content, name="broken")
    send(tmp_path, workbook(HEADINGS, (301, 2014, "attainment_1", 1, 2)))
    stage_figures(ATTAINMENT, warehouse, tmp_path, [2014])
    assert rules(warehouse) == [rule]
    assert figures(warehouse) == [("301", "attainment_1", 1, 2)]


def test_a_csv_file_with_more_rows_than_any_return_is_cut_short(tmp_path: Path, warehouse: Warehouse) -> None:
    send(tmp_path, csv_file(HEADINGS, *[(301, 2014, "attainment_1", None, None)] * (MOST_ROWS + 5)), name="long.csv")
    stage_figures(ATTAINMENT, warehouse, tmp_path, [2014])
    assert "sheet_too_long" in rules(warehouse)
    assert warehouse.count("raw.attainment_attainment") == MOST_ROWS - 1


def test_authorities_of_the_year_without_results_are_absent_and_other_years_are_refused(
    tmp_path: Path, warehouse: Warehouse
) -> None:
    load_reference(warehouse, with_postcodes=False)
    send(tmp_path, workbook(HEADINGS, (301, 2014, "attainment_1", 1, 2)))
    send(tmp_path, workbook(HEADINGS, (301, 2013, "attainment_1", 1, 2)), year=2013)
    stage_figures(ATTAINMENT, warehouse, tmp_path, [2013, 2014])
    status = dict(warehouse.connection.execute("SELECT la_code, status FROM raw.coverage").fetchall())
    assert status["301"] == "supplied"
    assert {code: one for code, one in status.items() if one != "absent"} == {"301": "supplied"}
    assert len(status) == 152
    assert rules(warehouse).count("return_not_collected") == 1


def test_the_synthetic_results_are_read_without_a_finding_and_add_up(tmp_path: Path, warehouse: Warehouse) -> None:
    las = ["301", "302", "825"]
    summary = synthesise_attainment([2014, 2024], tmp_path, scale=0.5, seed=3, las=las)
    assert {path.suffix for path in tmp_path.rglob("attainment.*")} == {".xlsx", ".csv"}
    stage_figures(ATTAINMENT, warehouse, tmp_path, [2014, 2024], las)
    assert set(rules(warehouse)) <= {"la_code_not_of_the_year"}
    # Without a return of pupils, of children looked after and of children in need the figures of the form stand.
    load_reference(warehouse, with_postcodes=False)
    for name in ("ssda903", "cin", "pupils"):
        collection(name).stage(warehouse, tmp_path, [], None)
    models = load_models()
    build(warehouse, models, names=[need.name for need in models.upstream("cells.attainment_results")])
    totals = warehouse.connection.execute(
        "SELECT indicator, sum(numerator), sum(denominator) FROM core.attainment_results GROUP BY 1 ORDER BY 1"
    ).fetchall()
    assert totals == list(summary.results)
    assert [code for code, part, whole in summary.results if 0 < part < whole] == list(INDICATORS)


def test_the_same_seed_gives_the_same_files(tmp_path: Path) -> None:
    for name in ("one", "two"):
        synthesise_attainment([2024], tmp_path / name, scale=0.2, seed=3, las=["301", "302"])
    files = [
        {path.name: path.read_bytes() for path in sorted((tmp_path / name).rglob("*.*"))} for name in ("one", "two")
    ]
    assert files[0] == files[1]
    assert len(files[0]) == 2


@pytest.mark.parametrize(("years", "scale", "las"), [([2013], 1.0, None), ([2024], 0.0, None), ([2024], 1.0, ["000"])])
def test_what_cannot_be_made_is_refused(years: list[int], scale: float, las: list[str] | None, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--"):
        synthesise_attainment(years, tmp_path, scale=scale, las=las)
