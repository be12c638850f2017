"""One release as a stranger sees it: every figure of its published files, and the unknowns behind the hidden ones."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.disclosure import Attacker, Form, Key, PublishedView
from pipeline.disclosure.certificate import attacker_of
from pipeline.disclosure.model import UNBOUNDED, DisclosureError
from pipeline.disclosure.primary import difference_bounds
from pipeline.disclosure.rounding import shown_bounds
from pipeline.publication.areas import Areas, read_areas
from pipeline.publication.contents_file import load_contents
from pipeline.publication.data_sets import load_release
from pipeline.publication.figure import Marker
from pipeline.publication.figures import Shown
from pipeline.publication.reading import PublishedAbout, ReadFigure, read_about, read_data_sets, read_workbooks
from pipeline.publication.shown import DEFAULT_PART
from pipeline.publication.unknowns import LEVELS, Public, Unknowns, build_unknowns, name_of, public_from
from pipeline.reference import load_reference
from pipeline.stages import TEMPLATES, UnreadableInput
from pipeline.warehouse import Warehouse


@dataclass(frozen=True)
class Rules:
    """The published rules of printing: the rounding base of each level, the attacker's knowledge, the symbols."""

    bases: Mapping[str, int]
    attacker: Attacker
    symbols: Mapping[Marker, str]


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
        return " ".join(filter(None, (self.about.name, str(self.about.year), self.about.part)))


def see_release(release_dir: Path) -> SeenRelease:
    """Read every published figure of a release, and nothing that is not published.

    Raises UnreadableInput when the files are not those of a release, DisclosureError when they contradict one another.
    """
    publish = release_dir / "publish"
    about = read_about(publish)
    release = load_release(about.name)
    contents = load_contents(TEMPLATES / about.name / "tables.yaml")
    with Warehouse() as warehouse:
        load_reference(warehouse, with_postcodes=False)
        areas = read_areas(warehouse, about.years)
        read = [*read_data_sets(publish, release, about.year)]
        read += read_workbooks(publish, contents, about.year, about.part or DEFAULT_PART, areas)
        public = _public(publish, warehouse, areas)
    symbols = contents.edition_for(about.year).symbols
    printed = _printed(read, symbols)
    unknowns = build_unknowns(release, printed, public, areas, about.years)
    certificate = _certificate(publish)
    bases = {level: int(certificate["policy"][f"rounding_{level}"]) for level in LEVELS}
    rules = Rules(bases, attacker_of(certificate), symbols)
    # A figure with an estimate does not add up from what authorities show, so it tells no sum. Inside the release,
    # where the sum is known, it is protected as if it were shown.
    telling = {
        shown: text
        for shown, text in printed.items()
        if (shown.measure, shown.year, shown.area_code) not in public.estimated
    }
    name = " ".join(filter(None, (about.name, str(about.year), about.part)))
    view = _view(name, unknowns, telling, areas, rules)
    return SeenRelease(about, tuple(read), unknowns, view, rules, certificate)


def _certificate(publish: Path) -> Mapping[str, Any]:
    path = publish / "certificate.json"
    try:
        content: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UnreadableInput(f"{path} cannot be read; a release without its certificate is not complete.") from error
    return content


def _public(publish: Path, warehouse: Warehouse, areas: Areas) -> Public:
    """Who supplied what, from coverage.csv; regions and England have a figure wherever anybody supplied."""
    path = publish / "coverage.csv"
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        places = {(row["measure"], int(row["time_period"]), row["old_la_code"]): row["supplied"] for row in rows}
    except (OSError, KeyError, ValueError) as error:
        raise UnreadableInput(f"{path} cannot be read as the coverage of a release.") from error
    supplied = {place for place, answer in places.items() if answer == "yes"}
    return public_from(warehouse, areas, supplied, sorted(places.keys() - supplied))


def _printed(read: Iterable[ReadFigure], symbols: Mapping[Marker, str]) -> dict[Shown, str]:
    """One text a figure: a number in any file is known, whatever another file hides.

    Raises DisclosureError when two files print different numbers for one figure.
    """
    marks = frozenset(symbols.values())
    printed: dict[Shown, str] = {}
    for figure in read:
        before = printed.get(figure.shown)
        if before is None or before in marks:
            printed[figure.shown] = figure.text
        elif figure.text not in marks and Decimal(figure.text) != Decimal(before):
            raise DisclosureError(
                f"{figure.place} prints {figure.text} for {name_of(figure.shown)}, another file prints {before}. "
                "Publish the release again."
            )
    return printed


def _view(name: str, unknowns: Unknowns, printed: Mapping[Shown, str], areas: Areas, rules: Rules) -> PublishedView:
    count = len(unknowns.keys)
    position = {key: index for index, key in enumerate(unknowns.keys)}
    forms = np.full(count, int(Form.UNPUBLISHED), dtype=np.int64)
    lower, upper = np.zeros(count, dtype=np.int64), np.full(count, UNBOUNDED, dtype=np.int64)
    values, bases, seen = [], [], []
    ratios: dict[Key, tuple[int, bool]] = {}
    differences: dict[Key, tuple[int, int]] = {}
    negligible, hidden = rules.symbols[Marker.NEGLIGIBLE], rules.symbols[Marker.CONFIDENTIAL]
    for shown, text in printed.items():
        base = rules.bases[areas.levels[shown.area_code]]
        key = name_of(shown)
        is_number = text not in rules.symbols.values()
        if shown.statistic == "count" and key in position:
            if text == hidden:
                forms[position[key]] = Form.HIDDEN
            elif is_number:
                forms[position[key]] = Form.SHOWN
                seen.append(position[key])
                values.append(int(text))
                bases.append(base)
        elif shown.statistic == "difference" and is_number:
            differences[key] = difference_bounds(int(text), base)
        elif shown.statistic in ("percent", "rate") and (is_number or text == negligible):
            ratios[key] = (0, True) if text == negligible else (int(Decimal(text).scaleb(shown.decimals)), False)
    if seen:
        low, high = shown_bounds(
            np.array(values, dtype=np.int64),
            np.array(bases, dtype=np.int64),
            rules.attacker.smallest_hidden,
            rules.attacker.threshold,
        )
        lower[seen], upper[seen] = low, high
    return PublishedView(name, unknowns.keys, forms, lower, upper, ratios, differences)
