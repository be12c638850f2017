"""One grammar of statistics: the same words mean the same figure in a number column, a label and a line of a table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.analyse.data_set_rows import shown_by
from pipeline.analyse.figures import Shown
from pipeline.analyse.shown import shown_in_cell
from pipeline.analyse.workbook_grid import Asked
from pipeline.design.contents import Line
from pipeline.design.data_sets import DataSet, Filter, Indicator
from pipeline.design.editions import ByEdition
from pipeline.design.files.category_keys import CategoryKeys
from pipeline.design.files.contents_lines import Above, Beside, read_lines
from pipeline.design.files.labels_file import COLUMNS, OPTIONAL_COLUMNS, read_labels
from pipeline.design.files.number_columns import read_indicator
from pipeline.design.files.vocabulary import Vocabulary
from pipeline.design.statistic import Statistic
from pipeline.foundation.declarations import read_declaration
from pipeline.foundation.stages import UsageError
from pipeline.process.coverage import Measure

PLACE = 2024, "301"
KEYS = CategoryKeys({"sex": frozenset({"male", "female"}), "age": frozenset({"17"})}, {})
WORDS = Vocabulary(
    {
        "children": Measure("children", "children", "ssda903", ()),
        "days": Measure("days", "days", "ssda903", (), is_amount=True, amount_of="children"),
        "points": Measure("points", "points", "ssda903", (), is_amount=True),
    },
    frozenset({"number_of_days"}),
    KEYS,
)


def in_a_column(folder: Path, **fields: str) -> Shown:
    (folder / "column.yaml").write_text(
        'column: c\nlabel: C\nkey: "sex=male"\n' + "".join(f"{name}: {text}\n" for name, text in fields.items()),
        encoding="utf-8",
    )
    column = read_indicator(read_declaration(folder / "column.yaml"), WORDS, "children", is_wide=True)
    shown = shown_by(_data_set(column, ()), (), column, *PLACE)
    assert shown is not None
    return shown


def in_a_label(folder: Path, **fields: str) -> Shown:
    row = {"label_set": "set", "label": "L", "key": "sex=male", "measure": "children"}
    row |= {"percent_of" if name == "of" else name: text.strip('"') for name, text in fields.items()}
    header = (*COLUMNS, *OPTIONAL_COLUMNS)
    (folder / "labels.csv").write_text(
        ",".join(header) + "\n" + ",".join(row.get(name, "") for name in header) + "\n", encoding="utf-8"
    )
    labels = read_labels(folder / "labels.csv", WORDS)
    number = Indicator(ByEdition(((0, "number"),)), Statistic(), "Number", "")
    one_filter = Filter(ByEdition(((0, "f"),)), "F", None, "", ("set",))
    shown = shown_by(_data_set(number, (one_filter,)), labels, number, *PLACE)
    assert shown is not None
    return shown


def in_a_line(folder: Path, **fields: str) -> Shown:
    (folder / "line.yaml").write_text(
        'heading: L\nkey: "sex=male"\n'
        + "".join(f"{name}: {text}\n" for name, text in {"measure": "children", **fields}.items()),
        encoding="utf-8",
    )
    known = Beside((), (), WORDS, {}, {})
    (line,) = read_lines(read_declaration(folder / "line.yaml"), Above(Line()), known)
    return shown_in_cell(Asked(line.cell, *PLACE))


def _data_set(column: Indicator, filters: tuple[Filter, ...]) -> DataSet:
    return DataSet(ByEdition(((0, "d"),)), "D", ("local_authority",), "children", filters, (column,), ())


EVERYWHERE = (in_a_column, in_a_label, in_a_line)
CHILDREN = ("children", *PLACE, "sex=male")


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"statistic": "count"}, Shown("count", *CHILDREN)),
        ({"statistic": "rate", "decimals": "1"}, Shown("rate", *CHILDREN, decimals=1)),
        ({"statistic": "percent", "of": '"age=17"', "decimals": "1"},
         Shown("percent", *CHILDREN, "age=17", decimals=1)),
        (
            {"statistic": "quantile", "quantile": "0.50", "histogram": "number_of_days"},
            Shown("quantile", *CHILDREN, quantile="0.5", histogram="number_of_days"),
        ),
        (
            {"statistic": "average", "measure": "days", "of": '"children:sex=male"', "format": "years_and_months",
             "decimals": "0"},
            Shown("average", "days", *PLACE, "sex=male", "sex=male", of_measure="children", format="years_and_months"),
        ),
    ],
)  # fmt: skip
@pytest.mark.parametrize("read", EVERYWHERE)
def test_the_same_words_are_the_same_figure(
    tmp_path: Path, read: Callable[..., Shown], fields: dict[str, str], shown: Shown
) -> None:
    assert read(tmp_path, **fields) == shown


@pytest.mark.parametrize("read", EVERYWHERE)
@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"statistic": "averages"}, "'averages' is not known; use one of count"),
        ({"statistic": "average", "decimals": "1"}, "an average is of a count"),
        ({"statistic": "average", "of": '"points:"', "decimals": "1"}, "points adds up amounts and does not say whose"),
        ({"statistic": "percent", "of": '"child:"', "decimals": "0"},
         "the measure 'child' is not declared under measures; did you mean 'children'"),
        ({"statistic": "percent", "of": '"sex=mail"', "decimals": "0"}, "did you mean 'male'"),
        ({"statistic": "average", "of": '"children:"', "format": "years_and_months", "decimals": "0"},
         "children is no amount"),
        ({"statistic": "quantile", "quantile": "1.5", "histogram": "number_of_days"}, "a number above 0 and below 1"),
        ({"statistic": "quantile", "quantile": "0.5", "histogram": "days"}, "'days' is not declared under histograms"),
        ({"statistic": "count", "measure": "points"}, "show only averages"),
    ],
)  # fmt: skip
def test_the_same_mistake_is_answered_everywhere(
    tmp_path: Path, read: Callable[..., Shown], fields: dict[str, str], told: str
) -> None:
    with pytest.raises(UsageError, match=r"(line|column|labels)\S* line \d") as caught:
        read(tmp_path, **fields)
    assert told in str(caught.value)


def test_a_difference_is_the_same_in_a_column_and_in_a_line(tmp_path: Path) -> None:
    fields = {"statistic": "difference", "minus": '"children:age=17"'}
    expected = Shown("difference", *CHILDREN, minus=("children", "age=17"))
    assert in_a_column(tmp_path, **fields) == in_a_line(tmp_path, **fields) == expected


def test_the_old_form_of_what_is_subtracted_is_read_with_a_warning(tmp_path: Path) -> None:
    with pytest.warns(FutureWarning, match=r'line.yaml line 1, field minus: write it as "children:age=17"'):
        shown = in_a_line(tmp_path, statistic="difference", minus='{measure: children, key: "age=17"}')
    assert shown.minus == ("children", "age=17")
