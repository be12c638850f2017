"""The returns that there are: each has a specification; one of CSV files without anything of its own needs no more."""

from __future__ import annotations

from functools import cache

from pipeline.collect.collection import Collection
from pipeline.collect.record_types import SpecificationError
from pipeline.collect.specification import load_specification


@cache
def collection(return_name: str) -> Collection:
    """The return of that name.

    Raises UsageError where there is none, SpecificationError where nothing reads the format that it is said to have.
    """
    # Each reader is loaded for its own format alone: those of workbooks and of XML cost more than many a check.
    given = load_specification(return_name).content["format"]
    if given == "csv_set":
        from pipeline.collect.collections.ssda903.staging import SSDA903
        from pipeline.collect.csv_set.staging import CsvSet, csv_collection

        # Returns that have something of their own beside what reads their format.
        own = {SSDA903.name: SSDA903}
        return csv_collection(own.get(return_name, CsvSet(return_name)))
    if given == "one_sheet":
        from pipeline.collect.collections.attainment.reading import ATTAINMENT
        from pipeline.collect.collections.staying_put.reading import STAYING_PUT
        from pipeline.collect.few_figures.figures_return import figures_collection

        sheets = {one.name: one for one in (STAYING_PUT, ATTAINMENT)}
        if return_name in sheets:
            return figures_collection(sheets[return_name])
    if given == "census_document":
        from pipeline.collect.collections.cin.staging import census

        return census()
    raise SpecificationError(f"{return_name}: nothing reads the format {given!r}; use csv_set.")
