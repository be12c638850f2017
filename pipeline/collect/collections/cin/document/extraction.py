"""Reading a share of the local authorities' censuses into text files, in this process or in one of its own.

Each record becomes a line of ``<share>.<record type>`` with its keys and fields separated by tabs, and each local
authority a line of ``<share>.results`` that says what was read. The warehouse loads both afterwards.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from pipeline.collect.collections.cin.document.file_rules import CinNotebook
from pipeline.collect.collections.cin.document.headers import note_header
from pipeline.collect.collections.cin.document.layout import RETURN, ROOT, Layout, layout
from pipeline.collect.collections.cin.document.structure import note_structure
from pipeline.collect.collections.cin.document.stylesheet import stylesheets
from pipeline.collect.findings import finding_row
from pipeline.collect.folders import LARGEST_FILE, MOST_FILES, SentFile, Unit, fingerprint, read_bytes
from pipeline.collect.formats.blanks import with_plain_spaces
from pipeline.collect.formats.documents import open_document
from pipeline.collect.specification import load_specification

# Raise it when the reader reads the same bytes differently, so that nothing stale is kept.
READER_VERSION = "2"
DOCUMENT = "census"
LONGEST_LINE = 2000
LONGEST_VALUE = 250


@dataclass(frozen=True, slots=True)
class UnitToRead:
    """A local authority's folder, and the fingerprint under which it was read before (empty: never)."""

    la_code: str
    location: str
    shown_as: str
    known_as: str


@dataclass(frozen=True, slots=True)
class Share:
    """The local authorities of one year that one process reads, and the folder that its text files go to."""

    name: str
    year: int
    folder: str
    units: tuple[UnitToRead, ...]

    def dumped(self) -> str:
        """As text, for a process of its own."""
        return json.dumps(asdict(self))

    @staticmethod
    def from_text(text: str) -> Share:
        """The share that ``dumped`` wrote."""
        content = json.loads(text)
        units = tuple(UnitToRead(**unit) for unit in content.pop("units"))
        return Share(**content, units=units)

    def path(self, part: str) -> Path:
        """The text file of a part: a record type, ``results`` or ``reading``."""
        return Path(self.folder) / f"{self.name}.{part}"


@dataclass(frozen=True, slots=True)
class UnitResult:
    """What reading one local authority's folder gave; rows are those of raw.files and raw.findings."""

    la_code: str
    read_as: str
    unchanged: bool
    files: tuple[tuple[Any, ...], ...] = ()
    findings: tuple[tuple[Any, ...], ...] = ()
    bytes_read: int = 0

    @property
    def records(self) -> int:
        """Number of records."""
        return sum(int(file[-1]) for file in self.files)


def read_share(share: Share) -> None:
    """Read every local authority of the share. Raises OSError when the text files cannot be written."""
    specification = load_specification(RETURN)
    reader = _Reader(layout(specification, share.year), share)
    try:
        with open(share.path("results"), "w", encoding="utf-8") as results:
            for unit in share.units:
                share.path("reading").write_text(unit.shown_as, encoding="utf-8")
                found = read_bytes(Unit(share.year, unit.la_code, Path(unit.location), unit.shown_as), RETURN)
                read_as = fingerprint(found, specification.digest, READER_VERSION)
                if read_as == unit.known_as:
                    result = UnitResult(unit.la_code, read_as, unchanged=True)
                else:
                    result = reader.read(found, read_as)
                results.write(json.dumps(asdict(result)) + "\n")
    finally:
        reader.close()


def results(share: Share) -> Sequence[UnitResult]:
    """What ``read_share`` found, in order of local authority."""
    with open(share.path("results"), encoding="utf-8") as lines:
        found = [json.loads(line) for line in lines]
    return [
        UnitResult(
            **{**unit, "files": tuple(map(tuple, unit["files"])), "findings": tuple(map(tuple, unit["findings"]))}
        )
        for unit in found
    ]


class _Reader:
    """Reads census documents of one year one after another onto the share's text files."""

    def __init__(self, layout: Layout, share: Share) -> None:
        self._layout = layout
        self._stylesheets = stylesheets(layout)
        self._share = share
        self._open: dict[str, IO[bytes]] = {}

    def close(self) -> None:
        for opened in self._open.values():
            opened.close()

    def read(self, unit: Unit, read_as: str) -> UnitResult:
        files: list[tuple[Any, ...]] = []
        findings: list[tuple[Any, ...]] = []
        documents = 0
        for sent in unit.files:
            notebook = CinNotebook(unit.collection_year, unit.la_code, sent.path, sent.file_id)
            encoding, records = self._read_file(sent, unit, notebook)
            documents += records is not None
            if records is not None and documents > 1:
                notebook.note("document_repeated")
            files.append(
                (sent.file_id, RETURN, unit.collection_year, unit.la_code, sent.path, sent.sha256, len(sent.content),
                 None if records is None else DOCUMENT, encoding, records or 0)
            )  # fmt: skip
            findings += map(finding_row, notebook.findings)
        read = sum(len(sent.content) for sent in unit.files)
        return UnitResult(unit.la_code, read_as, False, tuple(files), tuple(findings), read)

    def _read_file(self, sent: SentFile, unit: Unit, notebook: CinNotebook) -> tuple[str, int | None]:
        """The document's encoding and number of records; None when it was not read."""
        if sent.rule:
            notebook.note(sent.rule, limit=MOST_FILES if sent.rule == "too_many_files" else LARGEST_FILE >> 20)
            return "", None
        document = open_document(sent.content, ROOT, "document_not_a_census")
        if document.rule:
            notebook.note(document.rule, line=document.line)
            return "", None
        if not note_header(document.root, unit.collection_year, unit.la_code, notebook):
            return document.encoding, None
        note_structure(document.root, self._layout, notebook)
        lines = self._stylesheets.lines(document.root, sent.content)
        if not sent.content.isascii():
            lines = [with_plain_spaces(line.decode("utf-8"), "\t").encode("utf-8") for line in lines]
        self._write(lines, sent, unit, notebook)
        return document.encoding, len(lines)

    def _write(self, lines: list[bytes], sent: SentFile, unit: Unit, notebook: CinNotebook) -> None:
        keys = f"{unit.collection_year}\t{unit.la_code}\t{sent.file_id}\t".encode()
        names = {record.letter.encode(): record.name for record in self._layout.records}
        parted: dict[bytes, list[bytes]] = {letter: [] for letter in names}
        for number, line in enumerate(lines, start=1):
            if len(line) > LONGEST_LINE:
                line = _cut(line, notebook)
            parted[line[:1]].append(b"%b%d%b" % (keys, number, line[1:]))
        for letter, records in parted.items():
            if records:
                self._file(names[letter]).write(b"\n".join(records) + b"\n")

    def _file(self, name: str) -> IO[bytes]:
        if name not in self._open:
            self._open[name] = open(self._share.path(name), "wb")  # noqa: SIM115
        return self._open[name]


def _cut(line: bytes, notebook: CinNotebook) -> bytes:
    """A line with its overlong values cut short, noted."""
    values = line.decode("utf-8").split("\t")
    notebook.note("value_too_long", line=int(values[1]), limit=LONGEST_VALUE)
    return "\t".join(value[:LONGEST_VALUE] for value in values).encode("utf-8")
