"""An openpyxl workbook as a file whose bytes depend on nothing but what is in it."""

from __future__ import annotations

import datetime
import io
import os
import re
import zipfile
from pathlib import Path

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

from pipeline.disseminate.workbooks.workbook_logo import put_on_first_sheet
from pipeline.disseminate.workbooks.workbook_template import Logo

CONTENT_TYPES = "[Content_Types].xml"
CORE_PROPERTIES = "docProps/core.xml"
WORKSHEETS = "xl/worksheets/sheet"
TABLE_PARTS = b"<tableParts"
# Area codes are text though some are all digits; without this Excel flags each of them. openpyxl has no way to say so.
CODES_ARE_TEXT = b'<ignoredErrors><ignoredError sqref="A1:A1048576" numberStoredAsText="1"/></ignoredErrors>'
EARLIEST_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
UNIX, READABLE_FILE = 3, 0o100644 << 16


def save_reproducibly(book: Workbook, path: Path, published: datetime.datetime, logo: Logo | None = None) -> None:
    """Write the workbook aside and rename it into place, a logo on its first sheet; the same gives the same bytes.

    openpyxl stamps the time of saving on the document and on every entry of the zip, and orders entries as they came
    about. Here the document was created and modified when it was ``published``, and entries are timeless and sorted.
    """
    book.properties.created = published
    plain = io.BytesIO()
    # Stored, because the entries are compressed below.
    with zipfile.ZipFile(plain, "w", zipfile.ZIP_STORED) as archive:
        ExcelWriter(book, archive).save()
    aside = path.with_name(f".{path.name}.part")
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(aside, "w") as target:
        parts = {name: source.read(name) for name in source.namelist()}
        if logo is not None:
            put_on_first_sheet(parts, logo)
        # Some readers take the first entry for the table of content types.
        for name in sorted(parts, key=lambda name: (name != CONTENT_TYPES, name)):
            content = parts[name]
            if name == CORE_PROPERTIES:
                content = _modified_when(content, published)
            elif name.startswith(WORKSHEETS):
                content = content.replace(TABLE_PARTS, CODES_ARE_TEXT + TABLE_PARTS)
            entry = zipfile.ZipInfo(name, EARLIEST_ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = UNIX
            entry.external_attr = READABLE_FILE
            target.writestr(entry, content)
    os.replace(aside, path)


def _modified_when(core_properties: bytes, published: datetime.datetime) -> bytes:
    stamp = published.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    return re.sub(
        rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)", rb"\g<1>" + stamp + rb"\g<2>", core_properties
    )
