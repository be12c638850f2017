"""The data sets of a release, its measures and its labels: what ``data_sets_file`` reads from a release's folder."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from pipeline.design.editions import ALWAYS, ByEdition
from pipeline.design.figure import Figure, Marker
from pipeline.design.not_published import NotPublished, is_published
from pipeline.design.related_counts import BandedAmount, Containment, Histogram, Identity, SameCount
from pipeline.design.statistic import Cell, Statistic
from pipeline.design.version_column import VersionColumn
from pipeline.foundation.stages import UsageError
from pipeline.process.coverage import Measure
from pipeline.reference.periods import year_of

CHANGE = "change"
COMPARED = ("rank_from_highest", "rank_from_lowest", CHANGE, "neighbours")
"""How a figure compares with those of other authorities, or with that of the year before."""
LAYOUTS = ("long", "wide")
LEVELS = ("national", "regional", "local_authority", "agency")
PARTS = ("september", "december")
EES, UNDERLYING = "ees", "underlying"
STANDARDS = (EES, UNDERLYING)
LARGEST_SUPPRESSED = 5  # differences up to it, negative ones too, were suppressed like counts from 1 to 5
TIME_SERIES = ("national_time_series",)  # the reference tables of published figures
WHOLE = "whole"  # what labels.csv writes for a row that is the total that percentages beside it are of
NO_PERCENTAGE = "none"  # and for a row that is a share of nothing
AREA_COLUMNS = ("region_code", "region_name", "old_la_code", "la_name", "new_la_code")
AGENCY_COLUMNS = ("region_code", "region_name", "agency_code", "agency_name")
BOTH_COLUMNS = (*AREA_COLUMNS, "agency_code", "agency_name")
UNDERLYING_AREA_FIELDS = ("level", "la_code", "area_code", "name")
UNDERLYING_ORDER = "order"  # a field more that an underlying file may have: the place in the tables' order of areas


@dataclass(frozen=True)
class Label:
    """One item of a filter.

    ``key`` names the cell (``breakdown=category`` or empty for the total), ``measure`` overrides the data set's and
    that of a filter before it, ``percent_of`` the key (or ``measure:key``) of the denominator, or WHOLE or
    NO_PERCENTAGE, ``minus`` a ``measure:key`` that is subtracted (net gain). A ``statistic`` of its own is shown in the
    number column, and its percentage does not apply. ``line`` is its line in the file. It applies to the collection
    years from ``first_year`` to ``last_year``.
    """

    label_set: str
    first_edition: int
    last_edition: int
    group: str
    text: str
    measure: str
    key: str
    percent_of: str
    minus: str
    statistic: Statistic | None = None
    line: int = field(default=0, compare=False)
    first_year: int = 0
    last_year: int = ALWAYS

    def applies_to(self, year: int) -> bool:
        """Whether returns of the collection year could hold what the label is about."""
        return self.first_year <= year_of(year) <= self.last_year

    def holds_in(self, year: int) -> bool:
        """Whether the label belongs to the edition of ``year``."""
        return self.first_edition <= year <= self.last_edition


@dataclass(frozen=True)
class Filter:
    """A filter: its item column, the column of the item's group if it has one, and its set of labels.

    A filter whose labels differ from one block of rows to the next has a set for each: the first of this filter stands
    beside the first of the others, and so on; a filter of one set has it in every block.
    """

    item_column: ByEdition
    item_label: str
    group_column: ByEdition | None
    group_label: str
    label_sets: tuple[str, ...]

    def label_set_in(self, block: int) -> str:
        """The set of labels of a block of rows, counted from 0."""
        return self.label_sets[block] if len(self.label_sets) > 1 else self.label_sets[0]


@dataclass(frozen=True)
class Indicator:
    """A number column: its statistic and unit, and the editions that have it.

    ``first_year`` is the first whose returns could tell, ``years`` how many up to the edition's have figures (0: all);
    others are not available. ``compared`` says that it shows no figure but how one compares with others. In a long data
    set it shows the row's cell. In a wide one it names its own: a ``measure`` (else the row's) and a ``key`` beside the
    row's; ``by_block`` are the columns that it is in each block of rows where those show measures of their own.
    ``unavailable`` and ``without_negatives`` are (edition, levels) without figures, and with none below 6 but 0.
    """

    column: ByEdition
    statistic: Statistic
    label: str
    unit: str
    first_edition: int = 0
    last_edition: int = ALWAYS
    first_year: int = 0
    measure: str = ""
    key: str | None = None
    years: int = 0
    compared: str = ""
    unavailable: tuple[tuple[int, tuple[str, ...]], ...] = ()
    without_negatives: tuple[tuple[int, tuple[str, ...]], ...] = ()
    by_block: tuple[Indicator, ...] = ()

    def marked(self, edition: int, level: str, figure: Figure) -> Figure:
        """A figure of a level as the edition prints it: some are not, and some not where they are below 6."""
        if any(one == edition and level in levels for one, levels in self.unavailable):
            return Figure.marked(Marker.NOT_AVAILABLE)
        suppresses = any(one == edition and level in levels for one, levels in self.without_negatives)
        if suppresses and isinstance(figure.value, int) and figure.value <= LARGEST_SUPPRESSED and figure.value != 0:
            return Figure.marked(Marker.CONFIDENTIAL)
        return figure

    def tells_of(self, year: int, edition: int) -> bool:
        """Whether the edition's file has figures of the year."""
        # A change needs the year before to be shown too.
        back = 1 if self.compared == CHANGE else 0
        return year_of(year) >= self.first_year + (back if self.first_year else 0) and (
            not self.years or year_of(year) > edition - self.years + back
        )


@dataclass(frozen=True)
class DataSet:
    """A published CSV file: a row is an area in a year and one item of each filter.

    ``departures`` are the checks of its ``standard`` that it knowingly fails, each with its reason. ``area_columns``
    are the columns that say the area, each with the field it holds. ``earlier_figures`` names the reference table of
    published figures that come before the years of the returns. ``percent_of_total`` are the places of the filters
    whose total a percentage is of: the first of them whose label is not itself the whole.

    ``column_order`` gives the filters' columns by their place among those declared, counted from 1, where a file has
    them otherwise. ``empty_whole`` is the cell of which an authority's row is a part (BASE: what its percentage is of):
    where that is 0, parts do not apply. ``known_whole`` are those of whom the file's columns are: where there are
    people and none of them is one, columns are not available. ``never`` are pairs of sets of keys that no row has
    together, ``spellings`` keys with a label and how it is spelt there. The file begins in ``first_year``: returns did
    not tell before. With ``latest_only`` it has the latest period alone, and its latest lies ``years_behind`` the
    edition. ``version`` is a column of what stands of a year's figures, ``not_published`` are numbers that some rows do
    not have. In editions that hold small numbers back it has ``levels_protected`` alone, where it has any.
    """

    file_name: ByEdition
    title: str
    levels: tuple[str, ...]
    measure: str
    filters: tuple[Filter, ...]
    indicators: tuple[Indicator, ...]
    area_columns: tuple[tuple[str, str], ...]
    first_edition: int = 0
    last_edition: int = ALWAYS
    part: str = ""
    standard: str = EES
    earlier_figures: str = ""
    departures: Mapping[str, str] = field(default_factory=dict)
    percent_of_total: tuple[int, ...] = ()
    column_order: tuple[int, ...] = ()
    empty_whole: str = ""
    known_whole: Cell | None = None
    never: tuple[tuple[frozenset[str], frozenset[str]], ...] = ()
    spellings: tuple[tuple[str, str, str], ...] = ()
    first_year: int = 0
    latest_only: bool = False
    years_behind: int = 0
    version: VersionColumn | None = None
    levels_protected: tuple[str, ...] = ()
    not_published: tuple[NotPublished, ...] = ()

    def publishes(self, labels: Sequence[Label], indicator: Indicator, level: str, edition: int) -> bool:
        """Whether areas of a level have a number in the column of a row."""
        if not self.not_published:
            return True
        return is_published(self.not_published, indicator.column.at(edition), self.block_of(labels), level, edition)

    def block_of(self, labels: Sequence[Label]) -> int:
        """Which block of rows a row of labels is in, counted from 0."""
        return next(
            (
                one.label_sets.index(label.label_set)
                for one, label in zip(self.filters, labels, strict=True)
                if len(one.label_sets) > 1
            ),
            0,
        )

    @property
    def shared_out(self) -> tuple[int, ...]:
        """The places of the filters whose total a percentage is of: the last, unless others are declared."""
        return self.percent_of_total or tuple(range(len(self.filters)))[-1:]

    def indicators_in(self, edition: int) -> list[Indicator]:
        """The number columns of an edition, in order."""
        return [one for one in self.indicators if one.first_edition <= edition <= one.last_edition]

    def years_of(self, edition: int, years: Sequence[int]) -> Sequence[int]:
        """The years whose figures from returns the file holds; an underlying file is of its own year alone."""
        if self.standard == UNDERLYING:
            return [edition]
        held = [year for year in years if self.first_year <= year_of(year) <= edition - self.years_behind]
        return held[-1:] if self.latest_only else held


@dataclass(frozen=True)
class Headline:
    """A figure that the pages of a release tell, which a data set also holds; they chart it ``by`` a breakdown.

    ``of`` says what its percentage is of, in words, where that is not another headline.
    """

    label: str
    measure: str
    key: str
    by: str = ""
    of: str = ""


@dataclass(frozen=True)
class Release:
    """What is declared of a release: its measures, data sets and labels, its headlines, and readings of the method.

    ``same_counts`` are cells of it that another release shows too, under a name of its own; ``time_identifier`` is what
    its data files say of their years. With ``only_areas_in_being`` they have no row for an authority in a year in which
    it was not in being; with ``codes_of_year`` rows have the code of their own year. ``newest_first`` is the order of
    their years, ``regions_in_one`` that of areas: the nine regions, Inner and Outer London after them, and authorities
    by region and name. Its time series begins with ``first_years_shown``, by edition, where it is not of the last few
    years. ``known_parts`` are keys of those of whom something is known: shares of them are not available where nobody
    is among them and somebody in their whole. ``of_authorities`` are told on the pages of authorities beside the
    headlines.
    ``holding_back`` are the first and last edition of each policy by which small numbers are suppressed.
    ``quality_tables`` are models of which each is a file of the restricted half of the release, ``spreads`` is the
    model of standard deviations that confidence intervals are made from.
    """

    name: str
    title: str
    summary: str
    headlines: tuple[Headline, ...]
    readings: tuple[str, ...]
    measures: tuple[Measure, ...]
    data_sets: tuple[DataSet, ...]
    labels: tuple[Label, ...]
    identities: tuple[Identity, ...]
    contained: tuple[Containment, ...]
    histograms: tuple[Histogram, ...]
    path: Path
    same_counts: tuple[SameCount, ...] = ()
    banded_amounts: tuple[BandedAmount, ...] = ()
    time_identifier: str = "Reporting year"
    only_areas_in_being: bool = False
    codes_of_year: bool = False
    holding_back: tuple[tuple[int, int], ...] = ()
    newest_first: bool = False
    regions_in_one: bool = False
    first_years_shown: tuple[tuple[int, int], ...] = ()
    known_parts: tuple[str, ...] = ()
    of_authorities: tuple[Headline, ...] = ()
    quality_tables: tuple[str, ...] = ()
    spreads: str = ""

    @property
    def returns(self) -> tuple[str, ...]:
        """The returns that the measures are made from, or that are read beside these."""
        every = {name for measure in self.measures for name in (measure.returns, *measure.beside)}
        return tuple(sorted(every - {""}))

    @property
    def returns_left_unread(self) -> tuple[str, ...]:
        """Other returns that models behind the measures read, and the release does not: their tables are empty."""
        every = {name for measure in self.measures for name in measure.left_unread}
        return tuple(sorted(every - set(self.returns)))

    @property
    def own_return(self) -> str:
        """The return without which there is no release: that of its first headline figure."""
        headline = self.headlines[0].measure
        return next(measure.returns for measure in self.measures if measure.name == headline)

    def first_year_shown(self, edition: int) -> int:
        """The first year of an edition's time series; 0 where it is of the last few years."""
        return next((year for first, year in reversed(self.first_years_shown) if first <= edition), 0)

    @property
    def decimals(self) -> dict[str, int]:
        """The measures that have decimal places, each with how many it is printed to."""
        return {measure.name: measure.decimals for measure in self.measures if measure.decimals}

    @property
    def of_rounded_people(self) -> dict[str, str]:
        """The measures whose amounts would tell the number of people behind them, each with the measure of these."""
        return {measure.name: measure.amount_of for measure in self.measures if measure.of_rounded_people}

    @property
    def applies_to(self) -> dict[str, str]:
        """The measures that do not apply to an authority where another one's total is 0, each with that one."""
        return {measure.name: measure.applies_to for measure in self.measures if measure.applies_to}

    @property
    def never_exceeding(self) -> frozenset[tuple[Cell, Cell]]:
        """Cells that never exceed another, by definition: where they do, their share of it tells nothing."""
        return frozenset(one.pair for one in self.contained if one.pair is not None)

    @cached_property
    def amounts(self) -> dict[str, str]:
        """The measures that add up amounts, each with the measure of the people that they are of (or nothing)."""
        return {measure.name: measure.amount_of for measure in self.measures if measure.is_amount}

    def data_sets_in(self, edition: int, part: str = "") -> list[DataSet]:
        """The data sets of an edition that are published with ``part``; without a part, all."""
        held = [one for one in self.data_sets if one.first_edition <= edition <= one.last_edition]
        if any(first <= edition <= last for first, last in self.holding_back):
            held = [replace(one, levels=one.levels_protected) if one.levels_protected else one for one in held]
        return [one for one in held if part in ("", one.part or part)]

    def has_labels(self, label_set: str, year: int) -> bool:
        """Whether a set has any label in the edition of ``year``."""
        return any(label.label_set == label_set and label.holds_in(year) for label in self.labels)

    def labels_of(self, label_set: str, year: int) -> list[Label]:
        """The labels of a set in the edition of ``year``, in published order."""
        found = [label for label in self.labels if label.label_set == label_set and label.holds_in(year)]
        if not found:
            raise UsageError(f"labels.csv has no label of {label_set} for the {year} edition.")
        return found

    def years_with_all_labels(self, edition: int, years: Sequence[int], late: Collection[int] = ()) -> list[int]:
        """The last of the years, and before it the last of each label that no longer applies then and of each file.

        ``late`` are the last years of tables that have none later.
        """
        latest = year_of(years[-1])
        ended = {label.last_year for label in self.labels if label.holds_in(edition) and label.last_year < latest}
        ended |= {year_of(year) for year in late}
        ended |= {latest - one.years_behind for one in self.data_sets_in(edition) if one.years_behind}
        told = {max((year for year in years if year_of(year) <= last), default=years[-1]) for last in ended}
        return sorted({years[-1], *told})


def combined_key(labels: Sequence[Label], *others: str) -> str:
    """The cell key of a row: its labels' keys and ``others`` joined in order of breakdown, totals left out."""
    return joined_key(*(label.key for label in labels), *others)


def joined_key(*keys: str) -> str:
    """One key of all that some keys say, in order of breakdown."""
    return ";".join(sorted(pair for key in keys for pair in key.split(";") if pair))
