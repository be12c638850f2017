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

OF_SEVERAL: Final = "What rests on no records of a return alone"


def by_subject(models: Models, returns: Sequence[str]) -> list[dict[str, Any]]:
    """The models of stage core in subjects: ``title``, ``anchor`` and ``models``, as pages tell them.

    A model's subject is the last kind of records, in the order of the specification, that it reads; where it reads
    none, that of the models that it is made from.
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
    """The place of a model's subject; that after the last where no records are behind it."""
    read = {*model.reads}
    while read and not read & {*places}:
        read = {table for name in read if name in models for table in models[name].reads}
    return max((places[table] for table in read if table in places), default=len(places))


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
