"""What the pages say of a headline figure: sentences and titles made from figures as printed, and nothing else.

A figure that is a symbol is told as what the symbol means, and no change, rank or mean is worked out from it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from pipeline.analyse.areas import ENGLAND
from pipeline.analyse.figures import Shown
from pipeline.collect.specification import load_specification
from pipeline.design.data_sets import Headline, Release
from pipeline.design.figure import Figure
from pipeline.design.statistic import COUNT, PERCENT, PERCENT_OF_POPULATION, RATE, Cell
from pipeline.disseminate.site.published_figures import Column, PublishedFigures
from pipeline.foundation.stages import UsageError
from pipeline.reference.periods import QUARTERS, period_of

COMPARABLE = (RATE, PERCENT, PERCENT_OF_POPULATION)
"""The statistics by which areas of different sizes are compared, the first that is printed."""
POPULATIONS_IN_SHORT = {"children": "children aged under 18", "children_looked_after": "children looked after"}
"""What a percentage of the population is of, by the population that the specification of a return names."""
LONG_AGO = 5
"""Years between the two figures of the longer change, where the release has as many."""


@dataclass(frozen=True)
class Topic:
    """A headline figure with the columns that tell it: ``main``, its count, and ``compared``, by which areas compare.

    ``words`` say what is compared; ``name`` is the topic in the names of pages and places in them.
    """

    headline: Headline
    name: str
    main: Column
    compared: Column
    words: str

    @property
    def label(self) -> str:
        """The headline's label."""
        return self.headline.label

    @property
    def label_compared(self) -> str:
        """The label with what is compared, where that is not the number itself."""
        return self.label if self.main == self.compared else f"{self.label}, {self.words}"


def topics(figures: PublishedFigures, headlines: Sequence[Headline]) -> list[Topic]:
    """Those of the headlines that some file of the release prints."""
    found = []
    for headline in headlines:
        columns = figures.columns_of(Cell(headline.measure, headline.key))
        counts = [one for one in columns if one.shown.statistic == COUNT]
        if not counts:
            continue
        rest = [
            one
            for kind in COMPARABLE
            for one in columns
            if one.shown.statistic == kind and not (kind == PERCENT and one.shown.whole == one.shown.cell)
            # What only England has compares nobody.
            if {*one.file.data_set.levels} >= {*counts[0].file.data_set.levels}
        ]
        compared = (rest or counts)[0]
        words = words_of(compared, headline, headlines, figures.edition.release)
        found.append(Topic(headline, _name(headline.label), counts[0], compared, words))
    return found


def _name(label: str) -> str:
    return "-".join("".join(letter if letter.isalnum() else " " for letter in label.lower()).split())


def words_of(column: Column, headline: Headline, headlines: Sequence[Headline], release: Release) -> str:
    """What the figures of a column are, in words. Raises UsageError where nothing says what a percentage is of."""
    kind, whole = column.shown.statistic, column.shown.whole
    if kind == RATE:
        return "rate per 10,000 children"
    if kind == COUNT:
        return "number"
    if kind == PERCENT_OF_POPULATION:
        return f"percentage of {POPULATIONS_IN_SHORT[load_specification(release.own_return).population]}"
    of = headline.of or next((decapitalised(one.label) for one in headlines if (one.measure, one.key) == whole), "")
    if not of:
        raise UsageError(
            f"{release.name}/data_sets.yaml, headline {headline.label!r}, field of: say what its share is of."
        )
    return f"percentage of {of}"


def decapitalised(label: str) -> str:
    """A label within a sentence."""
    return label[:1].lower() + label[1:]


def capitalised(words: str) -> str:
    """Words as the beginning of a sentence."""
    return words[:1].upper() + words[1:]


@dataclass(frozen=True)
class Told:
    """A figure and its changes in words: a ``title`` that says the finding, and a ``sentence``."""

    title: str
    sentence: str


def told(figures: PublishedFigures, column: Column, label: str, area_code: str = ENGLAND.area_code) -> Told:
    """The latest figure of a column in an area, with its changes on the year before and since about five years."""
    edition = figures.edition
    latest, year = edition.latest, str(period_of(edition.latest))
    new = figures.of(column.shown.at(latest, area_code))
    if new.marker is not None:
        why = f"no figure is shown for {year}; {meaning(figures, new)}"
        return Told(f"{label}: {why}", f"{capitalised(why)}.")
    before, long_ago = _years_before(latest, edition.years)
    value = in_print(figures, new)
    title, sentence = f"{label}: {value} in {year}", f"{value} in {year}"
    if before is not None:
        old = figures.of(column.shown.at(before, area_code))
        if old.marker is None:
            told_of = change(column, new, old)
            title += f", {f'{told_of} on {period_of(before)}' if told_of else f'the same as in {period_of(before)}'}"
            on = f"{told_of} on {in_print(figures, old)} in {period_of(before)}"
            sentence += f", {on if told_of else f'the same as in {period_of(before)}'}"
        else:
            sentence += f"; no figure is shown for {period_of(before)}"
    if long_ago is not None:
        old = figures.of(column.shown.at(long_ago, area_code))
        if old.marker is None:
            told_of = change(column, new, old)
            since = f"{told_of} since {period_of(long_ago)} ({in_print(figures, old)})"
            sentence += f"; {since if told_of else f'the same as in {period_of(long_ago)}'}"
    return Told(title, f"{sentence}.")


def _years_before(latest: int, years: Sequence[int]) -> tuple[int | None, int | None]:
    """The period a year before the latest, and the one five years before it or else the earliest, if there are any.

    Of a quarter whose year before is not held it is the quarter before.
    """
    period = period_of(latest)
    in_a_year = len(QUARTERS) if period.quarter else 1
    before = period.back(in_a_year).collection_year
    if before not in years:
        before = period.back(1).collection_year
    long_ago = max(min(years), period.back(LONG_AGO * in_a_year).collection_year)
    is_longer = long_ago < before and long_ago in years
    return before if before in years else None, long_ago if is_longer else None


def change(column: Column, new: Figure, old: Figure) -> str:
    """How a figure differs from another: per cent of counts, points of percentages; empty where it does not.

    Raises ValueError for a symbol.
    """
    was, now = number(old), number(new)
    if was is None or now is None:
        raise ValueError("A change is told of two figures that are shown.")
    if now == was:
        return ""
    direction = "up" if now > was else "down"
    by = abs(now - was)
    if column.shown.statistic in (PERCENT, PERCENT_OF_POPULATION):
        return f"{direction} {by} percentage point{'' if by == 1 else 's'}"
    if column.shown.statistic != COUNT or was == 0:
        return f"{direction} {by:,}"
    share = (100 * by / was).quantize(Decimal(1), ROUND_HALF_UP)
    return f"{direction} {share}%" if share else f"{direction} less than 1%"


def number(figure: Figure) -> Decimal | None:
    """The number that is printed, if there is one."""
    return Decimal(figure.value) if isinstance(figure.value, int | Decimal) else None


def in_print(figures: PublishedFigures, figure: Figure) -> str:
    """The figure as the pages print it: its number, or the edition's symbol."""
    if figure.marker is not None:
        return figures.edition.contents.edition_for(figures.edition.year).shown(figure.marker)
    return f"{figure.value:,}" if isinstance(figure.value, int | Decimal) else str(figure.value)


def meaning(figures: PublishedFigures, figure: Figure) -> str:
    """Why a figure is not shown, in the words of the edition's symbols."""
    return figures.edition.contents.markers[figure.marker] if figure.marker is not None else ""


def extremes(values: Mapping[str, Decimal]) -> str:
    """Where the highest and the lowest of some figures are: ``from 20 in A to 80 in B``; several of one are counted."""
    if not values:
        return "no figure is shown"

    def where(value: Decimal) -> str:
        names = [name for name, one in values.items() if one == value]
        return f"{value:,} in {names[0]}" if len(names) == 1 else f"{value:,} in {len(names)} areas"

    low, high = min(values.values()), max(values.values())
    return f"from {where(low)} to {where(high)}" if low < high else f"{low:,} everywhere"


def in_a_row(names: Sequence[str]) -> str:
    """Names as a sentence has them: ``A, B and C``."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def breakdown(figures: PublishedFigures, topic: Topic) -> list[tuple[str, Shown]]:
    """The counts of the topic's categories in the breakdown that it is charted by, in the order of the file."""
    by = topic.headline.by
    if not by:
        return []
    own = frozenset(filter(None, topic.headline.key.split(";")))
    found = []
    for cell in figures.cells():
        pairs = frozenset(filter(None, cell.key.split(";")))
        more = pairs - own
        if (
            cell.measure == topic.headline.measure
            and own < pairs
            and len(more) == 1
            and {*more}.pop().startswith(f"{by}=")
        ):
            column = next((one for one in figures.columns_of(cell) if one.shown.statistic == COUNT), None)
            label = column and next((one.text for one in reversed(column.labels) if f"{by}=" in one.key), "")
            if column is not None and label:
                found.append((label, column.shown))
    return found
