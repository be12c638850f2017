"""Reading the lines of ``tables.yaml``: the rows of national tables and the columns of tables by area."""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from pipeline.design.contents import ALWAYS, DEEPEST_INDENT, Cell, Line, Statistic, Validity
from pipeline.design.data_sets import FORMATS, NO_PERCENTAGE, WHOLE, cell_named
from pipeline.design.files.category_keys import CategoryKeys, near
from pipeline.design.files.percentage_bases import Bases
from pipeline.design.files.statistics_declared import compared_text, quantile_text
from pipeline.foundation.declarations import Declaration
from pipeline.process.rollup import breakdown_key, breakdown_pairs

Named = TypeVar("Named")
BRANCHES = ("list", "labels", "rows", "columns")
LINE_FIELDS = (
    *("heading", "spanner", "group", "indent", "show", "years", *BRANCHES),
    *(
        "measure",
        "key",
        "statistic",
        "of",
        "percentage",
        "whole",
        "decimals",
        "minus",
        "quantile",
        "histogram",
        "format",
        "compared",
    ),
    *("within", "first_year", "last_year", "figures_from", "figures_to", "notes"),
)
SHOWN = {
    "number": ("Number", Statistic.COUNT),
    "percentage": ("Percentage", Statistic.PERCENT),
    "rate": ("Rate per 10,000", Statistic.RATE),
}


@dataclass(frozen=True)
class Known:
    """What tables and their lines may refer to; ``lists`` are the named lists of ``table_categories.yaml``."""

    parts: Collection[str]
    notes: Collection[str]
    keys: CategoryKeys
    measures: Collection[str] | None
    lists: Mapping[str, Sequence[Declaration]]
    labels: Mapping[str, Sequence[Mapping[str, str]]]
    has_percentages: bool = False  # whether the table has columns of percentages, for the numbers in its rows


@dataclass(frozen=True)
class Above:
    """What a line inherits: a line with all that was declared above it, and the key within which its own stands."""

    line: Line
    within: str = ""


def read_lines(entry: Declaration, above: Above, known: Known) -> list[Line]:
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
        spanner, statistic = SHOWN[show]
        cell = replace(here.line.cell, statistic=statistic)
        shown = replace(here, line=replace(here.line, above=(*here.line.above, spanner), cell=cell))
        lines += [line for line in _by_year(entry, shown, known) if line.has_percentage or show != "percentage"]
    return lines


def _by_year(entry: Declaration, here: Above, known: Known) -> list[Line]:
    if not entry.has("years"):
        return _branches(entry, here, known)
    years = entry.whole("years")
    if years < 1:
        raise entry.problem("years", "at least 1, the edition's own year.")
    return [
        line
        for back in reversed(range(years))
        for line in _branches(entry, replace(here, line=replace(here.line, years_back=back)), known)
    ]


def _branches(entry: Declaration, here: Above, known: Known) -> list[Line]:
    branches = [name for name in BRANCHES if entry.has(name)]
    if len(branches) > 1:
        raise entry.problem(branches[1], f"it cannot stand beside {branches[0]}; give each an entry of its own.")
    if not branches:
        line = _leaf(entry, here)
        _refuse_only_100(entry, line, entry.truth("whole", False), known)
        return [line]
    if entry.has("heading"):
        raise entry.problem("heading", f"what has {branches[0]} has no heading of its own; write spanner or group.")
    match branches[0]:
        case "list":
            below = [child for name in entry.texts("list") for child in _named(entry, "list", name, known.lists)]
        case "labels":
            rows = _named(entry, "labels", entry.text("labels"), known.labels)
            return [_labelled(entry, row, here, known) for row in rows]
        case children:
            below = entry.parts(children)
    return [line for child in below for line in read_lines(child, here, known)]


def _leaf(entry: Declaration, here: Above) -> Line:
    line = replace(here.line, heading=entry.text("heading"))
    if not 0 <= line.indent <= DEEPEST_INDENT:
        raise entry.problem("indent", f"from 0 to {DEEPEST_INDENT} steps.")
    return replace(line, cell=_complete(entry, line.cell, here.within))


def _complete(entry: Declaration, cell: Cell, within: str) -> Cell:
    """The cell with the key it stands within; raises UsageError when its statistic lacks something."""
    if not cell.measure:
        raise entry.problem("measure", "a line needs a measure, here or above it.")
    if (cell.statistic is Statistic.DIFFERENCE) != (cell.minus is not None):
        raise entry.problem("minus", "a difference needs what to subtract, and nothing else does.")
    if cell.statistic is Statistic.AVERAGE and not cell.of:
        raise entry.problem("of", "an average needs what it is an average over, as measure:key.")
    if cell.statistic is Statistic.QUANTILE and not (cell.quantile and cell.histogram):
        raise entry.problem("quantile", "a quantile needs a number above 0 and below 1, and a histogram.")
    if cell.format and cell.format not in FORMATS:
        raise entry.problem("format", f"{cell.format!r} is not known; use one of {', '.join(FORMATS)}.")
    measure, colon, of = cell.of.rpartition(":")
    return replace(cell, key=_joined(within, cell.key), of=f"{measure}{colon}{_joined(within, of)}")


def _refuse_only_100(entry: Declaration, line: Line, is_whole: bool, known: Known) -> None:
    """Raise UsageError when a percentage could only be 100, unless the line is the whole that others are of."""
    cell = line.cell
    by_column = known.has_percentages and cell.statistic is Statistic.COUNT
    if not line.has_percentage or not (by_column or cell.statistic is Statistic.PERCENT):
        return
    is_all = Bases(known.keys).only_100((cell.measure, cell.key), cell_named(cell.of, cell.measure))
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


def inherited(entry: Declaration, above: Above, known: Known) -> Above:
    """What was declared above with what the entry declares for itself and for all below it."""
    line, cell = above.line, above.line.cell
    spanners = (*line.above, entry.text("spanner")) if entry.has("spanner") else line.above
    minus = entry.part("minus") if entry.has("minus") else None
    cell = replace(
        cell,
        measure=_measure(entry, cell.measure, known),
        key=_key(entry, "key", cell.key, known),
        statistic=_statistic(entry, cell.statistic),
        of=_of(entry, cell.of, known),
        decimals=entry.whole("decimals", cell.decimals),
        minus=(_measure(minus, "", known), _key(minus, "key", "", known)) if minus else cell.minus,
        quantile=quantile_text(entry.number("quantile")) if entry.has("quantile") else cell.quantile,
        histogram=entry.text("histogram", cell.histogram),
        format=entry.text("format", cell.format),
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


def _labelled(entry: Declaration, row: Mapping[str, str], here: Above, known: Known) -> Line:
    """A row of labels.csv as a line: the label its heading, its group above it."""
    cell = here.line.cell
    minus, _, minus_key = row.get("minus", "").partition(":")
    cell = replace(
        cell,
        measure=row["measure"] or cell.measure,
        key=row["key"],
        statistic=Statistic(row.get("statistic") or (Statistic.DIFFERENCE if minus else cell.statistic).value),
        of={"": cell.of, WHOLE: row["key"], NO_PERCENTAGE: ""}.get(row["percent_of"], row["percent_of"]),
        minus=(minus, minus_key) if minus else cell.minus,
        decimals=int(row.get("decimals") or cell.decimals),
        quantile=row.get("quantile") or cell.quantile,
        histogram=row.get("histogram") or cell.histogram,
        format=row.get("format") or cell.format,
    )
    line = replace(
        here.line,
        has_percentage=here.line.has_percentage and row["percent_of"] != NO_PERCENTAGE,
        heading=row["label"],
        above=(*here.line.above, row["group"]) if row["group"] else here.line.above,
        cell=_complete(entry, cell, here.within),
        validity=Validity(
            max(here.line.validity.first_year, int(row["first_edition"])),
            min(here.line.validity.last_year, int(row["last_edition"] or ALWAYS)),
        ),
    )
    _refuse_only_100(entry, line, row["percent_of"] == WHOLE, known)
    return line


def read_labels(path: Path) -> dict[str, list[dict[str, str]]]:
    """The rows of ``labels.csv`` by label set, in published order; empty when the release has none."""
    sets: dict[str, list[dict[str, str]]] = {}
    if path.is_file():
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                sets.setdefault(row["label_set"], []).append(row)
    return sets


def read_validity(
    entry: Declaration, above: Validity, first_field: str = "first_year", last_field: str = "last_year"
) -> Validity:
    """The years that two fields give, those of ``above`` where they give none; raises UsageError when none is left."""
    validity = Validity(entry.whole(first_field, above.first_year), entry.whole(last_field, above.last_year))
    if validity.first_year > validity.last_year:
        raise entry.problem(last_field, f"it is before the first year, {validity.first_year}.")
    return validity


def read_notes(entry: Declaration, known: Known) -> tuple[str, ...]:
    """The notes that an entry names, all of which must be declared."""
    notes = entry.texts("notes")
    for note in notes:
        if note not in known.notes:
            raise entry.problem("notes", f"there is no note {note!r}{near(note, known.notes)}.")
    return notes


def _statistic(entry: Declaration, above: Statistic) -> Statistic:
    try:
        return Statistic(entry.text("statistic", above.value))
    except ValueError:
        allowed = ", ".join(statistic.value for statistic in Statistic)
        raise entry.problem("statistic", f"use one of {allowed}.") from None


def _measure(entry: Declaration, above: str, known: Known) -> str:
    measure = entry.text("measure", above)
    _refuse_unknown(entry, "measure", measure, known)
    return measure


def _refuse_unknown(entry: Declaration, field: str, measure: str, known: Known) -> None:
    if measure and known.measures is not None and measure not in known.measures:
        raise entry.problem(field, f"{measure!r} is not a measure of this release{near(measure, known.measures)}.")


def _of(entry: Declaration, above: str, known: Known) -> str:
    """What a percentage or average is of: a key, or another measure's key after its name and a colon."""
    of = entry.text("of", above)
    measure, _, key = of.rpartition(":")
    _refuse_unknown(entry, "of", measure, known)
    _refuse_unknown_key(entry, "of", key, known)
    return of


def _key(entry: Declaration, field: str, above: str, known: Known) -> str:
    key = entry.text(field, above)
    _refuse_unknown_key(entry, field, key, known)
    return key


def _refuse_unknown_key(entry: Declaration, field: str, key: str, known: Known) -> None:
    if wrong := known.keys.wrong(key):
        raise entry.problem(field, wrong)


def _named(entry: Declaration, field: str, name: str, among: Mapping[str, Sequence[Named]]) -> Sequence[Named]:
    if name not in among:
        raise entry.problem(field, f"there is no {name!r}{near(name, among)}.")
    return among[name]
