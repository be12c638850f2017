"""The workforce release of a small England as text that can be read in a review: a changed figure is a changed line."""

from __future__ import annotations

import csv
import os
from pathlib import Path

from tests.runs.workforce_release import publish_small_england

GOLDEN = Path(__file__).parent / "social_work_workforce_2024.txt"
AREAS = {"England", "Barking and Dagenham", "Kingston upon Thames / Richmond upon Thames"}


def lines_of(publish: Path) -> list[str]:
    found = []
    for path in sorted(publish.glob("data/*.csv")):
        if path.name.endswith(".meta.csv"):
            found += [f"{path.name}: {line}" for line in path.read_text(encoding="utf-8").splitlines()]
            continue
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                area = row.get("la_name") or row.get("region_name") or row["country_name"]
                if area in AREAS and row["time_period"] == "2024":
                    values = list(row.values())[10 if "la_name" in row else 5 :]
                    found.append(f"{path.stem}: {area}: {' | '.join(values)}")
    return sorted(found)


def test_the_release_is_as_it_was(tmp_path: Path) -> None:
    lines = lines_of(publish_small_england(tmp_path, (2023, 2024), ("301", "314", "816")) / "publish")
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert lines == GOLDEN.read_text(encoding="utf-8").splitlines()
