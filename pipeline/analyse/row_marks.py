"""Noughts that do not apply or are not available: parts of nobody, impossible pairs, people of whom nothing is known.

Measured on the published files of 2024 and 2025: an authority without new placements has 0 for them and ``z`` for
each of their kinds; providers that a placement cannot have, and activities before they were collected, are ``z``.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.analyse.figures import Figures, Shown
from pipeline.design.data_sets import DataSet, Label, combined_key, joined_key
from pipeline.design.figure import Area, Figure, Marker
from pipeline.design.statistic import BASE, COUNT, RELATIVE, Cell, cell_named

NOT_APPLICABLE = Figure.marked(Marker.NOT_APPLICABLE)


def with_marks(
    data_set: DataSet,
    labels: Sequence[Label],
    cells: Sequence[Shown | None],
    row: Sequence[Figure],
    figures: Figures,
    year: int,
    area: Area,
) -> list[Figure]:
    """The figures of a row, those replaced that do not apply to it; ``cells`` are its figures of any year and area."""
    if not all(label.applies_to(year) for label in labels):
        return [NOT_APPLICABLE] * len(row)
    if (known := data_set.known_whole) is not None:
        row = [_of_known(known, labels, *one, figures, year, area) for one in zip(cells, row, strict=True)]
    if all(one.value != 0 for one in row):
        return list(row)
    is_impossible, wholes = cannot_be(data_set, labels), _wholes(data_set, cells, area)

    def applies(cell: Shown | None) -> bool:
        if is_impossible:
            return False
        whole = None if cell is None else wholes.get(cell.cell)
        return whole is None or figures.count(whole.measure, year, area.area_code, whole.key).value != 0

    # What is not nought is shown in any case, also where it rounds to nought: a mark must not hide anybody.
    return [
        NOT_APPLICABLE if one.value == 0 and _is_nobody(cell, figures, year, area) and not applies(cell) else one
        for one, cell in zip(row, cells, strict=True)
    ]


def _is_nobody(cell: Shown | None, figures: Figures, year: int, area: Area) -> bool:
    return cell is not None and figures.unrounded(cell.measure, year, area.area_code, cell.key) == 0


def _of_known(
    known: Cell, labels: Sequence[Label], cell: Shown | None, figure: Figure, figures: Figures, year: int, area: Area
) -> Figure:
    """A figure of those who are ``known``: where there are people and none of them is, a nought is not available.

    Measured on the file of role by ethnicity of 2022: so it is in all rows of an area of which nobody is known.
    """
    if cell is None or known.key in cell.key.split(";") or figure.value not in (0, None):
        return figure

    def people(key: str) -> int:
        return figures.unrounded(known.measure, year, area.area_code, key)

    wholes = (combined_key(labels), "")
    is_unknown = any(people(whole) and not people(joined_key(whole, known.key)) for whole in wholes)
    return Figure.marked(Marker.NOT_AVAILABLE) if is_unknown else figure


def cannot_be(data_set: DataSet, labels: Sequence[Label]) -> bool:
    """Whether nobody can be in a row: two of its categories exclude one another."""
    keys = {label.key for label in labels}
    return any(keys & some and keys & others for some, others in data_set.never)


def _wholes(data_set: DataSet, cells: Sequence[Shown | None], area: Area) -> dict[Cell, Cell]:
    """The cell that each of a row's cells is a part of, in an authority; the whole itself is part of none."""
    if not data_set.empty_whole or area.la_code is None:
        return {}
    given = [one for one in cells if one is not None]
    if data_set.empty_whole != BASE:
        whole = cell_named(data_set.empty_whole)
        own = {one.cell for one in given if one.statistic == COUNT}
        return {} if whole in own else {one.cell: whole for one in given}
    return {one.cell: one.whole for one in given if one.statistic in RELATIVE and one.whole != one.cell}
