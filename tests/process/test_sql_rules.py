"""The rules of sql/: what a model, a check and a function must say, what is refused, and how models are built."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.foundation.warehouse import Warehouse
from pipeline.process.checks import Check, load_checks
from pipeline.process.made_in_part import divided
from pipeline.process.models import Models, build, grain_violations
from pipeline.process.models_read import load_models
from pipeline.process.sql_files import ModelRefused

HEADER = "-- A row.\n-- grain: a\n-- source: a document\n"


def _sql_folder(tmp_path: Path, **files: str) -> Path:
    for name, text in files.items():
        file = tmp_path / f"{name.replace('__', '/')}.sql"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return tmp_path


def _models(tmp_path: Path, **files: str) -> Models:
    return load_models(_sql_folder(tmp_path, **files))


def test_a_header_gives_the_summary_grain_source_and_what_is_counted(tmp_path: Path) -> None:
    text = (
        "-- One row per child,\n-- in full.\n-- grain: a, b\n-- source: a document:\n--   its page 3\n"
        "-- counted: children\n-- not counted: adults\nSELECT a, b FROM raw.typed_header\n"
    )
    model = _models(tmp_path, core__child=text)["core.child"]
    assert (model.summary, model.grain) == ("One row per child, in full.", ("a", "b"))
    assert (model.source, model.counted, model.not_counted) == ("a document: its page 3", "children", "adults")
    assert model.reads == ("raw.typed_header",)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT a FROM raw.x", "grain"),
        ("-- grain: a\n-- source: s\nSELECT a FROM raw.x", "what a row is"),
        ("-- A row.\n-- source: s\nSELECT a FROM raw.x", "grain"),
        ("-- A row.\n-- grain: a\nSELECT a FROM raw.x", "source"),
        ("-- A row.\n-- grain: b\n-- source: s\nSELECT a FROM raw.x", "grain names b"),
        (HEADER + "-- built as: tables\nSELECT a FROM raw.x", "Write view"),
        (HEADER + "-- parts: by region\nSELECT a FROM raw.x", "Write by authority or look-up"),
        (HEADER + "-- parts: by authority\nSELECT a FROM reference.x", "gives no la_code"),
        (HEADER + "-- parts: look-up\nSELECT a FROM raw.x", "stage raw is read"),
        (HEADER + "SELECT a FROM cells.x", "later stage"),
        (HEADER + "SELECT a FROM x", "has no schema"),
        (HEADER + "SELECT a FROM main.x", "no schema of the warehouse"),
        (HEADER + "SELECT a FROM staged.nobody_makes_this", "no file makes"),
        (HEADER + "SELECT * FROM raw.x", r"SELECT \*"),
        (HEADER + "WITH y AS (SELECT raw.x.* FROM raw.x) SELECT a FROM y", r"SELECT \*"),
        (HEADER + "CREATE TABLE t AS SELECT 1 AS a", "one SELECT"),
        (HEADER + "SELECT 1 AS a; SELECT 2 AS a", "one SELECT"),
        (HEADER + "SELECT a FROM (", "cannot be read"),
        (HEADER + "SELECT a FROM raw.x UNPIVOT (v FOR k IN (c, d))", "UNPIVOT"),
        (HEADER + "SELECT x.a FROM raw.x ASOF JOIN raw.y ON x.a >= y.a", "ASOF"),
        (HEADER + "SELECT quantile_cont(b, 0.5) AS a FROM raw.x", "quantile_cont"),
        (HEADER + "SELECT median(b) AS a FROM raw.x", "quantile_cont"),
        (HEADER + "SELECT try_strptime(b, '%d') AS a FROM raw.x", "try_strptime"),
        (HEADER + "SELECT GROUPING(b, c) AS a FROM raw.x GROUP BY ROLLUP (b, c)", "GROUPING"),
        (HEADER + "SELECT date_diff('year', b, c) AS a FROM raw.x", "date_diff"),
        (HEADER + "SELECT string_agg(b, ',') AS a FROM raw.x", "string_agg"),
        (HEADER + "SELECT sum(b) OVER w AS a FROM raw.x WINDOW w AS (ORDER BY b)", "named window"),
    ],
)
def test_a_model_that_breaks_the_rules_is_refused(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(ModelRefused, match=message):
        _models(tmp_path, core__m=text)


def test_what_reads_a_model_that_falls_into_no_parts_falls_into_none(tmp_path: Path) -> None:
    whole, part = "-- A row.\n-- grain: la_code\n-- source: s\n", "-- parts: by authority\nSELECT la_code FROM "
    models = _models(
        tmp_path,
        core__a=f"{whole}{part}reference.x",
        core__b=f"{whole}SELECT la_code FROM core.a",
        core__c=f"{whole}{part}core.b",
        core__d=f"{whole}-- parts: look-up\nSELECT la_code FROM core.a",
        core__e=f"{whole}{part}core.d",
        core__f=f"{whole}{part}core.c",
    )
    assert divided(models) == {"core.a", "core.e"}


def test_what_carries_over_to_spark_is_not_refused(tmp_path: Path) -> None:
    text = HEADER + (
        "SELECT count(*) AS a, GROUPING(b) AS g, string_agg(b, ',' ORDER BY b) AS s, date_diff('day', c, d) AS days, "
        "sum(count(*)) OVER (ORDER BY b) AS running FROM raw.x GROUP BY ROLLUP (b)"
    )
    assert _models(tmp_path, core__m=text)["core.m"].reads == ("raw.x",)


def test_models_come_in_an_order_in_which_they_can_be_built(tmp_path: Path) -> None:
    models = _models(
        tmp_path,
        core__a=HEADER + "SELECT a FROM core.b",
        core__b=HEADER + "SELECT a FROM staged.c",
        staged__c=HEADER + "SELECT a FROM raw.x",
        cells__d=HEADER + "WITH core AS (SELECT a FROM core.a) SELECT a FROM core",
    )
    assert [model.name for model in models] == ["staged.c", "core.b", "core.a", "cells.d"]
    assert models.inputs == ("raw.x",)
    assert [model.name for model in models.upstream("core.a", given=["staged.c"])] == ["core.b", "core.a"]


def test_models_that_read_one_another_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelRefused, match="circle"):
        _models(tmp_path, core__a=HEADER + "SELECT a FROM core.b", core__b=HEADER + "SELECT a FROM core.a")


def test_grain_violations_count_the_rows_that_are_alike(tmp_path: Path) -> None:
    models = _models(tmp_path, core__m=HEADER + "SELECT a FROM raw.x")
    with Warehouse() as opened:
        opened.connection.execute("CREATE TABLE raw.x AS SELECT unnest([1, 2, 2, 3, 3, 3, NULL, NULL]) AS a")
        assert build(opened, models) == {"core.m": 8}
        assert grain_violations(opened, models["core.m"]) == 7  # 2 twice, 3 three times, null twice


def test_a_view_follows_what_it_reads_and_a_table_does_not(tmp_path: Path) -> None:
    text = HEADER + "{}SELECT a FROM raw.x"
    as_view = _models(tmp_path / "view", core__m=text.format("-- built as: view\n"))
    as_table = _models(tmp_path / "table", core__m=text.format(""))
    with Warehouse() as opened:
        execute = opened.connection.execute
        execute("CREATE TABLE raw.x AS SELECT unnest([1, 2]) AS a")
        # An earlier run may have made the other of the two.
        for models, follows in ((as_table, False), (as_view, True), (as_view, True), (as_table, False)):
            execute("DELETE FROM raw.x WHERE a = 3")
            assert build(opened, models) == {"core.m": 2}
            execute("INSERT INTO raw.x VALUES (3)")
            assert opened.count("core.m") == (3 if follows else 2)
        build(opened, as_view)
        execute("INSERT INTO raw.x VALUES (3)")
        assert grain_violations(opened, as_view["core.m"]) == 2


def test_an_unknown_model_is_refused_by_name() -> None:
    with pytest.raises(ModelRefused, match=r"core\.nothing"):
        load_models().chosen(names=["core.nothing"])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("-- severity: error\n-- stage: core\nSELECT 1 AS a", "what"),
        ("-- what: w\n-- stage: core\nSELECT 1 AS a", "severity"),
        ("-- what: w\n-- severity: fatal\n-- stage: core\nSELECT 1 AS a", "fatal"),
        ("-- what: w\n-- severity: error\n-- stage: middle\nSELECT 1 AS a", "middle"),
    ],
)
def test_a_check_without_its_header_is_refused(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(ModelRefused, match=message):
        load_checks(_sql_folder(tmp_path, c=text))


@pytest.mark.parametrize("text", ["f(x) AS x", "-- What.\ng(x) AS x", "-- What.\nSELECT 1"])
def test_a_function_that_does_not_say_what_it_answers_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(ModelRefused, match="AS <expression>"):
        _models(tmp_path, functions__f=text)


def test_checks_of_a_return_are_not_read_here() -> None:
    assert {check.path.parent.name for check in load_checks() if isinstance(check, Check)} == {"checks", "cells"}
