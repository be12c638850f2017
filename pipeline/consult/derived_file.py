"""What was derived for an authority's own records, a row each: for its own machine, since it names children."""

from __future__ import annotations

from pathlib import Path

from pipeline.collect.registry import collection
from pipeline.consult.findings_file import write_for_its_owner
from pipeline.foundation.spreadsheets import add_sheet, as_csv, book_bytes, new_book
from pipeline.foundation.stages import UsageError
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.models import build
from pipeline.process.models_read import load_models
from pipeline.reference.periods import period_of

KINDS = (".csv", ".xlsx")
# Where a record stands in the warehouse is of no use outside it; its file and line are.
WITHIN = ("collection_year", "la_code", "file_id")


def derived_model(return_name: str) -> str:
    """The model of what is derived of a return's records; raises UsageError where its specification names none."""
    name = collection(return_name).specification.content.get("derived_records", "")
    if not name:
        raise UsageError(f"--derived: nothing is derived of the records of {return_name} one by one. Leave it out.")
    return str(name)


def refuse_derived(path: Path, returned: Path, return_name: str) -> None:
    """Raise UsageError before anything is read for a file that would not be written."""
    derived_model(return_name)
    if path.suffix.lower() not in KINDS:
        raise UsageError(f"--derived {path}: give a file that ends in .csv or .xlsx.")
    if returned.is_dir() and path.resolve().is_relative_to(returned.resolve()):
        raise UsageError(f"--derived {path}: lies in the folder of the return, and would be read with it.")


def write_derived(path: Path, warehouse: Warehouse, return_name: str, year: int, la_code: str) -> int:
    """Write the records of the return of a year and say how many; ``warehouse`` holds it, with reference data."""
    models = load_models()
    model = models[derived_model(return_name)]
    needed = [one.name for one in models.upstream(model.name) if not warehouse.has_table(one.name)]
    build(warehouse, models, names=needed)
    columns = [name for name in model.columns if name not in (*WITHIN, "line")]
    named = ", ".join(f"CAST(derived.{name} AS VARCHAR)" for name in columns)
    lines = warehouse.connection.execute(
        f"SELECT files.path, derived.line, {named} FROM {model.name} AS derived JOIN raw.files AS files "
        "USING (file_id) WHERE derived.collection_year = ? AND derived.la_code = ? ORDER BY files.path, derived.line",
        [year, la_code.upper()],
    ).fetchall()
    headings = ["File", "Line", *(name.replace("_", " ").capitalize() for name in columns)]
    if path.suffix.lower() == ".csv":
        content = as_csv(headings, lines)
    else:
        title = f"Derived of {return_name}, {period_of(year)}, {la_code}"
        book = new_book(title)
        add_sheet(book, "Derived", title, f"{model.summary} Keep it on the authority's own machine.", headings, lines)
        content = book_bytes(book)
    write_for_its_owner(path, content)
    return len(lines)
