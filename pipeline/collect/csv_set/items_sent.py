"""Files of figures, of which each item is supplied or not by itself: what their forms ask for and nobody sent."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.collect.expected_returns import UnitKey
from pipeline.collect.record_types import Item, RecordType
from pipeline.collect.specification import Specification
from pipeline.foundation.warehouse import Warehouse

ItemsSent = Mapping[UnitKey, frozenset[str]]
"""By year and authority, the items of which there is a record that counts."""


def items_sent(warehouse: Warehouse, specification: Specification) -> ItemsSent:
    """The items that were sent in all years: a record counts where every field says something and none set it aside."""
    found: dict[UnitKey, set[str]] = {}
    for name, entry in specification.content["record_types"].items():
        if not entry.get("items_by"):
            continue
        needed = [field["column"] for field in entry["fields"] if field.get("required")]
        for year, la, item in warehouse.connection.execute(
            f"""
            SELECT DISTINCT collection_year, la_code, lower(concat_ws(' ', {", ".join(entry["items_by"])}))
            FROM raw.typed_{name} AS typed
            WHERE {" AND ".join(f"{column} IS NOT NULL" for column in needed)} AND NOT EXISTS (
                SELECT 1 FROM raw.set_aside AS aside WHERE aside.file_id = typed.file_id AND aside.record = typed.line
            )
            """
        ).fetchall():
            found.setdefault((year, la), set()).add(item)
    return {unit: frozenset(items) for unit, items in found.items()}


def items_lacking(kind: RecordType, sent: frozenset[str]) -> list[Item]:
    """The items of a kind of file that its form asks for in the year and that were not sent."""
    return [item for item in kind.items if item.name not in sent]
