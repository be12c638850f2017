"""How pages are rendered, and what they say of models, declarations and policy; nothing is kept twice."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipeline.analyse.comparisons import described
from pipeline.design.data_sets import DataSet, Indicator
from pipeline.design.indicators import IndicatorDefinition, load_definitions
from pipeline.design.statistic import BASE, COUNT, INTERVALS, UPPER_95, WITH_DECIMALS, cell_named
from pipeline.foundation.stages import TEMPLATES
from pipeline.process.models import Model
from pipeline.reference.periods import in_words

FORMULAS = {
    "count": "the number counted, rolled up from the returns and rounded by level",
    "percent": "100 x the row's count / the count of {whole}, both unrounded",
    "rate": "10,000 x the count / {population}, unrounded count",
    "percent_of_population": "100 x the count / {population}, unrounded count",
    "population": "{population}",
    "average": "the row's sum / the count of {whole}, both unrounded",
    "quantile": "the smallest whole number that at least {share} of all do not exceed",
    "difference": "the row's count less another, both unrounded",
}
POPULATIONS = {
    "children": "the population aged 0 to 17 at the middle of the year before (Office for National Statistics)",
    "children_looked_after": "the children looked after on the 31 March before the financial year, as published",
}
"""What rates are of, by the population that the specification of a return names."""

SPELT = (("march", "March"), ("september", "September"), ("([Rr])e referr", r"\1e-referr"), ("Cin ", "CIN "))
"""What the names of models write otherwise than a heading does."""

STYLESHEET = TEMPLATES / "pages" / "static" / "site.css"
"""Of every page; it lies in the release once, and within a page that also stands alone."""


@dataclass(frozen=True)
class PublishedFile:
    """A line of the index: a data set's or workbook's file name without ending, its title, levels, years and rows."""

    name: str
    title: str
    levels: str
    years: str
    rows: int


@cache
def _environment(folder: Path) -> Environment:
    """The templates of the pages; every value is escaped, a value that is not given is an error."""
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def render_page(folder: Path, name: str, content: Mapping[str, Any], template: str = "") -> Path:
    """Write ``<name>.html``, in a folder of it if the name has one, from the template of that name or another's."""
    path = folder / f"{name}.html"
    path.parent.mkdir(exist_ok=True)
    found = _environment(TEMPLATES / "pages").get_template(f"{template or name}.html.j2")
    path.write_text(found.render({"root": "../" * name.count("/"), **content}), encoding="utf-8")
    return path


def model_entries(models: Sequence[Model]) -> list[dict[str, object]]:
    """What the methodology page says of each model, in the words of the model's own header."""
    return [
        {
            "anchor": anchor_of(model),
            "title": title_of(model.name),
            "summary": model.summary,
            "counted": model.counted,
            "not_counted": model.not_counted,
            "grain": ", ".join(column.replace("_", " ") for column in model.grain),
            "source": model.source,
            "reads": model.reads,
            "path": model.place,
        }
        for model in models
    ]


def anchor_of(model: Model) -> str:
    """The place on the methodology page that says what a model counts."""
    return model.name.replace(".", "-")


def anchor_of_indicator(indicator: IndicatorDefinition) -> str:
    """The place on the methodology page that says what an indicator is."""
    return indicator.code.replace("_", "-")


def title_of(model: str) -> str:
    """The name of a model in words, as a heading."""
    words = model.partition(".")[2].replace("_", " ")
    words = words[:1].upper() + words[1:]
    for written, meant in SPELT:
        words = re.sub(rf"\b{written}", meant, words)
    return words


def indicator_entries(path: Path) -> list[dict[str, object]]:
    """What the methodology page says of each indicator of a release that has some."""
    return [
        {
            "anchor": anchor_of_indicator(one),
            "title": one.title,
            "definition": one.definition,
            "formula": one.formula,
            "numerator": one.numerator,
            "denominator": one.denominator,
            "source_fields": one.source_fields,
            "doubt": one.doubt,
        }
        for one in (load_definitions(path) if path.is_file() else ())
    ]


def data_set_entries(
    data_sets: Sequence[DataSet], edition: int, years: Sequence[int], population: str
) -> list[dict[str, object]]:
    """What the methodology page says of each data set: its file, years and the formula of each indicator.

    Rates are of the ``population``, one of POPULATIONS.
    """
    return [
        {
            "title": data_set.title,
            "name": data_set.file_name.at(edition),
            "years": in_words(years),
            "indicators": [
                {
                    "column": indicator.column.at(edition),
                    "formula": _formula(data_set, indicator, POPULATIONS[population]),
                }
                for indicator in data_set.indicators_in(edition)
            ],
        }
        for data_set in data_sets
    ]


def _formula(data_set: DataSet, indicator: Indicator, population: str) -> str:
    if indicator.key is not None and indicator.statistic.of != BASE:
        whole = _whole_of(data_set, indicator)
    else:
        whole = "its group's total" if len(data_set.filters) == 1 else "all items of the last filter, the others held"
    how = indicator.statistic
    places = f", to {how.decimals} decimal places" if how.decimals else ", to a whole number"
    if how.format in INTERVALS:
        sign = "plus" if how.format == UPPER_95 else "less"
        places += f"; {sign} 1.96 standard deviations among all pupils divided by the root of that number"
    if how.format.endswith("years_and_months"):
        places = ", days as years of 365.25 days and twelfths of them, to the nearest month"
    words = FORMULAS[how.kind].format(whole=whole, share=how.quantile, population=population)
    return described(indicator.compared, words) + (places if how.kind in WITH_DECIMALS else "")


def _whole_of(data_set: DataSet, indicator: Indicator) -> str:
    """What a percentage of a wide data set is of: the label of the column with that count, else the measure's total."""
    measure, key = cell_named(indicator.statistic.of, indicator.measure or data_set.measure)
    for other in data_set.indicators:
        if (other.statistic.kind, other.measure or data_set.measure, other.key) == (COUNT, measure, key):
            return other.label[:1].lower() + other.label[1:]
    return f"all {measure.replace('_', ' ')}"
