"""Noughts that a data set prints as not applicable: parts of nobody, pairs that cannot be, years without the category.

Measured on the published files of 2024 and 2025: an authority without new placements has 0 for them and ``z`` for
each of their kinds; providers that a placement cannot have, and activities before they were collected, are ``z``.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.analyse.figures import Figures, Shown
from pipeline.design.data_sets import DataSet, Label
from pipeline.design.figure import Area, Figure, Marker
from pipeline.design.statistic import BASE, COUNT, PERCENT, Cell, cell_named

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
    if cannot_be(data_set, labels) or _is_part_of_nobody(data_set, cells, figures, year, area):
        # What is not nought is shown in any case, also where it rounds to nought: a mark must not hide anybody.
        return [
            NOT_APPLICABLE if one.value == 0 and _is_nobody(cell, figures, year, area) else one
            for one, cell in zip(row, cells, strict=True)
        ]
    return list(row)


def _is_nobody(cell: Shown | None, figures: Figures, year: int, area: Area) -> bool:
    return cell is not None and figures.unrounded(cell.measure, year, area.area_code, cell.key) == 0


def cannot_be(data_set: DataSet, labels: Sequence[Label]) -> bool:
    """Whether nobody can be in a row: two of its categories exclude one another."""
    keys = {label.key for label in labels}
    return any(keys & some and keys & others for some, others in data_set.never)


def _is_part_of_nobody(
    data_set: DataSet, cells: Sequence[Shown | None], figures: Figures, year: int, area: Area
) -> bool:
    if not data_set.empty_whole or area.la_code is None:
        return False
    whole = _whole(data_set, cells)
    return whole is not None and figures.count(whole[0], year, area.area_code, whole[1]).value == 0


def _whole(data_set: DataSet, cells: Sequence[Shown | None]) -> Cell | None:
    """The cell that a row is a part of; None for a row that is the whole itself."""
    own = {(one.measure, one.key) for one in cells if one is not None and one.statistic == COUNT}
    wholes = [one.whole for one in cells if one is not None and one.statistic == PERCENT]
    if data_set.empty_whole != BASE:
        wholes = [cell_named(data_set.empty_whole)]
    return wholes[0] if wholes and wholes[0] not in own else None
