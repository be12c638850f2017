"""Releases for tests of figures: data files, workbooks and what is restricted, without what is made of these."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

from pipeline.disseminate import release_files
from pipeline.runs.release import RunSummary, publish_release
from pipeline.runs.run import ReleaseRun

MADE_OF_FIGURES = ("open_published", "write_parquet", "write_pages", "write_archive")
"""What ``publish_files`` writes of data files that are there: other formats of them, pages and the archive."""


@contextmanager
def figures_alone(*, with_workbooks: bool = True) -> Iterator[None]:
    """Publish without pages, Parquet files and archive, and where nobody reads them without workbooks.

    What is counted, protected, printed and screened stays as it is, and so do certificate, manifest and last look.
    """
    with ExitStack() as stack:
        if not with_workbooks:
            stack.enter_context(patch.object(release_files, "_write_workbooks", return_value=[]))
        for name in MADE_OF_FIGURES:
            stack.enter_context(patch.object(release_files, name))
        yield


def publish_figures(run: ReleaseRun, *, with_workbooks: bool = True) -> RunSummary:
    """Publish a release whose figures alone are read, as ``figures_alone`` says."""
    with figures_alone(with_workbooks=with_workbooks):
        return publish_release(run, report=lambda _: None)
