"""What is said of a release that was published, to whoever asked for it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PublishedRelease:
    """What was published: paths within ``publish/``, authorities missing in the release's year, words on protection.

    ``suppression_cost`` says in a sentence what suppression cost, ``remarks`` what else is to be known of the returns.
    """

    files: tuple[str, ...]
    missing: tuple[str, ...]
    protection_sentence: str
    suppression_cost: str
    remarks: tuple[str, ...] = ()
