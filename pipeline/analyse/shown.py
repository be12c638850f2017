"""Every figure that a release shows, from whichever file: what disclosure control has to know of."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import product

from pipeline.analyse.areas import Areas
from pipeline.analyse.comparisons import read_with
from pipeline.analyse.data_set_rows import areas_of, label_rows, shown_by
from pipeline.analyse.figures import Shown
from pipeline.analyse.workbook_grid import Asked, lay_out
from pipeline.design.contents import Contents, Table
from pipeline.design.data_sets import LEVELS, DataSet, Release
from pipeline.design.statistic import DIFFERENCE, POPULATION, RELATIVE, Cell
from pipeline.process.rollup import breakdown_key, breakdown_pairs
from pipeline.reference.periods import latest_of


def shown_in_data_sets(release: Release, edition: int, years: Sequence[int], areas: Areas) -> Iterator[Shown]:
    """Every figure of every data set of whichever part, populations apart: those are public."""
    for data_set in release.data_sets_in(edition):
        yield from shown_in_data_set(release, data_set, edition, years, areas)


def shown_in_data_set(
    release: Release, data_set: DataSet, edition: int, years: Sequence[int], areas: Areas
) -> Iterator[Shown]:
    """Every figure of one data set, populations apart."""
    indicators = [one for one in data_set.indicators_in(edition) if one.statistic.kind != POPULATION]
    held = [year for year in data_set.years_of(edition, years) if year in years]
    there = [
        (year, area.area_code)
        for year, area in product(held, areas_of(data_set, areas))
        if (year, area.area_code) in areas.in_being
    ]
    for labels in label_rows(release, data_set, edition):
        applies = {year: all(label.applies_to(year) for label in labels) for year in held}
        for indicator in indicators:
            anywhere = shown_by(data_set, labels, indicator, 0, "")
            if anywhere is None:
                continue
            told = {year for year in held if applies[year] and indicator.tells_of(year, edition)}
            there_too = {level for level in LEVELS if data_set.publishes(labels, indicator, level, edition)}
            everywhere = (
                anywhere.at(year, area_code)
                for year, area_code in there
                if year in told and areas.levels[area_code] in there_too
            )
            if not indicator.compared:
                yield from everywhere
                continue
            for shown in everywhere:
                yield from _in_being(read_with(shown, indicator.compared), areas)


def shown_in_workbook(contents: Contents, edition: int, years: Sequence[int], areas: Areas) -> Iterator[Shown]:
    """Every figure of every table of the workbooks, of whichever part."""
    for table in contents.tables_in(edition):
        yield from shown_in_table(table, edition, years, areas)


def shown_in_table(table: Table, edition: int, years: Sequence[int], areas: Areas) -> Iterator[Shown]:
    """Every figure of one table."""
    for row in lay_out(table, edition, areas.of_year(latest_of(edition, years)), years).asked:
        for asked in filter(None, row):
            if (asked.year, asked.area_code) in areas.in_being:
                yield from _in_being(read_with(shown_in_cell(asked), asked.cell.compared), areas)


def _in_being(figures: Iterable[Shown], areas: Areas) -> Iterator[Shown]:
    return (shown for shown in figures if (shown.year, shown.area_code) in areas.in_being)


def shown_in_cell(asked: Asked) -> Shown:
    """Which figure a cell of a workbook's table shows."""
    cell = asked.cell
    base = cell.statistic.base(cell.measure)
    return Shown.of(cell.statistic, Cell(cell.measure, cell.key), base, asked.year, asked.area_code)


def counts_behind(shown: Iterable[Shown]) -> set[tuple[str, str]]:
    """The (measure, key) of every count that some figure is, or is worked out from."""
    behind = set()
    for figure in shown:
        behind.add((figure.measure, figure.key))
        if figure.statistic in RELATIVE:
            behind.add(figure.whole)
        if figure.statistic == DIFFERENCE:
            behind.add(figure.minus)
    return behind


def added_up_with(release: Release, cells: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
    """The cells that a declared identity adds up with two others or more: readers know them by these."""
    known, found = set(cells), set[tuple[str, str]]()
    for one in release.identities:
        together = {one.whole, *one.parts}
        if len(together & known) > 1:
            found |= together - known
    return found


def completed(keys: Iterable[str], parents: Mapping[str, Mapping[str, str]]) -> set[str]:
    """The keys, with the categories beside them that no table shows but that complete the sums they stand in.

    Without them a group whose shown parts do not add up would look wrong; with them the audit knows how much a reader
    cannot see. ``parents`` gives, by breakdown, each category's parent (empty at the top).
    """
    families: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for key in keys:
        pairs = breakdown_pairs(key)
        families.setdefault(tuple(name for name, _ in pairs), []).append(tuple(value for _, value in pairs))
    found = set(keys)
    for names in sorted(families):
        nodes = []
        for place, name in enumerate(names):
            shown = {values[place] for values in families[names]}
            nodes.append(sorted(shown | _beside(shown, parents[name])))
        found |= {breakdown_key(zip(names, values, strict=True)) for values in product(*nodes)}
    return found


def _beside(shown: set[str], parents: Mapping[str, str]) -> set[str]:
    above = set()
    for node in shown:
        parent = parents[node]
        while parent and parent not in above:
            above.add(parent)
            parent = parents[parent]
        above.add("")
    return {node for node, parent in parents.items() if parent in above and node not in shown and node not in above}
