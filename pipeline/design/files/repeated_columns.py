"""Number columns that are declared once: for several ages or the like, or for several blocks of rows.

Ages are in the underlying files of 2016 and 2017; each block of rows shows a measure of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.design.data_sets import joined_key
from pipeline.foundation.declarations import Declaration

EACH = "{each}"
BLOCK = "{block}"


def columns_of(entry: Declaration) -> Iterator[Declaration]:
    """The number columns that an entry stands for: itself, or with ``each`` one for every ending of its name.

    ``each`` gives every ending a key, joined to the column's own, and the words that its label has for ``{each}``.
    Raises UsageError with file, line and field when an ending lacks one, or the name and label have no place for them.
    """
    if not entry.has("each"):
        yield entry
        return
    for field in ("column", "label"):
        if EACH not in entry.text(field):
            raise entry.problem(field, f"say with {EACH} where each ending stands.")
    endings = entry.part("each")
    for ending in endings.names():
        given = endings.texts(ending)
        if len(given) != 2:
            raise endings.problem(ending, "a list of a key and of words for the label is needed here.")
        key, words = given
        yield entry.without("each").with_texts(
            column=entry.text("column").replace(EACH, ending),
            key=joined_key(entry.text("key"), key),
            label=entry.text("label").replace(EACH, words),
        )


def blocks_of(entry: Declaration, blocks: Sequence[str]) -> list[Declaration]:
    """A number column as each block of rows shows it: in its measure and base, ``{block}`` stands for the block."""
    fields = [field for field in ("measure", "of") if entry.has(field) and BLOCK in entry.text(field)]
    if not fields:
        return [entry]
    if not blocks:
        raise entry.problem(fields[0], f"{BLOCK} stands for one of `blocks`, which the data set does not have.")
    return [
        entry.with_texts(**{field: entry.text(field).replace(BLOCK, block) for field in fields}) for block in blocks
    ]
