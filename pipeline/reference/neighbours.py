"""The statistical neighbours of an authority: the ten most like it, by the department's models of 2021 and 2025.

Source: ``data/reference/statistical_neighbours.csv``, whose README names where it comes from.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pipeline.foundation.stages import REFERENCE


@cache
def _neighbours(path: Path = REFERENCE / "statistical_neighbours.csv") -> Mapping[int, Mapping[str, tuple[str, ...]]]:
    """By year of the department's model and authority, its neighbours, the nearest first."""
    models: dict[int, dict[str, list[tuple[int, str]]]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found = models.setdefault(int(row["model"]), {}).setdefault(row["la_code"], [])
            found.append((int(row["rank"]), row["neighbour_la_code"]))
    return {
        model: {code: tuple(name for _, name in sorted(found)) for code, found in sorted(by_code.items())}
        for model, by_code in sorted(models.items())
    }


def neighbours_of(la_code: str, year: int) -> tuple[str, ...]:
    """An authority's statistical neighbours by the latest model of or before ``year`` that has it, else by the next."""
    models = _neighbours()
    before = sorted((model for model in models if model <= year), reverse=True)
    for model in (*before, *(model for model in models if model > year)):
        if la_code in models[model]:
            return models[model][la_code]
    return ()
