"""The quality report as a page, a workbook and a list of warnings; all of it is restricted.

Its order is that of the quality criteria of the European standard for quality reports, which ONS uses as well.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipeline.design.quality import DIMENSIONS, LEVELS
from pipeline.disseminate.quality.material import Section
from pipeline.disseminate.quality.warnings import QualityWarning
from pipeline.disseminate.workbooks.workbook_package import save_reproducibly
from pipeline.foundation.spreadsheets import add_sheet, new_book
from pipeline.foundation.stages import TEMPLATES
from pipeline.foundation.written_rows import write_rows

PAGE, BOOK, WARNINGS = "index.html", "quality.xlsx", "warnings.csv"
ROWS_IN_PAGE = 200
HEADINGS = ("Level", "Area code", "Area", "Kind", "Warning", "What to do", "Name", "Figures", "Answer")
FIGURE = re.compile(r"-?[0-9]+\.[0-9]+")
NO_ANSWERS: Mapping[str, str] = MappingProxyType({})


def write_report(
    folder: Path,
    title: str,
    warnings: Sequence[QualityWarning],
    sections: Sequence[Section],
    children: Mapping[str, int],
    asked: str,
    answers: Mapping[str, str],
    period_ends: datetime.date,
) -> None:
    """Write the report; ``children`` has how many records are listed of a warning, ``answers`` what was said of it.

    ``asked`` says which warnings have to be answered before the release appears. The workbook is dated when the
    release's ``period_ends``: the same report is the same to the byte.
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    lines = [
        (
            one.kind.level, one.la_code, one.area_name, one.kind.id, f"{one.kind.text}. {one.words}.", one.kind.do,
            one.id, one.figures, answers.get(one.id, ""),
        )
        for one in warnings
    ]  # fmt: skip
    write_rows(folder / WARNINGS, [heading.lower().replace(" ", "_") for heading in HEADINGS], lines)
    book = new_book(f"Quality of {title}")
    add_sheet(book, "Warnings", f"Warnings on {title}", asked, HEADINGS, lines)
    for section in sections:
        add_sheet(book, section.sheet, section.title, section.words, section.headings, section.rows)
    save_reproducibly(book, folder / BOOK, datetime.datetime.combine(period_ends, datetime.time()))
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES / "quality"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.tests["figure"] = is_figure
    page = environment.get_template("report.html.j2").render(
        title=title,
        asked=asked,
        warnings=warnings,
        levels=sorted(LEVELS.items(), reverse=True),
        by_level={level: [one for one in warnings if one.kind.level == level] for level in LEVELS},
        counts=Counter((one.kind.level, one.kind.dimension) for one in warnings),
        dimensions=[
            ({"id": name, "name": words}, [one for one in sections if one.dimension == name])
            for name, words in DIMENSIONS.items()
        ],
        children=children,
        answers=answers,
        most=ROWS_IN_PAGE,
    )
    (folder / PAGE).write_text(page, encoding="utf-8")


def is_figure(value: object) -> bool:
    """Whether what stands in a cell is a number to be compared with those above and below it, and no code or year."""
    return type(value) is int or (isinstance(value, str) and FIGURE.fullmatch(value) is not None)
