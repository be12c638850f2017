"""Reading the lines of ``tables.yaml``: the rows of national tables and the columns of tables by area."""

from __future__ import annotations

import warnings
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from pipeline.design.contents import DEEPEST_INDENT, Line, TableCell
from pipeline.design.data_sets import NO_PERCENTAGE, WHOLE, Label
from pipeline.design.files import statistics_declared
from pipeline.design.files.category_keys import near
from pipeline.design.files.percentage_bases import Bases
from pipeline.design.files.statistics_declared import compared_text, complete, read_over
from pipeline.design.files.vocabulary import Vocabulary
from pipeline.design.order_of_age import youngest_first
from pipeline.design.statistic import COUNT, DIFFERENCE, PERCENT, RATE, Cell, cell_named
from pipeline.design.validity import Validity
from pipeline.foundation.declarations import Declaration
from pipeline.process.rollup import breakdown_key, breakdown_pairs

Named = TypeVar("Named")
BRANCHES = ("list", "labels", "rows", "columns")
LINE_FIELDS = (
    *("heading", "spanner", "group", "indent", "show", "years", "years_behind", *BRANCHES),
    *("measure", "key", *statistics_declared.FIELDS, "percentage", "whole", "compared"),
    *("within", "first_year", "last_year", "figures_from", "figures_to", "notes"),
)
SHOWN = {
    "number": ("Number", COUNT),
    "percentage": ("Percentage", PERCENT),
    "rate": ("Rate per 10,000", RATE),
}


@dataclass(frozen=True)
class Beside:
    """What tables and their lines may refer to; ``lists`` are the named lists of ``table_categories.yaml``."""

    parts: Collection[str]
    notes: Collection[str]
    words: Vocabulary
    lists: Mapping[str, Sequence[Declaration]]
    labels: Mapping[str, Sequence[Label]]
    has_percentages: bool = False  # whether the table has columns of percentages, for the numbers in its rows


@dataclass(frozen=True)
class Above:
    """What a line inherits: a line with all that was declared above it, and the key within which its own stands."""

    line: Line
    within: str = ""


def read_lines(entry: Declaration, above: Above, known: Beside) -> list[Line]:
    """The lines under one entry: itself, or those it branches into, which inherit from it.

    Raises UsageError with file, line and field for whatever is missing, misspelt or contradictory.
    """
    entry.only(*LINE_FIELDS)
    here = inherited(entry, above, known)
    if not entry.has("show"):
        return _by_year(entry, here, known)
    lines: list[Line] = []
    for show in entry.texts("show"):
        if show not in SHOWN:
            raise entry.problem("show", f"{show!r} is not known; use {', '.join(SHOWN)}.")
        spanner, kind = SHOWN[show]
        cell = replace(here.line.cell, statistic=replace(here.line.cell.statistic, kind=kind))
        shown = replace(here, line=replace(here.line, above=(*here.line.above, spanner), cell=cell))
        lines += [line for line in _by_year(entry, shown, known) if line.has_percentage or show != "percentage"]
    return lines


def _by_year(entry: Declaration, here: Above, known: Beside) -> list[Line]:
    if not entry.has("years"):
        return _branches(entry, here, known)
    years = entry.whole("years")
    if years < 1:
        raise entry.problem("years", "at least 1, the edition's own year.")
    behind = entry.whole("years_behind", 0)
    return [
        line
        for back in reversed(range(behind, behind + years))
        for line in _branches(entry, replace(here, line=replace(here.line, years_back=back)), known)
    ]


def _branches(entry: Declaration, here: Above, known: Beside) -> list[Line]:
    branches = [name for name in BRANCHES if entry.has(name)]
    if len(branches) > 1:
        raise entry.problem(branches[1], f"it cannot stand beside {branches[0]}; give each an entry of its own.")
    if not branches:
        line = _leaf(entry, here, known)
        _refuse_only_100(entry, line, entry.truth("whole", False), known)
        return [line]
    if entry.has("heading"):
        raise entry.problem("heading", f"what has {branches[0]} has no heading of its own; write spanner or group.")
    match branches[0]:
        case "list":
            below = [child for name in entry.texts("list") for child in _named(entry, "list", name, known.lists)]
        case "labels":
            rows = _named(entry, "labels", entry.text("labels"), known.labels)
            in_order = youngest_first(rows, lambda row: row.text, lambda row: row.group)
            return [_labelled(entry, row, here, known) for row in in_order]
        case children:
            below = entry.parts(children)
    return [line for child in below for line in read_lines(child, here, known)]


def _leaf(entry: Declaration, here: Above, known: Beside) -> Line:
    line = replace(here.line, heading=entry.text("heading"))
    if not 0 <= line.indent <= DEEPEST_INDENT:
        raise entry.problem("indent", f"from 0 to {DEEPEST_INDENT} steps.")
    return replace(line, cell=_complete(entry, line.cell, here.within, known))


def _complete(entry: Declaration, cell: TableCell, within: str, known: Beside) -> TableCell:
    """The cell with the key it stands within; raises UsageError when its statistic lacks something."""
    if not cell.measure:
        raise entry.problem("measure", "a line needs a measure, here or above it.")
    statistic = complete(entry, known.words, cell.measure, cell.statistic)
    measure, colon, of = statistic.of.rpartition(":")
    statistic = replace(statistic, of=f"{measure}{colon}{_joined(within, of)}")
    return replace(cell, key=_joined(within, cell.key), statistic=statistic)


def _refuse_only_100(entry: Declaration, line: Line, is_whole: bool, known: Beside) -> None:
    """Raise UsageError when a percentage could only be 100, unless the line is the whole that others are of."""
    cell = line.cell
    by_column = known.has_percentages and cell.statistic.kind == COUNT
    if not line.has_percentage or not (by_column or cell.statistic.kind == PERCENT):
        return
    of = cell_named(cell.statistic.of, cell.measure)
    is_all = Bases(known.words.keys).only_100(Cell(cell.measure, cell.key), of)
    if is_whole and not is_all:
        raise entry.problem("whole", "the percentage is of more than the line itself.")
    if is_all and not is_whole:
        raise entry.problem(
            "of",
            "the percentage would be of the line itself, or of a part of it, and could only be 100. Say what it is of; "
            "write whole: true where the line is the total that others are of, percentage: false where it has none.",
        )


def _joined(within: str, key: str) -> str:
    return breakdown_key(sorted({*breakdown_pairs(within), *breakdown_pairs(key)}))


def inherited(entry: Declaration, above: Above, known: Beside) -> Above:
    """What was declared above with what the entry declares for itself and for all below it."""
    line, cell = above.line, above.line.cell
    spanners = (*line.above, entry.text("spanner")) if entry.has("spanner") else line.above
    entry = _with_minus_as_text(entry)
    cell = replace(
        cell,
        measure=known.words.measure(entry, "measure", cell.measure),
        key=_key(entry, "key", cell.key, known),
        statistic=read_over(entry, known.words, cell.statistic),
        compared=compared_text(entry, cell.compared),
    )
    line = replace(
        line,
        above=(entry.text("group"),) if entry.has("group") else spanners,
        cell=cell,
        has_percentage=entry.truth("percentage", line.has_percentage),
        indent=entry.whole("indent", line.indent),
        figures=read_validity(entry, line.figures, "figures_from", "figures_to"),
        validity=read_validity(entry, line.validity),
        notes=(*line.notes, *read_notes(entry, known)),
    )
    return Above(line, _joined(above.within, _key(entry, "within", "", known)))


def _with_minus_as_text(entry: Declaration) -> Declaration:
    """The entry with ``minus`` as it is written everywhere; as a mapping it is read for one version more."""
    if not entry.is_mapping("minus"):
        return entry
    old = entry.part("minus")
    old.only("measure", "key")
    text = f"{old.text('measure')}:{old.text('key', '')}"
    warnings.warn(
        f'{entry.path.name} line {entry.line}, field minus: write it as "{text}"; with fields it is read for the last '
        "time.",
        FutureWarning,
        stacklevel=2,
    )
    return entry.with_texts(minus=text)


def _labelled(entry: Declaration, label: Label, here: Above, known: Beside) -> Line:
    """A label of labels.csv as a line: the label its heading, its group above it."""
    cell = here.line.cell
    of = {"": cell.statistic.of, WHOLE: label.key, NO_PERCENTAGE: ""}.get(label.percent_of, label.percent_of)
    statistic = label.statistic or replace(cell.statistic, of=of)
    if label.minus and label.statistic is None:
        statistic = replace(statistic, kind=DIFFERENCE, minus=label.minus)
    cell = replace(cell, measure=label.measure or cell.measure, key=label.key, statistic=statistic)
    line = replace(
        here.line,
        has_percentage=here.line.has_percentage and label.percent_of != NO_PERCENTAGE,
        heading=label.text,
        above=(*here.line.above, label.group) if label.group else here.line.above,
        cell=_complete(entry, cell, here.within, known),
        validity=_both(here.line.validity, label.first_edition, label.last_edition),
        # What could not be recorded in a year is not 0 in it, in a table as in the data file.
        figures=_both(here.line.figures, label.first_year, label.last_year),
    )
    _refuse_only_100(entry, line, label.percent_of == WHOLE, known)
    return line


def _both(validity: Validity, first_year: int, last_year: int) -> Validity:
    return Validity(max(validity.first_year, first_year), min(validity.last_year, last_year))


def read_validity(
    entry: Declaration, above: Validity, first_field: str = "first_year", last_field: str = "last_year"
) -> Validity:
    """The years that two fields give, those of ``above`` where they give none; raises UsageError when none is left."""
    validity = Validity(entry.whole(first_field, above.first_year), entry.whole(last_field, above.last_year))
    if validity.first_year > validity.last_year:
        raise entry.problem(last_field, f"it is before the first year, {validity.first_year}.")
    return validity


def read_notes(entry: Declaration, known: Beside) -> tuple[str, ...]:
    """The notes that an entry names, all of which must be declared."""
    notes = entry.texts("notes")
    for note in notes:
        if note not in known.notes:
            raise entry.problem("notes", f"there is no note {note!r}{near(note, known.notes)}.")
    return notes


def _key(entry: Declaration, field: str, above: str, known: Beside) -> str:
    key = entry.text(field, above)
    known.words.check_key(entry, field, key)
    return key


def _named(entry: Declaration, field: str, name: str, among: Mapping[str, Sequence[Named]]) -> Sequence[Named]:
    if name not in among:
        raise entry.problem(field, f"there is no {name!r}{near(name, among)}.")
    return among[name]
