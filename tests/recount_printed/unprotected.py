"""Publishes releases in which nothing is hidden, so that every figure of a small England can be recounted.

Run in a process of its own, on a copy of the project: ``python -m recount_printed.unprotected OUT RETURNS NAME=YEAR``.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import cast
from unittest.mock import patch

from pipeline import release
from pipeline.disclosure import AuditReport, Certificate
from pipeline.publication import release_files
from pipeline.publication.data_sets_file import load_release
from pipeline.publication.protection import Protection, policies_for
from pipeline.release import ReleaseRun, publish_release
from pipeline.warehouse import Warehouse


class NothingHidden(Protection):
    """A release's rounding without its suppression; it certifies nothing."""

    def sentences(self) -> list[str]:
        """Said where the other releases speak of protection."""
        return ["Nothing is hidden: this is no release."]

    def as_manifest(self) -> Mapping[str, object]:  # type: ignore[override]
        """No policy was applied."""
        return {}

    def write_certificate(self, publish: Path, part: str = "") -> None:
        """There is none."""

    def write_restricted(self, folder: Path) -> None:
        """Nothing was decided."""


def unprotected(run: ReleaseRun, _: Warehouse) -> Protection:
    """Stands in for the protection of a release."""
    policies = policies_for(load_release(run.name), run.year)
    nothing = cast("AuditReport", None)
    return NothingHidden({}, policies.together, policies, cast("Certificate", None), nothing, ())


def main() -> None:
    """Publish each of the releases asked for."""
    out, returns, *wanted = sys.argv[1:]
    # Beside a small base that is rounded to 0 and not hidden, a percentage looks like one of nothing.
    with patch.object(release, "protect", unprotected), patch.object(release_files, "require_invariants"):
        for name, year in (one.split("=") for one in wanted):
            publish_release(ReleaseRun(name, int(year), "", Path(returns), Path(out)), report=lambda _: None)


if __name__ == "__main__":
    main()
