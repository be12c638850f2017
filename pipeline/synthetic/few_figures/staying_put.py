"""The staying put returns of the synthetic England: one workbook of each authority for 2014 and 2015.

The young people are those whose care ends at eighteen in the same England's SSDA903 returns. About one in six of all of
them stays on: three in ten leave foster care then, and a little under half of these stayed (figures of 2013 to 2015).
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from pipeline.foundation.stages import UsageError
from pipeline.reference import tables as reference
from pipeline.synthetic.children.stays import Leaving
from pipeline.synthetic.country.days import first_day, last_day
from pipeline.synthetic.country.draws import stable_seed
from pipeline.synthetic.few_figures.figures import each_authority, workbook_of_rows

RETURN = "staying_put"
YEARS = (2014, 2015)
_STAY = 0.16
_HEADINGS = (
    "LA code",
    "LA name",
    "Year ending 31 March",
    "Young people who left care on their 18th birthday",
    "Of whom remaining with former foster carers",
)


@dataclass(frozen=True, slots=True)
class StayingPutSummary:
    """What was written: young people who left care on the eighteenth birthday, and of them who stayed, by year."""

    out: Path
    years: tuple[int, ...]
    files: int
    left_care: tuple[tuple[int, int], ...]
    stayed: tuple[tuple[int, int], ...]

    def as_dict(self) -> dict[str, object]:
        """For ``--json``."""
        return {
            "out": str(self.out),
            "years": list(self.years),
            "files": self.files,
            "left_care": {str(year): count for year, count in self.left_care},
            "stayed": {str(year): count for year, count in self.stayed},
        }

    def in_words(self) -> str:
        """One sentence for a person."""
        stayed = dict(self.stayed)
        counts = ", ".join(f"{left:,} in {year}, of whom {stayed[year]:,} stayed" for year, left in self.left_care)
        return f"{self.files:,} workbooks in {self.out / RETURN}. Left care on the 18th birthday: {counts}."


def synthesise_staying_put(
    years: Iterable[int],
    out: Path,
    *,
    scale: float = 1.0,
    seed: int = 1,
    las: Sequence[str] | None = None,
    report: Callable[[str], None] | None = None,
) -> StayingPutSummary:
    """Write workbooks to ``<out>/staying_put/<year>/<la_code>/``; arguments as those of ``synthesise``.

    Returns of the same years in the folder are replaced. Raises UsageError for a year without this return, or
    authorities that no such year knows.
    """
    wanted = tuple(sorted(set(years)))
    if not wanted or not set(wanted) <= set(YEARS):
        raise UsageError(f"--years: the staying put return was collected in {YEARS[0]} and {YEARS[-1]}; choose these.")
    figures: dict[tuple[int, str], tuple[int, int]] = {}
    for year, code, patch, flows in each_authority(wanted, scale, seed, las):
        rng = Random(stable_seed(seed, RETURN, patch.key, year))
        left = sum(
            stay.leaving is Leaving.EIGHTEEN and first_day(year) <= stay.end <= last_day(year) for stay in flows.stays
        )
        stayed = sum(rng.random() < _STAY for _ in range(left))
        before = figures.get((year, code), (0, 0))
        figures[year, code] = (before[0] + left, before[1] + stayed)
    if report:
        report(f"{len(figures)} staying put returns")
    _write(out, wanted, figures)
    return StayingPutSummary(
        out,
        wanted,
        len(figures),
        tuple((year, sum(left for (of, _), (left, _) in figures.items() if of == year)) for year in wanted),
        tuple((year, sum(stayed for (of, _), (_, stayed) in figures.items() if of == year)) for year in wanted),
    )


def _write(out: Path, years: Sequence[int], figures: dict[tuple[int, str], tuple[int, int]]) -> None:
    for year in years:
        names = {authority.la_code: authority.la_name for authority in reference.local_authorities(year)}
        folder = out / RETURN / str(year)
        shutil.rmtree(folder, ignore_errors=True)
        for (of, code), (left, stayed) in sorted(figures.items()):
            if of != year:
                continue
            (folder / code).mkdir(parents=True)
            rows = (_HEADINGS, (code, names.get(code, ""), year, left, stayed))
            (folder / code / "staying_put.xlsx").write_bytes(workbook_of_rows(rows))
