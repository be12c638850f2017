"""Checks of a data file's columns and of the metadata that describes them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from pipeline.disseminate.standards import data_file_vocabulary as words
from pipeline.disseminate.standards.data_file_checks import FAIL, WARNING, Check
from pipeline.disseminate.standards.data_file_reading import CsvTable, FilePair


def _repeated(values: Iterable[str]) -> list[str]:
    """The values that occur more than once; blanks are other checks' business."""
    return [value for value, count in Counter(values).items() if value and count > 1]


def _blank_rows(table: CsvTable) -> list[str]:
    if not all("" in table.values(name) for name in table.columns):
        return []
    count = sum(1 for row in zip(*(table.column(name) for name in table.columns), strict=True) if not any(row))
    return [f"{count} rows"] if count else []


def _undescribed(pair: FilePair) -> list[str]:
    known = {*words.UNIT_COLUMNS, *pair.meta.column("col_name"), *pair.groups}
    return [name for name in pair.data.columns if name not in known and len(pair.data.values(name)) != 1]


def _too_few_columns(pair: FilePair) -> list[str]:
    others = len(pair.data.header) - len(words.DATA_REQUIRED)
    return [f"{pair.meta.row_count} rows for {others} columns"] if others < pair.meta.row_count else []


def _differ_by_punctuation(values: Iterable[str]) -> bool:
    distinct = set(values)
    return len({re.sub(r"[\W_]", "", value) for value in distinct}) < len(distinct)


def _unit_columns_described(pair: FilePair) -> list[str]:
    described = {*pair.meta.column("col_name"), *pair.groups} - words.NAMED_UNITS
    return [name for name in words.UNIT_COLUMNS if name in described]


def _geography_like(pair: FilePair) -> list[str]:
    names = pair.filters_and_groups
    if len(pair.filters) == 1 and words.NAMED_UNITS & {*pair.filters, *pair.groups[:1]}:
        names = [name for name in names if name not in words.NAMED_UNITS]
    return [name for name in names if words.GEOGRAPHY_LIKE.search(name)]


def _grouping_blurred(pair: FilePair) -> list[str]:
    groupings = {cell for _, cell in pair.described("indicator_grouping", "Indicator") if cell}
    return sorted(groupings) if _differ_by_punctuation(groupings) else []


def _set_on(column: str, kind: str) -> Check:
    """A metadata column that rows of one kind must leave blank."""
    name = {
        "filter_hint": "meta_filter_hint",
        "indicator_dp": "meta_indicator_dp",
        "indicator_unit": "meta_ind_unit",
        "indicator_grouping": "meta_indicator_grouping",
        "filter_grouping_column": "meta_fil_grp",
    }[column]
    return Check(
        name,
        FAIL,
        f"{column} is set on an {kind}" if kind == "Indicator" else f"{column} is set on a {kind}",
        lambda pair: [described for described, cell in pair.described(column, kind) if cell],
        is_of_metadata=True,
    )


COLUMN_CHECKS = (
    Check(
        "col_req_meta",
        FAIL,
        "the metadata lack a column",
        lambda pair: [name for name in words.META_REQUIRED if name not in pair.meta],
        is_of_metadata=True,
    ),
    Check(
        "col_invalid_meta",
        FAIL,
        "the metadata have a column that is not allowed",
        lambda pair: [name for name in pair.meta.columns if name not in (*words.META_REQUIRED, *words.META_OPTIONAL)],
        is_of_metadata=True,
    ),
    Check(
        "col_req_data",
        FAIL,
        "the data lack a column",
        lambda pair: [name for name in words.DATA_REQUIRED if name not in pair.data],
    ),
    Check("col_to_rows", FAIL, "more metadata rows than columns to describe", _too_few_columns, is_of_metadata=True),
    Check("duplicate_variable_names", FAIL, "a column name is repeated", lambda pair: _repeated(pair.data.header)),
    Check("data_empty_rows", FAIL, "rows are entirely blank", lambda pair: _blank_rows(pair.data)),
    Check("meta_empty_rows", FAIL, "rows are entirely blank", lambda pair: _blank_rows(pair.meta), is_of_metadata=True),
    Check(
        "data_empty_cols",
        WARNING,
        "a column is entirely empty",
        lambda pair: [name for name in pair.data.columns if pair.data.values(name) == [""]],
    ),
    Check(
        "cross_meta_to_data",
        FAIL,
        "described in the metadata but not a column of the data",
        lambda pair: [name for name in [*pair.filters_and_groups, *pair.indicators] if name not in pair.data],
    ),
    Check("cross_data_to_meta", WARNING, "a column that varies is not described in the metadata", _undescribed),
    Check(
        "col_names_spaces",
        FAIL,
        "a column name has a space",
        lambda pair: [name for name in pair.data.columns if re.search(r"\s", name)],
    ),
    Check(
        "col_snake_case",
        WARNING,
        "a column name is not in snake_case",
        lambda pair: [name for name in pair.data.columns if re.search(r"[^a-z0-9_]", name)],
    ),
    Check(
        "col_var_start",
        WARNING,
        "a column name does not start with a lower case letter",
        lambda pair: [name for name in pair.data.columns if not re.match(r"[a-z]", name)],
    ),
    Check(
        "col_ind_smushed",
        FAIL,
        "an indicator's name carries a filter's value",
        lambda pair: [name for name in pair.indicators if any(word in name.lower() for word in words.FILTER_WORDS)],
    ),
    Check(
        "col_var_characteristic",
        WARNING,
        "characteristics of several kinds share a filter",
        lambda pair: [
            name
            for name in ("characteristic", "characteristic_group")
            if name in (*pair.filters_and_groups, *pair.indicators)
        ],
    ),
)

META_CHECKS = (
    Check(
        "meta_col_type",
        FAIL,
        "col_type is neither Filter nor Indicator",
        lambda pair: sorted(set(pair.meta.column("col_type")) - {"Filter", "Indicator"}),
        is_of_metadata=True,
    ),
    Check("meta_ob_unit", FAIL, "a time or geography column is described", _unit_columns_described, True),
    Check(
        "meta_col_name",
        FAIL,
        "rows without col_name",
        lambda pair: [f"row {row}" for row, name in enumerate(pair.meta.column("col_name"), 2) if not name.strip()],
        is_of_metadata=True,
    ),
    Check("meta_dupe_label", FAIL, "a label is repeated", lambda pair: _repeated(pair.meta.column("label")), True),
    Check(
        "meta_label",
        FAIL,
        "no label for",
        lambda pair: [name for name, label in pair.described("label") if not label.strip()],
        is_of_metadata=True,
    ),
    Check(
        "meta_col_name_spaces",
        FAIL,
        "col_name has a space",
        lambda pair: [name for name in pair.meta.column("col_name") if re.search(r"\s", name)],
        is_of_metadata=True,
    ),
    Check(
        "meta_col_name_dupe", FAIL, "col_name is repeated", lambda pair: _repeated(pair.meta.column("col_name")), True
    ),
    Check(
        "meta_fil_grp_dupe", FAIL, "one group is used by several filters", lambda p: _repeated(p.group_entries), True
    ),
    Check(
        "meta_fil_grp_is_fil",
        WARNING,
        "a filter's group has no row of its own",
        lambda pair: [group for group in pair.groups if group not in pair.meta.column("col_name")],
        is_of_metadata=True,
    ),
    Check(
        "meta_fil_grp_match",
        FAIL,
        "a filter's group is not a column of the data",
        lambda pair: [group for group in pair.groups if group not in pair.data],
        is_of_metadata=True,
    ),
    Check(
        "meta_fil_grp_stripped",
        FAIL,
        "items that differ by punctuation only in the group",
        lambda pair: [group for group in pair.groups if _differ_by_punctuation(pair.data.values(group))],
    ),
    Check("indicator_group_stripped", FAIL, "groupings that differ by punctuation only", _grouping_blurred, True),
    _set_on("filter_grouping_column", "Indicator"),
    _set_on("filter_hint", "Indicator"),
    _set_on("indicator_dp", "Filter"),
    _set_on("indicator_unit", "Filter"),
    _set_on("indicator_grouping", "Filter"),
    Check("meta_geog_catch", FAIL, "a filter's name looks like a geography column", _geography_like, True),
    Check(
        "meta_ind_dp_set",
        WARNING,
        "indicator_dp is not given for",
        lambda pair: [name for name, places in pair.described("indicator_dp", "Indicator") if not places.strip()],
        is_of_metadata=True,
    ),
    Check(
        "meta_ind_dp_values",
        FAIL,
        "indicator_dp is not a whole number",
        lambda pair: [
            places
            for places in pair.meta.column("indicator_dp")
            if places.strip() and not re.fullmatch(r"\s*\d+(?:\.0*)?\s*", places)
        ],
        is_of_metadata=True,
    ),
    Check(
        "meta_ind_unit_validation",
        FAIL,
        "indicator_unit is none of %, pp, \u00a3, \u00a3m, numberstring and blank",
        lambda pair: [unit for _, unit in pair.described("indicator_unit", "Indicator") if unit not in words.UNITS],
        is_of_metadata=True,
    ),
)
