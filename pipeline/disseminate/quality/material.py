"""What a section of the quality report is, and what sections are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.analyse.edition import Edition
from pipeline.design.quality import QualityRules
from pipeline.foundation.spreadsheets import Value
from pipeline.foundation.warehouse import Warehouse


@dataclass(frozen=True)
class Section:
    """One table of the report, of a dimension; ``sheet`` is what its worksheet is called."""

    dimension: str
    sheet: str
    title: str
    words: str
    headings: tuple[str, ...]
    rows: Sequence[Sequence[Value]]


@dataclass(frozen=True)
class Material:
    """What the sections are made of: ``restricted`` is the half of the release that has the cost of suppression."""

    warehouse: Warehouse
    edition: Edition
    rules: QualityRules
    restricted: Path

    def rows(self, query: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query, numbers to at most one decimal and as text where they are no whole numbers."""
        return [
            tuple(f"{value:.1f}" if isinstance(value, float) else value for value in row)
            for row in self.warehouse.connection.execute(query, list(parameters)).fetchall()
        ]
