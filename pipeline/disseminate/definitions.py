"""What each measure of a release counts, in words, and where its pages say it: for every file that prints a figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pipeline.analyse.data_set_rows import label_rows, shown_by
from pipeline.design.data_sets import DataSet, Release
from pipeline.design.indicators import IndicatorDefinition, load_definitions
from pipeline.disseminate.pages import anchor_of, anchor_of_indicator, title_of
from pipeline.foundation.stages import Stage, UsageError
from pipeline.process.added_years import AddedYears
from pipeline.process.coverage import Measure
from pipeline.process.models import Model, Models
from pipeline.process.parts_of_cells import GroupOfCells, table_counting

COUNTED: Final = "methodology-counted"
"""The page that says what each model counts."""
INDICATORS: Final = "indicators.yaml"


@dataclass(frozen=True)
class Definition:
    """What a measure counts: its name, what it is itself, whom and what it is counted among, and where a page says it.

    Where several measures are counted among the same children or events, ``own`` tells them apart and ``among`` is the
    same of all.
    """

    title: str
    own: str
    among: str
    place: str

    @property
    def in_words(self) -> str:
        """All of it, as the description of a data file."""
        return f"{self.title}. {' '.join(filter(None, (self.own, self.among)))}"

    @property
    def as_note(self) -> str:
        """A note of a workbook, one for all measures that are counted among the same: their headers tell them apart."""
        return self.among or self.in_words


def definitions_of(release: Release, models: Models) -> Mapping[str, Definition]:
    """The definition of every measure of the release, by its name.

    An indicator's is its own; any other measure's is that of its cells and of the last model of stage core behind them.
    Raises UsageError for a measure that neither tells: what nobody can define is not published.
    """
    path = release.path.with_name(INDICATORS)
    indicators = {one.code: one for one in load_definitions(path)} if path.is_file() else {}
    return {one.name: _definition(release, one, indicators, models) for one in release.measures}


def behind_data_set(
    release: Release, data_set: DataSet, edition: int, definitions: Mapping[str, Definition]
) -> list[Definition]:
    """What the figures of a data set count and are of, in the order of its rows and columns."""
    indicators = data_set.indicators_in(edition)
    shown = [
        one
        for labels in label_rows(release, data_set, edition)
        for indicator in indicators
        if (one := shown_by(data_set, labels, indicator, 0, "")) is not None
    ]
    measures = dict.fromkeys(name for one in shown for name in (one.measure, one.whole.measure) if name)
    return list(dict.fromkeys(definitions[name] for name in measures))


def _definition(
    release: Release, measure: Measure, indicators: Mapping[str, IndicatorDefinition], models: Models
) -> Definition:
    indicator = indicators.get(_code(release, measure))
    if indicator is not None:
        return _of_indicator(indicator)
    table = table_counting(release.measures, measure.name)
    core = [one for one in models.upstream(table) if one.stage is Stage.CORE]
    if not core:
        raise UsageError(
            f"{release.name}: nothing says what the measure {measure.name} counts. Give it a model of stage core, or "
            f"an entry in {INDICATORS}."
        )
    title = title_of(f"{Stage.CELLS.value}.{measure.name}").replace(" fte", " (FTE)")
    place = f"{COUNTED}.html#{anchor_of(core[-1])}"
    return Definition(title, models[table].summary if table in models else "", _of_model(core[-1]), place)


def _code(release: Release, measure: Measure) -> str:
    """The code of the indicator that a measure would be of: that of its group of cells, or of the years it adds up."""
    if isinstance(measure, AddedYears):
        measure = next(one for one in release.measures if one.name == measure.adds_up)
    return measure.group if isinstance(measure, GroupOfCells) else measure.name


def _of_indicator(one: IndicatorDefinition) -> Definition:
    doubt = f" What is doubtful: {one.doubt}" if one.doubt and one.definition else one.doubt
    words = f"{one.definition} Formula: {one.formula}.{doubt}" if one.definition else f"Not available. {doubt}"
    return Definition(one.title, words, "", f"methodology.html#{anchor_of_indicator(one)}")


def _of_model(model: Model) -> str:
    """What a model says of itself, the heading of its rows first; a row is told where it is not said who is counted."""
    words = [f"{title_of(model.name)}.", f"Counted: {model.counted}" if model.counted else model.summary]
    words += [f"Not counted: {model.not_counted}" if model.not_counted else "", f"Source: {model.source}."]
    return " ".join(filter(None, words))
