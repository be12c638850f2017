"""The page on which readers make tables of their own, and the data sets as scripts that it can read from disk.

A page that is opened from a folder may load a script and no other file, so that each data set is one too: its years and
areas once, its items once, and the text of every number, in the order of its CSV.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.analyse.data_set_rows import filter_columns
from pipeline.disseminate.pages import render_page
from pipeline.disseminate.site.published_data import DataFile, PublishedData, quoted

FOLDER = "site/data"


def write_table_tool(
    publish: Path,
    data: PublishedData,
    edition: int,
    data_sets: Sequence[Mapping[str, Any]],
    shared: Mapping[str, Any],
) -> None:
    """Write ``table-tool.html``, which says what each of ``data_sets`` counts, and a script for each data file."""
    (publish / FOLDER).mkdir(parents=True, exist_ok=True)
    for file in data.files:
        text = json.dumps(_content(data, file, edition), ensure_ascii=False, separators=(",", ":"))
        (publish / FOLDER / f"{file.name}.js").write_text(f"receiveDataSet({text});\n", encoding="utf-8")
    render_page(publish, "table-tool", {**shared, "data_sets": data_sets})


def _content(data: PublishedData, file: DataFile, edition: int) -> dict[str, Any]:
    """A data file in the form that table-tool.js takes: rows are pairs of a place and an item, by their numbers."""
    items = filter_columns(file.data_set, edition)
    indicators = {one.column.at(edition): one for one in file.data_set.indicators_in(edition)}
    places = [column for column in file.columns if column not in items and column not in indicators]
    numbers = [column for column in file.columns if column in indicators]
    columns = ", ".join(quoted(column) for column in (*places, *items, *numbers))
    place_at: dict[tuple[str, ...], int] = {}
    item_at: dict[tuple[str, ...], int] = {}
    rows: list[tuple[int, int]] = []
    texts: list[str] = []
    last = len(places) + len(items)
    for row in data.connection.execute(f"SELECT {columns} FROM {quoted(file.name)}").fetchall():
        held = tuple(text or "" for text in row)
        place, item = held[: len(places)], held[len(places) : last]
        rows.append((place_at.setdefault(place, len(place_at)), item_at.setdefault(item, len(item_at))))
        texts += held[last:]
    labels = {column: indicators[column].label.replace("{year}", str(edition)) for column in numbers}
    for one in file.data_set.filters:
        labels[one.item_column.at(edition)] = one.item_label
        if one.group_column is not None:
            labels[one.group_column.at(edition)] = one.group_label
    return {
        "name": file.name,
        "place_columns": places,
        "item_columns": items,
        "number_columns": numbers,
        "labels": [labels.get(column) or _in_words(column) for column in (*places, *items, *numbers)],
        "places": list(place_at),
        "items": list(item_at),
        "rows": rows,
        "numbers": "\n".join(texts),
    }


def _in_words(column: str) -> str:
    """The name of a column of years or areas as a heading."""
    words = {"time_period": "Year", "la_name": "Local authority", "geographic_level": "Level"}
    return words.get(column, column.replace("_", " ").capitalize())
