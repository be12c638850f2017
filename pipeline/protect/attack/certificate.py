"""The certificate that is published with a release: what was suppressed, what an attacker was taken to know, the proof.

Everything in it is either public already or follows from what is published; it holds no true count.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from pipeline.design.policy import Exemption, Family, Nameless, Policy, hides_zeros, protects
from pipeline.foundation.numbers import UNBOUNDED, DisclosureError, Key, Level, Pattern, Structural
from pipeline.protect.attack.audit import AuditReport, Finding
from pipeline.protect.attack.insiders import NO_INSIDERS, InsidersReport
from pipeline.protect.attack.told_to_readers import Attacker
from pipeline.protect.history import EarlierRelease, Place

VERSION = 4
BEFORE_VERSION_4 = ({"category": "*"},)
"""The nameless numbers of a certificate that lists none: nothing that no file shows was protected by default then."""
"""Version of the certificate's own form."""

KNOWN_TO_ATTACKER = (
    "every table, data set and workbook of this release",
    "which numbers are replaced by a symbol, and that a visible 0 is a true 0",
    "how each level is rounded, and that small counts are never shown",
    "every percentage, rate and difference that is shown",
    "that regions add up to England, authorities to regions, and categories to their totals",
    "the earlier releases named here",
)


INSIDER = "all that a reader knows, and every true count of one authority; tried inside the release, not from its files"

LEFT = "what readers have leaves it no more room"
"""Why a number is a structural exception: the same for all, since the cause could tell whether it is small."""


def pattern_hash(pattern: Pattern) -> str:
    """Return the SHA-256 of the suppressed keys, one a line in their order.

    Why each is suppressed is no part of it: in a small release the reasons could be guessed and tried until the hash
    fits.
    """
    lines = [
        "\t".join([key.measure, str(key.collection_year), key.area_code, key.breakdown])
        for key in sorted(pattern.suppressed)
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@dataclass(frozen=True)
class Certificate:
    """What is published about the protection of one release and edition.

    `suppressed` counts the suppressed numbers whatever the reason: how many of them are small is for no reader to know,
    who would have every one where no number is suppressed for another's sake. `earlier` holds (name, vintage, revised
    places) of the earlier releases that were joined in; `unpublished` the numbers that exist but are shown nowhere, as
    (measure, collection year, level, breakdown). `structural` holds what the audit settled of the numbers that are
    known more narrowly than the rest: any reader finds the same. `insiders` are the authorities that were tried as
    readers who hold their own true counts; `insiders_excepted` says that some know what nothing could keep from them.
    """

    policy: Policy
    suppressed: int
    audited: int
    structural: tuple[Finding, ...]
    earlier: tuple[tuple[str, str, tuple[Place, ...]], ...]
    unpublished: tuple[tuple[str, int, str, str], ...]
    pattern_sha256: str
    insiders: int = 0
    insiders_excepted: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return the certificate as plain data that JSON can hold."""
        rules = asdict(self.policy)
        apart = {name: rules.pop(name) for name in ("authority", "exempt", "nameless", "families", "costs")}
        return {
            "version": VERSION,
            "verdict": "passed",
            "attacker": {
                "knows": [] if self.policy.shows_small_counts else list(KNOWN_TO_ATTACKER),
                "earlier_releases": [
                    {"name": name, "vintage": vintage, "revised": [list(place) for place in revised]}
                    for name, vintage, revised in self.earlier
                ],
            },
            "policy": rules,
            "authority": dict(apart["authority"]),
            "exempt": list(apart["exempt"]),
            "nameless": list(apart["nameless"]),
            **({"families": list(apart["families"])} if apart["families"] else {}),
            "suppressed": self.suppressed,
            "audit": {"suppressed_counts_audited": self.audited, "exact": 0, "narrower_than_allowed": 0},
            # Where nobody was tried, nothing is said of what they know.
            **({"insiders": self._of_insiders()} if self.insiders else {}),
            "structural": [
                {
                    "key": list(one.key),
                    "lower": one.lower,
                    "upper": one.upper if one.upper < UNBOUNDED else None,
                    "reason": LEFT,
                }
                for one in self.structural
            ],
            "unpublished": [list(one) for one in self.unpublished],
            "pattern_sha256": self.pattern_sha256,
        }

    def _of_insiders(self) -> dict[str, Any]:
        return {
            "knows": INSIDER,
            "least_width": self.policy.insider_width,
            "tried": self.insiders,
            "known_too_well": 0,
            "with_exceptions": self.insiders_excepted,
        }

    def sentences(self) -> list[str]:
        """Return the certificate in words, for the methodology page."""
        policy = self.policy
        if policy.shows_small_counts:
            return [
                "Small counts are shown: they are of people at work, and the department shows them too. Nothing is "
                "suppressed, so there was nothing to attack."
            ]
        words = [
            f"Counts from {policy.smallest_suppressed} to {policy.threshold} are not shown, nor the numbers from which "
            f"they could be worked out, nor percentages, rates and means that rest on either: {self.suppressed:,} "
            f"numbers in all.",
            f"All {self.audited:,} suppressed counts were then attacked from the published numbers alone, by a reader "
            "who knows every data set, every visible zero, the rounding rules and every percentage.",
        ]
        if self.audited:
            words.append(
                f"None can be worked out: the reader is left with at least {policy.minimum_width + 1} possible values "
                "for every count that may be small"
                f"{', apart from the structural exceptions' if self.structural else ''}."
            )
        if policy.families:
            words.append(
                "Among the numbers not shown are those of authorities that the department hides in some columns too: "
                "0, and what is of few people. Nobody's protection rests on that: the reader was taken to know them."
            )
        if self.insiders:
            words.append(
                f"{self.insiders:,} authorities were then taken in turn as readers who know all of their own counts: "
                "none works out a small count of another area"
                f"{', apart from what nothing could keep from it' if self.insiders_excepted else ''}."
            )
        if self.structural:
            words.append(
                f"Structural exceptions, which what is shown leaves fewer possible values: {len(self.structural):,}, "
                f"listed in the certificate with the interval that remains."
            )
        if self.earlier:
            words.append(f"The reader was taken to have {', '.join(name for name, _, _ in self.earlier)} too.")
        return words


def certify(
    policy: Policy,
    pattern: Pattern,
    report: AuditReport,
    earlier: Iterable[EarlierRelease] = (),
    unpublished: Iterable[tuple[str, int, str, str]] = (),
    insiders: InsidersReport = NO_INSIDERS,
) -> Certificate:
    """Return the certificate of a pattern that passed its audit. Raises DisclosureError when it did not pass."""
    report.require()
    insiders.require()
    return Certificate(
        policy,
        len(pattern.suppressed),
        # How far the search went beyond what is enough depends on which numbers are small: it is not for publication.
        len(report.intervals),
        report.structural,
        tuple((one.view.name, one.vintage, tuple(sorted(one.revised))) for one in earlier),
        tuple(sorted(set(unpublished))),
        pattern_hash(pattern),
        insiders.tried,
        bool(insiders.structural),
    )


def attacker_of(certificate: Mapping[str, Any]) -> Attacker:
    """Return the attacker that a published certificate speaks of. Raises DisclosureError when it cannot be read."""
    try:
        rules = certificate["policy"]
        largest = UNBOUNDED if rules["secondary"] else int(rules["threshold"])
        return Attacker(
            int(rules["threshold"]), 1 if rules["zeros_visible"] else 0, int(rules["minimum_width"]), largest
        )
    except (KeyError, TypeError, ValueError) as error:
        raise DisclosureError(
            f"The certificate has no complete policy ({error}). Publish the release again."
        ) from error


def protects_of(certificate: Mapping[str, Any]) -> Callable[[str, str, Level, bool], bool]:
    """Return which small counts a published certificate says may not be known, see Policy.protects."""
    exempt = tuple(Exemption(**one) for one in certificate["exempt"])
    nameless = tuple(Nameless(**one) for one in certificate.get("nameless", BEFORE_VERSION_4))
    return partial(protects, exempt, nameless)


def hides_zeros_of(certificate: Mapping[str, Any]) -> Callable[[str, str, Level], bool]:
    """Return which symbols of suppressed counts, by measure, key and level, a certificate says may stand for 0 too."""
    families = tuple(Family(**one) for one in certificate.get("families", ()))
    return partial(hides_zeros, families)


def structural_of(certificate: Mapping[str, Any]) -> tuple[Structural, ...]:
    """Return the structural exceptions that a published certificate lists."""
    try:
        return tuple(
            Structural(
                Key(str(one["key"][0]), int(one["key"][1]), *map(str, one["key"][2:])),
                int(one["lower"]),
                UNBOUNDED if one["upper"] is None else int(one["upper"]),
                str(one["reason"]),
            )
            for one in certificate["structural"]
        )
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise DisclosureError(f"The certificate's structural exceptions cannot be read ({error}).") from error
