"""The reader of attainment results: a workbook or CSV file of each local authority with a row for each indicator."""

from __future__ import annotations

from typing import Final

from openpyxl.utils import get_column_letter

from pipeline.collect.few_figures.figures_return import FiguresReturn
from pipeline.collect.few_figures.figures_rules import NOT_READ, SET_ASIDE, rules_of_return
from pipeline.collect.few_figures.figures_sheet import Form
from pipeline.collect.findings import ERROR, QUERY, Rule
from pipeline.collect.formats.csv_records import parse_records
from pipeline.collect.formats.decoding import decode
from pipeline.collect.formats.documents import begins_as_xml
from pipeline.collect.formats.workbooks import (
    LARGEST_WORKBOOK,
    MOST_COLUMNS,
    MOST_ROWS,
    Cell,
    Row,
    Sheet,
    Workbook,
    open_workbook,
)

INDICATORS: Final = ("attainment_1", "attainment_2", "attainment_3", "attainment_4")
_RULES = rules_of_return(
    "attainment results file",
    "an .xlsx workbook or a CSV file",
    Rule("return_not_collected", QUERY, NOT_READ, "Attainment results are read for {first} to {last} only."),
    Rule("code_not_known", ERROR, SET_ASIDE,
         f"Sheet {{sheet}}, cell {{cell}}: {{field}} is none of {', '.join(INDICATORS)}. Correct it."),
    Rule("figures_repeated", ERROR, SET_ASIDE,
         "Sheet {sheet}, cell {cell}: more than one row of figures of this indicator was sent, here or in another "
         "file, so it cannot be told which one holds. Send one row for each indicator."),
    Rule("numerator_exceeds_denominator", ERROR, SET_ASIDE,
         "Sheet {sheet}, cell {cell}: more children have the result than were considered. Correct {field}."),
)  # fmt: skip


def open_sheet(content: bytes) -> Workbook:
    """A workbook, or a CSV file as a workbook of one sheet; never raises on what the bytes hold."""
    decoded = decode(content)
    if decoded.rule in ("file_is_archive", "file_empty"):
        return open_workbook(content)
    is_sheet = decoded.is_text and not begins_as_xml(content)
    if not is_sheet or len(content) > LARGEST_WORKBOOK:
        return Workbook(rule="workbook_too_large" if is_sheet else "file_not_workbook")
    heading = decoded.text.split("\n", 1)[0]
    separator = max(",;\t", key=heading.count)
    rows: list[Row] = []
    for record in parse_records(decoded.text, separator):
        cells = tuple(
            _cell(text, f"{get_column_letter(at)}{record.line}")
            for at, text in enumerate(record.fields[:MOST_COLUMNS], start=1)
        )
        if all(cell.is_blank for cell in cells):
            continue
        if len(rows) == MOST_ROWS:
            return Workbook((Sheet("file", tuple(rows), True),))
        rows.append(Row(record.line, cells))
    return Workbook((Sheet("file", tuple(rows), False),))


def _cell(text: str, reference: str) -> Cell:
    # What a spreadsheet program would work out on opening the file.
    if text.lstrip().startswith(("=", "@")):
        return Cell(reference, None, is_formula=True)
    return Cell(reference, text)


ATTAINMENT: Final = FiguresReturn(
    Form(
        "attainment",
        _RULES,
        part="numerator",
        whole="denominator",
        exceeds="numerator_exceeds_denominator",
        code="indicator",
        codes={code.replace("_", " "): code for code in INDICATORS},
    ),
    reader_version="2",
    open_file=open_sheet,
)
