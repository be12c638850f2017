"""Reading the number columns of ``data_sets.yaml``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.design.data_sets import LEVELS, Indicator
from pipeline.design.editions import ALWAYS, ByEdition
from pipeline.design.files import statistics_declared
from pipeline.design.files.percentage_bases import Bases
from pipeline.design.files.statistics_declared import compared_text, read_statistic
from pipeline.design.files.vocabulary import Vocabulary
from pipeline.design.not_published import NotPublished
from pipeline.design.statistic import WITH_DECIMALS
from pipeline.design.version_column import VersionColumn
from pipeline.foundation.declarations import Declaration

FIELDS = (
    *("column", "label", "unit", "first_edition", "last_edition", "first_year"),
    *("measure", "key", "years", "compared", "unavailable", "without_negatives"),
    *statistics_declared.FIELDS,
)


def read_indicator(entry: Declaration, known: Vocabulary, data_set_measure: str, is_wide: bool) -> Indicator:
    """A number column of a data set; raises UsageError with file, line and field."""
    entry.only(*FIELDS)
    # Required here, and nothing else has its kind by itself: a column without one would silently count.
    entry.text("statistic")
    if entry.has("key") != is_wide:
        raise entry.problem("key", "every column of a wide data set has a key, and no column of a long one.")
    if entry.has("measure") and not is_wide:
        raise entry.problem("measure", "only a column of a wide data set has a measure of its own.")
    column = ByEdition.read(entry, "column")
    first, last = entry.whole("first_edition", column.first_year), entry.whole("last_edition", ALWAYS)
    if first > last or column.first_year > first:
        raise entry.problem("first_edition", "it is after the last edition, or before the column has a name.")
    measure = known.measure(entry, "measure", "")
    statistic = read_statistic(entry, known, measure or data_set_measure, has_base=is_wide)
    if statistic.kind in WITH_DECIMALS:
        entry.whole("decimals")
    return Indicator(
        column=column,
        statistic=statistic,
        label=entry.text("label"),
        unit=entry.text("unit", ""),
        first_edition=first,
        last_edition=last,
        first_year=entry.whole("first_year", 0),
        measure=measure,
        key=entry.text("key") if is_wide else None,
        years=entry.whole("years", 0),
        compared=compared_text(entry),
        unavailable=_editions_and_levels(entry, "unavailable"),
        without_negatives=_editions_and_levels(entry, "without_negatives"),
    )


def read_column(
    in_blocks: Sequence[Declaration], known: Vocabulary, bases: Bases, measure: str, is_wide: bool
) -> Indicator:
    """A number column, with what it is in each block of rows where it is declared for several."""
    found = []
    for one in in_blocks:
        bases.keys.check(one, "key")
        found.append(read_indicator(one, known, measure, is_wide))
        bases.check_column(one, found[-1], measure)
    return replace(found[0], by_block=tuple(found)) if len(found) > 1 else found[0]


def read_version(entry: Declaration) -> VersionColumn:
    """The column that says how final a year's figures are; raises UsageError with file, line and field."""
    entry.only("column", "label", "latest", "earlier", "as_latest")
    return VersionColumn(
        entry.text("column"),
        entry.text("label"),
        entry.text("latest"),
        ByEdition.read(entry, "earlier"),
        entry.wholes("as_latest", [0]),
    )


def read_not_published(entry: Declaration, columns: Sequence[Indicator], blocks: Sequence[str]) -> NotPublished:
    """Columns that areas of some levels do not have in a block of rows; raises UsageError with file, line and field."""
    entry.only("columns", "block", "levels", "first_edition", "last_edition")
    known = {name for one in columns for _, name in one.column.values}
    if unknown := sorted(set(entry.texts("columns")) - known):
        raise entry.problem("columns", f"the data set has no number column {unknown[0]!r}.")
    if entry.text("block") not in blocks:
        raise entry.problem("block", f"use one of {', '.join(blocks)}.")
    if not entry.texts("levels") or not set(entry.texts("levels")) <= set(LEVELS):
        raise entry.problem("levels", f"use some of {', '.join(LEVELS)}.")
    return NotPublished(
        frozenset(entry.texts("columns")),
        list(blocks).index(entry.text("block")),
        frozenset(entry.texts("levels")),
        entry.whole("first_edition", 0),
        entry.whole("last_edition", ALWAYS),
    )


def _editions_and_levels(entry: Declaration, field: str) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """A list of ``{edition: year, levels: [...]}``."""
    found = []
    for one in entry.parts(field):
        one.only("edition", "levels")
        if not one.texts("levels") or not set(one.texts("levels")) <= set(LEVELS):
            raise one.problem("levels", f"use some of {', '.join(LEVELS)}.")
        found.append((one.whole("edition"), one.texts("levels")))
    return tuple(found)
