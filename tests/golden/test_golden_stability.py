"""The stability release of a little England as text to be read in a review: a changed figure is a changed line."""

from __future__ import annotations

import csv
import os
from pathlib import Path

GOLDEN = Path(__file__).parent / "stability_2025.txt"
AREAS = {"England", "Birmingham", "London"}


def lines_of(publish: Path) -> list[str]:
    found = []
    for path in sorted(publish.glob("data/*.csv")):
        if path.name.endswith(".meta.csv"):
            found += [f"{path.name}: {line}" for line in path.read_text(encoding="utf-8").splitlines()]
            continue
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                area = row.get("la_name") or row.get("region_name") or row["country_name"]
                if area in AREAS and row["time_period"] in ("2024", "2025"):
                    values = list(row.values())[10 if "la_name" in row else 5 :]
                    found.append(f"{path.stem}: {row['time_period']}: {area}: {' | '.join(values)}")
    return found


def test_the_release_is_as_it_was(published_stability: Path) -> None:
    lines = lines_of(published_stability / "publish")
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert lines == GOLDEN.read_text(encoding="utf-8").splitlines()
