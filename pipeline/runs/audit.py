"""Attack a release from its ``publish/`` folder alone, as a stranger would: no warehouse, no restricted file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.disseminate.shelf import superseded_versions
from pipeline.foundation.numbers import DisclosureError, Form, Key
from pipeline.protect.attack.audit import AuditReport
from pipeline.protect.attack.audit import audit as attack
from pipeline.protect.attack.certificate import structural_of
from pipeline.protect.edition.derived_numbers import name_of
from pipeline.protect.edition.earlier import join_seen
from pipeline.protect.edition.release_files import count_figures, shows_small_counts
from pipeline.protect.edition.seen import see_release
from pipeline.protect.reader.attack import Told
from pipeline.protect.reader.attack import attack as by_what_adds_up

PROCESSES = 2


@dataclass(frozen=True)
class ReleaseAudit:
    """What a stranger can work out of a release: how much was attacked and what is known too well."""

    title: str
    figures: int
    suppressed: int
    report: AuditReport
    places: Mapping[Key, str]
    told: tuple[Told, ...] = ()

    @property
    def is_safe(self) -> bool:
        """Whether nothing suppressed is known too well, the listed structural exceptions apart."""
        return self.report.passed and not self.told

    def as_dict(self) -> dict[str, object]:
        """For --json."""
        return {
            "release": self.title,
            "figures_read": self.figures,
            "suppressed_counts": self.suppressed,
            "safe": self.is_safe,
            "narrowest_interval": self.report.narrowest,
            "structural_exceptions": len(self.report.structural),
            "revealed": [
                {
                    "measure": finding.key.measure,
                    "year": finding.key.collection_year,
                    "area_code": finding.key.area_code,
                    "key": finding.key.breakdown,
                    "kind": finding.kind,
                    "lower": finding.lower,
                    "upper": finding.upper,
                    "printed_in": self.places.get(finding.key, "no file"),
                }
                for finding in self.report.findings
            ],
            "told_by_figures": [str(one) for one in self.told],
        }

    def in_words(self) -> str:
        """For people."""
        lines = [f"{self.title}: {self.figures:,} figures read, {self.suppressed:,} suppressed counts attacked."]
        if self.is_safe:
            lines.append(
                f"Safe: no suppressed count can be worked out from the published files; "
                f"{len(self.report.structural):,} structural exceptions are as the certificate lists them."
            )
        else:
            known = len(self.report.findings) + len(self.told)
            lines.append(f"NOT SAFE: {known:,} counts that should be suppressed can be worked out.")
            lines += [f"  {finding} ({self.places.get(finding.key, 'no file')})" for finding in self.report.findings]
            lines += [f"  {one} (by what adds up in the figures)" for one in self.told]
        return "\n".join(lines)


def audit_release(release_dir: Path, earlier_dirs: Sequence[Path] = (), *, by_figures: bool = False) -> ReleaseAudit:
    """Read every published figure of a release, and of earlier ones, and work out what the suppressed ones can be.

    With ``by_figures`` the reader also attacks it, who knows no declaration and finds what adds up from the figures.
    The versions that it superseded, where they lie beside it, are earlier ones without being named.
    Raises UnreadableInput when the files are not those of a release, DisclosureError when they contradict one another.
    """
    if shows_small_counts(release_dir):
        title, figures, not_shown = count_figures(release_dir)
        if not_shown:
            raise DisclosureError(f"{not_shown[0].place} is suppressed, and the certificate says that nothing is.")
        return ReleaseAudit(title, figures, 0, AuditReport((), (), ()), {})
    seen = see_release(release_dir)
    folders = {folder.resolve() for folder in (*earlier_dirs, *superseded_versions(release_dir))}
    joint = join_seen(seen, [see_release(folder) for folder in sorted(folders)])
    report = attack(
        seen.view,
        joint.relations,
        seen.rules.attacker,
        structural_of(seen.certificate),
        earlier=joint.earlier,
        processes=PROCESSES,
    )
    places = {name_of(figure.shown): figure.place for figure in seen.figures if figure.shown.statistic == "count"}
    suppressed = int((seen.view.forms == Form.SUPPRESSED).sum())
    told = by_what_adds_up(release_dir / "publish", PROCESSES).told if by_figures else ()
    return ReleaseAudit(seen.title, len(seen.figures), suppressed, report, places, told)
