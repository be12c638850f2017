"""What all commands share: where results, progress and errors go, and the option that asks for JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

progress = Console(stderr=True)
errors = Console(stderr=True)
results = Console(soft_wrap=True)

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON, for a program to read.")]


def progress_of(log: Path, steps: Sequence[str]) -> Callable[[str], None]:
    """Plain lines; to somebody at a terminal also which step it is, and how long the rest took the last time."""
    from pipeline.runs.run_log import seconds_last_time, with_place

    return with_place(steps, seconds_last_time(log), progress.print) if progress.is_terminal else progress.print


def print_json(content: Any) -> None:
    """Write JSON to standard output, undecorated."""
    sys.stdout.write(json.dumps(content, ensure_ascii=False, indent=1, default=str) + "\n")
