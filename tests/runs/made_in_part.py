"""Of which authorities a run makes its tables, where it may leave those of the others as they were."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from pipeline.runs import changed_authorities


@contextmanager
def made_of(share: float) -> Iterator[list[frozenset[str] | None]]:
    """The authorities that each stage is made of meanwhile, None for all; up to this share are made by themselves."""
    made: list[frozenset[str] | None] = []
    choose = changed_authorities._chosen

    def chosen(*given: object) -> frozenset[str] | None:
        made.append(choose(*given))  # type: ignore[arg-type]
        return made[-1]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(changed_authorities, "MOST", share)
        patched.setattr(changed_authorities, "_chosen", chosen)
        yield made
