"""Disclosure control of one release: what is hidden, the proof from what is shown, and what is said of both."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import pandas

from pipeline.disclosure import (
    Attacker,
    AuditReport,
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
from pipeline.disclosure.model import Key, Pattern, Reason
from pipeline.disclosure.policy import Policy, load_policy
from pipeline.publication.areas import Areas
from pipeline.publication.data_sets import Release
from pipeline.publication.earlier import as_earlier, read_earlier
from pipeline.publication.figures import Shown
from pipeline.publication.shown import completed
from pipeline.publication.unknowns import Public, build_unknowns, name_of, parents_of, public_from, with_counts
from pipeline.stages import TEMPLATES
from pipeline.warehouse import Warehouse

EES_FIRST_EDITION = 2018
PROCESSES = 2
REASONS = {
    Reason.PRIMARY: "small count",
    Reason.SECONDARY: "would give a small count away",
    Reason.FOLLOWS: "follows the counts it comes from",
}


@dataclass(frozen=True)
class Protection:
    """Which figures are hidden and why, under which policy, and the certificate of the audit."""

    hidden: Mapping[Shown, str]
    policy: Policy
    certificate: Certificate
    report: AuditReport

    @property
    def rounding(self) -> Mapping[str, int]:
        """The rounding base of each level."""
        return {
            "national": self.policy.rounding_national,
            "regional": self.policy.rounding_regional,
            "local_authority": self.policy.rounding_local_authority,
        }

    def as_manifest(self) -> dict[str, object]:
        """The policy's numbers, for manifest.json."""
        return {"policy": asdict(self.policy)}

    def sentences(self) -> list[str]:
        """What the pages and the workbook say of protection."""
        return self.certificate.sentences()

    def write_certificate(self, publish: Path) -> None:
        """Write ``certificate.json``: nothing in it tells more than the published files do."""
        text = json.dumps(self.certificate.as_dict(), indent=1, ensure_ascii=False, sort_keys=True)
        (publish / "certificate.json").write_text(text + "\n", encoding="utf-8")

    def write_restricted(self, folder: Path) -> None:
        """Write every hidden figure with its reason, and the interval that the audit leaves for each hidden count."""
        with (folder / "hidden_figures.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(
                ["statistic", "measure", "collection_year", "area_code", "breakdown_key", "of_key", "reason"]
            )
            for shown, reason in sorted(self.hidden.items()):
                place = [shown.statistic, shown.measure, shown.year, shown.area_code, shown.key, shown.of_key]
                writer.writerow([*place, reason])
        with (folder / "audit_intervals.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["measure", "collection_year", "area_code", "breakdown_key", "lower", "upper", "settled"])
            for one in self.report.intervals:
                writer.writerow([*one.key[:4], one.lower, one.upper, one.settled])


def edition_of_policy(edition: int) -> str:
    """The section of release.toml whose rules the edition of a year follows."""
    return "ees" if edition >= EES_FIRST_EDITION else "sfr-2014"


def policy_for(name: str, edition: int) -> Policy:
    """The policy of a release's edition; raises DisclosureError when it is not declared or not sourced."""
    return load_policy(TEMPLATES / name / "release.toml", edition_of_policy(edition))


def crossed_keys(warehouse: Warehouse, behind: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """The crossed (measure, key) that the roll-up must hold: those shown, and those that complete their sums."""
    parents = parents_of(warehouse)
    by_measure: dict[str, set[str]] = {}
    for measure, key in behind:
        by_measure.setdefault(measure, set()).add(key)
    return {(measure, key) for measure, keys in by_measure.items() for key in completed(keys, parents) if ";" in key}


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
    return public_from(warehouse, areas, supplied, missing)


def read_counts(warehouse: Warehouse, column: str) -> dict[tuple[str, int, str], dict[str, int]]:
    """The counts by (measure, year, area code) and key; ``column`` is ``value`` (grossed) or ``known_value``."""
    counts: dict[tuple[str, int, str], dict[str, int]] = {}
    for measure, year, area_code, key, value in warehouse.connection.execute(
        f"SELECT measure, collection_year, area_code, breakdown_key, {column} FROM grossed.cells"
    ).fetchall():
        counts.setdefault((measure, year, area_code), {})[key] = value
    return counts


def exposed_by_estimates(warehouse: Warehouse) -> frozenset[tuple[str, int, str]]:
    """The (measure, year, area code) whose known sums rounding no longer hides.

    A grossed figure is the known sum times a factor that a reader can work out. Rounding the figure to 10 leaves the
    sum within 11 / factor, rounding included; once that is less than rounding the sum itself would leave, the sum is
    protected as if it were shown.
    """
    rows = warehouse.connection.execute(
        """
        SELECT measure, collection_year, area_code FROM grossed.cells
        WHERE breakdown_key = '' AND is_estimated AND 11 * known_value < 10 * value
        """
    ).fetchall()
    return frozenset((measure, year, area_code) for measure, year, area_code in rows)


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
    policy = policy_for(release.name, edition)
    public = read_public(warehouse, areas)
    unknowns = build_unknowns(release, shown, public, areas, years)
    cells = with_counts(unknowns, read_counts(warehouse, "known_value"), exposed_by_estimates(warehouse), areas)
    earlier = as_earlier(unknowns, cells, read_earlier(earlier_folders))
    joint = join_releases(unknowns.keys, unknowns.hierarchies, unknowns.derived, earlier)
    with_old = with_old_cells(cells, joint, earlier)
    known = known_from(joint, policy.smallest_hidden) if earlier else None
    pattern = protect(with_old, joint.relations, policy, known, processes=PROCESSES)
    # The view is of this release alone: its own relations, without the ratios that only an earlier one shows.
    own = build_relations(unknowns.keys, unknowns.hierarchies, unknowns.derived) if earlier else joint.relations
    view = published_view(f"{release.name} {edition}", cells, own, policy, pattern)
    primaries = [key for key, reason in pattern.hidden.items() if reason is Reason.PRIMARY]
    report = audit(
        view,
        joint.relations,
        Attacker.of(policy),
        primaries,
        pattern.structural,
        earlier=joint.earlier,
        processes=PROCESSES,
    )
    report.require()
    hidden = _by_figure(pattern, shown)
    _store(warehouse, hidden)
    return Protection(hidden, policy, certify(policy, pattern, report, earlier), report)


def _by_figure(pattern: Pattern, shown: set[Shown]) -> dict[Shown, str]:
    names: dict[Key, Shown] = {name_of(figure): figure for figure in shown}
    return {names[key]: REASONS[reason] for key, reason in pattern.hidden.items() if key in names}


def _store(warehouse: Warehouse, hidden: Mapping[Shown, str]) -> None:
    warehouse.replace_table(
        "protected.hidden",
        "SELECT ''::VARCHAR AS statistic, ''::VARCHAR AS measure, 0 AS collection_year, ''::VARCHAR AS area_code, "
        "''::VARCHAR AS breakdown_key, ''::VARCHAR AS of_key, ''::VARCHAR AS reason LIMIT 0",
    )
    rows = [
        (shown.statistic, shown.measure, shown.year, shown.area_code, shown.key, shown.of_key, reason)
        for shown, reason in sorted(hidden.items())
    ]
    if rows:
        frame = pandas.DataFrame(rows)  # DuckDB reads the frame by its name; row by row it would take a minute
        warehouse.connection.execute("INSERT INTO protected.hidden SELECT * FROM frame")
        del frame
