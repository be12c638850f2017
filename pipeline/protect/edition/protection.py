"""Disclosure control of one release: what is suppressed, the proof from what is shown, and what is said of both."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from pipeline.analyse.figures import Shown
from pipeline.analyse.shown import completed
from pipeline.design.data_sets import PARTS
from pipeline.design.policy import EditionPolicies, Policy
from pipeline.foundation.numbers import Cells, Key, Pattern, Structural
from pipeline.foundation.warehouse import Warehouse
from pipeline.protect.attack.audit import AuditReport, audit
from pipeline.protect.attack.certificate import Certificate, certify
from pipeline.protect.attack.insiders import NO_INSIDERS, InsidersReport, audit_insiders
from pipeline.protect.attack.told_to_readers import Attacker
from pipeline.protect.edition.at_stake import AtStake, bases_of
from pipeline.protect.edition.derived_numbers import name_of
from pipeline.protect.edition.families import hidden_by_family, with_families
from pipeline.protect.edition.public import parents_of
from pipeline.protect.edition.release_key import keys_of_years
from pipeline.protect.edition.seen import TABLES_ROUNDING
from pipeline.protect.edition.suppressed_figures import REASONS, store_suppressed, write_audit, write_suppressed
from pipeline.protect.history import known_from
from pipeline.protect.suppress.suppress import suppress as protect
from pipeline.protect.suppress.view import published_view

PROCESSES = 2
ZEROS_HIDDEN_IN = "zeros_hidden_in"
"""The field of the certificate that lists the columns in which the symbol of a suppressed count may stand for 0."""


@dataclass(frozen=True)
class Protection:
    """Which figures are suppressed and why, under which policies, and the certificate of the audit.

    ``policy`` is what all files are protected by together; ``policies`` those by which each kind of file rounds.
    ``structural`` are the small counts that no suppression protects in full, with bounds that lie around the true ones.
    ``protects`` gives, by count suppressed for another's sake, one that would be known too well if it were shown.
    ``zeros_hidden_in`` are the [file, column] whose symbols of suppressed counts may stand for 0 too.
    """

    suppressed: Mapping[Shown, str]
    policy: Policy
    policies: EditionPolicies
    certificate: Certificate
    report: AuditReport
    structural: tuple[Structural, ...]
    protects: Mapping[Key, Key]
    insiders: InsidersReport = NO_INSIDERS
    zeros_hidden_in: Sequence[Sequence[str]] = ()

    @property
    def rounding(self) -> Mapping[str, int]:
        """The rounding base of each level in the data sets."""
        return bases_of(self.policies.data_sets)

    @property
    def rounding_of_tables(self) -> Mapping[str, int]:
        """The rounding base of each level in the workbooks."""
        return bases_of(self.policies.tables)

    def as_manifest(self) -> dict[str, object]:
        """The policy's numbers, for manifest.json."""
        return {"policy": asdict(self.policy)}

    def sentences(self) -> list[str]:
        """What the pages and the workbook say of protection."""
        return self.certificate.sentences()

    def write_certificate(self, publish: Path, part: str = "") -> None:
        """Write ``certificate.json``: nothing in it tells more than the published files do.

        It says how the tables round where they do so otherwise than the data sets, and, for one ``part`` of a release,
        with which it was protected.
        """
        content = self.certificate.as_dict()
        if self.rounding_of_tables != self.rounding:
            content[TABLES_ROUNDING] = dict(self.rounding_of_tables)
        if self.zeros_hidden_in:
            content[ZEROS_HIDDEN_IN] = [list(one) for one in self.zeros_hidden_in]
        if part:
            content["parts_protected_together"] = list(PARTS)
        text = json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True)
        (publish / "certificate.json").write_text(text + "\n", encoding="utf-8")

    def write_restricted(self, folder: Path) -> None:
        """Write every suppressed figure with reason and what it protects, the audit's intervals and the exceptions."""
        write_suppressed(folder, self.suppressed, self.protects)
        write_audit(folder, self.report, self.structural, self.insiders)


def crossed_keys(warehouse: Warehouse, behind: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """The crossed (measure, key) that the roll-up must hold: those shown, and those that complete their sums."""
    return {(measure, key) for measure, key in completed_keys(warehouse, behind) if ";" in key}


def completed_keys(warehouse: Warehouse, behind: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """The (measure, key) given, and those that complete their sums."""
    parents = parents_of(warehouse)
    by_measure: dict[str, set[str]] = {}
    for measure, key in behind:
        by_measure.setdefault(measure, set()).add(key)
    return {(measure, key) for measure, keys in by_measure.items() for key in completed(keys, parents)}


def protect_release(warehouse: Warehouse, stake: AtStake) -> Protection:
    """Decide what to suppress, attack the result as a reader would, and keep the outcome in ``protected.suppressed``.

    The reader also has the earlier releases. Raises DisclosureError, and nothing may be published, when a suppressed
    figure can be worked out.
    """
    policies, joint, cells = stake.policies, stake.joint, stake.cells
    policy = policies.together
    pattern = protect(
        cells,
        joint.relations,
        policy,
        known_from(joint, policy.smallest_suppressed) if stake.earlier else None,
        headlines=stake.headlines,
        secret=keys_of_years(warehouse),
        insiders=stake.authorities,
        processes=PROCESSES,
    )
    view = published_view(stake.name, stake.own_cells, stake.own_relations, policy, pattern)
    report = audit(
        view,
        joint.relations,
        Attacker.of(policy),
        pattern.structural,
        earlier=joint.earlier,
        processes=PROCESSES,
    )
    report = list_narrow(report, cells, policy.threshold)
    report.require()
    insiders = NO_INSIDERS
    if policy.insider_width:
        insiders = audit_insiders(
            view,
            joint.relations,
            cells,
            Attacker.of(policy),
            policy.insider_width,
            pattern.structural,
            pattern.insiders,
            insiders=stake.authorities,
            earlier=joint.earlier,
            processes=PROCESSES,
        )
    # What is hidden beyond small counts is known to all who were asked above, and so protects nobody.
    numbers = dict(zip(stake.own_cells.keys, stake.own_cells.values.tolist(), strict=True))
    shown = {key for key, is_shown in zip(stake.own_cells.keys, stake.own_cells.published, strict=True) if is_shown}
    families = hidden_by_family(
        policy.families, stake.own_relations.derived, lambda key: numbers.get(key, 0), shown.__contains__
    )
    pattern = replace(pattern, suppressed=with_families(pattern.suppressed, families))
    suppressed = _by_figure(pattern, stake.shown)
    store_suppressed(warehouse, suppressed, pattern.protects)
    certificate = certify(policy, pattern, report, stake.earlier, insiders=insiders)
    return Protection(
        suppressed,
        policy,
        policies,
        certificate,
        report,
        pattern.structural,
        pattern.protects,
        insiders,
        stake.zeros_hidden_in,
    )


def leave_as_it_is(warehouse: Warehouse, policies: EditionPolicies) -> Protection:
    """The outcome where the policy shows small counts too: nothing is suppressed, and the certificate says so."""
    pattern, report = Pattern({}, (), 0.0), AuditReport((), (), ())
    store_suppressed(warehouse, {}, {})
    policy = policies.together
    return Protection({}, policy, policies, certify(policy, pattern, report), report, (), {})


def list_narrow(report: AuditReport, cells: Cells, threshold: int) -> AuditReport:
    """List as structural the numbers above the threshold that what readers have already leaves too little room.

    They may be small as far as a reader can tell, and are not: no small count is known by them. Small ones, published
    or not, and any that are known exactly stay findings.
    """
    large = {key for key, value in zip(cells.keys, cells.values.tolist(), strict=True) if value > threshold}
    narrow = [one for one in report.findings if one.kind == "narrow" and one.key in large]
    left = tuple(one for one in report.findings if one not in narrow)
    return replace(
        report, findings=left, structural=tuple(sorted((*report.structural, *narrow), key=lambda one: one.key))
    )


def _by_figure(pattern: Pattern, shown: set[Shown]) -> dict[Shown, str]:
    names: dict[Key, Shown] = {name_of(figure): figure for figure in shown}
    return {names[key]: REASONS[reason] for key, reason in pattern.suppressed.items() if key in names}
