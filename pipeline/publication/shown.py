"""Every figure that a release shows, from whichever file: what disclosure control has to know of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product

from pipeline.grossing.rollup import breakdown_key, breakdown_pairs
from pipeline.publication.areas import Areas
from pipeline.publication.contents import Column, Contents, Statistic
from pipeline.publication.data_files import areas_of, label_rows, shown_by
from pipeline.publication.data_sets import Release
from pipeline.publication.figures import Shown

DEFAULT_PART = "september"  # a release that is not asked for in parts has its main tables


def shown_in_data_sets(release: Release, edition: int, years: Sequence[int], areas: Areas) -> Iterator[Shown]:
    """Every figure of every data set, populations apart: those are public."""
    for data_set in release.data_sets:
        for labels in label_rows(release, data_set, edition):
            indicators = [one for one in data_set.indicators_in(edition) if one.statistic != "population"]
            for indicator, year, area in product(indicators, years, areas_of(data_set, areas)):
                if (year, area.area_code) in areas.in_being and year >= indicator.first_year:
                    yield shown_by(data_set, labels, indicator, year, area.area_code)


def shown_in_workbook(
    contents: Contents, edition: int, part: str, years: Sequence[int], areas: Areas
) -> Iterator[Shown]:
    """Every figure of every table of the workbook."""
    for table in contents.tables_in(edition, part):
        for column, area in product(table.columns_in(edition), areas.of_year(edition)):
            shown = shown_in_column(column, edition, area.area_code)
            if shown.year in years and (shown.year, area.area_code) in areas.in_being:
                yield shown


def shown_in_column(column: Column, edition: int, area_code: str) -> Shown:
    """Which figure a column of a table shows in an area's row."""
    start = (column.measure, edition - column.years_back, area_code, column.key)
    if column.statistic is Statistic.PERCENT:
        return Shown("percent", *start, column.of, decimals=column.decimals)
    if column.statistic is Statistic.DIFFERENCE and column.minus is not None:
        return Shown("difference", *start, minus=column.minus)
    return Shown(column.statistic.value, *start)


def counts_behind(shown: Iterable[Shown]) -> set[tuple[str, str]]:
    """The (measure, key) of every count that some figure is, or is worked out from."""
    behind = set()
    for figure in shown:
        behind.add((figure.measure, figure.key))
        if figure.statistic == "percent":
            behind.add((figure.measure, figure.of_key))
        if figure.statistic == "difference":
            behind.add(figure.minus)
    return behind


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
