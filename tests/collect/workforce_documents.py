"""Workforce returns as documents, from rows of workers by element name."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from xml.sax.saxutils import escape

SAMPLES = Path(__file__).parent / "workforce"
VACANCIES = {"NumberOfVacancies": "4.50", "NoAgencyFTE": "1.60", "NoAgencyHeadcount": "2"}


def workers_of(name: str) -> list[dict[str, str]]:
    """The workers of a file of samples, each with the elements that it has."""
    with (SAMPLES / name).open(encoding="utf-8", newline="") as file:
        return [{key: value for key, value in row.items() if value} for row in csv.DictReader(file)]


def document(
    workers: Iterable[Mapping[str, str]],
    la_code: str = "301",
    year: int = 2024,
    vacancies: Mapping[str, str] = VACANCIES,
    collection: str = "CSWW",
    reference_date: str = "",
) -> str:
    """The document of a return: an element a line, so that findings have their own lines."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        "<Message>",
        "<Header><CollectionDetails>",
        f"<Collection>{collection}</Collection>",
        f"<Year>{year}</Year>",
        f"<ReferenceDate>{reference_date or f'{year}-09-30'}</ReferenceDate>",
        "</CollectionDetails><Source>",
        f"<LEA>{la_code}</LEA>",
        "</Source></Header>",
        *_record("LALevelVacancies", vacancies),
        *(line for worker in workers for line in _record("CSWWWorker", worker)),
        "</Message>",
    ]
    return "\n".join(lines) + "\n"


def _record(tag: str, values: Mapping[str, str]) -> list[str]:
    if not values:
        return []
    return [f"<{tag}>", *(f"<{name}>{escape(value)}</{name}>" for name, value in values.items()), f"</{tag}>"]


def write_return(
    returns: Path,
    workers: Iterable[Mapping[str, str]],
    la_code: str,
    year: int,
    vacancies: Mapping[str, str] = VACANCIES,
) -> None:
    """Write a document into the folder of its authority and year."""
    folder = returns / "workforce" / str(year) / la_code
    folder.mkdir(parents=True)
    (folder / "csww.xml").write_text(document(workers, la_code, year, vacancies), encoding="utf-8")
