"""Broken and hostile workbooks cost nothing but a finding, and never the neighbours' returns."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from zlib import crc32

import pytest

from pipeline.collect.formats.workbooks import LARGEST_UNPACKED, open_workbook
from pipeline.foundation.warehouse import Warehouse
from tests.collect.few_figures.test_staying_put import HEADINGS, figures, read, rules, send, workbook


@pytest.fixture
def warehouse() -> Iterator[Warehouse]:
    with Warehouse() as opened:
        yield opened


def _packed(change: Callable[[str, bytes], bytes], add: dict[str, bytes] | None = None) -> bytes:
    """A good workbook with parts changed on the way."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(HEADINGS, [301, 2014, 3, 1]))) as source,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            target.writestr(name, change(name, source.read(name)))
        for name, content in (add or {}).items():
            target.writestr(name, content)
    return buffer.getvalue()


def _lying(*, checksum_too: bool = False) -> bytes:
    """A part that unpacks to far more than the package says of it; with the checksum of what it says, if asked."""
    bomb = b"\0" * (LARGEST_UNPACKED * 3)
    packed = _packed(lambda name, text: text, {"xl/bomb.bin": bomb})
    packed = packed.replace(len(bomb).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    if checksum_too:
        packed = packed.replace(crc32(bomb).to_bytes(4, "little"), crc32(bomb[:10]).to_bytes(4, "little"))
    return packed


DECLARED = b'<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY a "ha">]>'


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "workbook_empty"),
        (b"LA code,Year\n301,2014\n", "file_not_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "workbook_old_or_locked"),
        (b"PK\x03\x04 and no more", "workbook_unreadable"),
        (workbook(HEADINGS)[:-300], "workbook_unreadable"),
        (_packed(lambda name, text: b"\0" if name == "xl/workbook.xml" else text), "workbook_unreadable"),
        (_packed(lambda name, text: text, {"xl/bomb.bin": b"\0" * (LARGEST_UNPACKED + 1)}), "workbook_too_large"),
        (_packed(lambda name, text: text, {f"xl/{n}.bin": b"" for n in range(600)}), "workbook_too_large"),
        (_lying(), "workbook_unreadable"),
        (_packed(lambda name, text: text, {"xl/extra.xml": DECLARED}), "workbook_declares_entities"),
        (_packed(lambda name, text: text, {"xl/extra.xml": DECLARED.decode().encode("utf-16")}),
         "workbook_declares_entities"),
        (b"PK" + b"\0" * 6_000_000, "workbook_too_large"),
    ],
)  # fmt: skip
def test_a_broken_or_hostile_file_costs_a_finding_and_nothing_of_the_neighbours(
    content: bytes, rule: str, tmp_path: Path, warehouse: Warehouse
) -> None:
    send(tmp_path, content, la="301")
    send(tmp_path, workbook(HEADINGS, [302, 2014, 3, 1]), la="302")
    read(warehouse, tmp_path)
    assert figures(warehouse) == [("302", 3, 1)]
    assert rules(warehouse) == sorted([rule, "return_not_usable"])
    path = warehouse.connection.execute("SELECT path FROM raw.findings WHERE rule = ?", [rule]).fetchall()
    assert path == [("staying_put/2014/301/return.xlsx",)]


def test_a_package_that_lies_about_its_size_takes_no_more_memory_than_it_says() -> None:
    content = _lying(checksum_too=True)
    tracemalloc.start()
    opened = open_workbook(content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [sheet.name for sheet in opened.sheets] == ["Return"]
    assert peak < LARGEST_UNPACKED


def test_a_zip_that_is_no_workbook() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("episodes.csv", "CHILD")
    assert open_workbook(buffer.getvalue()).rule == "file_not_workbook"


def test_a_sheet_with_more_rows_than_any_return_is_cut_short(tmp_path: Path, warehouse: Warehouse) -> None:
    rows = [HEADINGS, [301, 2014, 3, 1], *([None, None, None, None, f"note {n}"] for n in range(2000))]
    send(tmp_path, workbook(*rows))
    read(warehouse, tmp_path)
    assert figures(warehouse) == [("301", 3, 1)]
    assert rules(warehouse) == ["sheet_too_long"]
