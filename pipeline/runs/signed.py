"""The sign-off of a release: warnings from some level on are answered, or it does not appear."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from pipeline.analyse.caveats import Caveat
from pipeline.analyse.edition import Edition
from pipeline.design.files.data_sets_file import load_release
from pipeline.design.files.publication_file import sign_off_level
from pipeline.design.files.quality_file import load_quality
from pipeline.design.quality import LEVELS
from pipeline.design.sign_off import Acceptance, SignOff
from pipeline.disseminate.manifest import SIGN_OFF
from pipeline.disseminate.quality.report import PAGE
from pipeline.disseminate.quality.warnings import QualityWarning, read_warnings
from pipeline.foundation.stages import CheckFailed
from pipeline.foundation.warehouse import Warehouse
from pipeline.protect.edition.cost_of_suppression import costs, write_costs
from pipeline.protect.edition.protection import Protection
from pipeline.protect.edition.release_key import digest_of_sign_off
from pipeline.runs.quality import NOTHING_ASKED, QUALITY, SIGN_OFF_FILE, accepted_of, answers_of, make_report
from pipeline.runs.run import ReleaseRun

TO_SIGN = "-to-sign"
"""The end of the name of the folder beside a release that has the report on one that did not appear."""
FIRST_FEW = 5
INSTRUCTIONS = """\
# Fill in name, time (in quotes, as "2024-10-21 10:15") and reason of each warning you accept; take out the others.
# A note is published with the figures: it holds no number. An entry of decisions has the fields collection_year,
# la_code, item, decision, carried_from_year, reason and source, as the columns of decisions_on_figures.csv.
"""


@dataclass(frozen=True)
class Signed:
    """The answers that hold: to warnings there are, whose figures are those that were accepted.

    ``level`` is that from which every warning has to be answered, None where release.toml sets none; ``report`` is
    where the report lies of a run that was refused, ``levels`` how many warnings there are of each.
    """

    sign_off: SignOff
    level: int | None
    accepted: Mapping[str, Acceptance]
    lapsed: tuple[str, ...]
    caveats: tuple[Caveat, ...]
    report: Path
    levels: Mapping[int, int]

    @property
    def answers(self) -> dict[str, str]:
        """What was answered to each warning, in words."""
        return answers_of(self.accepted)

    @property
    def asked(self) -> str:
        """Which warnings have to be answered, in words."""
        if self.level is None:
            return NOTHING_ASKED
        return f"Warnings of level {self.level} and above are answered before the release appears."

    def as_manifest(self, key: bytes) -> dict[str, object]:
        """What the manifest says; nothing of a release that nobody was asked to sign and nobody signed."""
        if self.level is None and not self.sign_off.content:
            return {}
        digest = digest_of_sign_off(key, self.sign_off.content)
        return {SIGN_OFF: {"from_level": self.level, "accepted": len(self.accepted), "digest": digest}}

    def remarks(self) -> list[str]:
        """How many warnings there are, and which acceptances did not hold."""
        told = ", ".join(f"{self.levels.get(level, 0)} {LEVELS[level]}" for level in sorted(LEVELS, reverse=True))
        lapsed = [f"Accepted and not there, or with other figures: {', '.join(self.lapsed)}."] if self.lapsed else []
        return [f"Warnings: {told} (restricted/{QUALITY}/{PAGE})", *lapsed]

    def remove_report(self) -> None:
        """Take away the report on the run that was refused, now that the release has its own."""
        shutil.rmtree(self.report, ignore_errors=True)


def require_answers(run: ReleaseRun, warehouse: Warehouse, edition: Edition, protection: Protection) -> Signed:
    """The sign-off of the run; raises CheckFailed, and writes the report, where a warning has no answer."""
    warnings = read_warnings(warehouse, load_quality(), edition)
    signed = _signed(run, warnings)
    unanswered = [
        one
        for one in warnings
        if signed.level is not None and one.kind.level >= signed.level and one.id not in signed.accepted
    ]
    if not unanswered:
        return signed
    folder = signed.report
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    write_costs(folder, costs(edition, protection.suppressed))
    make_report(warehouse, edition, folder, folder, signed.asked, signed.answers)
    (folder / SIGN_OFF_FILE).write_text(_to_fill_in(signed.sign_off, unanswered), encoding="utf-8")
    for path in folder.iterdir():
        path.chmod(0o700 if path.is_dir() else 0o600)
    told = "; ".join(f"{one.area_name}: {one.kind.text} ({one.id})" for one in unanswered[:FIRST_FEW])
    more = f"; and {len(unanswered) - FIRST_FEW} more" if len(unanswered) > FIRST_FEW else ""
    raise CheckFailed(
        f"{len(unanswered)} warnings of level {signed.level} and above are not answered, so nothing was published. "
        f"{told}{more}. {folder / PAGE} has them all with the children behind them. Say who accepts each and why in "
        f"{folder / SIGN_OFF_FILE}, or decide on its figures there, keep it elsewhere, and give it with --signed."
    )


def write_signed(warehouse: Warehouse, edition: Edition, signed: Signed, restricted: Path) -> None:
    """Write the quality report, and the sign-off file as it was given, into the restricted half of a release."""
    make_report(warehouse, edition, restricted / QUALITY, restricted, signed.asked, signed.answers)
    if signed.sign_off.content:
        (restricted / SIGN_OFF_FILE).write_bytes(signed.sign_off.content)


def _signed(run: ReleaseRun, warnings: Sequence[QualityWarning]) -> Signed:
    sign_off = run.sign_off
    there = {one.id: one for one in warnings}
    accepted = accepted_of(sign_off, warnings)
    caveats = [
        Caveat(there[name].la_code, there[name].area_name, there[name].measures, one.note)
        for name, one in accepted.items()
        if one.note
    ]
    return Signed(
        sign_off,
        sign_off_level(load_release(run.name).path.with_name("release.toml")),
        accepted,
        tuple(one.warning for one in sign_off.accepted if one.warning not in accepted),
        tuple(caveats),
        run.folder.with_name(f"{run.folder.name}{TO_SIGN}"),
        Counter(one.kind.level for one in warnings),
    )


def _to_fill_in(sign_off: SignOff, unanswered: Sequence[QualityWarning]) -> str:
    """A sign-off file with what was answered already, and an empty entry for each warning that was not, told above."""
    answered = [
        {"warning": one.warning, "figures": one.figures, "name": one.name, "time": one.time, "reason": one.reason,
         "note": one.note}
        for one in sign_off.accepted
        if one.warning not in {warning.id for warning in unanswered}
    ]  # fmt: skip
    asked = [
        {"warning": one.id, "figures": one.figures, "name": "", "time": "", "reason": "", "note": ""}
        for one in unanswered
    ]
    decisions = [{field: value for field, value in given.items() if value} for _, given in sign_off.decisions]
    for given in decisions:
        for field in ("collection_year", "carried_from_year"):
            if field in given:
                given[field] = int(given[field])  # type: ignore[assignment]
    written = yaml.safe_dump({"accepted": [*answered, *asked], "decisions": decisions}, sort_keys=False, width=120)
    told = {f"- warning: {one.id}": f"# {one.area_name}: {one.kind.text}. {one.words}" for one in unanswered}
    lines = [line for entry in written.splitlines() for line in (told.get(entry), entry) if line is not None]
    return INSTRUCTIONS + "\n".join(lines) + "\n"
