"""One release as a stranger sees it: every published figure, and the unknowns behind the suppressed ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.analyse.areas import Areas
from pipeline.analyse.figures import Shown
from pipeline.analyse.reading import PublishedAbout, ReadFigure
from pipeline.analyse.rounding import NONE_SUPPRESSED, round_signed, shown_bounds
from pipeline.design.figure import Marker
from pipeline.foundation.numbers import (
    UNBOUNDED,
    Difference,
    DisclosureError,
    Form,
    Key,
    Level,
    Mean,
    PublishedView,
    Quantile,
    Ratio,
)
from pipeline.foundation.stages import UnreadableInput
from pipeline.protect.attack.certificate import attacker_of, hides_zeros_of, protects_of
from pipeline.protect.attack.told_to_readers import Attacker
from pipeline.protect.edition.derived_numbers import name_of
from pipeline.protect.edition.release_files import read_files
from pipeline.protect.edition.unknowns import LEVELS, Unknowns, build_unknowns

TABLES_ROUNDING = "rounding_of_tables"
"""The field of the certificate that says how tables round, where they do otherwise than data sets."""


@dataclass(frozen=True)
class Rules:
    """The published rules of printing: rounding bases by level, exemptions, the attacker's knowledge, the symbols."""

    bases: Mapping[str, int]
    bases_of_tables: Mapping[str, int]
    protects: Callable[[str, str, Level, bool], bool]
    hides_zeros: Callable[[str, str, Level], bool]
    attacker: Attacker
    symbols: Mapping[Marker, str]
    certificate: Mapping[str, Any]


@dataclass(frozen=True)
class Printed:
    """A figure as the file prints it that rounds it finest: the text and the rounding base."""

    text: str
    base: int


@dataclass(frozen=True)
class SeenRelease:
    """What the files of ``publish/`` tell: the figures as read, their unknowns, the view of them, the certificate."""

    about: PublishedAbout
    figures: tuple[ReadFigure, ...]
    unknowns: Unknowns
    view: PublishedView
    rules: Rules
    certificate: Mapping[str, Any]

    @property
    def title(self) -> str:
        """The release's name, year and part."""
        return self.about.title


def see_release(release_dir: Path) -> SeenRelease:
    """Read every published figure of a release, and nothing that is not published.

    Raises UnreadableInput when the files are not those of a release, DisclosureError when they contradict one another.
    """
    files = read_files(release_dir)
    about, release, areas, public = files.about, files.release, files.areas, files.public
    in_data_sets, in_tables = files.in_data_sets, files.in_tables
    rules = _rules(files.certificate, files.contents.edition_for(about.year).symbols)
    printed = _printed(in_data_sets, in_tables, areas, rules)
    unknowns = build_unknowns(release, printed, public, areas, about.years)
    # A figure with an estimate does not add up from what authorities show, so it tells no sum. Inside the release,
    # where the sum is known, it is protected as if it were shown.
    telling = {
        shown: one
        for shown, one in printed.items()
        if public.estimated.isdisjoint([shown.place, (shown.whole[0], *shown.place[1:])])
    }
    view = _view(about.version_name, unknowns, telling, areas, rules)
    shown = np.flatnonzero(view.forms == Form.SHOWN).tolist()
    bounds = {view.keys[at]: (int(view.lower[at]), int(view.upper[at])) for at in shown}
    unknowns = unknowns.believing(bounds, everywhere=True)
    return SeenRelease(about, (*in_data_sets, *in_tables), unknowns, view, rules, rules.certificate)


def _rules(certificate: Mapping[str, Any], symbols: Mapping[Marker, str]) -> Rules:
    try:
        bases = {level: int(certificate["policy"][f"rounding_{level}"]) for level in LEVELS}
        in_tables = {level: int(certificate.get(TABLES_ROUNDING, bases)[level]) for level in LEVELS}
        protects, hides_zeros = protects_of(certificate), hides_zeros_of(certificate)
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableInput(f"The certificate does not say how figures are rounded ({error}).") from error
    return Rules(bases, in_tables, protects, hides_zeros, attacker_of(certificate), symbols, certificate)


def _printed(
    in_data_sets: Iterable[ReadFigure], in_tables: Iterable[ReadFigure], areas: Areas, rules: Rules
) -> dict[Shown, Printed]:
    """One text a figure: a number in any file is known, whatever another file suppresses, as finely as any rounds it.

    Raises DisclosureError when two files print numbers for one figure of which neither is the other, rounded.
    """
    marks = frozenset(rules.symbols.values())
    printed: dict[Shown, Printed] = {}
    for bases, read in ((rules.bases, in_data_sets), (rules.bases_of_tables, in_tables)):
        for figure in read:
            now = Printed(figure.text, bases[areas.levels[figure.shown.area_code]])
            before = printed.get(figure.shown)
            if before is None or before.text in marks:
                printed[figure.shown] = now
            elif now.text not in marks:
                fine, coarse = sorted((before, now), key=lambda one: one.base)
                if not _is_same(figure.shown, fine, coarse):
                    raise DisclosureError(
                        f"{figure.place} prints {now.text} for {name_of(figure.shown)}, another file prints "
                        f"{before.text}. Publish the release again."
                    )
                printed[figure.shown] = fine
    return printed


def _is_same(shown: Shown, fine: Printed, coarse: Printed) -> bool:
    """Whether two files print one figure, the coarser one rounded from the finer."""
    if fine.text == coarse.text:
        return True
    if ":" in fine.text or ":" in coarse.text:
        return False
    if shown.statistic in ("count", "difference"):
        return round_signed(int(fine.text), coarse.base) == int(coarse.text)
    return Decimal(fine.text) == Decimal(coarse.text)


def _view(name: str, unknowns: Unknowns, printed: Mapping[Shown, Printed], areas: Areas, rules: Rules) -> PublishedView:
    count = len(unknowns.keys)
    position = {key: index for index, key in enumerate(unknowns.keys)}
    derived = {one.key: one for one in unknowns.derived}
    forms = np.full(count, int(Form.UNPUBLISHED), dtype=np.int64)
    lower, upper = np.zeros(count, dtype=np.int64), np.full(count, UNBOUNDED, dtype=np.int64)
    values, bases, seen = [], [], []
    ratios: dict[Key, tuple[int, bool]] = {}
    differences: dict[Key, tuple[int, int]] = {}
    quantiles: dict[Key, int] = {}
    means: dict[Key, int] = {}
    negligible, suppressed = rules.symbols[Marker.NEGLIGIBLE], rules.symbols[Marker.CONFIDENTIAL]
    not_applicable = rules.symbols[Marker.NOT_APPLICABLE]
    for shown, one in printed.items():
        key, text = name_of(shown), one.text
        number = derived.get(key)
        is_number = text not in rules.symbols.values()
        if shown.statistic == "count" and key in position:
            if text == suppressed:
                forms[position[key]] = Form.SUPPRESSED
            elif is_number or text == not_applicable:
                # A count that does not apply has nobody: it is a part of none, or of what cannot be.
                forms[position[key]] = Form.SHOWN
                seen.append(position[key])
                values.append(int(text) if is_number else 0)
                bases.append(one.base)
        elif isinstance(number, Difference) and is_number:
            differences[key] = _differences_printed_as(int(text), one.base)
        elif isinstance(number, Ratio) and (is_number or text == negligible):
            ratios[key] = (0, True) if text == negligible else (int(Decimal(text).scaleb(shown.decimals)), False)
        elif isinstance(number, Quantile) and is_number:
            quantiles[key] = int(text)
        elif isinstance(number, Mean) and number.bands and is_number:
            means[key] = _printed_mean(text, number)
    protects = cache(rules.protects)
    exempt = frozenset(
        key
        for key, form in zip(unknowns.keys, forms.tolist(), strict=True)
        if not protects(
            key.measure,
            key.breakdown,
            LEVELS[areas.levels[key.area_code]],
            form != Form.UNPUBLISHED or key in unknowns.marked,
        )
    )
    hides_zeros = cache(rules.hides_zeros)
    may_be_none = frozenset(
        key
        for key, form in zip(unknowns.keys, forms.tolist(), strict=True)
        if form == Form.SUPPRESSED and hides_zeros(key.measure, key.breakdown, LEVELS[areas.levels[key.area_code]])
    )
    if seen:
        threshold = rules.attacker.threshold
        low, high = shown_bounds(
            np.array(values, dtype=np.int64),
            np.array(bases, dtype=np.int64),
            rules.attacker.smallest_suppressed,
            np.array([NONE_SUPPRESSED if unknowns.keys[at] in exempt else threshold for at in seen], dtype=np.int64),
        )
        lower[seen], upper[seen] = low, high
    return PublishedView(
        name, unknowns.keys, forms, lower, upper, ratios, differences, quantiles, exempt, means=means,
        may_be_none=may_be_none,
    )  # fmt: skip


def _differences_printed_as(number: int, base: int) -> tuple[int, int]:
    """The least and the greatest difference that are printed so: halves are rounded away from 0."""
    down, up = base // 2, (base - 1) // 2
    if number == 0:
        return -up, up
    return (number - down, number + up) if number > 0 else (number - up, number + down)


def _printed_mean(text: str, number: Mean) -> int:
    """A mean in the units that it is printed in: months, or units of its last decimal."""
    if ":" in text:
        years, _, months = text.partition(":")
        return 12 * int(years) + int(months)
    return int(Decimal(text) * number.scale.numerator)
