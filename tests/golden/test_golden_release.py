"""The small England's release as text that can be read in a review: a changed figure is a changed line."""

from __future__ import annotations

import csv
import os
from pathlib import Path

from pipeline.runs.release import RunSummary

GOLDEN = Path(__file__).parent / "children_looked_after_2024.txt"
# England, a region and a small authority tell of rounding, estimates and protection; the rest follows the same rules.
AREAS = {"England", "South West", "Rutland"}
YEAR = "2024"


def lines_of(publish: Path) -> list[str]:
    found = []
    for path in sorted(publish.glob("data/*.csv")):
        if path.name.endswith(".meta.csv"):
            found += [f"{path.name}: {line}" for line in path.read_text(encoding="utf-8").splitlines()]
            continue
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                area = row.get("la_name") or row.get("region_name") or row["country_name"]
                if area in AREAS and row["time_period"] == YEAR:
                    values = list(row.values())[10 if "la_name" in row else 5 :]
                    found.append(f"{path.stem}: {area}: {' | '.join(values)}")
    return sorted(found)


def test_the_release_is_as_it_was(published: RunSummary) -> None:
    lines = lines_of(published.folder / "publish")
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert lines == GOLDEN.read_text(encoding="utf-8").splitlines()
