"""A finished workbook as an OpenDocument spreadsheet: the same worksheets, cells, links, styles and marked-up tables.

No library that is kept writes a workbook of this size in a second; this writes what our workbooks have, and refuses
what they have not. The same workbook gives the same bytes. Source: OpenDocument 1.3, parts 2 and 3 (OASIS).
"""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.disseminate.workbooks.workbook_logo import open_document_picture
from pipeline.disseminate.workbooks.workbook_package import EARLIEST_ZIP_TIME, READABLE_FILE, UNIX
from pipeline.disseminate.workbooks.workbook_template import PICTURES, Logo

TYPE = "application/vnd.oasis.opendocument.spreadsheet"
NAMESPACES = " ".join(
    f'xmlns:{prefix}="{name}"'
    for prefix, name in {
        **{part: f"urn:oasis:names:tc:opendocument:xmlns:{part}:1.0" for part in ("office", "style", "table", "text")},
        "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
        "number": "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0",
        "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
        "dc": "http://purl.org/dc/elements/1.1/",
        "xlink": "http://www.w3.org/1999/xlink",
    }.items()
)
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
CENTIMETRES = 0.235
"""The width of a character of the body font."""
GENERAL = "General"
ACROSS = "a"
"""The end of the name of a style that wraps, where it does not."""
SIDES = {"right": "end", "left": "start", "center": "center", None: "start"}
HEIGHTS = {"center": "middle", "top": "top", "bottom": "bottom", None: "bottom"}


def write_open_document(workbook: Workbook, path: Path, published: datetime.datetime, logo: Logo | None = None) -> None:
    """Write the workbook to ``path``, created when it was ``published``, with the logo on its first worksheet."""
    picture, frame = open_document_picture(logo) if logo is not None else ("", "")
    parts: dict[str, bytes] = {
        "content.xml": "".join(_content(workbook, frame)).encode(),
        "meta.xml": _meta(workbook, published).encode(),
        "styles.xml": _page().encode(),
        "META-INF/manifest.xml": _manifest({picture: PICTURES[logo.ending]} if logo is not None else {}).encode(),
    }
    if logo is not None:
        parts[picture] = logo.content
    with zipfile.ZipFile(path, "w") as archive:
        # The first entry says what the file is, stored as it is, where programs look for it.
        _add(archive, "mimetype", TYPE.encode(), zipfile.ZIP_STORED)
        for name in sorted(parts):
            _add(archive, name, parts[name], zipfile.ZIP_DEFLATED)


def _add(archive: zipfile.ZipFile, name: str, content: bytes, how: int) -> None:
    entry = zipfile.ZipInfo(name, EARLIEST_ZIP_TIME)
    entry.compress_type, entry.create_system, entry.external_attr = how, UNIX, READABLE_FILE
    archive.writestr(entry, content)


def _page() -> str:
    """How a worksheet is printed: landscape, fitted to the width of an A3 page, on as many as its rows need."""
    return (
        f'{DECLARATION}<office:document-styles {NAMESPACES} office:version="1.3"><office:automatic-styles>'
        '<style:page-layout style:name="page"><style:page-layout-properties style:print-orientation="landscape" '
        'fo:page-width="42cm" fo:page-height="29.7cm" fo:margin="1.27cm" style:scale-to-X="1" style:scale-to-Y="0"/>'
        "</style:page-layout></office:automatic-styles><office:master-styles>"
        '<style:master-page style:name="Page" style:page-layout-name="page"/>'
        "</office:master-styles></office:document-styles>"
    )


def _manifest(pictures: Mapping[str, str]) -> str:
    files = {"/": TYPE, **dict.fromkeys(("content.xml", "meta.xml", "styles.xml"), "text/xml"), **pictures}
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{kind}"/>'
        for name, kind in files.items()
    )
    name = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    return (
        f'{DECLARATION}<manifest:manifest xmlns:manifest="{name}" manifest:version="1.3">{entries}</manifest:manifest>'
    )


def _meta(workbook: Workbook, published: datetime.datetime) -> str:
    about = workbook.properties
    when = published.isoformat()
    fields = {
        "dc:title": about.title, "dc:subject": about.subject, "meta:keyword": about.keywords,
        "meta:initial-creator": about.creator, "dc:creator": about.creator, "dc:language": about.language,
        "meta:creation-date": when, "dc:date": when,
    }  # fmt: skip
    held = "".join(f"<{name}>{escape(text or '')}</{name}>" for name, text in fields.items())
    start = f'{DECLARATION}<office:document-meta {NAMESPACES} office:version="1.3">'
    return f"{start}<office:meta>{held}</office:meta></office:document-meta>"


def _content(workbook: Workbook, frame: str) -> Iterator[str]:
    names = {name: f"ce{at}" for at, name in enumerate(workbook.named_styles)}
    widths = sorted({_width(sheet, column) for sheet in workbook for column in range(1, sheet.max_column + 1)})
    heights = sorted(
        {height for sheet in workbook for row in range(1, sheet.max_row + 1) if (height := _height(sheet, row))}
    )
    columns = {width: f"co{at}" for at, width in enumerate(widths)}
    rows = {height: f"ro{at}" for at, height in enumerate(heights)}
    yield f'{DECLARATION}<office:document-content {NAMESPACES} office:version="1.3"><office:automatic-styles>'
    for width, name in columns.items():
        size = f"{width * CENTIMETRES:.2f}cm"
        yield _style(name, "table-column", f'<style:table-column-properties style:column-width="{size}"/>')
    for height, name in rows.items():
        yield _style(name, "table-row", f'<style:table-row-properties style:row-height="{height}pt"/>')
    yield _style("sheet", "table", "", ' style:master-page-name="Page"')
    for style in workbook._named_styles:
        yield from _cell_style(style, names[style.name], bool(style.alignment.wrap_text))
        yield from _cell_style(style, f"{names[style.name]}{ACROSS}", False)
    yield "</office:automatic-styles><office:body><office:spreadsheet>"
    for number, sheet in enumerate(workbook):
        yield from _sheet(sheet, names, columns, rows, "" if number else frame)
    yield "<table:database-ranges>"
    for sheet in workbook:
        for table in sheet.tables.values():
            start, end = (f"'{sheet.title}'.{cell}" for cell in table.ref.split(":"))
            yield (
                f'<table:database-range table:name="{table.name}" table:target-range-address='
                f'{quoteattr(f"{start}:{end}")} table:display-filter-buttons="false"/>'
            )
    yield "</table:database-ranges></office:spreadsheet></office:body></office:document-content>"


def _width(sheet: Worksheet, column: int) -> float:
    return float(sheet.column_dimensions[get_column_letter(column)].width)


def _height(sheet: Worksheet, row: int) -> float | None:
    own = sheet.row_dimensions[row].height if row in sheet.row_dimensions else None
    height = own if own is not None else sheet.sheet_format.defaultRowHeight
    return None if height is None else float(height)


def _style(name: str, family: str, properties: str, more: str = "") -> str:
    return f'<style:style style:name="{name}" style:family="{family}"{more}>{properties}</style:style>'


def _cell_style(style: Any, name: str, wraps: bool) -> Iterator[str]:
    """The cell style of a named style, after that of its numbers."""
    font, alignment, more = style.font, style.alignment, ""
    if style.number_format != GENERAL:
        places = len(style.number_format.partition(".")[2])
        yield (
            f'<number:number-style style:name="n{name}"><number:number number:decimal-places="{places}" '
            f'number:min-decimal-places="{places}" number:min-integer-digits="1" number:grouping="true"/>'
            "</number:number-style>"
        )
        more = f' style:data-style-name="n{name}"'
    rule = "0.75pt solid #000000" if style.border.bottom is not None and style.border.bottom.style else "none"
    underline = ' style:text-underline-style="solid" style:text-underline-width="auto"' if font.underline else ""
    side = "margin-right" if alignment.horizontal == "right" else "margin-left"
    # A colour that the theme of the workbook names has no red, green and blue of its own.
    rgb = font.color.rgb if font.color is not None else None
    colour = rgb[-6:] if isinstance(rgb, str) else "000000"
    yield _style(
        name,
        "table-cell",
        f'<style:table-cell-properties fo:wrap-option="{"wrap" if wraps else "no-wrap"}" '
        f'style:vertical-align="{HEIGHTS[alignment.vertical]}" fo:border-bottom="{rule}" '
        'style:text-align-source="fix"/>'
        f'<style:paragraph-properties fo:text-align="{SIDES[alignment.horizontal]}" '
        f'fo:{side}="{(alignment.indent or 0) * CENTIMETRES:.2f}cm"/>'
        f'<style:text-properties fo:font-family="{font.name}" fo:font-size="{font.size:g}pt" '
        f'fo:font-weight="{"bold" if font.bold else "normal"}" fo:color="#{colour}"{underline}/>',
        more,
    )


def _sheet(
    sheet: Worksheet, names: Mapping[str, str], columns: Mapping[float, str], rows: Mapping[float, str], frame: str
) -> Iterator[str]:
    yield f'<table:table table:name={quoteattr(sheet.title)} table:style-name="sheet">{frame}'
    header_row = int(sheet.print_title_rows.strip("$").partition(":$")[0]) if sheet.print_title_rows else 0
    for column in range(1, sheet.max_column + 1):
        yield f'<table:table-column table:style-name="{columns[_width(sheet, column)]}"/>'
    for number, row in enumerate(sheet.iter_rows(), start=1):
        height = _height(sheet, number)
        if number == header_row:
            yield "<table:table-header-rows>"
        yield f'<table:table-row table:style-name="{rows[height]}">' if height else "<table:table-row>"
        for cell in row:
            yield _cell(cell, names)
        yield "</table:table-row>"
        if number == header_row:
            yield "</table:table-header-rows>"
    yield "</table:table>"


def _cell(cell: Any, names: Mapping[str, str]) -> str:
    value = cell.value
    if value is None:
        return "<table:table-cell/>"
    # Lines above a table are all in the first column.
    across = ACROSS if cell.column == 1 and not cell.alignment.wrap_text else ""
    style = f'table:style-name="{names[cell.style]}{across}"'
    if isinstance(value, int | float | Decimal):
        places = len(cell.number_format.partition(".")[2])
        printed = str(value) if cell.number_format == GENERAL else f"{value:,.{places}f}"
        return (
            f'<table:table-cell {style} office:value-type="float" office:value="{value}"><text:p>{printed}</text:p>'
            "</table:table-cell>"
        )
    if not isinstance(value, str):
        raise TypeError(f"{cell.parent.title}!{cell.coordinate} holds neither text nor a number.")
    text = escape(value)
    if cell.hyperlink is not None:
        target = cell.hyperlink.location.replace("!", ".")
        text = f'<text:a xlink:type="simple" xlink:href={quoteattr(f"#{target}")}>{text}</text:a>'
    return f'<table:table-cell {style} office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
