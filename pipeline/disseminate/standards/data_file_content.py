"""Checks of a data file's cells: time, filters, indicators, harmonised values, and what an application can take."""

from __future__ import annotations

import re

from pipeline.disseminate.standards import data_file_vocabulary as words
from pipeline.disseminate.standards.data_file_checks import FAIL, WARNING, Check
from pipeline.disseminate.standards.data_file_reading import FilePair

PLAIN_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
DECIMALS = re.compile(r"-?\d+\.(\d+)")


def _mixed_identifiers(pair: FilePair) -> list[str]:
    used = set(pair.data.values("time_identifier"))
    return sorted(used) if used and not any(used <= family for family in words.TIME_FAMILIES) else []


def _wrong_length(pair: FilePair) -> list[str]:
    identifiers = pair.data.values("time_identifier")
    digits = 4 if identifiers and identifiers[0] in words.FOUR_DIGIT_IDENTIFIERS else 6
    return [period for period in pair.data.values("time_period") if len(period) != digits]


def _not_consecutive(pair: FilePair) -> list[str]:
    six = [period for period in pair.data.values("time_period") if re.fullmatch(r"\d{6}", period)]
    return [period for period in six if (int(period[2:4]) + 1) % 100 != int(period[4:])]


def _without_total(pair: FilePair) -> list[str]:
    default = dict.fromkeys(pair.filters_and_groups, "Total")
    default |= {name: item for name, item in pair.described("filter_default", "Filter") if item}
    return [name for name, item in default.items() if name in pair.data and item not in pair.data.values(name)]


def _groups_larger_than_filters(pair: FilePair) -> list[str]:
    rows = pair.described("filter_grouping_column", "Filter")
    return [group for name, group in rows if group and len(pair.data.values(group)) > len(pair.data.values(name)) > 0]


def _total_in_a_unit(pair: FilePair) -> list[str]:
    spared = words.NAMED_UNITS
    columns = [
        name
        for name in pair.data.columns
        if (name in words.UNIT_COLUMNS and name not in spared) or words.GEOGRAPHY_LIKE.search(name)
    ]
    if len(pair.filters) == 1 and spared & {*pair.filters, *pair.groups[:1]}:
        columns = [name for name in columns if name not in spared]
    return [name for name in columns if words.TOTALS & set(pair.data.values(name))]


def _spaces_around(pair: FilePair) -> list[str]:
    columns = dict.fromkeys([*pair.filters_and_groups, *words.GEOGRAPHY_COLUMNS])
    return [value for name in columns for value in pair.data.values(name) if value != value.strip()]


def _repeated_rows(pair: FilePair) -> list[str]:
    """Rows with the same time, area and filter items, but for rows of establishments, which other keys tell apart."""
    ignored = set(words.IGNORED_LEVELS)
    if set(pair.levels) not in ({words.SCHOOL}, {words.PROVIDER}):
        ignored |= {words.SCHOOL, words.PROVIDER}
    keys = dict.fromkeys([*words.UNIT_COLUMNS, *pair.filters_and_groups])
    names = [name for name in keys if len(pair.data.values(name)) > 1]  # a constant tells no rows apart
    rows = zip(pair.data.column("geographic_level"), *(pair.data.column(name) for name in names), strict=True)
    if not ignored & set(pair.levels):
        repeated = pair.data.row_count - len(set(rows))
    else:
        kept = [row for row in rows if row[0] not in ignored]
        repeated = len(kept) - len(set(kept))
    return [f"{repeated} rows"] if repeated else []


def _null_texts(pair: FilePair) -> list[str]:
    data = [name for name in pair.data.columns if words.NULL_TEXTS & set(pair.data.values(name))]
    meta = [name for name in pair.meta.columns if words.NULL_TEXTS & set(pair.meta.values(name))]
    return [*data, *(f"{name} (metadata)" for name in meta)]


def _not_harmonised(pair: FilePair) -> list[str]:
    standard = set().union(*words.HARMONISED_NAMES.values())
    names = [name for name in [*pair.meta.column("col_name"), *pair.groups] if name and name not in standard]
    return [name for name in names if any(word in name.lower() for word in words.HARMONISED_NAMES)]


def _not_an_ethnicity(pair: FilePair) -> list[str]:
    columns = [name for name in ("ethnicity_major", "ethnicity_minor") if name in pair.data]
    if not columns:
        return []
    places = [("ethnicity_major", "ethnicity_minor").index(name) for name in columns]
    allowed = {tuple(pair_of[place] for place in places) for pair_of in words.ETHNICITIES}
    return [" / ".join(found) for found in pair.data.combinations(columns) if found not in allowed]


def _ethnicity_groups(pair: FilePair) -> list[str]:
    ethnic = [value for value in pair.data.values("characteristic_group") if "ethnic" in value.lower()]
    return [value for value in ethnic if not any(name in value for name in words.ETHNICITY_GROUP_NAMES)]


def _ethnicity_items(pair: FilePair) -> list[str]:
    if "characteristic" not in pair.data or "characteristic_group" not in pair.data:
        return []
    allowed = {name for names in words.ETHNICITIES for name in names}
    rows = pair.data.combinations(("characteristic_group", "characteristic"))
    return [item for group, item in rows if "ethnic" in group.lower() and item not in allowed]


def _neither_number_nor_symbol(pair: FilePair) -> list[str]:
    return [
        f"{name}: {value}"
        for name in pair.indicators
        for value in pair.data.values(name)
        if value and value not in words.SYMBOLS and not PLAIN_NUMBER.fullmatch(value)
    ]


def _too_many_decimals(pair: FilePair) -> list[str]:
    found = []
    for name, places in pair.described("indicator_dp", "Indicator"):
        if places.strip().isdigit():
            used = [len(match[1]) for value in pair.data.values(name) if (match := DECIMALS.fullmatch(value))]
            if max(used, default=0) > int(places):
                found.append(f"{name} ({max(used)}, not {places.strip()})")
    return found


def _longer(values: list[str], kind: str) -> list[str]:
    return [value for value in values if len(value) > words.API_LIMITS[kind]]


def _codes(pair: FilePair) -> list[str]:
    columns = [column for level in words.LEVELS.values() for column in (level.code, level.second_code) if column]
    return [value for column in columns for value in pair.data.values(column)]


def _items(pair: FilePair) -> list[str]:
    columns = dict.fromkeys([*pair.filters_and_groups, *(level.name for level in words.LEVELS.values())])
    return [value for column in columns for value in pair.data.values(column)]


CONTENT_CHECKS = (
    Check(
        "time_period_num",
        FAIL,
        "time_period is not of 4 or 6 digits",
        lambda pair: [v for v in pair.data.values("time_period") if not re.fullmatch(r"\d{4}(\d\d)?", v)],
    ),
    Check(
        "time_id_valid",
        FAIL,
        "time_identifier is not one of the standard's",
        lambda pair: [
            value
            for value in pair.data.values("time_identifier")
            if not any(value in family for family in words.TIME_FAMILIES)
        ],
    ),
    Check("time_id_mix", FAIL, "time identifiers that may not be mixed", _mixed_identifiers),
    Check("time_period", FAIL, "time_period has the wrong length for its identifier", _wrong_length),
    Check("time_period_six", FAIL, "time_period is not two consecutive years", _not_consecutive),
    Check(
        "filter_not_singular",
        FAIL,
        "a filter has fewer than two items",
        lambda pair: [name for name in pair.filters if name in pair.data and len(pair.data.values(name)) < 2],
    ),
    Check("filter_defaults", WARNING, "no Total, or no default item, in", _without_total),
    Check("filter_group_level", FAIL, "a group has more items than its filter", _groups_larger_than_filters),
    Check(
        "filter_item_limit",
        FAIL,
        f"more than {words.MOST_FILTER_ITEMS:,} items in",
        lambda pair: [n for n in pair.filters_and_groups if len(pair.data.values(n)) > words.MOST_FILTER_ITEMS],
    ),
    Check("filter_whitespace", FAIL, "spaces around", _spaces_around),
    Check("filter_ob_total", FAIL, "a total in a time or geography column, which should be blank", _total_in_a_unit),
    Check(
        "filter_blanks",
        FAIL,
        "blank cells in the filter",
        lambda pair: [name for name in pair.filters_and_groups if "" in pair.data.values(name)],
    ),
    Check("general_dupes", FAIL, "rows repeat the time, area and filter items of another", _repeated_rows),
    Check("general_null", FAIL, "a text such as NULL or NA in", _null_texts),
    Check(
        "general_legacy_symbols",
        WARNING,
        "a symbol of former releases in",
        lambda pair: [name for name in pair.data.columns if words.LEGACY_SYMBOLS & set(pair.data.values(name))],
    ),
    Check(
        "ind_invalid_entry",
        FAIL,
        "a blank, ~ or : in the indicator",
        lambda pair: [n for n in pair.indicators if words.FORBIDDEN_IN_INDICATORS & set(pair.data.values(n))],
    ),
    Check("harmonised_variables", FAIL, "a name for which the guide has another", _not_harmonised, True),
    Check("harmonised_eth_vals", WARNING, "an ethnicity that is not of the harmonised list", _not_an_ethnicity),
    Check("harmonised_eth_char_grp", FAIL, "an ethnicity group that is not standard", _ethnicity_groups),
    Check("harmonised_eth_char_vals", WARNING, "an ethnicity that is not of the harmonised list", _ethnicity_items),
    Check(
        "api_char_col_name",
        WARNING,
        "a column name too long for an application interface",
        lambda pair: _longer(list(pair.data.columns), "column name"),
    ),
    Check(
        "api_char_col_label",
        WARNING,
        "a label too long for an application interface",
        lambda pair: _longer(pair.meta.values("label"), "label"),
        is_of_metadata=True,
    ),
    Check(
        "api_char_loc_code",
        WARNING,
        "a location code too long for an application interface",
        lambda pair: _longer(_codes(pair), "location code"),
    ),
    Check(
        "api_char_filter_items",
        WARNING,
        "an item or place name too long for an application interface",
        lambda pair: _longer(_items(pair), "filter item"),
    ),
    # This project's own, beyond the screener.
    Check("symbols_only_gss", WARNING, "neither a plain number nor a symbol", _neither_number_nor_symbol),
    Check("dp_matches_metadata", WARNING, "more decimal places than indicator_dp says", _too_many_decimals),
)
