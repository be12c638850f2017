"""The command ``sfr specification``: what a return of a year holds, on the screen or in a file."""

from __future__ import annotations

import dataclasses
import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console


def specification(
    return_name: Annotated[str, typer.Argument(metavar="RETURN", help="Which return: ssda903, cin, workforce, ...")],
    year: Annotated[int, typer.Option(help="Collection year: 2024 is 1 April 2023 to 31 March 2024.")],
    quarter: Annotated[int, typer.Option(help="Of a quarterly return: 4 is the last quarter of the year.")] = 0,
    changes: Annotated[
        bool, typer.Option("--changes", help="Only what changed since the year before, and why.")
    ] = False,
    out: Annotated[Path | None, typer.Option(help="File to write it to: .csv, .xlsx or .html.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON, for a program to read.")] = False,
) -> None:
    """Tell what a return of a year holds: files, fields, codes, rules, and the figures that each field enters.

    Example: sfr specification ssda903 --year 2025 --changes
    """
    from pipeline.consult.specification_file import specification_in_words, write_specification
    from pipeline.disseminate.specification_page import specification_lines
    from pipeline.reference.periods import Period

    period = Period(year, quarter).collection_year
    lines = specification_lines(return_name, period, changes_alone=changes)
    if out is not None:
        write_specification(out, return_name, period, lines)
        Console(stderr=True).print(f"{len(lines)} lines in {out}", highlight=False)
    elif as_json:
        sys.stdout.write(json.dumps([dataclasses.asdict(line) for line in lines], ensure_ascii=False, indent=1) + "\n")
    else:
        sys.stdout.write("\n".join(specification_in_words(lines)) + "\n")
