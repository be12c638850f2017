"""The records of the generator itself: a child, its periods of care and the episodes in them.

Days are ordinals (``days``); 0 stands for no day. Returns are written from these, and the ledger counts these.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Episode:
    """One episode of care, with codes as they were when it began; ``files`` recodes them for the year of the return.

    ``ceased`` and ``reason_ceased`` are 0 and '' while it is open; ``change_reason`` is why its placement ended.
    """

    started: int
    reason: str
    legal_status: str
    placement: str
    provider: str
    home_postcode: str
    placement_postcode: str
    urn: str
    ceased: int = 0
    reason_ceased: str = ""
    change_reason: str = ""


@dataclass(slots=True)
class AdoptionPlan:
    """The steps of an adoption: decision, match, placement (days); ``reversed_on`` is when the plan was given up.

    ``consent``: the parents agree, so that no placement order is asked for.
    """

    decided: int
    matched: int
    placed: int
    adopted: int = 0
    by_foster_carer: bool = False
    consent: bool = False
    reversed_on: int = 0
    reversal_reason: str = ""


@dataclass(slots=True)
class Period:
    """A period of care: ``ended`` is 0 while it lasts; ``short_breaks`` marks an agreed series (V3, V4)."""

    started: int
    ended: int
    reason_ended: str
    need: str
    short_breaks: bool = False
    episodes: list[Episode] = field(default_factory=list)
    adoption: AdoptionPlan | None = None


@dataclass(slots=True)
class Child:
    """A child of one patch. ``identifier`` is unique within every authority the patch ever belonged to.

    ``male`` and ``ethnicity`` are as the return gives them, ``mother_from`` the day her child was born (0 if none),
    ``asylum_ended`` the day the status of an unaccompanied asylum-seeking child ended in care (0 if it did not).
    """

    identifier: str
    seed: int
    date_of_birth: int
    male: bool
    ethnicity: str
    unique_pupil_number: str
    asylum: bool
    home: int
    restlessness: float
    mother_from: int = 0
    periods: list[Period] = field(default_factory=list)
