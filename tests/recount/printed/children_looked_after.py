"""The data sets of children looked after from 2018 on, by the names that their files have had."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from .adoption_sets import ADOPTION
from .cells import Cells
from .comparison import Recount, Result
from .figures import NOT_APPLICABLE, NOT_AVAILABLE, Figure, Form
from .flow_sets import FLOWS
from .leaver_sets import LEAVERS
from .looked_after_sets import LOOKED_AFTER
from .missing_sets import DURING, MISSING
from .outcome_sets import OUTCOMES
from .placement_sets import PLACEMENTS
from .reading import NUMBER, PERCENTAGE, THEIR_BASE, DataSet
from .stability_sets import STABILITY
from .tables_since_2018 import figure_of
from .workbooks import TableCell

BRACKETED = {NOT_APPLICABLE: "[z]", NOT_AVAILABLE: "[x]", "negligible": "[k]"}

_DATA_SETS: Mapping[str, DataSet] = {
    **LOOKED_AFTER,
    **STABILITY,
    **FLOWS,
    **ADOPTION,
    **PLACEMENTS,
    **LEAVERS,
    **MISSING,
    **OUTCOMES,
}
# Files of authorities in which parts of nobody do not apply, and what the parts are of.
PARTS_OF: Mapping[str, Cells | str] = {
    "la_cla_on_31_march_by_characteristics": THEIR_BASE,
    "la_children_who_started_to_be_looked_after_during_the_year": THEIR_BASE,
    "la_children_who_ceased_during_the_year": THEIR_BASE,
    "la_children_who_ceased_during_the_year_sgo_adoption": THEIR_BASE,
    "la_cla_during_year_new_placements": THEIR_BASE,
    "la_cla_placement_stability": THEIR_BASE,
    "la_conviction_health_outcome_cla": THEIR_BASE,
    "la_children_who_were_missing_or_away_from_placement_without_authorisation": DURING,
}
DATA_SETS = {name: replace(one, parts_of=PARTS_OF.get(name, "")) for name, one in _DATA_SETS.items()}


# The national tables, whose titles and lines are those of a data set.
NATIONAL_TABLES = {
    "A1": "national_cla_on_31_march_by_characteristics",
    "C1": "national_cla_started_to_be_looked_after",
    "D1": "national_children_who_ceased_to_be_looked_after_during_the_year",
    "E1": "national_cla_who_were_adopted_during_the_year",
}
# Names that files had before 2023.
FORMERLY = {
    "la_children_who_ceased_during_the_year_sgo_adoptions": "la_children_who_ceased_during_the_year_sgo_adoption",
    "la_children_who_ceased_during_year": "la_children_who_ceased_during_the_year",
    "la_cla_at_31_march_placement_stability_indicator": "la_cla_placement_stability",
    "la_cla_on_31_march_la_of_placement_net_gain": "la_cla_on_31_march_la_of_placement_netgain",
    "la_cla_who_started_to_be_looked_after": "la_children_who_started_to_be_looked_after_during_the_year",
    "national-care_leavers_staying_put": "national_care_leavers_staying_put",
    "national_care_leavers_accommodation_suitability": (
        "national_care_leavers_by_whether_their_accommodation_is_suitable"
    ),
    "national_cla_2year_pl_by_characteristics": "national_cla_2_and_half_years_by_characteristics",
    "national_cla_during_year_and_on_31_march_for_at_least_12_mths_by_characteristics": (
        "national_cla_during_the_year_and_on_31_march_for_at_least_12_mths_by_characteristics"
    ),
    "national_cla_on_31_march_by_placement_distance_and_locality_of_placement": (
        "national_cla_on_31_march_by_placement_distance_and_placement_locality"
    ),
    "national_cla_on_31_march_by_placement_provider_and_locality_": (
        "national_cla_on_31_march_by_placement_provider_placement_type_and_locality"
    ),
    "national_cla_plcount_by_characteristics": "national_cla_pl_count_by_characteristics",
    "national_cla_who_ceased_during_the_year": "national_children_who_ceased_to_be_looked_after_during_the_year",
    "national_cla_who_started_to_be_looked_after": "national_cla_started_to_be_looked_after",
    "national_cla_who_were_adopted_during_year": "national_cla_who_were_adopted_during_the_year",
    "national_cla_who_were_the_subject_of_a_sgo_during_year": (
        "national_cla_who_were_the_subject_of_a_sgo_during_the_year"
    ),
    "national_duration_of_placements_ceasing": "national_duration_of_placements_by_type_ceasing_during_the_year",
    "official_statistics_national_cla_away_without_authorisation": (
        "official_statistics_cla_who_were_away_without_authorisation"
    ),
    "official_statistics_national_cla_missing": "official_statistics_cla_who_were_missing",
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
    name = FORMERLY.get(name, name)
    return name if name in DATA_SETS else None


def forms_of_tables(edition: int) -> dict[str, Form]:
    """The same in the workbook, whose symbols stand in brackets."""
    return {level: replace(form, symbols=BRACKETED) for level, form in forms(edition).items()}


def compare(recount: Recount, publish: Path) -> Result:
    """Compare every data file and the workbook of a release."""
    result = Result()
    for path in sorted((publish / "data").glob("*.csv")):
        if not path.name.endswith(".meta.csv"):
            result.add(compare_data_set(recount, path))
    tables = replace(recount, forms=forms_of_tables(recount.edition))
    for path in sorted((publish / "tables").glob("*.xlsx")):
        result.add(tables.compare_tables(path, figure_of_cell))
    return result


def figure_of_cell(cell: TableCell, edition: int) -> tuple[Figure, int]:
    """What a cell of a workbook holds, and of which year: a column of areas, or a line of England."""
    if not cell.line:
        return figure_of(cell.sheet, cell.heading, edition)
    row = DATA_SETS[NATIONAL_TABLES[cell.sheet]].read(*cell.line, edition)
    return row[NUMBER if cell.heading.startswith("Number") else PERCENTAGE], int(cell.heading[-4:])


def compare_data_set(recount: Recount, path: Path) -> Result:
    """Compare a data file; one of which nothing is known is an error."""
    name = reading_of(path.stem)
    if name is None:
        raise KeyError(f"{path.name}: the recount knows no such data set")
    return replace(recount, forms=forms(recount.edition)).compare(path, path.stem, DATA_SETS[name])
