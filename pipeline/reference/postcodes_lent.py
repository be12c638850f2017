"""The directory of postcodes while returns are read, and of it in the warehouse what the returns hold."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.foundation.warehouse import Warehouse
from pipeline.reference.gazetteer import POSTCODES, directory


@contextmanager
def postcodes_lent(warehouse: Warehouse, sent: str) -> Iterator[None]:
    """Let reference.postcodes be every postcode of the country inside, and afterwards those that ``sent`` gives.

    ``sent`` is a SELECT of a column ``postcode``; where it is empty, nothing is done. To write the whole directory
    into a warehouse takes longer than to read many a return. Raises as ``gazetteer.load_postcodes``.
    """
    if not sent:
        yield
        return
    warehouse.replace_view(POSTCODES, directory())
    yield
    # The view must not outlast the reading: a warehouse that is kept must not depend on a cache that may go.
    warehouse.replace_table(POSTCODES, f"SELECT * FROM {POSTCODES} WHERE postcode IN (SELECT postcode FROM ({sent}))")
