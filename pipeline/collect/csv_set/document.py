"""The reader of a return of CSV files that is sent as one XML document instead: into the same records.

A child's header holds the fields of several files. Any other element is a record of the file whose columns it holds,
whatever it is called, as CSV files are told apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.collect.csv_set.sheets import Sheets
from pipeline.collect.findings import Notebook
from pipeline.collect.folders import SentFile, Unit
from pipeline.collect.formats.blanks import with_plain_spaces
from pipeline.collect.formats.csv_records import LONGEST_FIELD
from pipeline.collect.formats.documents import read_in_parts
from pipeline.collect.record_types import RecordType
from pipeline.collect.specification import Specification, YearSpecification

# Elements keep their line in sixteen bits. Beyond, the parser answers with the line where the first text in the element
# ends, so the line breaks in that text are taken off again.
LAST_KEPT_LINE = 65534
MOST_NOTED = 25
LONGEST_NAME = 40
# What a header says of its child, and so of every record of the child.
OF_THE_CHILD = ("CHILD", "DOB")

Values = dict[str, str]


@dataclass(frozen=True)
class DocumentLayout:
    """How the document of a year is laid out, by the department's names of fields.

    ``names`` are elements that have another name than the field; ``flags`` those that say whether a child has a record
    of the file; ``in_header`` the files whose fields stand in the header itself, Header first;
    ``without_place`` those for which no published schema has an element.
    """

    return_name: str
    year: YearSpecification
    root: str
    child: str
    header: str
    names: Mapping[str, str]
    flags: Mapping[str, str]
    in_header: tuple[str, ...]
    without_place: frozenset[str]

    @property
    def owners(self) -> dict[str, RecordType]:
        """The file that each field belongs to, where it belongs to one alone, in any year."""
        kinds = (*self.year.record_types, *self.year.other_record_types)
        times = Counter(name for kind in kinds for name in (*kind.field_names, *kind.names_of_other_years))
        return {
            name: kind
            for kind in kinds
            for name in (*kind.field_names, *kind.names_of_other_years)
            if times[name] == 1
        }  # fmt: skip


def document_layout(specification: Specification, year: YearSpecification) -> DocumentLayout | None:
    """The layout that the specification gives, if it gives one."""
    entry = specification.content.get("document")
    if entry is None or "child" not in entry:
        return None
    return DocumentLayout(
        return_name=specification.return_name,
        year=year,
        root=entry["root"],
        child=entry["child"],
        header=entry["header"],
        names=entry["names"],
        flags=entry["flags"],
        in_header=tuple(entry["in_header"]),
        without_place=frozenset(entry["without_place"]),
    )


@dataclass(slots=True)
class Found:
    """A record: the line of its element, or its place where lines tell nothing, and its values by field."""

    line: int
    values: Values


@dataclass(slots=True)
class _Surplus:
    """Elements that are not read: how many there are of a name, and where the first is."""

    line: int
    count: int = 0


class _Document:
    """What a document holds, collected child by child."""

    def __init__(self, layout: DocumentLayout) -> None:
        kinds = {kind.name: kind for kind in layout.year.record_types}
        self.records: dict[str, list[Found]] = {}
        self.surplus: dict[tuple[str, str], _Surplus] = {}
        self._layout = layout
        self._owners = layout.owners
        self._collected = {name for kind in kinds.values() for name in kind.field_names}
        self._in_header = {*layout.flags, *(name for kind in layout.in_header for name in kinds[kind].field_names)}
        self._own = {of: [name for name, kind in self._owners.items() if kind.name == of] for of in layout.in_header}
        self._flag_of = {kind: name for name, kind in layout.flags.items()}

    def read(self, child: Any) -> None:
        """Take what a child of the root holds."""
        if child.tag == self._layout.child:
            self._child(child)
        else:
            self._pass_over("element_unknown", child)

    def _child(self, child: Any) -> None:
        headers = [element for element in child if element.tag == self._layout.header]
        known: Values = {}
        for header in headers:
            values = self._leaves(header, self._in_header)
            known = known or {name: values[name] for name in OF_THE_CHILD if name in values}
            self._header(header, values)
        for element in (*(inner for header in headers for inner in header), *child):
            if len(element):
                self._record(element, known)
            elif element.getparent() is child and element.tag != self._layout.header:
                self._pass_over("element_unknown", element)

    def _header(self, header: Any, values: Values) -> None:
        """The records of the files whose fields stand in the header: a child has one where any field of it is given."""
        line = line_of(header)
        for kind in self._layout.in_header:
            flag = self._flag_of.get(kind, "")
            said = values.get(flag, "")
            if said not in ("", "0", "1"):
                self._pass_over("element_ambiguous", header, flag)
            if kind == self._layout.in_header[0] or said == "1" or any(values.get(own) for own in self._own[kind]):
                self.records.setdefault(kind, []).append(Found(line, values))

    def _record(self, element: Any, known: Values) -> None:
        if element.tag == self._layout.header:
            return
        names = {self._name(leaf) for leaf in element if not len(leaf)}
        kinds = {self._owners[name].name: self._owners[name] for name in sorted(names & self._owners.keys())}
        if len(kinds) != 1:
            self._pass_over("element_unknown", element)
            return
        (kind,) = kinds.values()
        if kind in self._layout.year.other_record_types:
            self._pass_over("element_not_collected", element)
            return
        values = self._leaves(element, {*kind.field_names})
        if any(values.values()):
            self.records.setdefault(kind.name, []).append(Found(line_of(element), {**known, **values}))

    def _leaves(self, element: Any, wanted: set[str]) -> Values:
        """Values by name. A field that is sent twice has both with a blank between, so that neither passes unseen."""
        values: Values = {}
        for leaf in element:
            if len(leaf):
                if element.tag != self._layout.header:
                    self._pass_over("element_unknown", leaf)
                continue
            name = self._name(leaf)
            if name in wanted:
                text = " ".join(with_plain_spaces("".join(leaf.itertext())).split())
                values[name] = f"{values[name]} {text}".strip() if name in values else text
            elif name in self._owners and name not in self._collected:
                self._pass_over("element_not_collected", leaf)
            elif name not in self._layout.year.known_extra_columns:
                self._pass_over("element_unknown", leaf)
        return values

    def _name(self, leaf: Any) -> str:
        tag = str(leaf.tag)
        return self._layout.names.get(tag, tag)

    def _pass_over(self, rule: str, element: Any, name: str = "") -> None:
        key = (rule, name or str(element.tag))
        if key not in self.surplus:
            self.surplus[key] = _Surplus(line_of(element))
        self.surplus[key].count += 1


def read_document(
    sent: SentFile, unit: Unit, layout: DocumentLayout, sheets: Sheets, seen: set[str], notebook: Notebook
) -> int | None:
    """Read one document onto the sheets; returns its number of records, None when it cannot be read.

    Each of its files gets a number of its own: ``sent.file_id`` and those after it, in the specification's order.
    """
    document = _Document(layout)
    opened = read_in_parts(sent.content, layout.root, "document_not_a_return", document.read)
    if opened.rule:
        notebook.note(opened.rule, line=opened.line, root=layout.root)
        return None
    _note_surplus(document, layout, notebook)
    return put_records(
        document.records, layout.year, layout.without_place, sent, unit, opened.encoding, sheets, seen, notebook
    )


def put_records(
    records: Mapping[str, list[Found]],
    year: YearSpecification,
    without_place: frozenset[str],
    sent: SentFile,
    unit: Unit,
    encoding: str,
    sheets: Sheets,
    seen: set[str],
    notebook: Notebook,
) -> int:
    """Put a document's records, by record type, onto the sheets as files of their own; returns how many there are."""
    if any(len({one.line for one in found}) < len(found) for found in records.values()):
        notebook.note("document_without_lines")
        for found in records.values():
            for place, one in enumerate(found, start=1):
                one.line = place
    total = 0
    for part, kind in enumerate(year.record_types):
        found = records.get(kind.name, [])
        # What a document has no place for is absent and not empty, unless it is there all the same.
        if not found and kind.name in without_place:
            continue
        if found and kind.name in seen:
            notebook.note("file_repeated", file=kind.file)
        if found:
            seen.add(kind.name)
        own = Notebook(year.return_name, unit.collection_year, unit.la_code, sent.path, sent.file_id + part)
        write_records(kind, found, unit, sent.file_id + part, sheets, own)
        sheets.add_findings(own.findings)
        sheets.add_file(
            (sent.file_id + part, year.return_name, unit.collection_year, unit.la_code, sent.path, sent.sha256,
             len(sent.content), kind.name, encoding, len(found))
        )  # fmt: skip
        total += len(found)
    return total


def write_records(
    kind: RecordType, found: Sequence[Found], unit: Unit, file_id: int, sheets: Sheets, notebook: Notebook
) -> None:
    """Put the records of one file on its sheet; what is too long to be a value is cut short and set aside."""
    keys = (unit.collection_year, unit.la_code, file_id)
    rows: list[tuple[object, ...]] = []
    plain: list[str] = []
    begin = f"{unit.collection_year},{unit.la_code},{file_id},"
    names = kind.field_names
    for one in found:
        values = [one.values.get(name, "") for name in names]
        if max(map(len, values)) > LONGEST_FIELD:
            notebook.note("record_too_long", line=one.line, limit=LONGEST_FIELD)
            sheets.add_set_aside([(file_id, one.line, "record_too_long")])
            values = [value[:LONGEST_FIELD] for value in values]
        line = ",".join(values)
        # Most records need no quotation marks, and are loaded several times faster without.
        if line.isprintable() and line.count(",") == len(names) - 1 and '"' not in line:
            plain.append(f"{begin}{one.line},{line}")
        else:
            rows.append((*keys, one.line, *values))
    sheets.add_plain(kind, plain)
    sheets.add_quoted(kind, rows)


def _note_surplus(document: _Document, layout: DocumentLayout, notebook: Notebook) -> None:
    noted = sorted(document.surplus.items(), key=lambda item: (item[1].line, item[0]))
    for (rule, name), surplus in noted[:MOST_NOTED]:
        kind = next((one.file for one in layout.year.record_types if one.name == layout.flags.get(name)), "")
        notebook.note(rule, line=surplus.line, field=shown_name(name), count=surplus.count, file=kind)


def shown_name(name: str) -> str:
    """An element's name as a finding repeats it: a supplier may have made up anything, so only what looks like one."""
    return name if name.replace("_", "").isalpha() and len(name) <= LONGEST_NAME else "an element"


def line_of(element: Any) -> int:
    """The line of an element, also beyond those that the parser keeps."""
    line: int = element.sourceline or 0
    if line > LAST_KEPT_LINE:
        line -= next(iter(element.itertext()), "").count("\n")
    return line
