"""Who a child is: sex, ethnicity, unique pupil number and motherhood."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from random import Random

from pipeline.reference import tables as reference
from pipeline.synthetic.children.lives import Child
from pipeline.synthetic.country.days import birthday, completed_years
from pipeline.synthetic.country.draws import Draw, between, stable_seed
from pipeline.synthetic.country.patches import FIRST_YEAR
from pipeline.synthetic.country.shares import ETHNICITY_ASYLUM, MALE, MALE_ASYLUM, MOTHER, ethnicity

_CHECK_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
# Why there is no number.
_NO_NUMBER_ASYLUM = Draw({"UN2": 0.7, "UN4": 0.3})
# Below school age there is none yet.
_BELOW_SCHOOL_AGE, _SCHOOL_AGE = "UN1", 5


# Identifiers of a patch's children: those of patches that merge never meet, those of different authorities do, as in
# life.
_FIRST_IDENTIFIER, _IDENTIFIERS_A_PATCH = 100_001, 400_000


def first_identifier(position: int) -> int:
    """The identifier of the first child of a patch's flows; ``position`` is the patch's place in its group."""
    return _FIRST_IDENTIFIER + position * _IDENTIFIERS_A_PATCH


def seed_of_life(seed: int, patch_key: str, number: int) -> int:
    """The seed of a child of a patch's flows, from which every collection draws the same identity."""
    return stable_seed(seed, "lives", patch_key) + number * 1_000_003


@dataclass(frozen=True, slots=True)
class Identity:
    """What stays the same about a child; ``mother_from`` is the day her own child was born, 0 if she has none."""

    male: bool
    ethnicity: str
    unique_pupil_number: str
    mother_from: int


def identify(rng: Random, region: str, date_of_birth: int, *, asylum: bool) -> Identity:
    """Draw an identity; the pupil number is the one the child has at school age, or why it has none."""
    male = rng.random() < (MALE_ASYLUM if asylum else MALE)
    group = (ETHNICITY_ASYLUM if asylum else ethnicity(region)).pick(rng)
    number = pupil_number(rng, date_of_birth)
    if asylum and rng.random() < 0.35:
        number = _NO_NUMBER_ASYLUM.pick(rng)
    mother = 0
    if not male and rng.random() < MOTHER:
        mother = birthday(date_of_birth, 15) + between(rng, 0, 1000)
    return Identity(male, group, number, mother)


def pupil_number(rng: Random, date_of_birth: int) -> str:
    """A unique pupil number with its check letter: LA, school, year of entry and serial number."""
    year = date.fromordinal(date_of_birth).year + 4
    authorities = _authorities_with_schools()
    authority = authorities[int(rng.random() * len(authorities))]
    return _with_check_letter(f"{authority}{between(rng, 2000, 7999):04}{year % 100:02}{between(rng, 1, 999):03}")


def pupil_number_apart(place: int, date_of_birth: int) -> str:
    """The number of a pupil who is nobody's child: of schools that no other number names, one for each place."""
    authorities = _authorities_with_schools()
    school, serial = divmod(place // len(authorities), 999)
    year = date.fromordinal(date_of_birth).year + 4
    return _with_check_letter(
        f"{authorities[place % len(authorities)]}{8000 + school:04}{year % 100:02}{serial + 1:03}"
    )


def _with_check_letter(digits: str) -> str:
    check = sum(int(digit) * weight for weight, digit in enumerate(digits, start=2)) % len(_CHECK_LETTERS)
    return _CHECK_LETTERS[check] + digits


@cache
def _authorities_with_schools() -> tuple[str, ...]:
    # Those of one year for all children: a number stays as it was issued, whatever became of the authority.
    return tuple(sorted(authority.la_code for authority in reference.local_authorities(FIRST_YEAR)))


def pupil_number_on(child: Child, day: int) -> str:
    """The pupil number that a return gives: below school age, the code that says so."""
    return _BELOW_SCHOOL_AGE if completed_years(child.date_of_birth, day) < _SCHOOL_AGE else child.unique_pupil_number
