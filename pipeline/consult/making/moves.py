"""What an authority is shown of its own children in the year: placements, schools and social workers."""

from __future__ import annotations

from pipeline.consult.bundle.preview import Move
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.models import build
from pipeline.process.models_read import load_models

MODEL = "core.moves_of_looked_after_on_31_march"


class MovesOfChildren:
    """The moves of every authority's children in the year, built once and read authority by authority.

    The models that stability counts with are built beside those of the previewed release, from the records it read.
    """

    def __init__(self, warehouse: Warehouse, year: int) -> None:
        """Build what is not there yet."""
        models = load_models()
        there = warehouse.connection.execute("SELECT schema_name || '.' || table_name FROM duckdb_tables()").fetchall()
        there += warehouse.connection.execute("SELECT schema_name || '.' || view_name FROM duckdb_views()").fetchall()
        build(warehouse, models, names=[one.name for one in models.upstream(MODEL, [name for (name,) in there])])
        self._warehouse, self._year = warehouse, year

    def of(self, la_code: str) -> tuple[Move, ...]:
        """Those of one authority's children, by kind, child and day."""
        rows = self._warehouse.connection.cursor().execute(
            f"""
            SELECT kind, child_id, strftime(happened_on, '%d/%m/%Y'), moved_from, moved_to, is_counted, reason
            FROM {MODEL}
            WHERE la_code = ? AND collection_year = ?
            ORDER BY kind, child_id, event
            """,
            [la_code, self._year],
        )
        return tuple(Move(*row) for row in rows.fetchall())
