"""Which file of a return a file is, told by its columns in any order and never by its name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.collect.findings import Notebook
from pipeline.collect.record_types import RecordType
from pipeline.collect.specification import YearSpecification

SEPARATORS = (",", ";", "\t", "|")


@dataclass(frozen=True, slots=True)
class Recognised:
    """A file's record type and, for each field of the year, the position of its column, None where it is missing."""

    record_type: RecordType
    positions: tuple[int | None, ...]
    columns: int


def column_names(fields: Sequence[str]) -> list[str]:
    """Column names as they are compared: trimmed, in capitals, blanks as underscores."""
    return [name.replace("\ufeff", "").strip().strip("\"'").strip().upper().replace(" ", "_") for name in fields]


def best_match(names: Sequence[str], kinds: Sequence[RecordType], identifier: str) -> RecordType | None:
    """The one record type whose own columns these are; None when none or several fit.

    Complete types come first. Otherwise a type needs ``identifier`` (where the return has one), a column that
    no other type has, and half of its columns.
    """
    present = set(names)
    if identifier and identifier not in present:
        return None
    scored: list[tuple[bool, int, RecordType]] = []
    columns = [set(kind.field_names) for kind in kinds]
    times = Counter(name for every in columns for name in every)
    for kind, every in zip(kinds, columns, strict=True):
        own = {name for name in every if times[name] == 1}
        found = present & every
        if present & own and 2 * len(found) >= len(kind.field_names):
            scored.append((len(found) == len(kind.field_names), len(present & own), kind))
    if not scored:
        return None
    best = max(scored, key=lambda score: score[:2])
    ties = [score for score in scored if score[:2] == best[:2]]
    return best[2] if len(ties) == 1 else None


def recognise(heading: Sequence[str], specification: YearSpecification, notebook: Notebook) -> Recognised | None:
    """What the row of column names says; writes findings and returns None when the file cannot be read."""
    names = column_names(heading)
    kind = best_match(names, specification.record_types, specification.identifier)
    if kind is None:
        other = best_match(names, specification.other_record_types, specification.identifier)
        if other is not None:
            notebook.note("file_not_collected", line=1, file=other.file, reason=other.validity.reason)
        else:
            notebook.note("file_not_recognised", line=1, detail=_nearest(names, specification))
        return None
    repeated = [name for name in kind.field_names if names.count(name) > 1]
    if repeated:
        notebook.note("column_repeated", line=1, field=repeated[0])
        return None
    for field in kind.fields:
        if field.name not in names and not field.optional:
            notebook.note("column_missing", line=1, field=field.name, file=kind.file)
    _note_surplus(names, kind, specification, notebook)
    positions = tuple(names.index(field.name) if field.name in names else None for field in kind.fields)
    return Recognised(kind, positions, len(names))


def _note_surplus(names: list[str], kind: RecordType, specification: YearSpecification, notebook: Notebook) -> None:
    for position, name in enumerate(names, start=1):
        if not name or name in kind.field_names or name in specification.known_extra_columns:
            continue
        if name in kind.names_of_other_years:
            notebook.note("column_not_collected", line=1, field=name)
        else:
            # A file without column names has data here, so only what looks like a name is repeated.
            shown = name if name.replace("_", "").isalpha() and len(name) <= 30 else "unnamed"
            notebook.note("column_unknown", line=1, field=shown, position=position, file=kind.file)


def _nearest(names: Sequence[str], specification: YearSpecification) -> str:
    present = set(names)
    if specification.identifier and specification.identifier not in present:
        return f"No column is called {specification.identifier}."
    kind = max(specification.record_types, key=lambda candidate: len(present & set(candidate.field_names)))
    lacking = [name for name in kind.field_names if name not in present]
    return f"Nearest is {kind.file}, which also needs {', '.join(lacking)}."
