"""Who sends the synthetic returns of a quarter, what is asked of each, and how much of England it stands for."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.collect.specification import load_specification
from pipeline.foundation.stages import REFERENCE
from pipeline.foundation.warehouse import Warehouse
from pipeline.reference.loading import load_reference

RETURN = "adoption_quarterly"
AUTHORITY, AGENCY = "authority", "adoption_agency"


@dataclass(frozen=True, slots=True)
class Sender:
    """One sender: its code, the quarters in which it sends as authority and as agency, and its share of England.

    ``looked_after`` are the children looked after by it, ``recruits_for`` by all for whom it recruits; a voluntary
    agency has a share of what voluntary agencies recruit instead.
    """

    code: str
    as_authority: frozenset[int]
    as_agency: frozenset[int]
    looked_after: int
    recruits_for: int

    @property
    def is_voluntary(self) -> bool:
        """Whether it is a voluntary adoption agency."""
        return self.code.startswith("VAA")


def senders(quarters: Sequence[int]) -> list[Sender]:
    """The senders of these quarters, in order of code."""
    specification = load_specification(RETURN)
    with Warehouse() as warehouse:
        load_reference(warehouse, with_postcodes=False, sent=specification.sent_in(quarters))
        roles = warehouse.connection.execute("SELECT la_code, role, collection_year FROM reference.senders").fetchall()
        held = dict(
            warehouse.connection.execute(
                "SELECT area_code, population FROM reference.population_for_estimates "
                "WHERE area_level = 'local_authority' AND collection_year = ?",
                [quarters[-1]],
            ).fetchall()
        )
    with (REFERENCE / "adoption_agencies_of_authorities.csv").open(encoding="utf-8", newline="") as file:
        recruiter = {row["la_code"]: row["agency_code"] for row in csv.DictReader(file)}
    share: dict[str, int] = {}
    for code, looked_after in held.items():
        agency = code
        # An agency that recruits for an authority may itself have given its adopters to another.
        while agency in recruiter:
            agency = recruiter[agency]
        share[agency] = share.get(agency, 0) + looked_after
    of: dict[str, dict[str, set[int]]] = {}
    for code, role, quarter in roles:
        of.setdefault(code, {}).setdefault(role, set()).add(quarter)
    return [
        Sender(
            code,
            frozenset(asked.get(AUTHORITY, ())),
            frozenset(asked.get(AGENCY, ())),
            int(held.get(code, 0)),
            share.get(code, 0),
        )
        for code, asked in sorted(of.items())
    ]
