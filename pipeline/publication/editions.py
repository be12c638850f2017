"""Values that changed over the editions of a release: a name since 2018, another since 2025."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from pipeline.stages import UsageError


@dataclass(frozen=True)
class Edition:
    """The release of one year: which names, labels and columns hold."""

    year: int


@dataclass(frozen=True)
class ByEdition:
    """A text with its validity: pairs of (first edition year, value), oldest first."""

    values: tuple[tuple[int, str], ...]

    @classmethod
    def read(cls, declared: object) -> ByEdition:
        """From YAML: a plain text, or a list of ``{from: year, is: value}``."""
        if isinstance(declared, str):
            return cls(((0, declared),))
        entries = cast(Sequence[Mapping[str, object]], declared)
        return cls(tuple(sorted((int(cast(int, entry["from"])), str(entry["is"])) for entry in entries)))

    def at(self, year: int) -> str:
        """The value in the edition of ``year``; raises UsageError before the first one."""
        known = [value for first, value in self.values if first <= year]
        if not known:
            raise UsageError(
                f"No name is declared for the {year} edition (the first is {self.values[0][0]}); "
                "add one in publication_templates/ with its first year."
            )
        return known[-1]
