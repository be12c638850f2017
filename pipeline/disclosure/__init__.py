"""Disclosure control: hide small numbers and what gives them away, and prove it from what is published alone.

`protect` decides what to hide, from the true counts. `audit` is the attacker: it sees only what is published and says
what can be worked out. An import contract keeps them apart; what they share is listed in the README.
"""

from __future__ import annotations

from pipeline.disclosure.audit import Attacker, AuditReport, audit
from pipeline.disclosure.certificate import Certificate, certify
from pipeline.disclosure.history import EarlierRelease, join_releases, known_from, revised_places, with_old_cells
from pipeline.disclosure.insiders import NO_INSIDERS, InsidersReport, audit_insiders
from pipeline.disclosure.model import (
    Band,
    Cells,
    Difference,
    Form,
    Key,
    Level,
    Mean,
    Pattern,
    PublishedView,
    Quantile,
    Ratio,
    Reason,
)
from pipeline.disclosure.policy import EditionPolicies, Exemption, Policy, load_edition, load_policies
from pipeline.disclosure.relations import Hierarchies, Relations, build_relations
from pipeline.disclosure.suppress import suppress as protect
from pipeline.disclosure.view import published_view

__all__ = [
    "NO_INSIDERS",
    "Attacker",
    "AuditReport",
    "Band",
    "Cells",
    "Certificate",
    "Difference",
    "EarlierRelease",
    "EditionPolicies",
    "Exemption",
    "Form",
    "Hierarchies",
    "InsidersReport",
    "Key",
    "Level",
    "Mean",
    "Pattern",
    "Policy",
    "PublishedView",
    "Quantile",
    "Ratio",
    "Reason",
    "Relations",
    "audit",
    "audit_insiders",
    "build_relations",
    "certify",
    "join_releases",
    "known_from",
    "load_edition",
    "load_policies",
    "protect",
    "published_view",
    "revised_places",
    "with_old_cells",
]
