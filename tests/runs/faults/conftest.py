"""Returns of one authority, and each release published once from them without any fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.runs.faults.commands import RETURNS, Ended, arguments, run, small_returns


@pytest.fixture(scope="session")
def returns(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_returns(tmp_path_factory.mktemp("returns"))


@pytest.fixture(scope="session")
def undisturbed(returns: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Ended]]:
    """The folder of all releases, and how each command went."""
    out = tmp_path_factory.mktemp("undisturbed")
    went = {release: run(arguments(release, returns, out)) for release in RETURNS}
    assert {release: one.code for release, one in went.items()} == dict.fromkeys(RETURNS, 0), went
    return out, went
