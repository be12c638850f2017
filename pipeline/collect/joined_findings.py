"""Runs the conditions of a return: its joined records are made once, and each is read once for all its conditions.

Which conditions any record breaks is asked first. To say all that findings say takes longer to plan than a return to
read, and most conditions are broken by nobody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.collect.causes import IN_DOUBT, Needs, needs_of
from pipeline.collect.joined_records import joined_for, load_joined
from pipeline.collect.rules import QueryRule
from pipeline.collect.sent_values import literal
from pipeline.foundation.stages import SQL
from pipeline.foundation.warehouse import Warehouse

# What found.* is called in the SELECT of findings of a table's conditions.
FOUND = "file_id, line, field, rule, severity, effect, message"


def make_joined(warehouse: Warehouse, return_name: str, rules: Sequence[QueryRule]) -> None:
    """Make the joined records that these rules read, of the units under check, from the copies of checked records."""
    names = {rule.joined.name for rule in rules if rule.joined is not None}
    for joined in joined_for(_folder(return_name), names):
        query = in_memory(joined.query)
        warehouse.run(f"CREATE OR REPLACE TEMP TABLE joined_{joined.name} AS {query}")


def drop_joined(warehouse: Warehouse, return_name: str) -> None:
    """Take them away again, with what broke their conditions."""
    for joined in load_joined(_folder(return_name)):
        warehouse.connection.execute(f"DROP TABLE IF EXISTS temp.main.joined_{joined.name}")
        warehouse.connection.execute(f"DROP TABLE IF EXISTS temp.main.offending_{joined.name}")


def condition_findings(
    warehouse: Warehouse, rules: Sequence[QueryRule], columns: Mapping[str, Sequence[str]], absent: str = ""
) -> list[str]:
    """A SELECT of findings for each table with conditions that are broken; ``columns`` are those of each record type.

    ``absent`` is a table of the (collection_year, la_code, record_type) of which a return has no record: what compares
    with one is silent.
    """
    by_table: dict[str, list[QueryRule]] = {}
    for rule in rules:
        if rule.joined is not None:
            by_table.setdefault(rule.joined.name, []).append(rule)
    broken = {name: _broken(warehouse, some) for name, some in by_table.items()}
    return [_findings_of(broken[name], columns, absent) for name in by_table if broken[name]]


def _broken(warehouse: Warehouse, rules: Sequence[QueryRule]) -> dict[int, QueryRule]:
    """Put the records that break conditions of a table beside it, with their numbers; the conditions broken, by number.

    A row of ``offending_<table>`` has the keys of the table, collection_year, la_code and the number of a condition.
    """
    joined = rules[0].joined
    assert joined is not None
    conditions = ", ".join(f"CASE WHEN {rule.condition} THEN {number} END" for number, rule in enumerate(rules))
    made = warehouse.run(
        f"CREATE OR REPLACE TEMP TABLE offending_{joined.name} AS "
        f"SELECT DISTINCT {', '.join(joined.keys)}, collection_year, la_code, unnest(list_filter([{conditions}], "
        f"lambda broken: broken IS NOT NULL)) AS number FROM temp.main.joined_{joined.name}"
    ).fetchone()
    if made is None or not made[0]:
        return {}
    found = warehouse.connection.execute(
        f"SELECT DISTINCT number FROM temp.main.offending_{joined.name} ORDER BY number"
    ).fetchall()
    return {number: rules[number] for (number,) in found}


def _findings_of(rules: Mapping[int, QueryRule], columns: Mapping[str, Sequence[str]], absent: str) -> str:
    joined = next(iter(rules.values())).joined
    assert joined is not None
    keys = ", ".join(joined.keys)
    needs = {number: needs_of(rule, columns) for number, rule in rules.items()}
    words = ", ".join(_words(number, rule, needs[number]) for number, rule in rules.items())
    needed = ", ".join(
        f"({number}, {literal(read)})"
        for number, one in needs.items()
        for read in (*one.columns, *(one.record_types if one.compares else ()))
    )
    same = " AND ".join(f"doubt.{key} = found.{key}" for key in joined.keys if key not in ("line", "child_number"))
    if "element" not in joined.keys:
        same += " AND doubt.line = found.line"
    places = ", ".join(f"found.{key}" for key in joined.keys)
    silent = [
        f"SELECT found.number, {places} FROM named AS found JOIN needed ON needed.number = found.number "
        f"JOIN {IN_DOUBT} AS doubt ON {same} AND doubt.lost = needed.lost WHERE found.compares OR doubt.is_own"
    ]
    if absent:
        silent.append(
            f"SELECT found.number, {places} FROM named AS found JOIN needed ON needed.number = found.number "
            f"JOIN {absent} AS absent ON absent.record_type = needed.lost "
            "AND absent.collection_year = found.collection_year AND absent.la_code = found.la_code "
            f"WHERE found.record_type <> needed.lost"
        )
    return (
        "WITH words AS (SELECT * FROM (VALUES "
        f"{words}) AS words(number, record_type, field, rule, severity, effect, message, first_year, last_year, "
        f"compares)), needed AS (SELECT * FROM (VALUES {needed or '(-1, NULL)'}) AS needed(number, lost)), "
        "named AS (SELECT offending.*, words.* EXCLUDE (number) "
        f"FROM temp.main.offending_{joined.name} AS offending JOIN words "
        "ON words.number = offending.number "
        "AND offending.collection_year BETWEEN words.first_year AND words.last_year), "
        f"silent AS ({' UNION ALL '.join(silent)}) "
        f"SELECT {places}, found.field, found.rule, found.severity, found.effect, found.message FROM named AS found "
        f"ANTI JOIN silent USING (number, {keys})"
    )


def _words(number: int, rule: QueryRule, needs: Needs) -> str:
    told = (rule.record, rule.field, rule.rule.name, rule.rule.severity, rule.rule.effect, rule.rule.message)
    years = f"{rule.years.first_year}, {rule.years.last_year}"
    return f"({number}, {', '.join(map(literal, told))}, {years}, {needs.compares})"


def _folder(return_name: str) -> Path:
    return SQL / "checks" / return_name


def in_memory(query: str) -> str:
    """Copies are read where a query says raw, which would otherwise be worked out again by every reader."""
    for copied in ("checked_", "joined_", "earlier_", "looked_up_"):
        query = query.replace(f"raw.{copied}", f"temp.main.{copied}")
    return query
