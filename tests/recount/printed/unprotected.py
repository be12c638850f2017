"""Publishes releases in which nothing is suppressed, so that every figure of a small England can be recounted.

Run in a process of its own, on a copy of the project:
``python -m tests.recount.printed.unprotected OUT RETURNS NAME=YEAR``, or ``NAME=YEAR-PART`` for a quarter.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import cast
from unittest.mock import patch

from pipeline.collect.specification import load_specification
from pipeline.design.files.data_sets_file import load_release
from pipeline.disseminate import release_files
from pipeline.foundation.stages import Stage
from pipeline.protect.attack.audit import AuditReport
from pipeline.protect.attack.certificate import Certificate
from pipeline.protect.edition.at_stake import policies_for
from pipeline.protect.edition.protection import Protection
from pipeline.reference.loading import load_reference
from pipeline.runs.reading import read
from pipeline.runs.release import count, gross, publish
from pipeline.runs.run import ReleaseRun, open_run
from tests.runs.figures_alone import figures_alone
from tests.threads import threads

EDITIONS_OF_OTHER_TESTS = 2022
"""Of these editions and those after them, other tests publish releases with all their pages."""


class NothingSuppressed(Protection):
    """A release's rounding without its suppression; it certifies nothing."""

    def sentences(self) -> list[str]:
        """Said where the other releases speak of protection."""
        return ["Nothing is suppressed: this is no release."]

    def as_manifest(self) -> Mapping[str, object]:
        """The policy whose rounding it has; the shelf reads which edition lies in the folder."""
        return {"policy": {"edition": self.policy.edition}}

    def write_certificate(self, publish: Path, part: str = "") -> None:
        """There is none."""

    def write_restricted(self, folder: Path) -> None:
        """Nothing was decided."""


def unprotected(run: ReleaseRun) -> Protection:
    """Stands in for the protection of a release."""
    policies = policies_for(load_release(run.name), run.year)
    nothing = cast("AuditReport", None)
    return NothingSuppressed({}, policies.together, policies, cast("Certificate", None), nothing, (), {})


def publish_editions(runs: list[ReleaseRun]) -> None:
    """Publish several editions from returns that are read and counted once: what is known at a year is of that year."""
    # Where nothing is suppressed there is no certificate, and nothing that the files could tell.
    with patch("pipeline.runs.release.look", return_value="Nothing is suppressed."), open_run(runs[-1]) as warehouse:
        read(runs[-1], warehouse)
        for stage in (Stage.STAGED, Stage.CORE, Stage.CELLS):
            count(runs[-1], warehouse, stage)
        for run in runs:
            own = load_specification(load_release(run.name).own_return)
            sent = own.sent_in(run.years_by_return()[own.return_name])
            load_reference(warehouse, with_postcodes=False, populations=run.population_edition, sent=sent)
            gross(run, warehouse)
            with nullcontext() if run.year < EDITIONS_OF_OTHER_TESTS else figures_alone():
                publish(run, warehouse, unprotected(run))


def main() -> None:
    """Publish each of the releases asked for."""
    out, returns, *wanted = sys.argv[1:]
    # As in the tests' own processes: of the millions of objects of a release hardly any is garbage before its end.
    gc.set_threshold(100_000, 50, 100)
    # Beside a small base that is rounded to 0 and not suppressed, a percentage looks like one of nothing.
    with threads(1), patch.object(release_files, "require_invariants"):
        for name in dict.fromkeys(one.split("=")[0] for one in wanted):
            editions = sorted(one.split("=")[1] for one in wanted if one.split("=")[0] == name)
            # Each in a folder of its own: editions that lie together would be protected together.
            apart = Path(out) / "apart"
            runs = [
                ReleaseRun(name, int(year), part, Path(returns), apart / year, accept_coverage=True)
                for year, _, part in (edition.partition("-") for edition in editions)
            ]
            publish_editions(runs)
            for run in runs:
                destination = Path(out) / run.folder.relative_to(run.out)
                destination.parent.mkdir(exist_ok=True)
                run.folder.rename(destination)


if __name__ == "__main__":
    main()
