"""Write a synthetic England's school censuses and register of schools, with the generator's own account of them.

The pupils are the children of the same England's SSDA903 returns, under the same unique pupil numbers, and in every
school one other, so that no school is in a census for a looked-after child alone.
"""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date
from pathlib import Path
from random import Random

from pipeline.foundation.stages import UsageError
from pipeline.synthetic.children.flows import simulate
from pipeline.synthetic.children.identities import identify, pupil_number, seed_of_life
from pipeline.synthetic.children.stays import Flows, Stay
from pipeline.synthetic.country.days import completed_years, first_day, last_day, ordinal, text
from pipeline.synthetic.country.draws import stable_seed
from pipeline.synthetic.country.patches import FIRST_YEAR, LAST_YEAR, Patch, horizon, patches, patches_of
from pipeline.synthetic.country.targets import patch_targets
from pipeline.synthetic.country.transfers import transfers
from pipeline.synthetic.pupils.defects import PlantedRecord, plant
from pipeline.synthetic.pupils.others import add_others
from pipeline.synthetic.pupils.outcomes import Outcomes
from pipeline.synthetic.pupils.schooling import Enrolment, Schooling, picker, school_life
from pipeline.synthetic.pupils.schools import REGISTER, School, schools_of

RETURN = "pupils"
COLUMNS = (
    "AcademicYear", "CensusDate", "CensusTerm", "PupilMatchingRefAnonymous", "UPN", "FormerUPN", "Surname", "Forename",
    "DOB", "Gender", "LA", "Estab", "LAEstab", "URN", "EnrolStatus", "OnRoll", "EntryDate", "LeavingDate",
    "NCyearActual", "SENprovision", "PrimarySENtype", "FSMeligible", "Postcode",
)  # fmt: skip
TERMS = ("AUT", "SPR", "SUM")
# The school census of the summer of 2020 was not taken.
NOT_TAKEN = frozenset({(2020, "SUM")})
_SCHOOL_AGES = range(5, 16)

Totals = Counter[tuple[int, str, str]]
"""How many children, by year, authority and measure."""


@dataclass(frozen=True, slots=True)
class PupilsSummary:
    """What was written."""

    out: Path
    years: tuple[int, ...]
    records: int
    schools: int
    planted_defects: int = 0

    def as_dict(self) -> dict[str, object]:
        """For ``--json``."""
        return {
            "out": str(self.out),
            "years": list(self.years),
            "records": self.records,
            "schools": self.schools,
            "planted_defects": self.planted_defects,
        }

    def in_words(self) -> str:
        """One sentence for a person."""
        planted = f" Planted defects: {self.planted_defects}." if self.planted_defects else ""
        return f"{self.records:,} records of pupils and {self.schools:,} of schools in {self.out / RETURN}.{planted}"


@dataclass(frozen=True, slots=True)
class _Pupil:
    """A child as the censuses give it: ``number`` is the unique pupil number, ``renewed`` the one that replaces it."""

    number: str
    renewed: str
    born: int
    male: bool
    life: Schooling

    def line(self, year: int, term: str, day: int, one: Enrolment, *, on_roll: bool) -> str:
        """The record of one enrolment in a census."""
        school = one.school
        changed = bool(self.life.new_number_on) and day >= self.life.new_number_on
        number, former = (self.renewed, self.number) if changed else (self.number, "")
        la_code = school.la_code(year)
        group = completed_years(self.born, ordinal(year - 1, 8, 31)) - 4
        return (
            f"{year - 1}{year % 100:02},{text(day)},{term},,{number},{former},,,{text(self.born + self.life.days_off)},"
            f"{'M' if self.male else 'F'},{la_code},{school.estab},{la_code}{school.estab},{school.urn_on(day)},C,"
            f"{int(on_roll)},{text(one.entered)},{'' if on_roll else text(one.left)},{group if group > 0 else 'R'},"
            f"{self.life.sen},{self.life.need},,"
        )


def synthesise_pupils(
    years: Iterable[int],
    out: Path,
    *,
    scale: float = 1.0,
    seed: int = 1,
    las: Sequence[str] | None = None,
    plant_defects: bool = False,
    report: Callable[[str], None] | None = None,
) -> PupilsSummary:
    """Write ``<out>/pupils/<year>/`` with a file for each term and the register; arguments as those of ``synthesise``.

    With ``plant_defects`` each year has one of every kind, which ``ledger/pupils_planted_defects.csv`` lists.
    A year is the one in which the academic year ends. Files of the same years in the folder are replaced. Raises
    UsageError for a year that no return covers, or authorities that no such year knows.
    """
    wanted = tuple(sorted(set(years)))
    if not wanted or not FIRST_YEAR <= wanted[0] <= wanted[-1] <= LAST_YEAR:
        raise UsageError(f"--years: pupils can be made for {FIRST_YEAR} to {LAST_YEAR}; choose among these.")
    if scale <= 0:
        raise UsageError(f"--scale {scale}: choose a number above 0.")
    last_year = horizon(wanted)
    chosen = patches_of(las, last_year) if las else patches(last_year)
    targets = patch_targets(seed, scale, last_year)
    moves = transfers(patches(last_year), targets, seed)
    schools = {patch.key: schools_of(patch, seed) for patch in chosen}
    every = list(schools.values())
    lines: dict[tuple[int, str], list[str]] = {
        (year, term): [] for year in wanted for term in TERMS if (year, term) not in NOT_TAKEN
    }
    totals, outcomes = Totals(), Outcomes(wanted, scale, seed, last_year)
    if report:
        report(f"{len(chosen)} patches of England, academic years to {wanted[0]} to {wanted[-1]}")
    for patch in chosen:
        own = [move for move in moves if patch.key in (move.origin, move.destination)]
        flows = simulate(patch, targets[patch.key], seed, own)
        pick = picker(schools[patch.key], every)
        for pupil, stays in _looked_after(patch, flows, seed, pick, wanted):
            _write(lines, pupil, {year for year in wanted if _is_told_of(stays, year)})
            _count(totals, patch, pupil, stays, wanted)
        for year in wanted:
            for pupil in _others(patch, schools[patch.key], seed, year):
                _write(lines, pupil, (year,))
        outcomes.tell(patch, flows, schools[patch.key])
    registered = records = 0
    planted: list[PlantedRecord] = []
    for year in wanted:
        folder = out / RETURN / str(year)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        told = outcomes.files(year)
        add_others(told, year, seed)
        for term in TERMS:
            if (year, term) in lines:
                told[f"school_census_{term.lower()}"] = [",".join(COLUMNS), *lines.pop((year, term))]
        planted += plant(told, year) if plant_defects else []
        for name, written in told.items():
            (folder / f"{name}.csv").write_text("\n".join(written) + "\n", encoding="utf-8")
            records += len(written) - 1
        register = [
            line
            for kinds in every
            for of_kind in kinds.values()
            for school in of_kind
            for line in school.register_lines(year, ordinal(year, 8, 31))
        ]
        _write_file(folder / "schools.csv", REGISTER, register)
        registered += len(register)
    _write_ledger(out / "ledger" / "pupils_totals.csv", totals)
    with (out / "ledger" / "outcomes_totals.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("collection_year", "la_code", "social_care_group", "what", "pupils"))
        writer.writerows((*key, number) for key, number in sorted(outcomes.ledger.items()))
    if plant_defects:
        with (out / "ledger" / "pupils_planted_defects.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(field.name for field in fields(PlantedRecord))
            writer.writerows(astuple(one) for one in planted)
    return PupilsSummary(out, wanted, records, registered, len(planted))


def _looked_after(
    patch: Patch, flows: Flows, seed: int, pick: Callable[..., School], years: Sequence[int]
) -> Iterator[tuple[_Pupil, list[Stay]]]:
    """The pupils who were in care in one of the years that the censuses tell of."""
    first, last = first_day(years[0]), last_day(min(years[-1] + 2, patch.years[-1]))
    stays: dict[int, list[Stay]] = {}
    for stay in flows.stays:
        stays.setdefault(stay.child, []).append(stay)
    rng = Random()
    for number, its_stays in stays.items():
        if not any(stay.start <= last and (not stay.end or stay.end >= first) for stay in its_stays):
            continue
        its_stays.sort(key=lambda stay: stay.start)
        born, asylum = flows.dates_of_birth[number], flows.asylum[number]
        own_seed = seed_of_life(seed, patch.key, number)
        rng.seed(flows.identity_seeds.get(number, own_seed))
        identity = identify(rng, patch.region, born, asylum=asylum)
        rng.seed(own_seed ^ 0x5C4001)
        care = [(stay.start, stay.end) for stay in its_stays]
        life = school_life(rng, born, care, last_day(patch.years[-1]) + 153, pick, asylum=asylum)
        if life is not None and not identity.unique_pupil_number.startswith("UN"):
            renewed = pupil_number(rng, born)
            yield _Pupil(identity.unique_pupil_number, renewed, born, identity.male, life), its_stays


def _others(patch: Patch, kinds: dict[str, list[School]], seed: int, year: int) -> Iterator[_Pupil]:
    """A pupil of every school whom no authority looks after, in an academic year."""
    for school in (one for schools in kinds.values() for one in schools):
        rng = Random(stable_seed(seed, RETURN, patch.key, school.urn, year))
        born = ordinal(year - 10, 1 + int(rng.random() * 12), 1 + int(rng.random() * 28))
        life = Schooling("N", "", 0, 0, [Enrolment(school, ordinal(year - 1, 9, 4), ordinal(year, 7, 20))])
        yield _Pupil(pupil_number(rng, born), "", born, rng.random() < 0.5, life)


def _is_told_of(stays: Sequence[Stay], year: int) -> bool:
    """Whether a child was in care in one of the three years that the censuses of an academic year tell of."""
    return any(stay.start <= last_day(year + 2) and (not stay.end or stay.end >= first_day(year)) for stay in stays)


def _write(lines: dict[tuple[int, str], list[str]], pupil: _Pupil, years: Collection[int]) -> None:
    for (year, term), written in lines.items():
        if year not in years:
            continue
        day, before = census_day(year, term), _census_before(year, term)
        for one in pupil.life.enrolments:
            if one.entered > day:
                break
            on_roll = not one.left or one.left > day
            if on_roll or one.left > before:
                written.append(pupil.line(year, term, day, one, on_roll=on_roll))


def census_day(year: int, term: str) -> int:
    """The day of a census: the first Thursday of October, the third of January, the third of May."""
    month, number = {"AUT": (10, 1), "SPR": (1, 3), "SUM": (5, 3)}[term]
    first = ordinal(year - (term == "AUT"), month, 1)
    # Ordinal 1 is a Monday.
    return first + (4 - first) % 7 + 7 * (number - 1)


def _census_before(year: int, term: str) -> int:
    place = TERMS.index(term)
    return census_day(year, TERMS[place - 1]) if place else census_day(year - 1, TERMS[-1])


def _count(totals: Totals, patch: Patch, pupil: _Pupil, stays: Sequence[Stay], years: Sequence[int]) -> None:
    """Count what the lives say of a year to 31 March, for children looked after on that day whose birth date agrees."""
    if pupil.life.days_off:
        return
    for year in years:
        first, last = first_day(year), last_day(year)
        if not any(stay.start <= last and (not stay.end or stay.end > last) for stay in stays):
            continue
        ages = {completed_years(pupil.born, ordinal(year - back, 8, 31)) for back in (1, 2)}
        summer = census_day(year - 1, "SUM")
        is_there = any(one.entered <= census_day(year, "SUM") and (not one.left or one.left > summer)
                       for one in pupil.life.enrolments)  # fmt: skip
        if not is_there or not ages.intersection(_SCHOOL_AGES):
            continue
        entered = min(max(stay.start, first) for stay in stays if not stay.end or stay.end > first)
        moved = [day for day in pupil.life.moves() if entered <= day <= last]
        code = patch.code(year)
        totals[year, code, "in_school_census"] += 1
        totals[year, code, "with_any_move"] += bool(moved)
        totals[year, code, "with_mid_year_move"] += any(date.fromordinal(day).month not in (8, 9) for day in moved)


def _write_file(path: Path, columns: Sequence[str], lines: Sequence[str]) -> None:
    path.write_text("\n".join((",".join(columns), *lines)) + "\n", encoding="utf-8")


def _write_ledger(path: Path, totals: Totals) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("collection_year", "la_code", "measure", "children"))
        writer.writerows((*key, number) for key, number in sorted(totals.items()))
