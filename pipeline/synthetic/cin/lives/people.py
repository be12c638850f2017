"""Who a child of the census is: the SSDA903 England's own for children in care, drawn alike for the others."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from pipeline.synthetic.children.identities import identify
from pipeline.synthetic.cin.lives import shares
from pipeline.synthetic.country.days import birthday

_SCHOOL_AGE = 5
# Identifiers of children who are never in care, far above those of the others in any authority.
_FIRST_IDENTIFIER, _IDENTIFIERS_A_PATCH = 10_000_001, 10_000_000
# Children of school age without a number, and with a former one.
_NO_NUMBER, _FORMER_NUMBER = 0.05, 0.012
_REASONS = ("UN2", "UN3", "UN4", "UN5", "UN6", "UN7")


@dataclass(slots=True)
class Person:
    """A child as every return gives it, but for what its age decides.

    ``expected`` is the day the birth was expected before it came, ``school_age_on`` the day from which there is a
    unique pupil number (or, where it begins with UN, the reason why there is none).
    """

    identifier: str
    date_of_birth: int
    expected: int
    male: bool
    ethnicity: str
    number: str
    former_number: str
    school_age_on: int
    disabilities: tuple[str, ...]
    died: int = 0


def identifier_of(position: int, number: int) -> str:
    """The identifier of a child never in care; ``position`` is its patch's place in its group."""
    return str(_FIRST_IDENTIFIER + position * _IDENTIFIERS_A_PATCH + number)


def person(rng: Random, identifier: str, region: str, date_of_birth: int, *, disabled: bool) -> Person:
    """A child who is never in care, from its own stream."""
    identity = identify(rng, region, date_of_birth, asylum=False)
    draw = rng.random
    group, number, former = identity.ethnicity, identity.unique_pupil_number, ""
    chance = draw()
    if chance < shares.ETHNICITY_NOT_OBTAINED:
        group = "NOBT"
    elif chance < shares.ETHNICITY_NOT_OBTAINED + shares.ETHNICITY_ASIAN:
        group = shares.ASIAN.pick(rng)
    chance = draw()
    if chance < _NO_NUMBER:
        number = _REASONS[int(chance / _NO_NUMBER * len(_REASONS))]
    elif chance > 1.0 - _FORMER_NUMBER:
        former = identify(rng, region, date_of_birth, asylum=False).unique_pupil_number
    return Person(
        identifier,
        date_of_birth,
        date_of_birth + int(draw() * 29) - 14,
        identity.male,
        group,
        number,
        former,
        birthday(date_of_birth, _SCHOOL_AGE),
        disabilities(rng) if disabled else (),
    )


def person_in_care(
    rng: Random, identifier: str, region: str, date_of_birth: int, *, asylum: bool, own: Random
) -> Person:
    """A child of the SSDA903 England: ``rng`` stands at its identity, ``own`` is for what only the census asks."""
    identity = identify(rng, region, date_of_birth, asylum=asylum)
    return Person(
        identifier,
        date_of_birth,
        date_of_birth + int(own.random() * 29) - 14,
        identity.male,
        identity.ethnicity,
        identity.unique_pupil_number,
        "",
        birthday(date_of_birth, _SCHOOL_AGE),
        disabilities(own) if own.random() < shares.DISABLED_IN_CARE else (),
    )


def disabilities(rng: Random) -> tuple[str, ...]:
    """One to three kinds of disability."""
    chance = rng.random()
    count = 1 if chance < 0.62 else 2 if chance < 0.88 else 3
    return tuple(dict.fromkeys(shares.DISABILITY.pick(rng) for _ in range(count)))
