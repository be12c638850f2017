"""What authorities say of their figures in the quality report: the file that ``sfr preview commentaries`` writes."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Final

from pipeline.disseminate.quality.material import Section
from pipeline.foundation.stages import UnreadableInput

COLUMNS: Final = ("LA code", "Authority", "About", "Words", "By", "When")


def commentaries_section(path: Path) -> Section:
    """The section of the commentaries in a file; raises UnreadableInput naming the columns that one has."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if not set(COLUMNS) <= set(reader.fieldnames or ()):
                raise UnreadableInput(f"{path}: the columns {', '.join(COLUMNS)} are needed here.")
            rows = [tuple(row[name] for name in COLUMNS) for row in reader]
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableInput(f"{path} cannot be read; give the file of sfr preview commentaries.") from error
    words = "What explains their figures, in the authorities' own words, from the preview. None of it is published."
    return Section("accuracy", "Commentaries", "What authorities say of their figures", words, COLUMNS, rows)
