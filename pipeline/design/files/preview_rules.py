"""What ``release.toml`` says of the preview of a release: whether other statistics are shown in it before their day."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Final

from pipeline.foundation.stages import UsageError

SECTION: Final = "preview"
STATISTICAL_RELEASES: Final = "statistical_releases"


def shows_statistical_releases(path: Path) -> bool:
    """Whether an authority may see its own figures of statistical first releases before they are published.

    That is so where [preview] says it and on whose authority. Raises UsageError for another field or kind of value.
    """
    section = tomllib.loads(path.read_text(encoding="utf-8")).get(SECTION, {})
    if not isinstance(section, dict) or not set(section) <= {STATISTICAL_RELEASES, "authority"}:
        raise UsageError(f"{path.name} [{SECTION}]: give {STATISTICAL_RELEASES} and authority, and nothing else.")
    shows, authority = section.get(STATISTICAL_RELEASES, False), section.get("authority", "")
    if not isinstance(shows, bool) or not isinstance(authority, str):
        raise UsageError(f"{path.name} [{SECTION}]: {STATISTICAL_RELEASES} is true or false, authority a text.")
    if shows and not authority.strip():
        raise UsageError(f"{path.name} [{SECTION}], field authority: say who decided that they are previewed.")
    return shows
