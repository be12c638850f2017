"""Values that changed over the editions of a release: a name since 2018, another since 2025."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.foundation.declarations import Declaration
from pipeline.foundation.stages import UsageError

YEAR = "{year}"  # stands for the edition's year in a name
ALWAYS = 9999  # last year or edition of what has no end yet


def years_by_edition(entry: Declaration, field: str) -> tuple[tuple[int, int], ...]:
    """A field that is a year, or a list of ``{from: first edition, is: year}``: pairs of both, oldest first."""
    if not entry.is_list(field):
        return ((0, entry.whole(field)),) if entry.has(field) else ()
    for one in entry.parts(field):
        one.only("from", "is")
    return tuple(sorted((one.whole("from"), one.whole("is")) for one in entry.parts(field)))


@dataclass(frozen=True)
class ByEdition:
    """A text with its validity: pairs of (first edition year, value), oldest first."""

    values: tuple[tuple[int, str], ...]

    @classmethod
    def read(cls, entry: Declaration, field: str) -> ByEdition:
        """A field that is a text, or a list of ``{from: year, is: value}``; raises UsageError naming the field."""
        if not entry.is_list(field):
            return cls(((0, entry.text(field)),))
        values = []
        for one in entry.parts(field):
            one.only("from", "is")
            values.append((one.whole("from"), one.text("is")))
        if not values or len({first for first, _ in values}) < len(values):
            raise entry.problem(field, "give each name once, with the first edition that has it.")
        return cls(tuple(sorted(values)))

    @property
    def first_year(self) -> int:
        """The first edition that has a value; 0 when every one has."""
        return self.values[0][0]

    def at(self, year: int) -> str:
        """The value in the edition of ``year``, with that year filled in; raises UsageError before the first one."""
        known = [value for first, value in self.values if first <= year]
        if not known:
            raise UsageError(
                f"No name is declared for the {year} edition (the first is {self.first_year}); "
                "add one in publication_templates/ with its first year."
            )
        return known[-1].replace(YEAR, str(year))
