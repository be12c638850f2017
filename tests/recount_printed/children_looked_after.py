"""The data sets of children looked after from 2018 on, by the names that their files have had."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from .adoption_sets import ADOPTION
from .comparison import Recount, Result
from .figures import NOT_APPLICABLE, NOT_AVAILABLE, Form
from .flow_sets import FLOWS
from .leaver_sets import LEAVERS
from .looked_after_sets import LOOKED_AFTER
from .missing_sets import MISSING
from .outcome_sets import OUTCOMES
from .placement_sets import PLACEMENTS
from .reading import DataSet
from .tables_since_2018 import figure_of

BRACKETED = {NOT_APPLICABLE: "[z]", NOT_AVAILABLE: "[x]", "negligible": "[k]"}

DATA_SETS: Mapping[str, DataSet] = {
    **LOOKED_AFTER,
    **FLOWS,
    **ADOPTION,
    **PLACEMENTS,
    **LEAVERS,
    **MISSING,
    **OUTCOMES,
}


def forms(edition: int) -> dict[str, Form]:
    """How figures are written at each level: whole percentages and rates, authorities' counts as they are."""
    digits = 2 if edition >= 2025 else 1
    above = Form(round_to=10, years_digits=digits, months_digits=digits)
    return {"National": above, "Regional": above, "Local authority": replace(above, round_to=1)}


def reading_of(file: str) -> str | None:
    """The data set that a file of this name is."""
    name = file
    if name.startswith("cla_20") and "headline" in name:
        return "cla_headline_figure"
    if name.startswith("cla_time_series"):
        return "cla_time_series"
    return name if name in DATA_SETS else None


def forms_of_tables(edition: int) -> dict[str, Form]:
    """The same in the workbook, whose symbols stand in brackets."""
    return {level: replace(form, symbols=BRACKETED) for level, form in forms(edition).items()}


def compare_tables(recount: Recount, publish: Path) -> Result:
    """Compare every cell of the workbook."""
    result = Result()
    for path in sorted((publish / "tables").glob("*.xlsx")):
        tables = replace(recount, forms=forms_of_tables(recount.edition))
        result.add(tables.compare_tables(path, lambda cell, edition: figure_of(cell.sheet, cell.heading, edition)))
    return result


def compare_data_sets(recount: Recount, publish: Path) -> Result:
    """Compare every data file of a release; a file of which nothing is known is an error."""
    result = Result()
    for path in sorted((publish / "data").glob("*.csv")):
        if path.name.endswith(".meta.csv"):
            continue
        name = reading_of(path.stem)
        if name is None:
            raise KeyError(f"{path.name}: the recount knows no such data set")
        result.add(recount.compare(path, path.stem, DATA_SETS[name]))
    return result
