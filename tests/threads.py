"""How many threads the warehouses of a test have."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast
from unittest.mock import patch

from pipeline.foundation.warehouse import Warehouse


@contextmanager
def threads(number: int) -> Iterator[None]:
    """Warehouses have so many threads; on so few records one costs a tenth less than the two of a release."""
    with patch.dict(cast("dict[str, object]", Warehouse.__init__.__kwdefaults__), threads=number):
        yield
