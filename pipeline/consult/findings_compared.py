"""The findings of a return beside those of an earlier run on it: what is mended, what is new and what is left."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pipeline.foundation.stages import UnreadableInput

NEW, LEFT, MENDED = "new", "left", "mended"
SINCE = "Since the run before"
COMPARED_BY = ("Rule", "File", "Field", "Child", "What to do")
# Where a record stands in a document changes with others before it, and does not make another finding of it.
PLACE_IN_DOCUMENT = re.compile(r" ?Child element \d+\.$")

Row = Mapping[str, str]


@dataclass(frozen=True)
class Comparison:
    """``states`` are new or left for each finding of now, in order; ``mended`` are the rows of those that are gone."""

    states: tuple[str, ...]
    mended: tuple[Row, ...]
    by_rule: Mapping[str, Counter[str]]

    def in_words(self) -> Iterator[str]:
        """The sums, then a line for each rule of which anything is mended or new."""
        sums = sum(self.by_rule.values(), Counter[str]())
        yield f"Since the run before: {sums[MENDED]:,} mended, {sums[NEW]:,} new, {sums[LEFT]:,} left."
        for rule, count in sorted(self.by_rule.items()):
            if count[MENDED] or count[NEW]:
                yield f"  {rule}: {count[MENDED]:,} mended, {count[NEW]:,} new, {count[LEFT]:,} left"


def read_earlier(path: Path) -> list[Row]:
    """The rows of a list of findings that ``--out`` wrote as CSV; raises UnreadableInput where it is none."""
    try:
        rows = rows_of(path.read_bytes())
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UnreadableInput(f"--compare {path}: cannot be read. Give a file that --out wrote as .csv.") from error
    if any(name not in row or row[name] is None for row in rows[:1] for name in COMPARED_BY):
        raise UnreadableInput(f"--compare {path}: has other columns. Give a file that --out wrote as .csv.")
    return rows


def rows_of(content: bytes) -> list[Row]:
    """The rows of a list of findings, as it is written."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def compare_findings(now: Sequence[Row], earlier: Sequence[Row]) -> Comparison:
    """Findings are the same that say the same of the same child in the same file and field, wherever it stands."""
    before = [row for row in earlier if row.get(SINCE) != MENDED]
    unmatched = Counter(map(_same, before))
    by_rule: dict[str, Counter[str]] = {}
    states = []
    for row in now:
        state = LEFT if unmatched[_same(row)] > 0 else NEW
        unmatched[_same(row)] -= 1
        states.append(state)
        by_rule.setdefault(row["Rule"], Counter())[state] += 1
    mended = []
    for row in before:
        if unmatched[_same(row)] > 0:
            unmatched[_same(row)] -= 1
            mended.append(row)
            by_rule.setdefault(row["Rule"], Counter())[MENDED] += 1
    return Comparison(tuple(states), tuple(mended), by_rule)


def _same(row: Row) -> tuple[str, ...]:
    """What a finding is known by: the folder of a return may be named otherwise, and lines move."""
    named = {name: row[name] for name in COMPARED_BY}
    file = PurePosixPath(named["File"])
    # What is said of the whole return stands under the name of its folder.
    named["File"] = file.name if file.suffix else ""
    named["What to do"] = PLACE_IN_DOCUMENT.sub("", named["What to do"])
    return tuple(named.values())
