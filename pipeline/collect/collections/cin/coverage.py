"""Who supplied what of the census: rows of raw.coverage, and findings on whole returns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from pipeline.collect.claimed_children import RULE as CLAIMED
from pipeline.collect.claimed_children import Children, find_claimed
from pipeline.collect.collections.cin.document.file_rules import UNUSABLE
from pipeline.collect.collections.cin.document.layout import RETURN, Layout, layout
from pipeline.collect.collections.cin.tables import SET_ASIDE, typed_table
from pipeline.collect.expected_returns import UnitKey, expected_returns
from pipeline.collect.findings import ERROR, QUERY, Effect, Finding, Rule, finding_row
from pipeline.collect.raw_tables import insert_rows
from pipeline.collect.records_asked_for import asked_for
from pipeline.collect.sent_values import literal
from pipeline.collect.specification import load_specification
from pipeline.foundation.warehouse import Warehouse

COVERAGE_RULES: dict[str, Rule] = {
    rule.name: rule
    for rule in (
        Rule("return_absent", ERROR, Effect.FILE_NOT_READ,
             "There is no census of this local authority. Its figures are not available until it sends one."),
        Rule("return_empty", ERROR, Effect.FILE_NOT_READ,
             "The folder holds {count} files and not one usable record. Send the census again."),
        Rule("expected_element_missing", ERROR, Effect.KEPT,
             "There is no usable {field} element, so what depends on it is not available. Send it."),
        Rule("records_not_sent", QUERY, Effect.KEPT,
             "There is no usable {field} element, though {children}. What depends on it is not known, and so not "
             "available. Send it."),
        Rule("element_missing", QUERY, Effect.KEPT,
             "There is no usable {field} element, which is taken to mean that there is nothing to report. "
             "Send it, or name it in the manifest as not supplied."),
        Rule("manifest_contradicted", QUERY, Effect.KEPT,
             "The manifest says that {field} was not supplied, but the census holds {count}; "
             "it is treated as not supplied."),
        Rule("la_code_not_of_the_year", QUERY, Effect.KEPT,
             "This is the code of no local authority in {year}, so the return counts in no area. "
             "Check the folder's name."),
    )
}  # fmt: skip


CENSUS = Children(
    "cin",
    "SELECT collection_year, la_code, child_id, date_of_birth, file_id, line, 0 AS place "
    f"FROM {typed_table('children')} AS typed WHERE NOT EXISTS "
    f"(SELECT 1 FROM {SET_ASIDE} AS aside WHERE aside.file_id = typed.file_id AND aside.record = typed.element)",
    "LAchildID",
)


def judge_coverage(warehouse: Warehouse, years: Sequence[int], las: frozenset[str] | None = None) -> None:
    """Fill raw.coverage for the years (and these authorities), and set returns aside that cannot be used.

    It has a row for each of ``expected_returns``, whose ``status`` is absent, empty, not usable or supplied.
    """
    _forget(warehouse, years, las)
    specification = load_specification(RETURN)
    units = _units(warehouse)
    unusable = _unusable(warehouse)
    _set_aside(warehouse, unusable)
    asked = asked_for(warehouse, RETURN)
    rows: list[list[object]] = []
    findings: list[Finding] = []
    layouts = {year: layout(specification, year) for year in {year for year, _ in units} & set(years)}
    usable = {year: _usable(warehouse, one) for year, one in layouts.items()}
    for one in expected_returns(warehouse, RETURN, years, las, units):
        unit, (year, la), items = one.unit, one.unit, set(one.declared)
        if not one.is_of_the_year:
            findings.append(_finding("la_code_not_of_the_year", unit))
        if not one.is_sent:
            status = "absent"
            findings.append(_finding("return_absent", unit))
        elif unit in unusable:
            status = "not usable"
        elif not usable[year][la]:
            files, not_read = units[unit]
            status = "not usable" if not_read else "empty"
            findings.append(_finding("return_empty", unit, count=files))
        else:
            status = "supplied"
            items |= _items(unit, layouts[year], usable[year][la], items, asked.get(unit, {}), findings)
        rows.append([RETURN, year, la, status, ";".join(sorted(items))])
    insert_rows(warehouse, "raw.coverage", rows)
    findings += find_claimed(warehouse, CENSUS, years, las)
    insert_rows(warehouse, "raw.findings", [finding_row(finding) for finding in findings])


def _items(
    unit: UnitKey,
    layout: Layout,
    usable: Counter[str],
    declared: set[str],
    asked: Mapping[str, str],
    findings: list[Finding],
) -> frozenset[str]:
    """Elements that every census has, or one of so many children, and this one lacks; notes all that are missing."""
    lacking: set[str] = set()
    for record in layout.records:
        kind, count = record.record_type, usable[record.name]
        if count and kind.file in declared:
            findings.append(_finding("manifest_contradicted", unit, kind.file, count))
        if count or kind.file in declared:
            continue
        if kind.file in asked:
            findings.append(_finding("records_not_sent", unit, kind.file, children=asked[kind.file]))
        else:
            name = "expected_element_missing" if kind.expected else "element_missing"
            findings.append(_finding(name, unit, kind.file))
        if kind.expected or kind.file in asked:
            lacking.add(kind.file)
    return frozenset(lacking)


def _finding(name: str, unit: UnitKey, field: str = "", count: int = 0, children: str = "") -> Finding:
    year, la = unit
    rule = COVERAGE_RULES[name]
    message = rule.message.format(year=year, field=field, count=count, children=children)
    return Finding(
        RETURN, year, la, None, f"{RETURN}/{year}/{la}", None, field, name, rule.severity, rule.effect, message
    )


def _forget(warehouse: Warehouse, years: Sequence[int], las: frozenset[str] | None) -> None:
    mine = f"\"return\" = '{RETURN}' AND collection_year IN ({', '.join(map(str, years))})"
    if las is not None:
        mine += f" AND la_code IN ({', '.join(literal(la) for la in sorted(las)) or 'NULL'})"
    rules = ", ".join(literal(rule) for rule in (*COVERAGE_RULES, CLAIMED.name))
    warehouse.connection.execute(f"DELETE FROM raw.findings WHERE {mine} AND rule IN ({rules})")
    warehouse.connection.execute(f"DELETE FROM raw.coverage WHERE {mine}")


def _units(warehouse: Warehouse) -> dict[UnitKey, tuple[int, int]]:
    """Units read, with the number of their files and of those that were not read."""
    rows = warehouse.connection.execute(
        f"""
        SELECT units.collection_year, units.la_code, count(files.file_id),
            count(CASE WHEN files.file_id IS NOT NULL AND files.record_type IS NULL THEN 1 END)
        FROM raw.units AS units
        LEFT JOIN raw.files AS files ON files."return" = units."return"
            AND files.collection_year = units.collection_year AND files.la_code = units.la_code
        WHERE units."return" = '{RETURN}'
        GROUP BY units.collection_year, units.la_code
        """
    ).fetchall()
    return {(year, la): (files, not_read) for year, la, files, not_read in rows}


def _unusable(warehouse: Warehouse) -> dict[UnitKey, str]:
    """Units that a finding on the whole document makes unusable, with the first such rule."""
    rules = ", ".join(literal(rule) for rule in UNUSABLE)
    rows = warehouse.connection.execute(
        f"SELECT collection_year, la_code, min(rule) FROM raw.findings WHERE \"return\" = '{RETURN}' "
        f"AND rule IN ({rules}) GROUP BY collection_year, la_code ORDER BY ALL"
    ).fetchall()
    return {(year, la): rule for year, la, rule in rows}


def _set_aside(warehouse: Warehouse, unusable: dict[UnitKey, str]) -> None:
    """Set every record of an unusable census aside, so that records in are records staged and set aside."""
    for (year, la), rule in unusable.items():
        for name in load_specification(RETURN).record_type_names:
            warehouse.connection.execute(
                f"INSERT INTO {SET_ASIDE} SELECT typed.file_id, typed.element, ? FROM {typed_table(name)} AS typed "
                "WHERE typed.collection_year = ? AND typed.la_code = ? AND NOT EXISTS ("
                f"SELECT 1 FROM {SET_ASIDE} AS aside "
                "WHERE aside.file_id = typed.file_id AND aside.record = typed.element)",
                [rule, year, la],
            )


def _usable(warehouse: Warehouse, layout: Layout) -> dict[str, Counter[str]]:
    """Number of records that are not set aside, by local authority and record type."""
    found: dict[str, Counter[str]] = {la: Counter() for (_, la) in _units(warehouse)}
    for record in layout.records:
        rows = warehouse.connection.execute(
            f"SELECT typed.la_code, count(*) FROM {typed_table(record.name)} AS typed WHERE typed.collection_year = ? "
            f"AND NOT EXISTS (SELECT 1 FROM {SET_ASIDE} AS aside "
            "WHERE aside.file_id = typed.file_id AND aside.record = typed.element) GROUP BY typed.la_code",
            [layout.year.year],
        ).fetchall()
        for la, count in rows:
            found[la][record.name] = count
    return found
