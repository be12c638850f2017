"""Write a synthetic England's workforce returns: those of each authority and year, a manifest and a ledger."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from random import Random

from pipeline.foundation.stages import UsageError
from pipeline.synthetic.country.draws import stable_seed
from pipeline.synthetic.country.manifest import put_in_manifest
from pipeline.synthetic.workforce.aggregate import (
    FIRST_AGGREGATE_YEAR,
    Figures,
    aggregate_returns,
    lines_of,
    text_of_figures,
)
from pipeline.synthetic.workforce.careers import Workforce, Year
from pipeline.synthetic.workforce.defects import KINDS, PlantedRecord, plant
from pipeline.synthetic.workforce.document import Record, records, text_of
from pipeline.synthetic.workforce.figure_defects import plant_figures
from pipeline.synthetic.workforce.targets import FIRST_YEAR, LAST_YEAR

RETURN = "workforce"
_LARGEST_SCALE = 5.0
Totals = dict[tuple[int, str, str], int]


@dataclass(frozen=True, slots=True)
class WorkforceSummary:
    """What was written: returns, and people in post on 30 September by year."""

    out: Path
    years: tuple[int, ...]
    files: int
    in_post: tuple[tuple[int, int], ...]
    planted: int

    def as_dict(self) -> dict[str, object]:
        """For ``--json``."""
        return {
            "out": str(self.out),
            "years": list(self.years),
            "files": self.files,
            "in_post": {str(year): count for year, count in self.in_post},
            "planted_defects": self.planted,
        }

    def in_words(self) -> str:
        """One sentence for a person."""
        counts = ", ".join(f"{count:,} in {year}" for year, count in self.in_post)
        return f"{self.files:,} returns in {self.out / RETURN}. Social workers in post on 30 September: {counts}."


def synthesise_workforce(
    years: Iterable[int],
    out: Path,
    *,
    scale: float = 1.0,
    seed: int = 1,
    las: Sequence[str] | None = None,
    plant_defects: bool = False,
    omit: str = "",
    dummy_codes: bool = False,
    report: Callable[[str], None] | None = None,
) -> WorkforceSummary:
    """Write returns to ``<out>/workforce/<year>/<la_code>/`` and the generator's account to ``<out>/ledger/``.

    Arguments are those of ``synthesise``; ``omit`` names authorities to leave out, several joined by a comma. Returns
    of the same years in the folder are replaced. Raises UsageError for a year or authorities without this return.
    """
    wanted = tuple(sorted(set(years)))
    if not wanted or wanted[0] < FIRST_AGGREGATE_YEAR or wanted[-1] > LAST_YEAR:
        raise UsageError(
            f"--years: workforce returns are made for {FIRST_AGGREGATE_YEAR} to {LAST_YEAR}; choose of these."
        )
    if not 0 < scale <= _LARGEST_SCALE:
        raise UsageError(f"--scale {scale}: choose a number above 0 and up to {_LARGEST_SCALE:g}.")
    absent = {code.strip() for code in omit.split(",") if code.strip()}
    totals: Totals = {}
    planted: list[PlantedRecord] = []
    written: list[tuple[str, ...]] = []
    for year in (one for one in wanted if one < FIRST_YEAR):
        stated = aggregate_returns(year, scale, seed)
        figures = {code: one for code, one in stated if _is_chosen(code, las, absent)}
        shutil.rmtree(out / RETURN / str(year), ignore_errors=True)
        for number, (code, of_it) in enumerate(figures.items(), start=1):
            _count_figures(totals, year, code, of_it)
            name = f"Z{number:02}" if dummy_codes else code
            lines = lines_of(of_it)
            if plant_defects and number == 1:
                planted += plant_figures(lines, year, code)
            _write(out / RETURN / str(year) / name / "aggregate.csv", text_of_figures(lines))
            written.append((RETURN, str(year), name, f"{year}-11-25", "", ""))
        if report:
            report(f"{len(figures)} workforce returns of {year}")
    for year, found in Workforce(seed, scale).years(wanted[-1]):
        if year not in wanted:
            continue
        chosen = {code: one for code, one in found.items() if _is_chosen(code, las, absent)}
        shutil.rmtree(out / RETURN / str(year), ignore_errors=True)
        kinds = [kind for kind in KINDS if plant_defects and kind.first_year <= year]
        for number, (code, one) in enumerate(chosen.items(), start=1):
            workers = records(one, year, Random(stable_seed(seed, RETURN, year, code)))
            _count(totals, year, code, one, workers)
            own, kinds = (kinds, []) if number == len(chosen) else (kinds[:1], kinds[1:])
            planted += filter(None, (plant(workers, year, code, kind) for kind in own))
            name = f"Z{number:02}" if dummy_codes else code
            document = "\n".join(text_of(name, year, one, workers)) + "\n"
            _write(out / RETURN / str(year) / name / "csww.xml", document)
            written.append((RETURN, str(year), name, f"{year}-10-25", "", ""))
        if report:
            report(f"{len(chosen)} workforce returns of {year}")
    if not written:
        raise UsageError("--las: none of these codes has a workforce return in the years asked for.")
    put_in_manifest(out, RETURN, wanted, written)
    _write_ledger(out / "ledger", totals, planted)
    by_year = tuple(
        (year, sum(count for (of, _, measure), count in totals.items() if of == year and measure == "in_post"))
        for year in wanted
    )
    return WorkforceSummary(out, wanted, len(written), by_year, len(planted))


def _count(totals: Totals, year: int, code: str, one: Year, workers: Sequence[Record]) -> None:
    """The totals of a return, of the careers behind it; FTE and days in hundredths."""

    def amount(name: str, of: Callable[[Mapping[str, str]], bool]) -> int:
        return sum(round(float(record.get(name, "0")) * 100) for record in workers if of(record))

    totals |= {
        (year, code, "in_post"): len(one.in_post),
        (year, code, "leavers"): len(one.leavers),
        (year, code, "agency_workers"): len(one.agency),
        (year, code, "vacancies"): one.target.vacancies,
        (year, code, "cases"): sum(int(record.get("Cases30", "0")) for record in workers),
        (year, code, "in_post_fte"): amount("FTE", lambda record: record["AgencyWorker"] == "0"),
        (year, code, "working_days_lost"): amount("WorkingDaysLost", lambda _: True),
    }


def _is_chosen(code: str, las: Sequence[str] | None, absent: set[str]) -> bool:
    return (not las or code in las) and code not in absent


def _count_figures(totals: Totals, year: int, code: str, figures: Figures) -> None:
    """The totals of a return of figures."""
    totals |= {
        (year, code, "in_post"): figures["social_workers", "headcount", ""],
        (year, code, "in_post_fte"): figures["social_workers", "fte", ""],
        (year, code, "leavers"): figures["leavers", "headcount", ""],
        (year, code, "agency_workers"): figures["agency_workers", "headcount", ""],
        (year, code, "vacancies"): figures["vacancies", "fte", ""],
        (year, code, "working_days_lost"): figures["sickness_absence", "days", ""],
    }


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8", newline="")


def _write_ledger(folder: Path, totals: Totals, planted: Sequence[PlantedRecord]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    _rows(
        folder / "workforce_totals.csv",
        ("year", "la_code", "measure", "value"),
        [(*place, value) for place, value in sorted(totals.items())],
    )
    columns = tuple(one.name for one in fields(PlantedRecord))
    _rows(folder / "workforce_planted_defects.csv", columns, [astuple(one) for one in planted])


def _rows(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
