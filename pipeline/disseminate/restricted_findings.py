"""Every finding on the returns of a release, for its statisticians alone, with the public numbers of the rules."""

from __future__ import annotations

from pathlib import Path

from pipeline.collect.public_rules import public_numbers, public_rules
from pipeline.collect.specification import load_specification
from pipeline.foundation.warehouse import Warehouse

FINDINGS = "findings.csv"


def write_findings(warehouse: Warehouse, folder: Path) -> None:
    """Write ``findings.csv``: a row a finding; ``public_rules`` has the numbers by which others know it, if any."""
    connection = warehouse.connection
    connection.execute(
        'CREATE OR REPLACE TEMP TABLE numbered ("return" VARCHAR, collection_year INTEGER, rule VARCHAR, '
        "field VARCHAR, record_type VARCHAR, public_rules VARCHAR)"
    )
    found = connection.execute(
        """
        SELECT DISTINCT found."return", found.collection_year, found.rule, found.field, coalesce(files.record_type, '')
        FROM raw.findings AS found
        LEFT JOIN raw.files AS files ON files.file_id = found.file_id
        """
    ).fetchall()
    numbered = [(*one, " ".join(_numbers(*one))) for one in found if public_rules(one[0])]
    if numbered:
        connection.executemany("INSERT INTO numbered VALUES (?, ?, ?, ?, ?, ?)", numbered)
    path = str(folder / FINDINGS).replace("'", "''")
    connection.execute(
        f"""
        COPY (
            SELECT found."return", found.collection_year, found.la_code, found.path, found.line, found.field,
                found.rule, found.severity, found.effect, found.message,
                coalesce(numbered.public_rules, '') AS public_rules
            FROM raw.findings AS found
            LEFT JOIN raw.files AS files ON files.file_id = found.file_id
            LEFT JOIN numbered ON numbered."return" = found."return" AND numbered.rule = found.rule
                AND numbered.collection_year = found.collection_year AND numbered.field = found.field
                AND numbered.record_type = coalesce(files.record_type, '')
            ORDER BY ALL
        ) TO '{path}' (HEADER, DELIMITER ',')
        """
    )
    connection.execute("DROP TABLE numbered")


def _numbers(return_name: str, year: int, rule: str, field: str, record_type: str) -> tuple[str, ...]:
    kinds = {kind.name: kind.file for kind in load_specification(return_name).for_year(year).record_types}
    return public_numbers(return_name, year, rule, field, kinds.get(record_type, ""))
