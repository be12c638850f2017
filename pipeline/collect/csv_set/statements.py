"""Returns that state the earlier quarters of their year again: of which return the figures of each quarter are.

The latest usable return of the year counts, for the quarter that it is of and for those before it. Its predecessors are
read and checked, and nothing of them is counted.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.collect.raw_tables import insert_rows
from pipeline.collect.specification import Specification
from pipeline.foundation.warehouse import Warehouse
from pipeline.reference.periods import year_of


def state_again(
    warehouse: Warehouse, specification: Specification, coverage: Sequence[Sequence[object]]
) -> list[list[object]]:
    """Rows of raw.coverage for every quarter that some return of its year tells of; makes their raw.statements.

    ``coverage`` are rows of return, quarter, code, status and items not supplied, as judged of each return by itself. A
    quarter has the status and the items of the return that counts for it; without one, those of its own. Files that
    state no quarter again are of its own return in any case.
    """
    name = specification.return_name
    own = {(int(str(row[1])), str(row[2])): (str(row[3]), str(row[4])) for row in coverage}
    quarters = specification.told_by(sorted({quarter for quarter, _ in own}))
    rows: list[list[object]] = []
    statements: list[tuple[object, ...]] = []
    for quarter in quarters:
        for code in sorted({code for other, code in own if year_of(other) == year_of(quarter) and other >= quarter}):
            usable = [
                other
                for (other, sender), (status, _) in own.items()
                if sender == code and status == "supplied" and other >= quarter and year_of(other) == year_of(quarter)
            ]
            counts = max(usable, default=quarter)
            status, items = own.get((counts, code), ("absent", ""))
            if usable and counts != quarter:
                items = _items_of(specification, quarter, items, own.get((quarter, code)))
            rows.append([name, quarter, code, status, items])
            if usable:
                statements.append((name, quarter, code, counts))
    listed = ", ".join(str(quarter) for quarter in quarters) or "0"
    mine = f"\"return\" = '{name}' AND collection_year IN ({listed})"
    warehouse.connection.execute(f"DELETE FROM raw.coverage WHERE {mine}")
    warehouse.connection.execute(f"DELETE FROM raw.statements WHERE {mine}")
    insert_rows(warehouse, "raw.statements", statements)
    return rows


def _items_of(specification: Specification, quarter: int, later: str, own: tuple[str, str] | None) -> str:
    """The items that are not supplied of a quarter of which a ``later`` return tells, but of its own files."""
    of_own = {kind.file for kind in specification.for_year(quarter).record_types if not kind.restates}
    lacking = set(own[1].split(";")) if own is not None and own[0] == "supplied" else of_own
    return ";".join(sorted(({*later.split(";")} - of_own | lacking & of_own) - {""}))
