"""Englands of few authorities, so that a release does not write, screen and read back rows of 150 without a return."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

import pipeline.protect.edition.release_files
import pipeline.runs.named_cell
import pipeline.runs.reading
from pipeline.foundation.warehouse import Warehouse
from pipeline.reference.loading import load_reference
from pipeline.reference.tables import local_authorities

COUNTRY = (
    *("201", "202", "301", "302", "303", "304", "316"),  # London, inner and outer
    *("330", "350", "370", "391", "420", "801", "805", "806", "808", "810", "815", "831", "850", "857"),
    *("878", "881", "886", "908", "909", "929", "931", "942", "943"),
)
"""Whoever sends a return in the tests of many releases, and others that do not: each region has some of these."""
YEARS = range(2012, 2027)


def all_but(las: Collection[str]) -> tuple[str, ...]:
    """Every other authority that is in being in some of the years."""
    return tuple(sorted({one.la_code for year in YEARS for one in local_authorities(year)} - set(las)))


@contextmanager
def all_of_england(las: Collection[str] = COUNTRY) -> Iterator[None]:
    """Let these authorities be all of England, for releases, for audits and where a cell is looked up."""
    others = all_but(las)
    with pytest.MonkeyPatch.context() as patched:
        for module in (pipeline.runs.reading, pipeline.protect.edition.release_files, pipeline.runs.named_cell):
            patched.setattr(module, "authorities_left_out", lambda *_: others)
        yield


@contextmanager
def only_senders(codes: Collection[str]) -> Iterator[None]:
    """The same for quarterly returns: nobody else, authority or agency, has to send one."""

    def load(warehouse: Warehouse, **asked: Any) -> None:
        load_reference(warehouse, **asked)
        warehouse.connection.execute(
            "DELETE FROM reference.reporting_units WHERE NOT list_contains(?, la_code)", [list(codes)]
        )

    with pytest.MonkeyPatch.context() as patched:
        for module in (pipeline.runs.reading, pipeline.protect.edition.release_files):
            patched.setattr(module, "load_reference", load)
        yield
