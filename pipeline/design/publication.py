"""When a part of a release is published, what follows, whom to ask, and who had it before."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Publication:
    """What cover sheets, pages and manifest say of the publication of one part in one edition.

    ``pre_release_access`` are the offices whose holders had it before it was published, as the Pre-release Access to
    Official Statistics Order 2008 has them listed; empty where nobody had.
    """

    contact: str
    published_on: datetime.date
    next_release: str
    pre_release_access: tuple[str, ...] = ()

    @property
    def day(self) -> str:
        """The day in words."""
        return f"{self.published_on.day} {self.published_on:%B %Y}"

    @property
    def access_in_words(self) -> str:
        """Who had it before, in words; empty where nobody had."""
        return f"Had it before publication: {'; '.join(self.pre_release_access)}." if self.pre_release_access else ""

    def as_manifest(self) -> Mapping[str, object]:
        """For the manifest."""
        return {
            "contact": self.contact,
            "published_on": self.published_on.isoformat(),
            "next_release": self.next_release,
            "pre_release_access": list(self.pre_release_access),
        }
