"""The measures' questions, put to one child at a time; each answer adds to the tally of the LA."""

from __future__ import annotations

from .absences import count_absences
from .adoption import count_adoption
from .case import Case
from .flows import count_flows
from .life import Child, CollectionYear
from .looked_after import count_looked_after
from .outcomes import count_outcomes
from .placements import count_placements
from .places import Gazetteer
from .tally import Tally


def count_child(tally: Tally, la_code: str, child: Child, year: CollectionYear, places: Gazetteer) -> None:
    """Ask every measure of a child and add the answers to the tally."""
    case = Case(tally, la_code, child, year, places)
    for count in (count_looked_after, count_flows, count_adoption, count_placements, count_absences, count_outcomes):
        count(case)
