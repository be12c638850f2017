"""Disclosure control of one release: what is hidden, the proof from what is shown, and what is said of both."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from functools import cache
from pathlib import Path

from pipeline.disclosure import (
    Attacker,
    AuditReport,
    Cells,
    Certificate,
    audit,
    build_relations,
    certify,
    join_releases,
    known_from,
    protect,
    published_view,
    with_old_cells,
)
from pipeline.disclosure.model import Key, Pattern, Structural
from pipeline.disclosure.policy import EditionPolicies, Policy, load_edition
from pipeline.disclosure.rounding import round_ratio
from pipeline.publication.areas import Areas
from pipeline.publication.counts import (
    exposed_by_estimates,
    read_histograms,
    read_known_counts,
    read_made_from,
    read_not_shown,
)
from pipeline.publication.data_sets import PARTS, Release
from pipeline.publication.derived_numbers import name_of
from pipeline.publication.distribution import Distributions
from pipeline.publication.earlier import as_earlier, read_earlier
from pipeline.publication.figures import Shown, scale_of
from pipeline.publication.release_key import release_key
from pipeline.publication.seen import TABLES_ROUNDING
from pipeline.publication.shown import completed
from pipeline.publication.suppressed_figures import REASONS, store_suppressed, write_audit, write_suppressed
from pipeline.publication.unknowns import Public, build_unknowns, parents_of, public_from, with_counts
from pipeline.publication.unreliable_figures import read_unreliable
from pipeline.stages import TEMPLATES, UsageError
from pipeline.warehouse import Warehouse

PROCESSES = 2


@dataclass(frozen=True)
class Protection:
    """Which figures are hidden and why, under which policies, and the certificate of the audit.

    ``policy`` is what all files are protected by together; ``policies`` those by which each kind of file rounds.
    ``structural`` are the small counts that no suppression protects in full, with bounds that lie around the true ones.
    ``protects`` gives, by count hidden for another's sake, one that would be known too well if it were shown.
    """

    hidden: Mapping[Shown, str]
    policy: Policy
    policies: EditionPolicies
    certificate: Certificate
    report: AuditReport
    structural: tuple[Structural, ...]
    protects: Mapping[Key, Key]

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
        if part:
            content["parts_protected_together"] = list(PARTS)
        text = json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True)
        (publish / "certificate.json").write_text(text + "\n", encoding="utf-8")

    def write_restricted(self, folder: Path) -> None:
        """Write every hidden figure with its reason and what it protects, the audit's intervals and the exceptions."""
        write_suppressed(folder, self.hidden, self.protects)
        write_audit(folder, self.report, self.structural)


def bases_of(policy: Policy) -> dict[str, int]:
    """The rounding base of each level."""
    return {
        "national": policy.rounding_national,
        "regional": policy.rounding_regional,
        "local_authority": policy.rounding_local_authority,
    }


def policies_for(release: Release, edition: int) -> EditionPolicies:
    """The policies of a release's edition.

    Raises DisclosureError when they are not declared or not sourced, UsageError when an exemption names no measure.
    """
    path = TEMPLATES / release.name / "release.toml"
    policies = load_edition(path, edition)
    known = {measure.name for measure in release.measures}
    for section, named in (("exemptions", policies.data_sets.exempt), ("named", policies.data_sets.named)):
        for one in named:
            if one.measure and one.measure not in known:
                raise UsageError(f"{path.name} [[{section}]]: the measure {one.measure!r} is not in data_sets.yaml.")
    return policies


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


def read_public(warehouse: Warehouse, areas: Areas) -> Public:
    """What everybody knows of the release: who supplied, populations, and the trees of categories."""
    connection = warehouse.connection
    supplied = {
        (measure, year, la_code)
        for measure, year, la_code in connection.execute(
            "SELECT measure, collection_year, la_code FROM grossed.coverage WHERE is_supplied"
        ).fetchall()
    }
    missing = connection.execute(
        "SELECT measure, collection_year, la_code FROM grossed.coverage WHERE NOT is_supplied"
    ).fetchall()
    public = public_from(warehouse, areas, supplied, missing)
    shown = public.supplied - read_not_shown(warehouse)
    unreliable = frozenset(read_unreliable(warehouse)) & shown
    return replace(public, supplied=shown, made_from=read_made_from(warehouse), unreliable=unreliable)


def protect_release(
    warehouse: Warehouse,
    release: Release,
    edition: int,
    years: Sequence[int],
    areas: Areas,
    shown: set[Shown],
    earlier_folders: Sequence[Path] = (),
) -> Protection:
    """Decide what to hide, attack the result as a reader would, and keep what is hidden in ``protected.hidden``.

    The reader also has the releases in ``earlier_folders``. Raises DisclosureError, and nothing may be published, when
    a hidden figure can be worked out.
    """
    policies = policies_for(release, edition)
    policy = policies.together
    public = read_public(warehouse, areas)
    numbers = {**_quantiles(warehouse, shown), **_banded_averages(warehouse, release, shown)}
    exempts = cache(policy.exempts)  # asked for every figure, answered alike in every area of a level
    unknowns = build_unknowns(release, shown, public, areas, years, exempts, numbers)
    counts = read_known_counts(warehouse, unknowns.keys)
    exposed = exposed_by_estimates(warehouse, areas.levels, bases_of(policy))
    cells = with_counts(unknowns, counts, exposed, areas, cache(policy.protects))
    true = {key: (value, value) for key, value in zip(cells.keys, cells.values.tolist(), strict=True)}
    unknowns = unknowns.believing(true, everywhere=False)
    earlier = as_earlier(unknowns, cells, read_earlier(earlier_folders))
    joint = join_releases(unknowns.keys, unknowns.hierarchies, unknowns.derived, earlier)
    with_old = with_old_cells(cells, joint, earlier)
    known = known_from(joint, policy.smallest_hidden) if earlier else None
    pattern = protect(
        with_old,
        joint.relations,
        policy,
        known,
        headlines={(one.measure, one.key) for one in release.headlines},
        secret=release_key(warehouse),
        processes=PROCESSES,
    )
    # The view is of this release alone: its own relations, without the ratios that only an earlier one shows.
    own = build_relations(unknowns.keys, unknowns.hierarchies, unknowns.derived) if earlier else joint.relations
    view = published_view(f"{release.name} {edition}", cells, own, policy, pattern)
    report = audit(
        view,
        joint.relations,
        Attacker.of(policy),
        pattern.structural,
        earlier=joint.earlier,
        processes=PROCESSES,
    )
    report = list_narrow(report, with_old, policy.threshold)
    report.require()
    hidden = _by_figure(pattern, shown)
    store_suppressed(warehouse, hidden, pattern.protects)
    certificate = certify(policy, pattern, report, earlier)
    return Protection(hidden, policy, policies, certificate, report, pattern.structural, pattern.protects)


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


def _quantiles(warehouse: Warehouse, shown: Iterable[Shown]) -> dict[Shown, int]:
    """The quantiles as they are worked out for publication; those of nobody are not there."""
    wanted = [figure for figure in shown if figure.statistic == "quantile"]
    if not wanted:
        return {}
    counts = read_histograms(warehouse, {(figure.measure, figure.histogram) for figure in wanted})
    distributions = Distributions(counts)
    found = {}
    for figure in wanted:
        distribution = distributions.within(figure.place, figure.key, figure.histogram)
        if distribution.total:
            found[figure] = distribution.quantile(Fraction(figure.quantile))
    return found


def _banded_averages(warehouse: Warehouse, release: Release, shown: Iterable[Shown]) -> dict[Shown, int]:
    """The averages that stand beside bands, as they are printed of the authorities that supplied."""
    banded = {one.amount for one in release.banded_amounts}
    wanted = [figure for figure in shown if figure.statistic == "average" and figure.measure in banded]
    of = [(figure, Key(*figure.place, figure.key), _whole_of(figure)) for figure in wanted]
    counts = read_known_counts(warehouse, sorted({key for _, *keys in of for key in keys}))
    found = {}
    for figure, amount, people in of:
        everybody = counts.get(people[:3], {}).get(people.breakdown, 0)
        if everybody:
            all_of_it, scale = counts.get(amount[:3], {}).get(amount.breakdown, 0), scale_of(figure)
            found[figure] = round_ratio(all_of_it * scale.numerator, everybody * scale.denominator, 1, 0)
    return found


def _whole_of(figure: Shown) -> Key:
    measure, key = figure.whole
    return Key(measure, figure.year, figure.area_code, key)


def _by_figure(pattern: Pattern, shown: set[Shown]) -> dict[Shown, str]:
    names: dict[Key, Shown] = {name_of(figure): figure for figure in shown}
    return {names[key]: REASONS[reason] for key, reason in pattern.hidden.items() if key in names}
