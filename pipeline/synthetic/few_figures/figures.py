"""What the returns of a few figures have in common: every authority's simulated children, and a workbook of rows."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from io import BytesIO
from xml.sax.saxutils import escape

from pipeline.foundation.stages import UsageError
from pipeline.synthetic.children.flows import simulate
from pipeline.synthetic.children.stays import Flows
from pipeline.synthetic.country.patches import Patch, horizon, patches, patches_of
from pipeline.synthetic.country.targets import patch_targets
from pipeline.synthetic.country.transfers import transfers

_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_PARTS = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        '<Override PartName="/xl/worksheets/sheet1.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
        '<sheet name="Return" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
        'Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}


def each_authority(
    years: Sequence[int], scale: float, seed: int, las: Sequence[str] | None
) -> Iterator[tuple[int, str, Patch, Flows]]:
    """Year, la_code, patch and its children's lives, a patch at a time; an authority made of several comes again.

    The lives are those of the same England's SSDA903 returns. Raises UsageError for a scale of 0 or less, or
    authorities that none of the years knows.
    """
    if scale <= 0:
        raise UsageError(f"--scale {scale}: choose a number above 0.")
    last_year = horizon(years)
    targets = patch_targets(seed, scale, last_year)
    moves = transfers(patches(last_year), targets, seed)
    is_any = False
    for patch in patches_of(las, last_year) if las else patches(last_year):
        own = [move for move in moves if patch.key in (move.origin, move.destination)]
        codes = [(year, patch.code(year)) for year in years]
        wanted = [(year, code) for year, code in codes if not las or code in las]
        if not wanted:
            continue
        is_any = True
        flows = simulate(patch, targets[patch.key], seed, own)
        yield from ((year, code, patch, flows) for year, code in wanted)
    if not is_any:
        raise UsageError("--las: none of these codes is used in the years asked for.")


def workbook_of_rows(rows: Sequence[Sequence[str | int]]) -> bytes:
    """An .xlsx workbook with one sheet of these rows; the same rows give the same bytes."""
    cells = "".join(f"<row>{''.join(_cell(value) for value in row)}</row>" for row in rows)
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{cells}</sheetData></worksheet>"
    )
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in {**_PARTS, "xl/worksheets/sheet1.xml": sheet}.items():
            package.writestr(zipfile.ZipInfo(name, _ZIP_TIME), f'<?xml version="1.0" encoding="UTF-8"?>{content}')
    return buffer.getvalue()


def _cell(value: str | int) -> str:
    if isinstance(value, int):
        return f"<c><v>{value}</v></c>"
    return f'<c t="inlineStr"><is><t>{escape(value)}</t></is></c>'
