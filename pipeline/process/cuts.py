"""Cells that are a list of cuts: what one core model counts, by each category of its columns, alone and crossed.

A file ``sql/cells/<measure>.yaml`` gives ``row`` (what a row is), ``source``, ``of`` (the table whose rows are
counted), ``number`` (the name of the count) and ``cuts``: a column, or a list of columns that are crossed, of which the
last may be a list of its own for one cut with each. ``columns`` says which SQL expression a breakdown of another name
has its categories from; ``histograms`` are breakdowns into whole numbers, in no tree of categories. With ``sum`` the
rows are not counted but an expression of theirs is added up; ``where`` says which rows are taken; ``checked_by`` names
the check of its own that cells have of which what is checked of all others does not hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.foundation.declarations import Declaration, read_declaration

PLACE = ("collection_year", "la_code")
TOTAL = (("total", "'total'"),)
LEAST_PAIRS = 2
"""Cells have columns for two breakdowns even where none is crossed, so that all are read alike."""


@dataclass(frozen=True)
class Cuts:
    """The cells of one measure as they are declared, and the SELECT that counts them."""

    row: str
    source: str
    of: str
    number: str
    cuts: tuple[tuple[tuple[str, str], ...], ...]
    histograms: tuple[str, ...] = ()
    sum_of: str = ""
    where: str = ""
    checked_by: str = ""

    @property
    def grain(self) -> tuple[str, ...]:
        """The columns that tell cells apart."""
        return (*PLACE, *self._pairs())

    def _pairs(self) -> list[str]:
        wide = max([LEAST_PAIRS, *(len(cut) for cut in self.cuts)])
        ends = ["", *(f"_{place}" for place in range(2, wide + 1))]
        return [f"{name}{end}" for end in ends for name in ("breakdown", "category")]

    def query(self) -> str:
        """The SELECT: every row once in the total and once in each cut, then counted or added up by cell."""
        amount = f", {self.sum_of} AS amount" if self.sum_of else ""
        where = f" WHERE {self.where}" if self.where else ""
        branches = []
        for cut in (TOTAL, *self.cuts):
            texts = [text for breakdown, category in cut for text in (f"'{breakdown}'", category)]
            texts += ["''"] * (len(self._pairs()) - len(texts))
            named = [f"{text} AS {name}" for text, name in zip(texts, self._pairs(), strict=True)]
            branches.append(f"SELECT {', '.join((*PLACE, *named))}{amount} FROM {self.of}{where}")
        counted = "CAST(sum(amount) AS BIGINT)" if self.sum_of else "count(*)"
        columns = ", ".join(self.grain)
        return (
            "WITH counted AS (\n    "
            + "\n    UNION ALL\n    ".join(branches)
            + f"\n)\n\nSELECT {columns}, {counted} AS {self.number}\nFROM counted\nGROUP BY {columns}"
        )


def read_cuts(path: Path) -> Cuts:
    """The cells that a file declares; raises UsageError with file, line and field where it will not do."""
    declared = read_declaration(path)
    declared.only("row", "source", "of", "number", "cuts", "columns", "histograms", "sum", "where", "checked_by")
    columns = declared.part("columns") if declared.has("columns") else None
    texts = {name: columns.text(name) for name in columns.names()} if columns is not None else {}
    cuts = tuple(tuple((name, texts.get(name, name)) for name in cut) for cut in _cuts(declared))
    used = {name for cut in cuts for name, _ in cut}
    for field, names in (("columns", texts), ("histograms", declared.texts("histograms"))):
        if unused := sorted(set(names) - used):
            raise declared.problem(field, f"{unused[0]} is in no cut.")
    if repeated := sorted({cut for cut in cuts if cuts.count(cut) > 1}):
        raise declared.problem("cuts", f"{' x '.join(name for name, _ in repeated[0])} is there twice.")
    return Cuts(
        row=declared.text("row"),
        source=declared.text("source"),
        of=declared.text("of"),
        number=declared.text("number"),
        cuts=cuts,
        histograms=declared.texts("histograms"),
        sum_of=declared.text("sum", ""),
        where=declared.text("where", ""),
        checked_by=declared.text("checked_by", ""),
    )


def _cuts(declared: Declaration) -> Iterator[tuple[str, ...]]:
    for one in declared.texts_and_lists("cuts"):
        *before, last = [one] if isinstance(one, str) else one
        for name in last if isinstance(last, list) else [last]:
            cut = [*before, name]
            if not all(isinstance(part, str) for part in cut):
                raise declared.problem("cuts", f"{one}: write a column, or a list of columns of which the last may be.")
            yield tuple(cut)
