"""What ``release.toml`` says of publishing: whom to ask, days that differ from the calendar, and what is signed first.

``[publication]`` has the contact. An edition (``2024``, or ``2024-december`` for a part) may have a section
``[publication.editions.<edition>]``: the day, what is said of the next release, and the pre-release list. What it does
not give is that of calendar.yaml and tables.yaml. ``[sign_off]`` has the level from which warnings are answered.
"""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.design.contents import Contents, Part, in_words
from pipeline.design.publication import Publication
from pipeline.design.quality import LEVELS
from pipeline.foundation.stages import UsageError

SECTION = "publication"
FIELDS: Mapping[str, type] = {"published_on": datetime.date, "next_release": str, "pre_release_access": list}


def publication_of(contents: Contents, part: Part, year: int, latest: int, leaving: str) -> Publication:
    """The publication of a part in the edition of a year, whose last period is ``latest``.

    ``leaving`` is the part that leaves now, empty for all. It is declared in the release.toml beside the tables.
    Raises UsageError with file, section and field for what is missing or of another kind.
    """
    path = contents.path.with_name("release.toml")
    section = _document(path).get(SECTION)
    if not isinstance(section, dict) or not str(section.get("contact", "")).strip():
        raise UsageError(f"{path.name} [{SECTION}], field contact: say whom readers ask.")
    _only(path, SECTION, section, ("contact", "editions"))
    editions = section.get("editions", {})
    known = {f"{year}-{part.name}", str(year)}
    found: dict[str, Any] = {}
    for name in sorted(known):  # the part's own after that of the year
        found |= _edition(path, name, editions[name]) if name in editions else {}
    return Publication(
        section["contact"],
        found.get("published_on", part.published_on(latest)),
        found.get("next_release", in_words(contents.next_update(part, leaving), year)),
        tuple(found.get("pre_release_access", ())),
    )


def publications(contents: Contents, year: int, part: str, latest: int) -> dict[str, Publication]:
    """The publication of each part that leaves with an edition, by its name."""
    names = dict.fromkeys(table.part for table in contents.tables_in(year, part))
    return {name: publication_of(contents, contents.part(name), year, latest, part) for name in names}


def sign_off_level(path: Path) -> int | None:
    """The level from which every warning on a release is answered, of its release.toml; None where nobody has to.

    Raises UsageError for another field or no level.
    """
    section = _document(path).get("sign_off")
    if section is None:
        return None
    if not isinstance(section, dict) or set(section) != {"from_level"} or section["from_level"] not in LEVELS:
        levels = ", ".join(map(str, LEVELS))
        raise UsageError(f"{path.name} [sign_off]: give from_level, one of {levels}, and nothing else.")
    level: int = section["from_level"]
    return level


def _edition(path: Path, name: str, section: object) -> dict[str, Any]:
    place = f"{SECTION}.editions.{name}"
    if not isinstance(section, dict):
        raise UsageError(f"{path.name} [{place}]: must be a table of fields.")
    _only(path, place, section, tuple(FIELDS))
    for field, value in section.items():
        is_kind = type(value) is FIELDS[field]
        if not is_kind or (field == "pre_release_access" and not all(_is_text(one) for one in value)):
            wanted = {"published_on": "a day, as 2024-11-14", "next_release": "a text"}.get(field, "a list of offices")
            raise UsageError(f"{path.name} [{place}], field {field}: {wanted} is needed here.")
    return section


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _only(path: Path, place: str, section: Mapping[str, object], known: tuple[str, ...]) -> None:
    for name in section:
        if name not in known:
            raise UsageError(f"{path.name} [{place}], field {name}: nothing reads it; use {', '.join(known)}.")


def _document(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{path} cannot be read as TOML ({error}).") from error
