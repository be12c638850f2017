"""The figures of every indicator of a release: where each stands in its counts, and how a number is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.analyse.data_set_rows import shown_by
from pipeline.analyse.figures import Shown
from pipeline.consult.bundle.preview import Indicator, Period
from pipeline.design.data_sets import COMPARED, DataSet, Release
from pipeline.design.data_sets import Indicator as Column
from pipeline.design.indicators import IndicatorDefinition
from pipeline.design.statistic import RELATIVE
from pipeline.process.added_years import added

NEIGHBOURS = COMPARED[-1]


@dataclass(frozen=True)
class ValueColumn:
    """A column of a data set that shows the value of an indicator, or ``compared`` its neighbours' average."""

    code: str
    period: Period
    data_set: DataSet
    column: Column

    @property
    def is_of_neighbours(self) -> bool:
        """Whether it shows the neighbours' average."""
        return self.column.compared == NEIGHBOURS

    def shown(self, year: int, area_code: str) -> Shown:
        """The figure of an area."""
        shown = shown_by(self.data_set, (), self.column, year, area_code)
        if shown is None:
            raise ValueError(f"{self.code}: a column without labels always shows a figure.")
        return shown


def value_columns(release: Release, edition: int) -> Iterator[ValueColumn]:
    """The columns of an edition that show values of indicators, in order; a data set is called by its indicator."""
    three_years = {measure.name for measure in added(release.measures)}
    for data_set in release.data_sets_in(edition):
        for column in data_set.indicators_in(edition):
            if column.statistic.kind in RELATIVE and column.compared in ("", NEIGHBOURS):
                period = Period.THREE_YEAR if column.measure in three_years else Period.SINGLE
                yield ValueColumn(data_set.file_name.at(edition), period, data_set, column)


def described(definition: IndicatorDefinition) -> Indicator:
    """An indicator as previews describe it, with what is doubtful about it."""
    return Indicator(
        code=definition.code,
        title=definition.title,
        family=definition.family,
        definition=" ".join(filter(None, (definition.definition, definition.doubt))),
        formula=definition.formula or "not known",
        numerator=definition.numerator or "not known",
        denominator=definition.denominator or "not known",
        source_fields=definition.source_fields,
        unit=definition.unit or "percent",
        has_child_list=definition.has_child_list,
    )
