"""What a person answered to the warnings on a release: accepted, with a reason and perhaps a note, or decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A warning that ``name`` accepted at a ``time`` for a ``reason``; ``note`` is what readers are told, if anything.

    It holds as long as the warning's ``figures`` are those that were accepted.
    """

    warning: str
    figures: str
    name: str
    time: str
    reason: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class SignOff:
    """A sign-off file: ``decisions`` are rows as in decisions_on_figures.csv, each with the place it was read from."""

    accepted: tuple[Acceptance, ...] = ()
    decisions: tuple[tuple[str, Mapping[str, str]], ...] = ()
    content: bytes = b""
