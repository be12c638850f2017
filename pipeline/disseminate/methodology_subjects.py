"""The pages of the methodology beside its first: what is counted, by the records of returns; formulas; codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from pipeline.analyse.edition import Edition
from pipeline.collect.registry import collection
from pipeline.collect.specification import load_specification
from pipeline.disseminate.definitions import COUNTED
from pipeline.disseminate.pages import model_entries, render_page
from pipeline.process.models import Model, Models
from pipeline.process.rows_from import rows_from

OF_SEVERAL: Final = "What rests on no records of a return alone"


def by_subject(models: Models, returns: Sequence[str]) -> list[dict[str, Any]]:
    """The models of stage core in subjects: ``title``, ``anchor`` and ``models``, as pages tell them.

    A model's subject is the kind of records that its rows are made from, not those that they are described by.
    """
    records = [one for name in returns for one in collection(name).records]
    places = {f"staged.{one.name}": place for place, one in enumerate(records)}
    grouped: dict[int, list[Model]] = {}
    for model in models.chosen(schemas=["core"]):
        grouped.setdefault(_place(model, models, places), []).append(model)
    titles = [f"From records of {one.row}" for one in records] + [OF_SEVERAL]
    anchors = [one.name.replace("_", "-") for one in records] + ["several"]
    return [
        {"title": titles[place], "anchor": anchors[place], "models": model_entries(found)}
        for place, found in sorted(grouped.items())
    ]


def _place(model: Model, models: Models, places: Mapping[str, int]) -> int:
    """The place of a model's subject; that after the last where its rows are made from no records."""
    table = rows_from(model)
    while table not in places and table in models:
        table = rows_from(models[table])
    return places.get(table, len(places))


def write_methodology_subjects(
    publish: Path,
    edition: Edition,
    subjects: Sequence[Mapping[str, Any]],
    data_sets: Sequence[Mapping[str, Any]],
    shared: Mapping[str, Any],
) -> None:
    """Write the pages of what is counted, of the formula of every column, and of codes, each with its own contents."""
    specifications = [one for one in map(load_specification, edition.release.returns) if one.covers(edition.latest)]
    code_sets = [
        {"field": f"{record_type.file}: {field.name}", "codes": ", ".join(field.codes)}
        for specification in specifications
        for record_type in specification.for_year(edition.latest).record_types
        for field in record_type.fields
        if field.codes
    ]
    render_page(publish, COUNTED, {**shared, "subjects": subjects})
    render_page(publish, "methodology-formulas", {**shared, "data_sets": data_sets})
    render_page(publish, "methodology-codes", {**shared, "code_sets": code_sets})
