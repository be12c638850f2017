"""Cells that are declared as cuts: the SELECT made of them, what is refused, and the checks that every table has."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.foundation.stages import Stage, UsageError
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.checks import load_checks, run_check
from pipeline.process.cuts import read_cuts
from pipeline.process.models import build
from pipeline.process.models_read import load_models
from pipeline.process.sql_files import ModelRefused

DECLARED = """
row: "One row per authority and category with any visits: how many."
source: a document
of: core.visits
number: visits
columns: {kind_by_length: kind, whole_days: CAST(days AS VARCHAR)}
histograms: whole_days
cuts:
  - kind
  - whole_days
  - [kind_by_length, [sex, length]]
  - [kind, sex, length]
"""
CORE = "-- A visit.\n-- grain: kind\n-- source: s\nSELECT kind FROM raw.visits\n"


def written(folder: Path, text: str = DECLARED) -> Path:
    path = folder / "cells" / "visits.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    (folder / "core").mkdir(exist_ok=True)
    (folder / "core" / "visits.sql").write_text(CORE, encoding="utf-8")
    return path


def test_a_list_at_the_end_is_a_cut_with_each(tmp_path: Path) -> None:
    found = read_cuts(written(tmp_path))
    assert [[name for name, _ in cut] for cut in found.cuts] == [
        ["kind"], ["whole_days"], ["kind_by_length", "sex"], ["kind_by_length", "length"], ["kind", "sex", "length"]
    ]  # fmt: skip
    assert found.grain[-2:] == ("breakdown_3", "category_3")
    assert found.histograms == ("whole_days",)


def test_every_row_is_counted_once_in_the_total_and_once_in_each_cut(tmp_path: Path) -> None:
    written(tmp_path)
    model = load_models(tmp_path)["cells.visits"]
    assert (model.summary, model.source, model.reads) == (
        "One row per authority and category with any visits: how many.", "a document", ("core.visits",)
    )  # fmt: skip
    with Warehouse() as warehouse:
        warehouse.connection.execute(
            "CREATE TABLE core.visits AS SELECT 2024 AS collection_year, '301' AS la_code, * FROM (VALUES "
            "('home', 'male', 'short', 1), ('home', 'female', 'long', 9), ('school', 'male', 'long', 9)) "
            "AS t(kind, sex, length, days)"
        )
        answer = warehouse.connection.execute(model.query)
        assert tuple(column[0] for column in answer.description or ()) == model.columns
        cells = {row[2:-1]: row[-1] for row in answer.fetchall()}
    assert cells["total", "total", "", "", "", ""] == 3
    assert cells["kind", "home", "", "", "", ""] == 2
    assert cells["whole_days", "9", "", "", "", ""] == 2
    assert cells["kind_by_length", "home", "sex", "male", "", ""] == 1
    assert cells["kind", "school", "sex", "male", "length", "long"] == 1
    assert sum(cells.values()) == 3 * 6, "three visits in the total and five cuts"


def test_amounts_are_added_up_and_rows_left_out(tmp_path: Path) -> None:
    text = DECLARED.replace("number: visits", "number: days\nsum: days\nwhere: sex = 'male'")
    written(tmp_path, text)
    model = load_models(tmp_path)["cells.visits"]
    with Warehouse() as warehouse:
        warehouse.connection.execute(
            "CREATE TABLE core.visits AS SELECT 2024 AS collection_year, '301' AS la_code, * FROM (VALUES "
            "('home', 'male', 'short', 1), ('home', 'female', 'long', 9), ('school', 'male', 'long', 9)) "
            "AS t(kind, sex, length, days)"
        )
        cells = {row[2:4]: row[-1] for row in warehouse.connection.execute(model.query).fetchall() if row[4] == ""}
    assert cells["total", "total"] == 10  # 1 + 9; the girl's 9 are left out
    assert cells["kind", "home"] == 1


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("number: visits", "numbers: visits", "line 2, field numbers: unknown field; did you mean 'number'"),
        ("  - whole_days\n", "", "field columns: whole_days is in no cut"),
        ("histograms: whole_days", "histograms: [whole_days, hours]", "field histograms: hours is in no cut"),
        ("  - kind\n", "  - kind\n  - kind\n", "field cuts: kind is there twice"),
        ("[kind, sex, length]", "[kind, [sex, [length]]]", "write a column, or a list of columns"),
        ("[kind, sex, length]", "[[kind], sex]", "write a column, or a list of columns"),
        ("cuts:\n", "cuts:\n  - 7\n", "a list of texts and lists is needed"),
        ("source: a document\n", "", "field source: a text is needed"),
    ],
)
def test_what_will_not_do_is_refused_with_file_and_line(old: str, new: str, words: str, tmp_path: Path) -> None:
    path = written(tmp_path, DECLARED.replace(old, new))
    with pytest.raises(UsageError, match=words):
        read_cuts(path)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("core.visits", "visits", "has no schema"),
        ("core.visits", "grossed.cells", "later stage"),
        ("CAST(days AS VARCHAR)", "median(days) OVER ()", "quantile_cont"),
        ("CAST(days AS VARCHAR)", "CAST(days AS", "cannot be read"),
        ("number: visits", "number: visits\nchecked_by: cells.nothing", "sql/checks has no such file"),
    ],
)
def test_what_a_select_may_not_do_cuts_may_not_either(old: str, new: str, words: str, tmp_path: Path) -> None:
    written(tmp_path, DECLARED.replace(old, new))
    with pytest.raises(ModelRefused, match=words):
        load_checks(models=load_models(tmp_path))


def test_every_table_of_cells_has_every_check_of_cells_or_names_its_own() -> None:
    """A new table, and one that somebody takes off a list, would else be noticed by nobody."""
    checked = [(check.reads[0], check.path.stem) for check in load_checks() if check.path.parent.name == "cells"]
    kinds = {kind for _, kind in checked}
    assert kinds == {"categories_are_leaves", "leaves_sum_to_total"}
    models = load_models().chosen(schemas=[Stage.CELLS.value])
    assert sorted(checked) == sorted((one.name, kind) for one in models if not one.checked_by for kind in kinds)
    own = {one.name: one.checked_by for one in models if one.checked_by}
    assert set(own.values()) == {"cells.indicators_add_up", "cells.attainment_adds_up"}
    reads = {check.name: check.reads for check in load_checks()}
    assert all(name in reads[check] for name, check in own.items())


def test_a_new_table_is_checked_without_any_list(tmp_path: Path) -> None:
    written(tmp_path)
    checks = {check.path.stem: check for check in load_checks(models=load_models(tmp_path))}
    with Warehouse() as warehouse:
        warehouse.connection.execute(
            "CREATE TABLE reference.categories AS SELECT 'kind' AS breakdown, 'home' AS category, '' AS parent"
        )
        warehouse.connection.execute(
            "CREATE TABLE core.visits AS SELECT 2024 AS collection_year, '301' AS la_code, 'home' AS kind, "
            "'male' AS sex, 'long' AS length, 9 AS days"
        )
        build(warehouse, load_models(tmp_path), names=["cells.visits"])
        found = run_check(warehouse, checks["categories_are_leaves"]).rows
        assert {row[0] for row in found} == {"kind_by_length", "sex", "length"}, "all but the histogram are in no tree"
        assert run_check(warehouse, checks["leaves_sum_to_total"]).passed
        warehouse.connection.execute("DELETE FROM cells.visits WHERE breakdown = 'kind' AND breakdown_2 = ''")
        warehouse.connection.execute("UPDATE cells.visits SET visits = 2 WHERE breakdown = 'whole_days'")
        (row,) = run_check(warehouse, checks["leaves_sum_to_total"]).rows
        assert (row[2], row[-2:]) == ("whole_days", (1, 2))
