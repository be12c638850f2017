"""The declared indicators: which they are, that their models and categories exist, and what the reader refuses."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from pipeline.collect.specification import load_specification
from pipeline.design.files.data_sets_file import load_release
from pipeline.design.indicators import FILE, IndicatorDefinition, load_definitions
from pipeline.design.statistic import Cell
from pipeline.foundation.stages import REFERENCE, UsageError
from pipeline.process.models_read import load_models

DEFINITIONS = load_definitions()
KNOWN = [one for one in DEFINITIONS if one.is_known]
SIXTEEN = [one for one in DEFINITIONS if one.family != "Adoption scorecard"]

GOOD = """
indicators:
  - code: one
    title: One
    family: Few
    unit: percent
    higher_is: better
    definition: What it is.
    formula: a / b x 100
    numerator: a
    denominator: b
    source_fields: ["Episodes: DEC"]
    doubt: ""
    return: ssda903
    items: [Episodes]
    sfr: {numerator: "m:a=b;c=d", denominator: "m:"}
"""


def categories(breakdown: str) -> dict[str, str]:
    with (REFERENCE / "categories.csv").open(encoding="utf-8") as file:
        return {row["category"]: row["parent"] for row in csv.DictReader(file) if row["breakdown"] == breakdown}


def test_the_sixteen_and_the_scorecards_four() -> None:
    assert len(SIXTEEN) == 16
    assert [one.code for one in DEFINITIONS if not one.is_known] == ["leaving_care_1", "twelfth_indicator"]
    assert [one.code for one in DEFINITIONS if one not in SIXTEEN] == [
        "scorecard_a1", "scorecard_a2", "scorecard_a3", "scorecard_a10",
    ]  # fmt: skip
    assert all(one.doubt and not one.unit and one.sfr is None for one in DEFINITIONS if not one.is_known)


def test_every_indicator_with_a_child_list_has_a_model_and_no_other_has() -> None:
    models = {
        model.name.removeprefix("core.indicator_")
        for model in load_models()
        if model.name.startswith("core.indicator_") and "indicator" in model.grain
    }
    assert models - {"children"} == {one.code for one in KNOWN if one.has_child_list}


@pytest.mark.parametrize("definition", KNOWN, ids=lambda one: one.code)
def test_the_cells_of_an_indicator_are_in_the_tree_and_in_a_model(definition: IndicatorDefinition) -> None:
    cells = [definition.numerator_cell, definition.denominator_cell]
    for cell in cells:
        breakdown, _, category = cell.key.partition("=")
        assert f"cells.{cell.measure}" in load_models()
        parent = categories(breakdown)[category]
        assert parent in ("", definition.code)
    if definition.unit == "percent":
        assert categories(cells[1].key.partition("=")[0])[f"{definition.code}_not_in_numerator"] == definition.code


@pytest.mark.parametrize("definition", [one for one in KNOWN if one.sfr], ids=lambda one: one.code)
def test_the_same_cells_in_the_sfr_are_in_the_tree(definition: IndicatorDefinition) -> None:
    assert definition.sfr is not None
    for cell in (definition.sfr.numerator, definition.sfr.denominator):
        assert f"cells.{cell.measure}" in load_models()
        for pair in filter(None, cell.key.split(";")):
            breakdown, _, category = pair.partition("=")
            assert category in categories(breakdown)


def test_what_an_authority_must_have_sent_is_part_of_a_return() -> None:
    for one in KNOWN:
        content = load_specification(one.returns).content["record_types"]
        files = {str(record["file"]).lower() for record in content.values()} | {name.lower() for name in content}
        assert {item.lower() for item in one.items} <= files, one.code


def test_thresholds_are_of_whole_months_and_a3_waits_as_long_as_a1() -> None:
    with (REFERENCE / "indicator_thresholds.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert all(int(row["days"]) == int(int(row["months"]) * 365.25 / 12) for row in rows)
    days = {(row["indicator"], row["collection_year"]): int(row["days"]) for row in rows}
    assert [days["scorecard_a1", year] for year in ("2012", "2014", "2015", "2016")] == [639, 547, 487, 426]
    assert [days["scorecard_a2", year] for year in ("2012", "2014", "2015", "2016")] == [213, 182, 152, 121]
    assert all(days["scorecard_a3", str(year)] == days["scorecard_a1", str(year)] for year in range(2014, 2026))
    assert {code for code, _ in days} <= {one.code for one in DEFINITIONS}


def test_bands_of_waiting_end_where_the_thresholds_do() -> None:
    """A child of A3 waited less than the threshold of its year; of several years' children, than one of theirs."""
    with (REFERENCE / "indicator_thresholds.csv").open(encoding="utf-8") as file:
        days = {
            int(row["collection_year"]): int(row["days"])
            for row in csv.DictReader(file)
            if row["indicator"] == "scorecard_a3"
        }
    declared = load_release("performance-tables").banded_amounts
    for amount, years in (("scorecard_a1_days", 1), ("scorecard_a1_days_three_years", 3)):
        for year in range(2014, 2027):
            (found,) = (one for one in declared if one.amount == amount and one.first_year <= year <= one.last_year)
            # 2013 has no threshold of its own in the file: that of 2012 held until 2014.
            held = [days[one if one in days else 2012] for one in range(year - years + 1, year + 1) if one <= max(days)]
            bands = {key: (least, greatest) for key, least, greatest in found.bands}
            assert bands["result=in_numerator"][1] >= max(held) - 1, (amount, year)
            assert bands["result=not_in_numerator"][0] <= min(held), (amount, year)
            if years == 1:
                assert bands == {"result=in_numerator": (0, held[0] - 1), "result=not_in_numerator": (held[0], 6_574)}


def test_a_declaration_is_read(tmp_path: Path) -> None:
    path = tmp_path / "indicators.yaml"
    path.write_text(GOOD, encoding="utf-8")
    (one,) = load_definitions(path)
    assert one.sfr is not None
    assert (one.sfr.numerator, one.sfr.denominator) == (Cell("m", "a=b;c=d"), Cell("m", ""))
    assert (one.is_known, one.has_child_list, one.earlier_returns, one.last_year) == (True, True, 0, 9999)
    assert one.numerator_cell == Cell("performance_indicators", "indicator_result=one_in_numerator")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("indicators:", "others:", "field others: unknown field"),
        ("  - code: one", "  - code: One", "field code: small letters"),
        ("    title: One\n", "", "field title: a text"),
        ("unit: percent", "unit: share", "field unit: use one of percent, days"),
        ("higher_is: better", "higher_is: good", "field higher_is: use one of"),
        ("    family: Few", "    family: Few\n    famly: Few", "field famly: unknown field"),
        ('source_fields: ["Episodes: DEC"]', "source_fields: []", "field source_fields: a list of texts"),
        ("items: [Episodes]", "items: [1]", "field items: a text or a list of texts"),
        ("items: [Episodes]", "items: []", "field items: a list of texts"),
        (
            "    return: ssda903",
            "    return: ssda903\n    earlier_returns: few",
            "field earlier_returns: a whole number",
        ),
        ("    return: ssda903", "    return: ssda903\n    has_child_list: 1", "field has_child_list: true or false"),
        ('numerator: "m:a=b;c=d"', 'numerator: "m:c=d;a=b"', "field numerator: the pairs stand in the order"),
        ('denominator: "m:"', "denominator: m", 'field denominator: "measure:"'),
        ('denominator: "m:"', 'denominator: "m:", since: 2015', "field since: unknown field"),
        ('denominator: "m:"', 'denominator: "m:", first_year: "2015"', "field first_year: a whole number"),
        ('doubt: ""', 'doubt: ""\n    known: false', "field unit: unknown field"),
        (
            '"m:"}',
            '"m:"}\n  - {code: one, title: t, family: f, known: false, doubt: d}',
            "one is declared more than once",
        ),
        ('"m:"}', '"m:"}\n  - {code: two, title: t, family: f, known: false, doubt: ""}', "field doubt: a text"),
        ('"m:"}', '"m:"}\n  - two', "field indicators: a list of mappings"),
        ("family: Few", "family: [Few", "cannot be read as YAML"),
    ],
)
def test_what_will_not_do_is_answered_with_line_and_field(old: str, new: str, message: str, tmp_path: Path) -> None:
    assert GOOD.count(old) == 1
    path = tmp_path / "indicators.yaml"
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(UsageError) as raised:
        load_definitions(path)
    assert message in str(raised.value)
    assert "indicators.yaml" in str(raised.value)
    assert " line " in str(raised.value) or "YAML" in str(raised.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no file"):
        load_definitions(tmp_path / FILE.name)
