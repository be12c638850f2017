"""The records of a return beside header and episodes, as the recount holds them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Review:
    """A review of a child's case and how the child took part."""

    held: date | None
    method: str


@dataclass(frozen=True, slots=True)
class Outcomes:
    """OC2: what is known of a child's year; a flag that was not filled in is not known."""

    sdq_score: int | None
    is_convicted: bool | None
    is_developing: bool | None
    is_immunised: bool | None
    had_teeth_check: bool | None
    had_health_assessment: bool | None
    misuses_substances: bool | None
    received_help: bool | None
    was_offered_help: bool | None


@dataclass(frozen=True, slots=True)
class Aftercare:
    """OC3: how a care leaver was around the birthday in the year."""

    born: date | None
    in_touch: str
    activity: str
    accommodation: str


@dataclass(frozen=True, slots=True)
class Adoption:
    """AD1: when an adopted child's adoption was decided and matched, and who adopted it."""

    decided: date | None
    matched: date | None
    adopters: str
    sexes: str
    legal_status: str


@dataclass(frozen=True, slots=True)
class AdoptionPlan:
    """A decision that a child should be placed for adoption, and its end."""

    decided: date | None
    ceased: date | None
    reason: str
    line: int


@dataclass(frozen=True, slots=True)
class Absence:
    """A time that a child was missing (M) or away without authorisation (A)."""

    born: date | None
    status: str
    since: date | None
    until: date | None
