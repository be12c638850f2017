"""The schools of a synthetic England: a few in each patch, of every phase, some of which became academies."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from pipeline.synthetic.country.days import ordinal, text
from pipeline.synthetic.country.draws import stable_seed
from pipeline.synthetic.country.patches import Patch

PRIMARY, SECONDARY, SPECIAL, ALTERNATIVE = "Primary", "Secondary", "Special", "Alternative"
_NUMBERS = {PRIMARY: 8, SECONDARY: 4, SPECIAL: 2, ALTERNATIVE: 1}
_FIRST_ESTAB = {PRIMARY: 2000, SECONDARY: 4000, SPECIAL: 7000, ALTERNATIVE: 1100}
_AGES = {PRIMARY: (4, 11), SECONDARY: (11, 18), SPECIAL: (4, 19), ALTERNATIVE: (5, 16)}
_SCHOOLS_A_PATCH = 100
_FIRST_URN, _FIRST_ACADEMY_URN = 100_000, 500_000
_OPENED = ordinal(1990, 9, 1)
# A school in five took the place of a maintained one in these years.
_CONVERTED, _FIRST_CONVERSION, _CONVERSIONS = 0.2, 2015, 10

REGISTER = (
    "LAEstab",
    "URN",
    "Phase",
    "TypeGroup",
    "OpenDate",
    "CloseDate",
    "PredecessorURN",
    "LowestAge",
    "HighestAge",
)


@dataclass(frozen=True, slots=True)
class School:
    """A school of a patch: its kind and numbers; ``converted`` is the day on which it became an academy, or 0."""

    patch: Patch
    kind: str
    estab: int
    urn: int
    converted: int

    def urn_on(self, day: int) -> int:
        """Its unique reference number, which changed when it became an academy."""
        return self.urn + _FIRST_ACADEMY_URN if self.converted and day >= self.converted else self.urn

    def la_code(self, year: int) -> str:
        """The code of its authority in the year of 31 March."""
        return self.patch.code(min(year, self.patch.years[-1]))

    def register_lines(self, year: int, until: int) -> list[str]:
        """Its lines in the register of an academic year that ends on ``until``."""
        lowest, highest = _AGES[self.kind]
        phase = self.kind if self.kind in (PRIMARY, SECONDARY) else "Not applicable"
        group = {SPECIAL: "special", ALTERNATIVE: "PRU/alternative provision"}.get(self.kind, "maintained")
        estab = f"{self.la_code(year)}{self.estab}"
        is_converted = bool(self.converted) and self.converted <= until
        closed = text(self.converted - 1) if is_converted else ""
        lines = [f"{estab},{self.urn},{phase},{group},{text(_OPENED)},{closed},,{lowest},{highest}"]
        if is_converted:
            urn = self.urn + _FIRST_ACADEMY_URN
            lines.append(f"{estab},{urn},{phase},academy,{text(self.converted)},,{self.urn},{lowest},{highest}")
        return lines


def schools_of(patch: Patch, seed: int) -> dict[str, list[School]]:
    """The schools of a patch by kind."""
    rng = Random(stable_seed(seed, "schools", patch.key))
    found: dict[str, list[School]] = {}
    urn = _FIRST_URN + patch.number * _SCHOOLS_A_PATCH
    for kind, number in _NUMBERS.items():
        for place in range(number):
            urn += 1
            converts, year = rng.random() < _CONVERTED, _FIRST_CONVERSION + int(rng.random() * _CONVERSIONS)
            converted = ordinal(year, 12, 1) if converts and kind in (PRIMARY, SECONDARY) else 0
            found.setdefault(kind, []).append(School(patch, kind, _FIRST_ESTAB[kind] + place, urn, converted))
    return found
