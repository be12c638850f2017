"""What a percentage is of, and refusing declarations by which it could only ever be 100."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from pipeline.design.data_sets import (
    NO_PERCENTAGE,
    WHOLE,
    DataSet,
    Indicator,
    Label,
)
from pipeline.design.files.category_keys import CategoryKeys
from pipeline.design.related_counts import Containment, Identity
from pipeline.design.statistic import BASE, PERCENT, Cell, cell_named
from pipeline.foundation.declarations import Declaration
from pipeline.foundation.stages import UsageError
from pipeline.process.rollup import breakdown_pairs

ITSELF = (
    "the percentage would be of the row itself, or of a part of it, and could only be 100. Say what it is of; "
    f"write {WHOLE} where the row is the total that others are of, {NO_PERCENTAGE} where it is a share of nothing."
)


@dataclass(frozen=True)
class Bases:
    """What the declarations tell of which cell is in which other."""

    keys: CategoryKeys
    identities: tuple[Identity, ...] = ()
    contained: tuple[Containment, ...] = ()

    @cached_property
    def _within(self) -> frozenset[tuple[Cell, Cell]]:
        """Pairs of cells of which the first never exceeds the second."""
        found = {one.pair for one in self.contained if one.pair is not None}
        for identity in self.identities:
            found |= {(part, identity.whole) for part in identity.parts}
            if len(identity.parts) == 1 and not identity.has_rest:
                found.add((identity.whole, identity.parts[0]))
        return frozenset(found)

    def only_100(self, cell: Cell, of: Cell) -> bool:
        """Whether everything in the cell ``of`` is in ``cell`` too, so that a percentage is never less than 100."""
        if cell == of or (of, cell) in self._within:
            return True
        inner, outer = dict(breakdown_pairs(of[1])), dict(breakdown_pairs(cell[1]))
        return cell[0] == of[0] and all(
            name in inner and self.keys.leaves(name, inner[name]) <= self.keys.leaves(name, category)
            for name, category in outer.items()
        )

    def check_column(self, entry: Declaration, column: Indicator, measure: str) -> None:
        """Raise UsageError when a percentage of a wide data set could only be 100."""
        how = column.statistic
        if how.kind != PERCENT or column.key is None or how.of == BASE:
            return
        measure = column.measure or measure
        if self.only_100(Cell(measure, column.key), cell_named(column.statistic.of, measure)):
            raise entry.problem("of", "the percentage would be of the column's own cell and could only be 100.")

    def check_labels(self, entry: Declaration, data_set: DataSet, labels: Sequence[Label]) -> None:
        """Raise UsageError when a percentage of a long data set could only be 100 without the labels saying so.

        A label that is the whole of its filter needs another that is of it.
        """
        relative = [
            replace(one, statistic=replace(one.statistic, of="")) if one.statistic.of == BASE else one
            for one in data_set.indicators
            if one.statistic.kind == PERCENT and (one.key is None or one.statistic.of == BASE)
        ]
        if not relative:
            return
        if not data_set.filters:
            raise entry.problem("filters", "without a filter a percentage is of nothing but the row itself.")
        for place in data_set.shared_out:
            for label_set in data_set.filters[place].label_sets:
                held = [one for one in labels if one.label_set == label_set and one.statistic is None and not one.minus]
                if not any(one.percent_of != WHOLE for one in held):
                    raise entry.problem(
                        "percent_of_total",
                        f"every label of {label_set} is a whole or there is none, so that every percentage would be "
                        "100. Name the filter whose total the percentages are of.",
                    )
                for label in held:
                    self._check_label(data_set, relative[0], label, held)

    def _check_label(self, data_set: DataSet, column: Indicator, label: Label, beside: Iterable[Label]) -> None:
        cell = Cell(label.measure or data_set.measure, label.key)
        if label.percent_of == WHOLE:
            if not any(base_named(one, data_set.measure, column.statistic.of) == cell for one in beside):
                raise _problem(
                    label, f"no label beside it is of it; write {NO_PERCENTAGE} if it is a share of nothing."
                )
        elif (of := base_named(label, data_set.measure, column.statistic.of)) is not None and self.only_100(cell, of):
            raise _problem(label, ITSELF)


def base_named(label: Label, measure: str, otherwise: str = "") -> Cell | None:
    """The cell that a label says its percentage is of, the total where it says none; None for a whole or no share."""
    if label.percent_of in (WHOLE, NO_PERCENTAGE):
        return None
    return cell_named(label.percent_of or otherwise, label.measure or measure)


def _problem(label: Label, what: str) -> UsageError:
    return UsageError(f"labels.csv line {label.line}, column percent_of: {what}")
