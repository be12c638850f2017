"""The SQL models: each answers its cases in sql_cases/, and sql/ refuses what its rules forbid.

A file sql_cases/<schema>/<model>.yaml is a list of cases. A case gives input tables and the rows expected of the model
(or, in sql_cases/checks/, the rows that offend; of a check made for every table of cells, ``measure`` is the table).
Tables are written with bars; an empty field is a null. Rows are of
collection year 2024 and authority 301 unless they say otherwise; a file is one authority's year; lines count from 2.
Tables that a case does not give are built by their own models, and raw and reference tables are empty.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.collect.collections.cin.tables import create_cin_tables
from pipeline.collect.raw_tables import create_raw_tables
from pipeline.collect.specification import load_specification
from pipeline.design.files.quality_file import BOUNDS
from pipeline.foundation.stages import Stage
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.checks import Check, load_checks, run_check
from pipeline.process.grossed import grossed_models
from pipeline.process.models import Model, Models, build, grain_violations
from pipeline.process.models_read import load_models
from pipeline.process.quality_tables import GIVEN, quality_models
from pipeline.process.spark import translated
from pipeline.reference.loading import load_reference

NEVER_NULL = (
    "breakdown_2",
    "category_2",
    "breakdown_3",
    "category_3",
    "parent",
    "breakdown_key",
    "warned_subject",
    "warned_part",
)
CASES = Path(__file__).parent / "sql_cases"
SSDA903 = load_specification("ssda903")
MODELS = load_models()
PLACE = "measure VARCHAR, collection_year INTEGER, la_code VARCHAR"
# What Python makes between cells and the models of quality.
BEFORE_QUALITY = {
    "grossed.coverage": f"{PLACE}, is_supplied BOOLEAN, reason VARCHAR",
    "grossed.unreliable": f"{PLACE}, inclusion VARCHAR, reason VARCHAR",
    "grossed.local_authority_counts": f"{PLACE}, breakdown_key VARCHAR, value BIGINT",
    "grossed.measures_asked": "measure VARCHAR, return_name VARCHAR",
    "grossed.items_asked": "measure VARCHAR, return_name VARCHAR, item VARCHAR",
    "grossed.area_headlines": (
        "measure VARCHAR, collection_year INTEGER, area_code VARCHAR, known BIGINT, estimate BIGINT"
    ),
}
CHECKS: dict[str, list[Check]] = {}
for each in load_checks():
    # One that is made for every table of cells has a file in a folder of their name, and cases of several tables.
    CHECKS.setdefault(f"cells.{each.path.stem}" if each.path.parent.name == "cells" else each.name, []).append(each)
QUALITY = quality_models()
MADE = {model.name for model in (*MODELS, *QUALITY)}
TABLES = {table for file in (*MODELS, *QUALITY, *chain(*CHECKS.values())) for table in file.reads} | MADE


def _cases() -> Iterator[Any]:
    for path in sorted(CASES.glob("*/*.yaml")):
        for case in yaml.safe_load(path.read_text(encoding="utf-8")):
            yield pytest.param(path, case, id=f"{path.parent.name}/{path.stem}: {case['case']}")


def _rows(table: str) -> tuple[list[str], list[dict[str, str | None]]]:
    """Columns and rows of a table written with bars."""
    lines = [[field.strip() for field in line.split("|")] for line in table.strip().splitlines()]
    columns = lines[0]
    rows: list[dict[str, str | None]] = []
    for line in lines[1:]:
        rows.append({column: field or None for column, field in zip(columns, line, strict=True)})
    return columns, rows


def _text(value: Any) -> str | None:
    if value is None or value == "":
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)


FILLED: set[str] = set()
"""Tables in which rows may be left of the case before: to empty all of some 250 would take longer than a case does."""
OF_NOTHING: set[str] = set()
"""Tables whose models give rows also where everything that they read is empty."""


@pytest.fixture(scope="module")
def warehouse() -> Iterator[Warehouse]:
    with Warehouse() as opened:
        create_raw_tables(opened, SSDA903)
        create_cin_tables(opened)
        create_raw_tables(opened, load_specification("staying_put"))
        create_raw_tables(opened, load_specification("attainment"))
        create_raw_tables(opened, load_specification("workforce"))
        create_raw_tables(opened, load_specification("adoption_quarterly"))
        create_raw_tables(opened, load_specification("pupils"))
        load_reference(opened, with_postcodes=False)
        build(opened, MODELS)
        for model in MODELS:
            if model.is_view:
                # A case gives rows of it.
                opened.replace_table(model.name, f"SELECT * FROM ({model.query}) LIMIT 0")
        # What Python makes between cells and publication, for the checks that read it.
        opened.connection.execute(
            "CREATE TABLE grossed.cells (measure VARCHAR, collection_year INTEGER, area_level VARCHAR, "
            "area_code VARCHAR, breakdown_key VARCHAR, value BIGINT, known_value BIGINT, is_estimated BOOLEAN)"
        )
        for table, columns in BEFORE_QUALITY.items():
            opened.connection.execute(f"CREATE TABLE {table} ({columns})")
        for table, (_, kinds) in GIVEN.items():
            listed = kinds or {"collection_year": "INTEGER", **dict.fromkeys(BOUNDS, "DOUBLE")}
            columns = ", ".join(f"{column} {kind}" for column, kind in listed.items())
            opened.connection.execute(f"CREATE TABLE {table} ({columns})")
        opened.connection.execute("ALTER TABLE quality.bounds ALTER days_after_the_middle TYPE INTEGER")
        build(opened, QUALITY)
        # The estimate of a table is its rows with those that were deleted, so it is never 0 where there is one.
        held = "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE estimated_size > 0"
        FILLED.update(name for (name,) in opened.connection.execute(held).fetchall())
        OF_NOTHING.update(FILLED & MADE)
        yield opened


def _give(warehouse: Warehouse, given: dict[str, str]) -> None:
    """Empty every table that may hold rows and fill those given."""
    for name in sorted(FILLED):
        if name in MADE:
            warehouse.connection.execute(f"CREATE OR REPLACE TABLE {name} AS FROM {name} LIMIT 0")
        elif name in TABLES:
            warehouse.connection.execute(f"DELETE FROM {name}")
    FILLED.clear()
    FILLED.update(given)
    for name, table in given.items():
        described = warehouse.connection.execute(f"DESCRIBE {name}").fetchall()
        types = {column: kind for column, kind, *_ in described}
        columns, rows = _rows(table)
        filled: list[dict[str, str | None]] = []
        for number, row in enumerate(rows, start=2):
            year, la_code = row.get("collection_year") or "2024", row.get("la_code") or "301"
            code = la_code if la_code.isdigit() else int(la_code, 36)
            usual = {"collection_year": year, "la_code": la_code, "file_id": f"{year}{code}", "line": str(number)}
            # A blank stands for the empty text where the models never hold a null.
            texts: dict[str, str | None] = {column: "" for column in NEVER_NULL if row.get(column, "") is None}
            filled.append({column: value for column, value in usual.items() if column in types} | row | texts)
        assert set(columns) <= types.keys(), f"{name} has no column {sorted(set(columns) - types.keys())}"
        named = ", ".join(f'"{column}"' for column in filled[0])
        places = "(" + ", ".join(f"CAST(? AS {types[column]})" for column in filled[0]) + ")"
        warehouse.connection.execute(
            f"INSERT INTO {name} ({named}) VALUES {', '.join([places] * len(filled))}",
            [value for row in filled for value in row.values()],
        )


def _build(warehouse: Warehouse, models: Models, needed: Sequence[Model], given: Iterable[str]) -> list[Model]:
    """Make the tables that may have rows, which the next case has to empty, and the last; gives their models."""
    filled, made = set(given) | OF_NOTHING, []
    for model in needed:
        if model is needed[-1] or model.name in filled or not filled.isdisjoint(model.reads):
            filled.add(model.name)
            made.append(model)
    names = [model.name for model in made]
    FILLED.update(names)
    build(warehouse, models, names=names)
    return made


@pytest.mark.parametrize(("path", "case"), list(_cases()))
def test_a_model_answers_its_case(path: Path, case: dict[str, Any], warehouse: Warehouse) -> None:
    given: dict[str, str] = case.get("given", {})
    _give(warehouse, given)
    columns, expected = _rows(case["expect"])
    if path.parent.name == "checks":
        actual = []
        for check in CHECKS[path.stem]:
            result = run_check(warehouse, check)
            measure = {"measure": check.reads[0].removeprefix("cells.")} if len(CHECKS[path.stem]) > 1 else {}
            actual += [measure | dict(zip(result.columns, row, strict=True)) for row in result.rows]
    else:
        name = f"{path.parent.name}.{path.stem}"
        models = QUALITY if name in QUALITY else MODELS
        needed = models.upstream(name, given=given)
        read = {table for model in needed for table in model.reads}
        assert given.keys() <= read, f"the case gives tables that {name} does not read: {sorted(given.keys() - read)}"
        made = _build(warehouse, models, needed, given)
        assert grain_violations(warehouse, models[name]) == 0
        answer = warehouse.connection.execute(f"SELECT * FROM {name}")
        names = [column[0] for column in answer.description or ()]
        actual = [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
        for model in made:
            if model.is_view:
                warehouse.replace_table(model.name, f"SELECT * FROM ({model.query}) LIMIT 0")
    assert Counter(tuple(_text(row[column]) for column in columns) for row in actual) == Counter(
        tuple(row[column] for column in columns) for row in expected
    )


def test_every_model_of_core_and_cells_and_every_check_has_a_case() -> None:
    with_case = {f"{path.parent.name}/{path.stem}" for path in CASES.glob("*/*.yaml")}
    counted = [model for model in MODELS if model.stage in (Stage.CORE, Stage.CELLS)]
    models = {model.name.replace(".", "/") for model in (*counted, *QUALITY)}
    assert sorted((models | {f"checks/{name}" for name in CHECKS}) - with_case) == []
    known = {model.name.replace(".", "/") for model in (*MODELS, *QUALITY)} | {f"checks/{name}" for name in CHECKS}
    assert sorted(with_case - known) == []


def test_every_core_model_says_what_is_counted_and_what_is_not() -> None:
    silent = [m.name for m in MODELS if m.stage is Stage.CORE and not (m.counted and m.not_counted)]
    assert silent == []


@pytest.mark.parametrize("record_type", SSDA903.record_type_names)
def test_staged_leaves_out_records_set_aside_and_returns_that_are_not_usable(
    record_type: str, warehouse: Warehouse
) -> None:
    _give(
        warehouse,
        {
            f"raw.typed_{record_type}": """
                la_code | file_id | line | child_id
                301     | 1       | 2    | kept
                301     | 1       | 3    | set aside
                302     | 2       | 2    | return not usable
                302     | 2       | 3    | return not usable
                303     | 3       | 3    | kept, only another line 3 is set aside
            """,
            "raw.set_aside": "file_id | record\n1 | 3",
            "raw.coverage": """
                return  | la_code | status
                ssda903 | 301     | complete
                ssda903 | 302     | not usable
                cin     | 303     | not usable
            """,
        },
    )
    _build(warehouse, MODELS, [MODELS[f"staged.{record_type}"]], ())
    kept = warehouse.connection.execute(f"SELECT file_id, line FROM staged.{record_type} ORDER BY ALL").fetchall()
    assert kept == [(1, 2), (3, 3)]


@pytest.mark.parametrize(
    ("expression", "answer"),
    [
        ("completed_years(DATE '2008-03-31', DATE '2024-03-31')", 16),
        ("completed_years(DATE '2008-04-01', DATE '2024-03-31')", 15),
        ("completed_years(DATE '2012-02-29', DATE '2023-02-28')", 10),  # the birthday is 1 March in a common year
        ("completed_years(DATE '2012-02-29', DATE '2023-03-01')", 11),
        ("completed_years(DATE '2012-02-29', DATE '2024-02-28')", 11),
        ("completed_years(DATE '2012-02-29', DATE '2024-02-29')", 12),
        ("completed_years(CAST(NULL AS DATE), DATE '2024-02-29')", None),
        ("age_group(0)", "under_1"),
        ("age_group(1)", "1_to_4"),
        ("age_group(4)", "1_to_4"),
        ("age_group(5)", "5_to_9"),
        ("age_group(10)", "10_to_15"),
        ("age_group(15)", "10_to_15"),
        ("age_group(16)", "16_and_over"),
        ("age_group(NULL)", "age_not_known"),
        ("age_on_ceasing(15, 15)", "10_to_15"),
        ("age_on_ceasing(16, 15)", "16"),
        ("age_on_ceasing(17, 17)", "17"),
        ("age_on_ceasing(18, 17)", "18_on_birthday"),
        ("age_on_ceasing(18, 18)", "18_after_birthday"),
        ("age_on_ceasing(19, 18)", "18_after_birthday"),
        ("age_on_ceasing(NULL, NULL)", "age_not_known"),
        ("age_on_starting(0)", "under_1"),
        ("age_on_starting(6)", "6"),
        ("age_on_starting(7)", "7_and_over"),
        ("age_on_starting(NULL)", "age_not_known"),
        ("number_to_ten(9)", "9"),
        ("number_to_ten(10)", "10_or_more"),
        ("duration_of_care(DATE '2024-01-01', DATE '2024-01-14')", "under_2_weeks"),
        ("duration_of_care(DATE '2024-01-01', DATE '2024-01-15')", "2_weeks_to_8_weeks"),
        ("duration_of_care(DATE '2024-01-01', DATE '2024-02-25')", "2_weeks_to_8_weeks"),
        ("duration_of_care(DATE '2024-01-01', DATE '2024-02-26')", "8_weeks_to_6_months"),  # 31 + 25 = 56 days
        ("duration_of_care(DATE '2023-08-31', DATE '2024-02-28')", "8_weeks_to_6_months"),
        ("duration_of_care(DATE '2023-08-31', DATE '2024-02-29')", "6_months_to_1_year"),  # there is no 31 February
        ("duration_of_care(DATE '2024-02-29', DATE '2025-02-28')", "1_to_2_years"),
        ("duration_of_care(DATE '2020-01-02', DATE '2022-01-01')", "1_to_2_years"),
        ("duration_of_care(DATE '2020-01-02', DATE '2022-01-02')", "2_to_3_years"),
        ("duration_of_care(DATE '2020-01-02', DATE '2023-01-02')", "3_to_5_years"),
        ("duration_of_care(DATE '2020-01-02', DATE '2025-01-01')", "3_to_5_years"),
        ("duration_of_care(DATE '2015-01-02', DATE '2020-01-02')", "5_to_10_years"),
        ("duration_of_care(DATE '2010-01-02', DATE '2020-01-02')", "10_years_and_over"),
        ("duration_of_care(DATE '2020-01-02', DATE '2020-01-01')", "duration_not_known"),
        ("duration_of_placement(DATE '2024-01-01', DATE '2024-01-08')", "1_to_7_days"),
        ("duration_of_placement(DATE '2024-01-01', DATE '2024-01-09')", "8_days_to_1_month"),
        ("duration_of_placement(DATE '2024-01-31', DATE '2024-02-28')", "8_days_to_1_month"),
        ("duration_of_placement(DATE '2024-01-31', DATE '2024-02-29')", "1_to_3_months"),
        ("duration_of_placement(DATE '2024-01-01', DATE '2024-04-01')", "3_to_6_months"),
        ("duration_of_placement(DATE '2024-01-01', DATE '2024-07-01')", "6_months_to_1_year"),
        ("duration_of_placement(DATE '2022-01-01', DATE '2023-12-31')", "1_to_2_years"),
        ("duration_of_placement(DATE '2022-01-01', DATE '2024-01-01')", "2_to_5_years"),
        ("duration_of_placement(DATE '2019-01-01', DATE '2024-01-01')", "5_years_and_over"),
        ("duration_of_decision(DATE '2024-01-01', DATE '2024-06-30')", "under_6_months"),
        ("duration_of_decision(DATE '2024-01-01', DATE '2024-07-01')", "6_months_to_1_year"),
        ("duration_of_decision(DATE '2021-01-01', DATE '2023-12-31')", "2_to_3_years"),
        ("duration_of_decision(DATE '2021-01-01', DATE '2024-01-01')", "3_years_and_over"),
        ("duration_of_decision(DATE '2024-01-02', DATE '2024-01-01')", "duration_of_decision_not_known"),
        ("adopters('L0', 'M1')", "single_male"),
        ("adopters('L4', 'FF')", "same_sex_unmarried_female"),
        ("adopters('L3', 'MF')", "different_sex_unmarried_couple"),
        ("adopters('L2', 'MM')", "civil_partnership_male"),
        ("adopters('L1', 'MF')", "married_different_sex"),
        ("adopters('L12', 'FF')", "married_female"),
        ("adopters('L11', 'MM')", "married_male"),  # the sexes decide
        ("adopters('L3', 'MM')", "adopters_not_known"),
        ("adopters('L0', NULL)", "adopters_not_known"),
        ("CAST(year_begins_on(2024) AS VARCHAR)", "2023-04-01"),
        ("CAST(year_ends_on(2024) AS VARCHAR)", "2024-03-31"),
        ("round(miles_between(400000, 300000, 403000, 304000), 4)", 3.1069),  # 5,000 m / 1,609.344
        ("miles_between(NULL, 300000, 403000, 304000)", None),
        ("distance_band(20.0)", "up_to_20_miles"),
        ("distance_band(20.04)", "up_to_20_miles"),
        ("distance_band(20.0499999)", "up_to_20_miles"),
        ("distance_band(20.05)", "over_20_miles"),  # 20.1 when rounded
        ("distance_band(NULL)", "distance_not_known"),
        ("is_series_of_short_breaks('V3')", True),
        ("is_series_of_short_breaks('V4')", True),
        ("is_series_of_short_breaks('V2')", False),
        ("is_series_of_short_breaks(NULL)", False),
        ("sex_name('1')", "male"),
        ("sex_name('F')", "female"),
        ("sex_name('U')", "sex_not_known"),
        ("sex_name(NULL)", "sex_not_known"),
        ("outward_code('SW1A2AA')", "SW1A"),
    ],
)
def test_a_function_answers(expression: str, answer: object, warehouse: Warehouse) -> None:
    assert warehouse.connection.execute(f"SELECT {expression}").fetchone() == (answer,)


@pytest.mark.parametrize("model", [*MODELS.in_order, *grossed_models(), *QUALITY], ids=lambda model: model.name)
def test_every_model_translates_to_spark(model: Any) -> None:
    sql = translated(model, MODELS.functions)
    called = [function.name for function in MODELS.functions if f"{function.name}(" in sql.lower()]
    assert called == [], "these are DuckDB's macros, which Spark needs written out"


@pytest.mark.parametrize(("last_year", "offends"), [(299, True), (300, False)])
def test_a_flow_may_be_2_per_cent_of_last_year_off(last_year: int, offends: bool, warehouse: Warehouse) -> None:
    children = "collection_year | child_id\n" + "\n".join(f"2023 | {number}" for number in range(last_year))
    this_year = "\n".join(f"2024 | {number}" for number in range(last_year - 6))
    _give(warehouse, {"core.looked_after_on_31_march": f"{children}\n{this_year}"})
    assert run_check(warehouse, CHECKS["core.flow_reconciles"][0]).passed is not offends
