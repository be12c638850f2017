"""The recount of the release of stability: of four authorities every figure that is shown, and one that is spoilt."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.recount.printed.comparison import Result
from tests.recount.stability.printed import compare_edition
from tests.recount.stability.sent import Sent
from tests.runs.stability.returned import EDITION, LAS

LEAST = {
    "la_cla_placement_stability": 230,
    "la_cla_school_moves": 270,
    "la_cla_swcount": 80,
    "national_cla_combined_stability_by_characteristics": 250,
    "national_cla_high_instability_in_consecutive_years": 60,
    "national_cla_moves_between_carers_by_kind_and_reason": 100,
    "national_cla_school_moves_by_characteristics": 1500,
    "national_cla_sw_reasons_for_change": 30,
    "national_cla_swcount_by_characteristics": 500,
    "la_cla_stability_and_statistical_neighbours": 80,
    "stability-2025-local-authority-tables LAS1": 30,
    "stability-2025-local-authority-tables LAS2": 30,
    "stability-2025-local-authority-tables LAS3": 20,
    "stability-2025-national-tables S1": 50,
    "stability-2025-national-tables S2": 30,
    "stability-2025-national-tables S3": 10,
}
"""By file and table, fewer figures than agree: if so many do not, something is not compared any more."""


@pytest.fixture(scope="module")
def sent(stability_england: Path) -> Sent:
    return Sent(stability_england, LAS)


def by_place(result: Result) -> dict[str, int]:
    """How many figures agree, by file and table."""
    found: dict[str, int] = {}
    for name, number in result.agreed.items():
        place = name.partition(" [")[0]
        found[place] = found.get(place, 0) + number
    return found


def test_every_figure_that_is_shown_is_the_recount(published_stability: Path, sent: Sent) -> None:
    result = compare_edition(published_stability / "publish", sent, EDITION)
    assert not result.differences, result.report()
    found = by_place(result)
    assert found.keys() == LEAST.keys()
    assert {name: number for name, number in found.items() if number < LEAST[name]} == {}
    assert sum(result.suppressed.values()) < sum(result.agreed.values())


def test_one_figure_that_is_wrong_is_found(published_stability: Path, sent: Sent, tmp_path: Path) -> None:
    """Of a file alone: the percentage of its first row that shows one, one higher."""
    (tmp_path / "data").mkdir()
    path = published_stability / "publish/data/la_cla_swcount.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    row = next(row for row in rows if row["children_percent"].isdigit())
    row["children_percent"] = str(int(row["children_percent"]) + 1)
    with (tmp_path / "data" / path.name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(row))
        writer.writeheader()
        writer.writerows(rows)
    assert [one.column for one in compare_edition(tmp_path, sent, EDITION).differences] == ["children_percent"]
