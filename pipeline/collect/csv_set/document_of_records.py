"""The reader of a return sent as one XML document whose elements below the root are records, and a header.

Elements are read by name in any order. The header says whose return it is: one of another authority, year or collection
is not read, since nothing of it could count here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from pipeline.collect.csv_set.document import MOST_NOTED, Found, Values, line_of, put_records, shown_name
from pipeline.collect.csv_set.sheets import Sheets
from pipeline.collect.findings import Notebook
from pipeline.collect.folders import SentFile, Unit
from pipeline.collect.formats.blanks import with_plain_spaces
from pipeline.collect.formats.documents import read_in_parts
from pipeline.collect.record_types import RecordType
from pipeline.collect.specification import Specification, YearSpecification
from pipeline.reference.tables import returned_together


@dataclass(frozen=True)
class RecordsLayout:
    """How the document of a year is laid out: which element is a record of which type, and where the header has what.

    ``names`` are elements that have another name than the field; of fields in ``may_repeat`` the first is read.
    ``header`` has ``element``, and the paths in it of ``collection`` (``called`` one of several ways, the first the
    right one), ``year``, ``reference_date`` and ``authority``.
    """

    year: YearSpecification
    root: str
    records: Mapping[str, RecordType]
    names: Mapping[str, str]
    may_repeat: frozenset[str]
    header: Mapping[str, Any]


def records_layout(specification: Specification, year: YearSpecification) -> RecordsLayout | None:
    """The layout that the specification gives, if it gives one and the year's records come as a document."""
    entry = specification.content.get("document", {})
    kinds = {kind.name: kind for kind in year.record_types}
    records = {tag: kinds[name] for tag, name in entry.get("records", {}).items() if name in kinds}
    if not records:
        return None
    may_repeat = frozenset(entry.get("may_repeat", ()))
    return RecordsLayout(year, entry["root"], records, entry["names"], may_repeat, entry["header"])


@dataclass
class _Document:
    """What a document holds: its records by type, what its header says with the line of each, and what is not read."""

    layout: RecordsLayout
    records: dict[str, list[Found]] = field(default_factory=dict)
    said: dict[str, tuple[str, int]] = field(default_factory=dict)
    unknown: Counter[str] = field(default_factory=Counter)
    lines: dict[str, int] = field(default_factory=dict)

    @cached_property
    def wanted(self) -> dict[str, frozenset[str]]:
        """The fields of each record type."""
        return {kind.name: frozenset(kind.field_names) for kind in self.layout.records.values()}

    def read(self, child: Any) -> None:
        """Take what a child of the root holds."""
        header = self.layout.header
        kind = self.layout.records.get(str(child.tag))
        if kind is not None:
            self.records.setdefault(kind.name, []).append(Found(line_of(child), self._values(child, kind)))
        elif child.tag == header["element"]:
            for part in ("collection", "year", "reference_date", "authority"):
                element = child.find(header[part])
                text = "" if element is None else " ".join("".join(element.itertext()).split())
                self.said.setdefault(part, (text, line_of(child if element is None else element)))
        else:
            self._pass_over(child)

    def _values(self, record: Any, kind: RecordType) -> Values:
        """Values by field. One that is sent twice has both with a blank between, so that neither passes unseen."""
        values: Values = {}
        names, wanted = self.layout.names, self.wanted[kind.name]
        for leaf in record:
            name = names.get(leaf.tag, leaf.tag)
            if name not in wanted or len(leaf):
                self._pass_over(leaf)
                continue
            text = leaf.text or ""
            # Nearly every value is one word of ASCII, and a return has a million of them.
            if not text.isascii() or " " in text or not text.isprintable():
                text = " ".join(with_plain_spaces("".join(leaf.itertext())).split())
            if name not in values:
                values[name] = text
            elif name not in self.layout.may_repeat:
                values[name] = f"{values[name]} {text}".strip()
        return values

    def _pass_over(self, element: Any) -> None:
        self.unknown[str(element.tag)] += 1
        self.lines.setdefault(str(element.tag), line_of(element))


def read_records_document(
    sent: SentFile, unit: Unit, layout: RecordsLayout, sheets: Sheets, seen: set[str], notebook: Notebook
) -> int | None:
    """Read one document onto the sheets; returns its number of records, None when it cannot be read or is another's.

    Each record type gets a file number of its own: ``sent.file_id`` and those after it, in the specification's order.
    """
    document = _Document(layout)
    opened = read_in_parts(sent.content, layout.root, "document_of_another_return", document.read)
    if opened.rule:
        notebook.note(opened.rule, line=opened.line, root=layout.root)
        return None
    if not _is_its_own(document, unit, notebook):
        return None
    for name in sorted(document.unknown, key=document.lines.__getitem__)[:MOST_NOTED]:
        notebook.note(
            "element_unknown", line=document.lines[name], field=shown_name(name), count=document.unknown[name]
        )
    # A kind of record that the document has none of was not sent.
    kinds = frozenset(kind.name for kind in layout.year.record_types)
    return put_records(document.records, layout.year, kinds, sent, unit, opened.encoding, sheets, seen, notebook)


def _is_its_own(document: _Document, unit: Unit, notebook: Notebook) -> bool:
    """Write findings on the header; returns whether the document is this authority's return of this year."""
    header, said = document.layout.header, document.said
    names = {part: header[part].rpartition("/")[2] for part in ("collection", "year", "reference_date", "authority")}
    for part, name in names.items():
        if not said.get(part, ("", 0))[0]:
            notebook.note("header_incomplete", line=said.get(part, ("", 1))[1], field=name)
    collection, line = said.get("collection", ("", 0))
    called: list[str] = header["called"]
    if collection and collection not in called:
        notebook.note("header_of_another_collection", line=line, field=names["collection"], called=called[0])
        return False
    if collection and collection != called[0]:
        notebook.note("collection_misspelt", line=line, field=names["collection"], called=called[0])
    year, line = said.get("year", ("", 0))
    reference, reference_line = said.get("reference_date", ("", 0))
    ends_on = document.layout.year.year_ended_on
    if year and year != str(unit.collection_year):
        notebook.note("header_of_another_year", line=line, field=names["year"])
        return False
    if reference and reference[:10] != ends_on.isoformat():
        notebook.note(
            "reference_date_differs", line=reference_line, field=names["reference_date"], date=_in_words(ends_on)
        )
    return_name = document.layout.year.return_name
    authority, line = said.get("authority", ("", 0))
    if authority and authority.upper() not in {
        unit.la_code,
        *returned_together(return_name, unit.la_code, unit.collection_year),
    }:
        notebook.note("header_of_another_authority", line=line, field=names["authority"])
        return False
    return True


def _in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
