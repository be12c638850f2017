"""Synthetic absence, exclusions and results of the children in the synthetic SSDA903 returns and the census.

Children in care are in the termly censuses that ``england`` writes; of the others in need a further file of the spring
census tells. Everybody has the numbers of the returns, but for those of whom the authority does not know it: they are
found by the names that it sends, or not at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from random import Random

from pipeline.synthetic.children.identities import pupil_number, seed_of_life
from pipeline.synthetic.children.stays import Flows
from pipeline.synthetic.cin.lives.standing import Standing, standing_on
from pipeline.synthetic.cin.lives.targets import needs_of_patches
from pipeline.synthetic.country.days import completed_years, first_day, last_day, ordinal, text
from pipeline.synthetic.country.draws import Draw, stable_seed
from pipeline.synthetic.country.patches import Patch, patches
from pipeline.synthetic.pupils.results import (
    CINO,
    CLA_12_MONTHS,
    CPPO,
    Target,
    absence,
    exclusions,
    key_stage_2,
    key_stage_4,
    target_of,
)
from pipeline.synthetic.pupils.schools import ALTERNATIVE, PRIMARY, SECONDARY, SPECIAL, School

_AGES, _YOUNGEST_AT_SECONDARY, _AT_KEY_STAGE_2, _AT_KEY_STAGE_4 = range(4, 18), 11, 10, 15
_IN_NO_SCHOOL, _IN_ALTERNATIVE_ALONE, _OTHER_BIRTH_DATE = 0.04, 0.006, 0.003
_NO_RESULTS = 0.03
_SENT_NAMES = 0.8
# Of years without a census of special needs to go by.
_NEED = Draw(
    {"SEMH": 0.27, "ASD": 0.19, "SLCN": 0.15, "MLD": 0.14, "SLD": 0.08, "SPLD": 0.06, "OTH": 0.04, "PD": 0.03,
     "PMLD": 0.02, "NSA": 0.01, "HI": 0.005, "VI": 0.003, "MSI": 0.002}
)  # fmt: skip
_PHASES = {
    PRIMARY: "State-funded primary",
    SECONDARY: "State-funded secondary",
    SPECIAL: "Special",
    ALTERNATIVE: "State-funded alternative provision school",
}
CENSUS = (
    "CensusDate", "CensusTerm", "UPN", "FormerUPN", "Surname", "Forename", "DOB", "Gender", "LA", "Estab", "URN",
    "EnrolStatus", "OnRoll", "EntryDate", "LeavingDate", "NCyearActual", "SENprovision", "PrimarySENtype",
    "FSMeligible", "Postcode",
)  # fmt: skip
_ABSENCE = (
    "UPN", "SchoolPhase", "EnrolStatus", "SessionsPossible_6HalfTerms", "AuthorisedAbsence_6HalfTerms",
    "UnauthorisedAbsence_6HalfTerms", "OverallAbsence_6HalfTerms",
)  # fmt: skip
_EXCLUSIONS = ("UPN", "Category", "StartDate")
_NAMES = ("LA", "LAchildID", "CHILD", "UPN", "Surname", "Forename", "DOB", "Gender", "Postcode")
_ALTERNATIVE_PROVISION = ("AP_UPN", "AP_DOB", "AP_SENprovision", "AP_PrimarySENtype", "AP_FSMeligible")

Ledger = Counter[tuple[int, str, str, str]]
"""How many pupils, by year, authority, group and what they did."""


class YearOfOutcomes:
    """The records of one academic year, as lines of their files, kept until every patch has told."""

    def __init__(self) -> None:
        """Begin without records."""
        self.files: dict[str, list[str]] = {}

    def add(self, file: str, columns: Iterable[str], values: Iterable[str]) -> None:
        """Add a record to a file; no value has a comma, and the columns are those of the first."""
        lines = self.files.get(file)
        if lines is None:
            lines = self.files[file] = [",".join(columns)]
        lines.append(",".join(values))


class Outcomes:
    """What the pupils of an England did in some years, told patch by patch."""

    def __init__(self, years: Sequence[int], scale: float, seed: int, last_year: int) -> None:
        """Begin without pupils."""
        self.ledger = Ledger()
        self._files = {year: YearOfOutcomes() for year in years}
        self._needs = needs_of_patches(seed, scale, last_year)
        self._positions = {patch.key: place for group in _groups(last_year) for place, patch in enumerate(group)}
        self._seed = seed

    def tell(self, patch: Patch, flows: Flows, schools: dict[str, list[School]]) -> None:
        """Add the pupils of a patch; ``flows`` are those of its children in care."""
        days = {last_day(year): year for year in self._files}
        place, needs = self._positions[patch.key], self._needs[patch.key]
        for one in standing_on(patch, place, flows, needs, list(days), self._seed, _is_a_pupil):
            for day, year in days.items():
                group = group_of(one, day) if _is_a_pupil(one.person.date_of_birth, day) else ""
                if group:
                    _tell(self._files[year], self.ledger, patch, one, year, group, schools, self._seed)

    def files(self, year: int) -> dict[str, list[str]]:
        """The files of a year by name, each as lines that begin with the names of the columns."""
        return self._files[year].files


def _groups(last_year: int) -> Iterator[list[Patch]]:
    gathered: dict[str, list[Patch]] = {}
    for patch in patches(last_year):
        gathered.setdefault(patch.group, []).append(patch)
    yield from gathered.values()


def _is_a_pupil(born: int, day: int) -> bool:
    """Whether a child has the age of a pupil in the academic year of a 31 March."""
    return age_in_year(born, date.fromordinal(day).year) in _AGES


@lru_cache(maxsize=100_000)
def age_in_year(born: int, year: int) -> int:
    """Completed years on 31 August before the academic year that ends in a year."""
    return completed_years(born, ordinal(year - 1, 8, 31))


def group_of(one: Standing, last: int) -> str:
    """The group in which a child is on 31 March; none for those looked after for less than 12 months, and others."""
    if one.care is not None and one.care.looked_after_on(last):
        stay = next(stay for stay in one.care.stays if stay.start <= last and (not stay.end or stay.end > last))
        return CLA_12_MONTHS if stay.start < first_day(date.fromordinal(last).year) else ""
    if last in one.on_plan:
        return CPPO
    return CINO if last in one.in_need else ""


def _tell(
    files: YearOfOutcomes,
    ledger: Ledger,
    patch: Patch,
    life: Standing,
    year: int,
    group: str,
    schools: dict[str, list[School]],
    seed: int,
) -> None:
    """Add what a pupil did in a year, if the child is one."""
    who, target = life.person, target_of(year, group)
    age = age_in_year(who.date_of_birth, year)
    # The same child draws alike in every year, and differently in each.
    own = seed_of_life(seed, patch.key, life.care.number) if life.care is not None else int(who.identifier)
    rng = Random(stable_seed(seed, "outcomes", patch.key, own, year))
    if rng.random() < _IN_NO_SCHOOL:
        return
    number = who.number
    has_no_number = number.startswith("UN")
    if has_no_number:
        number = pupil_number(rng, who.date_of_birth)
    kind = _kind(rng, target, age)
    if life.care is None:
        if rng.random() < _IN_ALTERNATIVE_ALONE:
            _alternative(files, rng, target, number, who.date_of_birth)
            return
        _enrol(files, rng, target, life, year, number, kind, schools, patch, has_no_number=has_no_number)
    ledger[year, patch.code(year), group, "pupils"] += 1
    if 5 <= age <= 15:
        possible, authorised, unauthorised = absence(rng, target)
        missed = authorised + unauthorised
        values = (number, _PHASES[kind], "C", *map(str, (possible, authorised, unauthorised, missed)))
        files.add("absence", _ABSENCE, values)
        ledger[year, patch.code(year), group, "persistently_absent"] += 10 * missed >= possible
    for category in exclusions(rng, target):
        day = ordinal(year - 1, 9, 10) + int(rng.random() * 280)
        shown = "FIXD" if category == "SUSP" and year < 2021 else category
        files.add("exclusions", _EXCLUSIONS, (number, shown, text(day)))
    if age == _AT_KEY_STAGE_2 and rng.random() >= _NO_RESULTS:
        record = key_stage_2(rng, target, year)
        if record is not None:
            files.add("ks2", ("KS2_UPN", *record), (number, *record.values()))
            ledger[year, patch.code(year), group, "met_expected_standard"] += record["KS2_RWMEXP"] == "1"
    if age == _AT_KEY_STAGE_4 and rng.random() >= _NO_RESULTS:
        record = key_stage_4(rng, target, year)
        files.add("ks4", ("KS4_UPN", *record), (number, *record.values()))
        ledger[year, patch.code(year), group, "at_the_end_of_key_stage_4"] += 1


def _kind(rng: Random, target: Target, age: int) -> str:
    chance, whole = rng.random(), target("school_type_pupils")
    special = target("special_school_pupils") / whole
    if chance < special:
        return SPECIAL
    if age >= _YOUNGEST_AT_SECONDARY and chance < special + 2 * target("alternative_provision_pupils") / whole:
        return ALTERNATIVE
    return SECONDARY if age >= _YOUNGEST_AT_SECONDARY else PRIMARY


def _needs(rng: Random, target: Target, *, is_special: bool, special: float) -> tuple[str, str]:
    """Provision and need: all in special schools have a plan, of others so many that the group's share holds."""
    plan, support = target("ehc_plan") / 100, target("sen_support") / 100
    if is_special:
        return "E", _NEED.pick(rng)
    chance = rng.random() * (1 - special)
    if chance < max(plan - special, 0.0):
        return "E", _NEED.pick(rng)
    return ("K", _NEED.pick(rng)) if chance < plan - special + support else ("N", "")


def _enrol(
    files: YearOfOutcomes,
    rng: Random,
    target: Target,
    life: Standing,
    year: int,
    number: str,
    kind: str,
    schools: dict[str, list[School]],
    patch: Patch,
    *,
    has_no_number: bool,
) -> None:
    """A record of the spring census; of who has no number with the authority also names, in most authorities."""
    who, day = life.person, ordinal(year, 1, 18)
    school = schools[kind][int(rng.random() * len(schools[kind]))]
    special = target("special_school_pupils") / target("school_type_pupils")
    sen, need = _needs(rng, target, is_special=kind == SPECIAL, special=special)
    born = who.date_of_birth + (rng.random() < _OTHER_BIRTH_DATE)
    group = age_in_year(who.date_of_birth, year) - 4
    surname, forename = f"Family{_letters(int(who.identifier))}", f"Given{_letters(int(who.identifier) % 997)}"
    meals = str(int(rng.random() * 100 < target("free_school_meals")))
    values = (
        text(day), "SPR", number, who.former_number, surname, forename, text(born), "M" if who.male else "F",
        school.la_code(year), str(school.estab), str(school.urn_on(day)), "C", "1", text(ordinal(year - 1, 9, 4)), "",
        str(group) if group > 0 else "R", sen, need, meals, "",
    )  # fmt: skip
    files.add("school_census_spr_in_need", CENSUS, values)
    if has_no_number and rng.random() < _SENT_NAMES:
        named = (patch.code(year), who.identifier, "", "", surname, forename, text(who.date_of_birth), values[7], "")
        files.add("children_to_match", _NAMES, named)


def _alternative(files: YearOfOutcomes, rng: Random, target: Target, number: str, born: int) -> None:
    sen, need = _needs(rng, target, is_special=False, special=0.0)
    meals = str(int(rng.random() * 100 < target("free_school_meals")))
    values = (number, text(born), sen, need, meals)
    files.add("alternative_provision", _ALTERNATIVE_PROVISION, values)


def _letters(number: int) -> str:
    """A number as letters, since names have no digits."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))
