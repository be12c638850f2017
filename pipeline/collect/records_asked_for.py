"""Of how many children the guide asks for records of an item: a file without any is then not supplied, and no nought.

A file of column names only, one whose every record was set aside and one that was not sent are alike here. Where nobody
is in the return of whom a record could be, the absence is taken to mean that there is nothing to report.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.foundation.stages import REFERENCE, UsageError
from pipeline.foundation.warehouse import Warehouse

PATH = REFERENCE / "records_asked_for.csv"
COLUMNS = ("return", "item", "children", "at_least", "of_whom", "reason")

# A kept episode under any legal status but a series of short breaks, with the first and last day of its year.
_EPISODES = """
    SELECT typed.*,
        make_date(typed.collection_year - 1, 4, 1) AS begins, make_date(typed.collection_year, 3, 31) AS ends
    FROM raw.typed_episodes AS typed
    WHERE coalesce(typed.legal_status, '') NOT IN ('V3', 'V4') AND NOT EXISTS (
        SELECT 1 FROM raw.set_aside AS aside WHERE aside.file_id = typed.file_id AND aside.record = typed.line
    )
"""
_CENSUS = """
    SELECT typed.collection_year, typed.la_code, count(*) AS number FROM raw.typed_cin_{table} AS typed
    GROUP BY typed.collection_year, typed.la_code
"""

GROUPS: Mapping[str, str] = {
    # Open when the year began and when it ended, and not started anew in between.
    "looked_after_12_months": f"""
        SELECT collection_year, la_code, count(*) AS number
        FROM (
            SELECT collection_year, la_code, child_id FROM ({_EPISODES}) AS episodes
            GROUP BY collection_year, la_code, child_id
            HAVING bool_or(episode_started_on < begins)
                AND bool_or(episode_started_on <= ends AND (episode_ceased_on IS NULL OR episode_ceased_on > ends))
                AND NOT bool_or(episode_started_on >= begins AND reason_for_new_episode = 'S')
        ) AS children
        GROUP BY collection_year, la_code
        """,
    "looked_after_during_year": f"""
        SELECT collection_year, la_code, count(DISTINCT child_id) AS number FROM ({_EPISODES}) AS episodes
        WHERE episode_started_on <= ends AND (episode_ceased_on IS NULL OR episode_ceased_on >= begins)
        GROUP BY collection_year, la_code
        """,
    "adopted": f"""
        SELECT collection_year, la_code, count(DISTINCT child_id) AS number FROM ({_EPISODES}) AS episodes
        WHERE reason_episode_ceased IN ('E11', 'E12') AND episode_ceased_on BETWEEN begins AND ends
        GROUP BY collection_year, la_code
        """,
    "placed_for_adoption": f"""
        SELECT collection_year, la_code, count(DISTINCT child_id) AS number FROM ({_EPISODES}) AS episodes
        WHERE placement IN ('A3', 'A4', 'A5', 'A6') AND episode_started_on BETWEEN begins AND ends
        GROUP BY collection_year, la_code
        """,
    # Where the year's population is published with that of others only, the nearest year of which its own is known.
    "living_in_the_authority": """
        SELECT wanted.collection_year, wanted.area_code AS la_code,
            arg_min(known.population, (abs(known.collection_year - wanted.collection_year), known.collection_year))
                AS number
        FROM reference.child_population AS wanted
        JOIN reference.child_population AS known USING (area_level, area_code)
        WHERE area_level = 'local_authority' AND known.population IS NOT NULL
        GROUP BY wanted.collection_year, wanted.area_code
        """,
    "in_the_census": _CENSUS.format(table="children"),
    "assessed": _CENSUS.format(table="assessments"),
}


@dataclass(frozen=True)
class AskedFor:
    """An item of which there must be records in a return with ``at_least`` so many of a group; ``reason`` says why."""

    return_name: str
    item: str
    children: str
    at_least: int
    of_whom: str
    reason: str


@cache
def read_asked_for(path: Path = PATH) -> tuple[AskedFor, ...]:
    """The list; raises UsageError naming the line that will not do."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        if tuple(rows.fieldnames or ()) != COLUMNS:
            raise UsageError(f"{path.name}, line 1: the columns are to be {', '.join(COLUMNS)}.")
        found = []
        for row in rows:
            place = f"{path.name}, line {rows.line_num}"
            if row["children"] not in GROUPS:
                raise UsageError(f"{place}, column children: use one of {', '.join(GROUPS)}.")
            if not (row["at_least"] or "").isdigit() or int(row["at_least"]) < 1:
                raise UsageError(f"{place}, column at_least: give a whole number from 1 on.")
            if not (row["return"] and row["item"] and row["of_whom"] and row["reason"]):
                raise UsageError(f"{place}: every column is to be filled in.")
            found.append(
                AskedFor(
                    row["return"], row["item"], row["children"], int(row["at_least"]), row["of_whom"], row["reason"]
                )
            )
    return tuple(found)


def asked_for(warehouse: Warehouse, return_name: str) -> dict[tuple[int, str], dict[str, str]]:
    """By year and authority, the items of which records are asked for, and of how many children in words."""
    found: dict[tuple[int, str], dict[str, str]] = {}
    for one in read_asked_for():
        if one.return_name != return_name:
            continue
        if one.children == "living_in_the_authority" and not warehouse.has_table("reference.child_population"):
            continue
        for year, la, number in warehouse.run(
            f"SELECT collection_year, la_code, number FROM ({GROUPS[one.children]}) "
            f"WHERE number >= {one.at_least} ORDER BY ALL"
        ).fetchall():
            found.setdefault((year, la), {})[one.item] = f"{number:,} {one.of_whom}"
    return found
