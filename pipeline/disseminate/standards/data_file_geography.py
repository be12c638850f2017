"""Checks of a data file's areas: levels, codes with their names, and which columns a row may fill."""

from __future__ import annotations

from pipeline.disseminate.standards import data_file_vocabulary as words
from pipeline.disseminate.standards.data_file_checks import FAIL, WARNING, Check
from pipeline.disseminate.standards.data_file_reading import FilePair

LISTED_LEVELS = (words.NATIONAL, words.REGIONAL, words.LOCAL_AUTHORITY)


def _columns_missing(pair: FilePair) -> list[str]:
    levels = [level for level in pair.levels if level not in (words.NATIONAL, words.PLANNING_AREA)]
    return [
        column
        for level in levels
        if level in words.LEVELS
        for column in words.LEVELS[level].columns
        if column not in pair.data
    ]


def _unlisted(level_name: str, name: str) -> Check:
    """Codes and names must be pairs of the list; a blank or unavailable code is other checks' business."""
    level = words.LEVELS[level_name]
    codes = [code for code in (level.second_code, level.code) if code]

    def offenders(pair: FilePair) -> list[str]:
        if any(column not in pair.data for column in level.columns):
            return []
        found = []
        for *given, place in pair.data.combinations([*codes, level.name]):
            if "" in given or given[-1] == "x":
                continue
            outside = all(code == "z" for code in given) and place in words.PLACES_OUTSIDE
            if not outside and any((code, place) not in pair.places for code in given):
                found.append(" / ".join([*given, place]))
        return found

    return Check(name, FAIL, f"a {level_name} code and name are no pair of the list", offenders)


def _without_list(pair: FilePair) -> list[str]:
    return [level for level in pair.levels if level in words.LEVELS and level not in LISTED_LEVELS]


def _incomplete(pair: FilePair) -> list[str]:
    """Columns left blank by rows of their own level; new codes may be, for authorities that never had one."""
    found = []
    for level_name in pair.levels:
        if level_name in words.LEVELS and level_name != words.PLANNING_AREA:
            columns = [column for column in words.LEVELS[level_name].columns if column != "new_la_code"]
            found += [column for column in columns if column in pair.data and _is_blank(pair, level_name, column)]
    return found


def _is_blank(pair: FilePair, level_name: str, column: str) -> bool:
    return (level_name, "") in pair.data.combinations(("geographic_level", column))


def _filled_where_blank(pair: FilePair) -> list[str]:
    found = []
    for level_name, level in words.LEVELS.items():
        if level_name == words.NATIONAL:
            continue
        for column in level.columns:
            is_only_filter = column in words.NAMED_UNITS and pair.filters == [column]
            if column in pair.data and not is_only_filter:
                rows = pair.data.combinations(("geographic_level", column))
                allowed = words.may_fill(level_name)
                found += [column for row_level, place in rows if place and row_level not in allowed]
    return found


def _incomplete_set(level_name: str, name: str) -> Check:
    columns = words.LEVELS[level_name].columns

    def offenders(pair: FilePair) -> list[str]:
        missing = [column for column in columns if column not in pair.data]
        return missing if len(missing) < len(columns) else []

    return Check(name, FAIL, f"{level_name} columns are incomplete, without", offenders)


def _without_region(level_name: str, name: str) -> Check:
    def offenders(pair: FilePair) -> list[str]:
        if level_name not in pair.levels:
            return []
        return [column for column in words.LEVELS[words.REGIONAL].columns if _is_blank(pair, level_name, column)]

    return Check(name, WARNING, f"no region on {level_name} rows in", offenders)


def _ignored(pair: FilePair) -> list[str]:
    levels = set(pair.levels)
    only_ignored = bool(levels) and levels <= words.IGNORED_LEVELS
    return sorted(levels) if only_ignored or {words.SCHOOL, words.PROVIDER} <= levels else []


def _ambiguous(by_code: bool) -> list[Check]:
    """One code with several names, or the reverse, at the levels that have no list."""

    def offenders(pair: FilePair) -> list[str]:
        found = []
        for level_name in ("Opportunity area", "MAT", "Sponsor"):
            level = words.LEVELS[level_name]
            rows = pair.data.combinations(("geographic_level", level.code, level.name))
            kept = [(code, name) for row_level, code, name in rows if row_level == level_name and code]
            keys = [code if by_code else name for code, name in kept]
            found += sorted({key for key in keys if keys.count(key) > 1})
        return found

    if by_code:
        return [Check("geog_other_code_dupes", FAIL, "one code has several names", offenders)]
    return [Check("geog_other_dupes", FAIL, "one name has several codes", offenders)]


def _unavailable(pair: FilePair) -> list[str]:
    """Code x and the name Not available go together."""
    found = []
    for level_name in ("Opportunity area", "MAT", "Sponsor", words.SCHOOL, words.PROVIDER, "Police force area"):
        level = words.LEVELS[level_name]
        if level_name not in pair.levels or level.code not in pair.data or level.name not in pair.data:
            continue
        for row_level, code, name in pair.data.combinations(("geographic_level", level.code, level.name)):
            named = name == "Not available"
            if (code == "x" and name and not named) or (named and code != "x" and row_level == level_name):
                found.append(f"{code} / {name}")
    return found


GEOGRAPHY_CHECKS = (
    Check(
        "geog_level",
        FAIL,
        "geographic_level is not one of the standard's",
        lambda pair: [level for level in pair.levels if level not in words.LEVELS or level == words.AGENCY],
    ),
    Check("geog_level_present", FAIL, "the levels of the rows need a column that is missing", _columns_missing),
    _unlisted(words.NATIONAL, "geog_country_combos"),
    _unlisted(words.REGIONAL, "geog_region_combos"),
    _unlisted(words.LOCAL_AUTHORITY, "geog_la_combos"),
    Check("geog_without_list", WARNING, "codes and names could not be checked at the level", _without_list),
    Check("geog_level_completed", FAIL, "rows of its own level leave a column blank", _incomplete),
    Check("geog_overcompleted_cols", FAIL, "rows of another level fill a column", _filled_where_blank),
    _incomplete_set(words.LOCAL_AUTHORITY, "geog_la_col_present"),
    _incomplete_set(words.REGIONAL, "geog_region_col_present"),
    _without_region(words.LOCAL_AUTHORITY, "geog_region_for_la"),
    _without_region("Local authority district", "geog_region_for_lad"),
    Check("geog_ignored_rows", FAIL, "levels that the table tool ignores or cannot mix", _ignored),
    *_ambiguous(by_code=False),
    *_ambiguous(by_code=True),
    Check("geog_na", FAIL, "code x and the name Not available must go together", _unavailable),
)
