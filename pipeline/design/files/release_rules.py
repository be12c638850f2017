"""What ``release.toml`` says beside the rules of disclosure control; a field that nothing reads is refused."""

from __future__ import annotations

import difflib
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

from pipeline.foundation.stages import UsageError

SECTIONS = (
    *("release", "publication", "sign_off", "coverage", "disclosure", "exemptions", "nameless", "families"),
    "preview",
)
ELSEWHERE = "A release's title and returns are declared in data_sets.yaml, its parts in tables.yaml and calendar.yaml."


@dataclass(frozen=True)
class ReleaseRules:
    """The section ``[release]``: the release's name and what its data files write in ``time_identifier``."""

    name: str
    time_identifier: str


def read_release_rules(path: Path) -> ReleaseRules:
    """Read the section ``[release]`` of a ``release.toml``.

    Raises UsageError with file, section and field for a section or field that nothing reads, one that is missing or no
    text, and for the name of another release than the folder's.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{path} cannot be read as TOML ({error}).") from error
    _only(path.name, document, SECTIONS)
    section = document.get("release")
    if not isinstance(section, dict):
        raise UsageError(f"{path.name}: needs the section [release].")
    names = tuple(one.name for one in fields(ReleaseRules))
    _only(f"{path.name} [release]", section, names)
    for name in names:
        if not isinstance(section.get(name), str) or not section[name].strip():
            raise UsageError(f"{path.name} [release], field {name}: a text is needed here.")
    rules = ReleaseRules(**section)
    if rules.name != path.parent.name:
        raise UsageError(f"{path.name} [release], field name: the folder is called {path.parent.name!r}.")
    return rules


def _only(place: str, given: dict[str, object], known: tuple[str, ...]) -> None:
    for name in given:
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            hint = f"did you mean {near[0]!r}?" if near else f"use {', '.join(known)}. {ELSEWHERE}"
            raise UsageError(f"{place}, field {name}: nothing reads it; {hint}")
