"""What a document holds beside the records that are read: elements of other years, in wrong places, or unknown."""

from __future__ import annotations

from collections import Counter
from typing import Any

from pipeline.collect.collections.cin.document.file_rules import CinNotebook
from pipeline.collect.collections.cin.document.layout import CHILDREN, ROOT, Layout

MOST_NOTED = 25
LONGEST_NAME = 40
IS_CROWDED = f"boolean(//*[501][not(parent::{CHILDREN}/parent::{ROOT})] | /{ROOT}/{CHILDREN}/*[not(self::Child)][501])"
"""More than 500 elements in one, which only the element of all children has."""
Pair = tuple[str, str]


def note_structure(root: Any, layout: Layout, notebook: CinNotebook) -> None:
    """Write a finding for each kind of element that is not read, with the number of them and the line of the first."""
    # The parser's own check is many times faster than counting; what fails it is counted, and may yet be in place. The
    # time that it takes to fail grows with the square of the elements in one, so a crowd is counted at once.
    if not root.xpath(IS_CROWDED) and layout.content_model.validate(root):
        return
    found: Counter[Pair] = Counter(
        (parent.tag if (parent := element.getparent()) is not None else "", element.tag) for element in root.iter()
    )
    if found.keys() <= layout.elements_of_year:
        return
    odd = found.keys() - layout.elements_of_year
    known = {name for pair in layout.elements_of_any_year for name in pair}
    # What stands inside an element that is not read goes with it and needs no finding of its own.
    read = {name for pair in layout.elements_of_year for name in pair}
    for pair in sorted(pair for pair in odd if pair[0] in read)[:MOST_NOTED]:
        parent, name = pair
        line = _first_line(root, pair)
        if pair in layout.elements_of_any_year and (now := _called_now(name, layout)):
            notebook.note("element_renamed", line=line, field=name, count=found[pair], now=now)
        elif pair in layout.elements_of_any_year:
            notebook.note("element_not_collected", line=line, field=name, count=found[pair])
        elif name in known:
            notebook.note("element_misplaced", line=line, field=name, count=found[pair], parent=parent)
        else:
            notebook.note("element_unknown", line=line, field=_shown(name), count=found[pair])


def _called_now(name: str, layout: Layout) -> str:
    """What the year calls an element that other years call ``name``; empty where it has none for it."""
    specification = layout.specification
    for kind in layout.year.record_types:
        own = {field.column: field.name for field in kind.fields}
        for year in range(specification.first_year, specification.last_year + 1):
            others = [each for each in specification.for_year(year).record_types if each.name == kind.name]
            for field in (field for each in others for field in each.fields):
                if field.name == name and own.get(field.column, name) != name:
                    return own[field.column]
    return ""


def _first_line(root: Any, pair: Pair) -> int | None:
    for element in root.iter(pair[1]):
        parent = element.getparent()
        if (parent.tag if parent is not None else "") == pair[0]:
            line: int | None = element.sourceline
            return line
    return None


def _shown(name: str) -> str:
    """An element's name, unless it is too long to be one: what a supplier made up may hold anything."""
    return name if len(name) <= LONGEST_NAME and name.isprintable() else "an element"
