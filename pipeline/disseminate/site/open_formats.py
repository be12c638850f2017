"""The data files for programs: Parquet beside each CSV, and datapackage.json (Frictionless) that describes them all.

A Parquet file holds what its CSV holds. A column of numbers is two there: the numbers (a symbol is null), and beside
them, as ``<column>_symbol``, the symbols. Source: Frictionless Data Package, version 1, tabular data packages.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.design.data_sets import Release
from pipeline.disseminate.site.published_data import NUMBER, DataFile, PublishedData, literal, quoted

SYMBOL = "_symbol"
DATA_PACKAGE = "datapackage.json"
LICENCE = {
    "name": "OGL-UK-3.0",
    "title": "Open Government Licence v3.0",
    "path": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
}


def write_parquet(data: PublishedData) -> None:
    """Write ``<name>.parquet`` beside every ``<name>.csv``, rows and columns in the same order."""
    for file in data.files:
        columns = ", ".join(_as_parquet(column, column in file.number_columns) for column in file.columns)
        path = literal(str(file.path.with_suffix(".parquet")))
        data.connection.execute(
            f"COPY (SELECT {columns} FROM {quoted(file.name)}) TO {path} (FORMAT parquet, COMPRESSION zstd)"
        )


def _as_parquet(column: str, is_number: bool) -> str:
    name = quoted(column)
    if not is_number:
        return name
    matches = f"regexp_full_match({name}, {literal(NUMBER)})"
    return (
        f"CASE WHEN {matches} THEN CAST({name} AS DOUBLE) END AS {name}, "
        f"CASE WHEN NOT {matches} THEN {name} END AS {quoted(column + SYMBOL)}"
    )


def write_data_package(
    publish: Path, data: PublishedData, release: Release, edition: int, data_sets: Sequence[Mapping[str, Any]]
) -> None:
    """Write ``datapackage.json``: every data file with the name, type and title of each of its columns.

    What is said of ``data_sets`` describes a file by what it counts, and a column by how it is worked out.
    """
    symbols = sorted(set(data.symbols.values()))
    content = {
        "profile": "tabular-data-package",
        "name": release.name,
        "title": release.title,
        "description": release.summary,
        "licenses": [LICENCE],
        "resources": [
            _resource(file, symbols, edition, said) for file, said in zip(data.files, data_sets, strict=True)
        ],
    }
    text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
    (publish / DATA_PACKAGE).write_text(text, encoding="utf-8")


def opened_in_one_line(data: PublishedData) -> list[tuple[str, str]]:
    """How a program opens the first data file, from the folder of the release: its language, and the line."""
    path = f"data/{data.files[0].name}"
    symbols = ", ".join(f'"{one}"' for one in sorted(set(data.symbols.values())))
    return [
        ("Python (pandas)", f'pandas.read_csv("{path}.csv", na_values=[{symbols}], dtype={{"time_period": str}})'),
        ("R", f'read.csv("{path}.csv", na.strings = c("", {symbols}))'),
        ("SQL (DuckDB)", f"SELECT * FROM '{path}.parquet'"),
    ]


def _resource(file: DataFile, symbols: Sequence[str], edition: int, said: Mapping[str, Any]) -> dict[str, Any]:
    formulas = {one["column"]: one["formula"] for one in said["indicators"]}
    titles = {
        one.column.at(edition): one.label.replace("{year}", str(edition))
        for one in file.data_set.indicators_in(edition)
    }
    for one in file.data_set.filters:
        titles[one.item_column.at(edition)] = one.item_label
        if one.group_column is not None:
            titles[one.group_column.at(edition)] = one.group_label
    return {
        "profile": "tabular-data-resource",
        # Names of resources are small letters, digits and dashes.
        "name": file.name.lower().replace("_", "-"),
        "title": file.data_set.title,
        "description": "\n".join(one.in_words for one in said["counted"]),
        "path": f"data/{file.path.name}",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [
                {
                    "name": column,
                    "type": "number" if column in file.number_columns else "string",
                    **({"title": titles[column]} if titles.get(column) else {}),
                    **({"description": formulas[column]} if column in formulas else {}),
                }
                for column in file.columns
            ],
            "missingValues": ["", *symbols],
        },
    }
