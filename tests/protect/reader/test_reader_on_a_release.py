"""The reader with the files of the release that the tests publish: nothing is told, nothing is undeclared."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.protect.reader.attack import attack_known
from pipeline.protect.reader.files import read_published
from pipeline.protect.reader.known import counts_apart, equal_groups, merged
from pipeline.protect.reader.mining import Mined, mine
from pipeline.protect.reader.sums import find_sums
from pipeline.runs.release import RunSummary
from pipeline.runs.told_by_figures import Truth
from tests.protect.reader.true_figures import read_true
from tests.protect.reader.undeclared import reasons, undeclared


@pytest.fixture(scope="module")
def mined(published: RunSummary) -> Mined:
    """What the figures of the release tell of one another."""
    return mine(read_published(published.folder / "publish"))


def test_nothing_that_figures_tell_is_undeclared_or_without_a_reason(published: RunSummary, mined: Mined) -> None:
    found = set(undeclared(published.folder, mined))
    assert sorted(found - reasons().keys()) == []


def test_no_suppressed_count_can_be_worked_out_from_the_figures(
    published: RunSummary, mined: Mined, tmp_path: Path
) -> None:
    """Of nine authorities some sums hold wherever they are shown and are not so, and some counts look equal.

    Whoever believes those learns what is wrong; by what is so, nobody learns a count.
    """
    read = read_published(published.folder / "publish")
    truth = Truth(read, read_true(published, tmp_path / "true"))
    assert len(truth.adding_up_too(mined.known, mined.sums)) > 0.8 * len(mined.sums)
    apart = counts_apart(read)
    known = merged(apart, truth.equal_too(apart, equal_groups(apart)))
    found = attack_known(read, known, truth.adding_up_too(known, find_sums(read, known)))
    assert found.suppressed > 1000
    assert [str(one) for one in found.told] == []
