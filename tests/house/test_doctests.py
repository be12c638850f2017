"""Examples in docstrings give what they say."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import pytest

from pipeline.foundation.stages import PACKAGE, PROJECT_ROOT

WITH_EXAMPLES = sorted(
    path.relative_to(PROJECT_ROOT)
    for folder in (PACKAGE, PROJECT_ROOT / "assets", PROJECT_ROOT / "bench")
    for path in folder.rglob("*.py")
    if ">>> " in path.read_text(encoding="utf-8")
)


@pytest.mark.parametrize("path", WITH_EXAMPLES, ids=str)
def test_examples_hold(path: Path) -> None:
    result = doctest.testmod(importlib.import_module(".".join(path.with_suffix("").parts)))
    assert result.attempted > 0 and result.failed == 0


def test_there_are_examples() -> None:
    assert WITH_EXAMPLES
