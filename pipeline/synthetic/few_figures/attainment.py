"""The attainment results of the synthetic England: a file of each authority with two counts for each indicator.

The children are those of the same England's SSDA903 returns who had been looked after for a year on 31 March and were
of the age. The shares are made up, to try the reader and the tables with.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from random import Random

from pipeline.foundation.stages import UsageError
from pipeline.synthetic.country.days import birthday, completed_years, last_day
from pipeline.synthetic.country.draws import stable_seed
from pipeline.synthetic.country.patches import FIRST_YEAR, LAST_YEAR
from pipeline.synthetic.few_figures.figures import each_authority, workbook_of_rows

RETURN = "attainment"
_HEADINGS = ("LA code", "Year ending 31 March", "Indicator", "Numerator", "Denominator")
# Ages in completed years on 31 March of who is considered, and the share of them who have the result.
_INDICATORS = {
    "attainment_1": (range(10, 11), 0.48),
    "attainment_2": (range(15, 16), 0.12),
    "attainment_3": (range(15, 16), 0.18),
    "attainment_4": (range(5, 16), 0.09),
}

Figures = dict[tuple[int, str], dict[str, tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class AttainmentSummary:
    """What was written: by indicator, children with the result and children considered over all years."""

    out: Path
    years: tuple[int, ...]
    files: int
    results: tuple[tuple[str, int, int], ...]

    def as_dict(self) -> dict[str, object]:
        """For ``--json``."""
        return {
            "out": str(self.out),
            "years": list(self.years),
            "files": self.files,
            "results": {code: {"numerator": part, "denominator": whole} for code, part, whole in self.results},
        }

    def in_words(self) -> str:
        """One sentence for a person."""
        counts = ", ".join(f"{code} {part:,} of {whole:,}" for code, part, whole in self.results)
        return f"{self.files:,} files in {self.out / RETURN}. Over all years: {counts}."


def synthesise_attainment(
    years: Iterable[int],
    out: Path,
    *,
    scale: float = 1.0,
    seed: int = 1,
    las: Sequence[str] | None = None,
    report: Callable[[str], None] | None = None,
) -> AttainmentSummary:
    """Write files to ``<out>/attainment/<year>/<la_code>/``; arguments as those of ``synthesise``.

    Workbooks and CSV files by turns. Files of the same years in the folder are replaced. Raises UsageError for a year
    that no return covers, or authorities that no such year knows.
    """
    wanted = tuple(sorted(set(years)))
    if not wanted or not FIRST_YEAR <= wanted[0] <= wanted[-1] <= LAST_YEAR:
        raise UsageError(f"--years: attainment can be made for {FIRST_YEAR} to {LAST_YEAR}; choose among these.")
    figures: Figures = {}
    for year, code, patch, flows in each_authority(wanted, scale, seed, las):
        on = last_day(year)
        ages = [
            completed_years(flows.dates_of_birth[stay.child], on)
            for stay in flows.stays
            if birthday(stay.start, 1) <= on and (not stay.end or stay.end > on)
        ]
        results = figures.setdefault((year, code), dict.fromkeys(_INDICATORS, (0, 0)))
        for indicator, (of_age, share) in _INDICATORS.items():
            rng = Random(stable_seed(seed, RETURN, patch.key, year, indicator))
            considered = sum(age in of_age for age in ages)
            reached = sum(rng.random() < share for _ in range(considered))
            before = results[indicator]
            results[indicator] = (before[0] + reached, before[1] + considered)
    if report:
        report(f"{len(figures)} attainment results files")
    _write(out, wanted, figures)
    return AttainmentSummary(
        out,
        wanted,
        len(figures),
        tuple(
            (code, sum(one[code][0] for one in figures.values()), sum(one[code][1] for one in figures.values()))
            for code in _INDICATORS
        ),
    )


def _write(out: Path, years: Sequence[int], figures: Figures) -> None:
    for year in years:
        shutil.rmtree(out / RETURN / str(year), ignore_errors=True)
    for number, ((year, code), results) in enumerate(sorted(figures.items())):
        folder = out / RETURN / str(year) / code
        folder.mkdir(parents=True)
        rows: list[Sequence[str | int]] = [_HEADINGS]
        rows += [(code, year, indicator, part, whole) for indicator, (part, whole) in results.items()]
        if number % 2:
            (folder / "attainment.csv").write_bytes(_as_csv(rows))
        else:
            (folder / "attainment.xlsx").write_bytes(workbook_of_rows(rows))


def _as_csv(rows: Sequence[Sequence[str | int]]) -> bytes:
    text = StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode("utf-8")
