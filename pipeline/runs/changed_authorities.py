"""Whose records changed since the tables of a stage were made: they alone are made again, where nothing else did."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.foundation.kept_answers import KEPT
from pipeline.foundation.stages import Stage
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.made_in_part import with_relatives

_TABLE = "raw.made_of"
MOST = 0.25
"""The share of authorities beyond which it takes longer to take rows out and put others in than to make all anew."""
_RECORDS = """
    SELECT la_code, concat_ws(' ', 'unit', "return", collection_year, read_as, checked_as) AS told FROM raw.units
    UNION ALL
    SELECT la_code, concat_ws(' ', 'file', file_id, sha256, record_type, encoding, records) FROM raw.files
    UNION ALL
    SELECT la_code, concat_ws(' ', 'coverage', "return", collection_year, status, items_not_supplied) FROM raw.coverage
    UNION ALL
    SELECT files.la_code, concat_ws(' ', 'aside', aside.file_id, aside.record, aside.rule)
    FROM raw.set_aside AS aside JOIN raw.files AS files ON files.file_id = aside.file_id
"""
"""What stage raw tells of an authority, in words: two alike have the same records, typed alike."""
_KNOWN = """
    UNION ALL
    SELECT la_code, concat_ws(' ', 'known', measure, collection_year, is_supplied, reason) FROM grossed.coverage
"""


@contextmanager
def changed_authorities(warehouse: Warehouse, stage: Stage, besides: str) -> Iterator[frozenset[str] | None]:
    """The authorities of which the tables of a stage are to be made meanwhile; None where that is all of them.

    ``besides`` is a digest of all that the tables follow from but the records: code, models, what is asked for. Until
    it ends well the warehouse says of no authority that its tables are made. A run that uses nothing of others makes
    all of them, and none after it relies on what it made.
    """
    connection = warehouse.connection
    if KEPT.get() is None:
        connection.execute(f"DROP TABLE IF EXISTS {_TABLE}")
        yield None
        return
    connection.execute(
        f"CREATE TABLE IF NOT EXISTS {_TABLE} (stage VARCHAR, besides VARCHAR, la_code VARCHAR, digest VARCHAR)"
    )
    asked = [stage.value, besides]
    before = dict(
        connection.execute(f"SELECT la_code, digest FROM {_TABLE} WHERE stage = ? AND besides = ?", asked).fetchall()
    )
    connection.execute(f"DELETE FROM {_TABLE} WHERE stage = ?", [stage.value])
    now = _digests(warehouse, _RECORDS + (_KNOWN if stage is Stage.GROSSED else ""))
    yield _chosen(warehouse, before, now)
    connection.execute(
        f"INSERT INTO {_TABLE} SELECT ?, ?, unnest(?::VARCHAR[]), unnest(?::VARCHAR[])",
        [*asked, list(now), list(now.values())],
    )


def _chosen(warehouse: Warehouse, before: dict[str, str], now: dict[str, str]) -> frozenset[str] | None:
    """The authorities whose digest is another, with all that they took over from; None where all are to be made."""
    if not before:
        return None
    changed = with_relatives(warehouse, {la for la in {*before, *now} if before.get(la) != now.get(la)})
    return changed if len(changed) <= MOST * len(now) else None


def _digests(warehouse: Warehouse, told: str) -> dict[str, str]:
    rows = warehouse.connection.execute(
        f"SELECT la_code, sha256(string_agg(told, chr(10) ORDER BY told)) FROM ({told}) GROUP BY la_code ORDER BY ALL"
    ).fetchall()
    return dict(rows)
