"""What ``release.toml`` says of publishing: the level from which warnings are answered."""

from __future__ import annotations

import tomllib
from pathlib import Path

from pipeline.design.quality import LEVELS
from pipeline.foundation.stages import TEMPLATES, UsageError


def sign_off_level(release: str, folder: Path = TEMPLATES) -> int | None:
    """The level from which every warning on a release is answered, of ``[sign_off]``; None where nobody has to.

    Raises UsageError for another field or no level.
    """
    path = folder / release / "release.toml"
    section = tomllib.loads(path.read_text(encoding="utf-8")).get("sign_off")
    if section is None:
        return None
    if not isinstance(section, dict) or set(section) != {"from_level"} or section["from_level"] not in LEVELS:
        levels = ", ".join(map(str, LEVELS))
        raise UsageError(f"{path.name} [sign_off]: give from_level, one of {levels}, and nothing else.")
    level: int = section["from_level"]
    return level
