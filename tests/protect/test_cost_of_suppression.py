"""What suppression costs and whom it is for: a second cell names its small counts, and the costs add up by hand."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

from pipeline.analyse.areas import Areas
from pipeline.analyse.figures import Shown
from pipeline.foundation.numbers import Cells, Key, Reason
from pipeline.protect.edition.cost_of_suppression import _by_level, cost_in_words, write_costs
from pipeline.protect.edition.suppressed_figures import REASONS
from pipeline.protect.relations import Hierarchies, build_relations
from pipeline.protect.suppress.suppress import suppress as protect
from pipeline.runs.explain import explain_cell
from pipeline.runs.run_summary import RunSummary
from tests.protect.tables import key, level_of, policy

SMALL, SECOND = REASONS[Reason.PRIMARY], REASONS[Reason.SECONDARY]


def figure(area: str, breakdown: str) -> Shown:
    return Shown("count", "looked_after", 2024, area, breakdown)


def test_a_second_cell_names_the_small_count_that_its_row_would_give_away() -> None:
    counts = {("L0", ""): 100, ("L0", "b=c0"): 3, ("L0", "b=c1"): 40, ("L0", "b=c2"): 57}
    counts |= {("L1", ""): 90, ("L1", "b=c0"): 20, ("L1", "b=c1"): 30, ("L1", "b=c2"): 40}
    counts |= {("E", name): counts["L0", name] + counts["L1", name] for name in ("", "b=c0", "b=c1", "b=c2")}
    cells = Cells.of((key(*name), count, level_of(name[0]), True, True) for name, count in counts.items())
    trees = Hierarchies({2024: {"E": ("L0", "L1")}}, {"b": {"c0": "", "c1": "", "c2": ""}})
    pattern = protect(cells, build_relations(cells.keys, trees), policy("ees"))
    second = [name for name, reason in pattern.suppressed.items() if reason is Reason.SECONDARY]
    assert len(second) == 1
    assert pattern.protects == {second[0]: key("L0", "b=c0")}


def test_costs_of_a_file_by_level_by_hand(tmp_path: Path) -> None:
    areas = Areas((), (), {}, frozenset(), {"E": "national", "301": "local_authority", "302": "local_authority"})
    figures = [figure(area, name) for area in ("E", "301", "302") for name in ("", "sex=male", "sex=female")]
    suppressed = {figure("301", "sex=male"): SMALL, figure("301", "sex=female"): SECOND}
    found = list(_by_level("la_file", figures, areas, suppressed))
    assert [(one.level, one.numbers, one.small_counts, one.second_cells, one.following) for one in found] == [
        ("national", 3, 0, 0, 0),
        ("local_authority", 6, 1, 1, 0),
    ]
    write_costs(tmp_path, found)
    with (tmp_path / "cost_of_suppression.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert (rows[1]["suppressed"], rows[1]["percent_suppressed"]) == ("2", "33.3")
    told = cost_in_words(suppressed, found)
    assert told.startswith("1 small counts and 1 others") and "22.2 per cent" in told


def test_a_release_says_what_suppression_cost_and_for_whom(published: RunSummary) -> None:
    restricted = published.folder / "restricted"
    with (restricted / "suppressed_figures.csv").open(encoding="utf-8", newline="") as file:
        suppressed = [row for row in csv.DictReader(file) if row["statistic"] == "count"]
    with (restricted / "second_cells.csv").open(encoding="utf-8", newline="") as file:
        pairs = list(csv.DictReader(file))
    names = ("measure", "collection_year", "area_code", "breakdown_key")
    second = {tuple(row[name] for name in names) for row in suppressed if row["reason"] == SECOND}
    assert second == {tuple(row[name] for name in names) for row in pairs}
    with (restricted / "cost_of_suppression.csv").open(encoding="utf-8", newline="") as file:
        costs = list(csv.DictReader(file))
    assert any(row["data_set_or_table"].startswith("table ") for row in costs)
    assert all(
        int(row["suppressed"]) == int(row["small_counts"]) + int(row["second_cells"]) + int(row["following"])
        for row in costs
    )
    assert published.published.suppression_cost in published.in_words()


def test_costs_are_the_letters_that_the_data_files_print(published: RunSummary) -> None:
    """Counted in the files themselves: every c, and every place that could hold a number."""
    with (published.folder / "restricted" / "cost_of_suppression.csv").open(encoding="utf-8", newline="") as file:
        told = {(row["data_set_or_table"], row["level"]): row for row in csv.DictReader(file)}
    compared = 0
    for path in sorted((published.folder / "publish" / "data").glob("la_*.csv")):
        if path.name.endswith(".meta.csv"):
            continue
        meta = list(csv.DictReader(path.with_name(f"{path.stem}.meta.csv").open(encoding="utf-8", newline="")))
        numbers = [row["col_name"] for row in meta if row["col_type"] == "Indicator"]
        printed: Counter[str] = Counter()
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                level = row["geographic_level"].lower().replace(" ", "_")
                printed[level] += sum(row[name] == "c" for name in numbers)
        for level, letters in printed.items():
            assert int(told[path.stem, level]["suppressed"]) == letters, (path.name, level)
            compared += letters
    assert compared > 1_000


def test_a_suppressed_figure_is_explained_with_the_small_count_that_it_protects(published: RunSummary) -> None:
    with (published.folder / "restricted" / "second_cells.csv").open(encoding="utf-8", newline="") as file:
        row = next(
            one
            for one in csv.DictReader(file)
            if one["measure"] == "looked_after_on_31_march" and one["breakdown_key"] == "age_group=16_and_over"
        )
    place = f"{row['collection_year']}:{row['area_code']}"
    told = explain_cell(f"la_cla_on_31_march_by_characteristics:{place}:Age group=16 years and over", published.folder)
    assert any(row["for_area_code"] in one and row["for_breakdown_key"] in one for one in told.protects)
    assert "were it shown, readers could work out" in told.in_words()
    assert Key(row["for_measure"], int(row["for_collection_year"]), row["for_area_code"], row["for_breakdown_key"])
