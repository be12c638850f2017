"""What a synthesis wrote, for a person and for a program."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.synthetic.ssda903.returns import RETURN


@dataclass(frozen=True, slots=True)
class SynthesisSummary:
    """What was written: ``children`` are those looked after on 31 March of each year, by the generator's own count."""

    out: Path
    years: tuple[int, ...]
    authorities: int
    files: int
    looked_after_on_31_march: tuple[tuple[int, int], ...]
    planted_defects: int
    omitted: int

    def as_dict(self) -> dict[str, object]:
        """For ``--json``."""
        return {
            "out": str(self.out),
            "years": list(self.years),
            "authorities": self.authorities,
            "files": self.files,
            "looked_after_on_31_march": {str(year): count for year, count in self.looked_after_on_31_march},
            "planted_defects": self.planted_defects,
            "omitted": self.omitted,
        }

    def in_words(self) -> str:
        """One paragraph for a person."""
        counts = ", ".join(f"{count:,} on 31 March {year}" for year, count in self.looked_after_on_31_march)
        words = [
            f"{self.files:,} files of {self.authorities} local authorities in {self.out / RETURN}.",
            f"Children looked after: {counts}.",
        ]
        if self.planted_defects or self.omitted:
            words.append(f"Planted defects: {self.planted_defects}; left out: {self.omitted}.")
        words.append(f"The generator's own totals are in {self.out / 'ledger'}.")
        return " ".join(words)
