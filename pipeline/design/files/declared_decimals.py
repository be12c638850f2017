"""Columns and lines of percentages say their decimal places; the policy of the edition must say the same."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.design.contents import ColumnKind, Contents
from pipeline.design.data_sets import Release
from pipeline.design.policy import EditionPolicies
from pipeline.design.statistic import COUNT, PERCENT
from pipeline.foundation.stages import UsageError


def require_decimals(release: Release, contents: Contents, policies: EditionPolicies, edition: int) -> None:
    """Raise UsageError when a percentage of the edition is declared with other decimal places than its policy has."""
    for policy, declared in (
        (policies.data_sets, _in_data_sets(release, edition)),
        (policies.tables, _in_tables(contents, edition)),
    ):
        for place, measure, decimals in declared:
            wanted = policy.decimals_of_percentages(measure)
            if decimals != wanted:
                raise UsageError(
                    f"release.toml [disclosure.{policy.edition}], field percentage_decimals: it is "
                    f"{wanted}, and {place} is declared with {decimals}. Make both the same."
                )


def _in_data_sets(release: Release, edition: int) -> Iterator[tuple[str, str, int]]:
    for data_set in release.data_sets_in(edition):
        for column in data_set.indicators_in(edition):
            for one in column.by_block or (column,):
                if one.statistic.kind == PERCENT:
                    yield (
                        f"column {column.column.at(edition)} of {data_set.file_name.at(edition)}",
                        one.measure or data_set.measure,
                        one.statistic.decimals,
                    )
    for label in release.labels:
        own = label.statistic
        if own is not None and own.kind == PERCENT and label.holds_in(edition):
            yield f"labels.csv line {label.line}", label.measure, own.decimals


def _in_tables(contents: Contents, edition: int) -> Iterator[tuple[str, str, int]]:
    for table in contents.tables_in(edition):
        by_column = any(columns.kind is ColumnKind.PERCENTAGES for columns in table.year_columns)
        for line in table.lines_in(edition):
            own = line.cell.statistic
            if own.kind == PERCENT or (by_column and own.kind == COUNT and line.has_percentage):
                yield f"{line.heading!r} in table {table.number}", line.cell.measure, own.decimals
