"""Reading ``data_sets.yaml`` and ``labels.csv``, in which a statistician declares a release's data sets.

Mistakes are answered with the file, the line and the field.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import yaml

from pipeline.design.data_sets import AREA_COLUMNS, DataSet, Label, Release
from pipeline.design.editions import years_by_edition
from pipeline.design.files.category_keys import CategoryKeys
from pipeline.design.files.data_set_declared import read_area_columns, read_data_set
from pipeline.design.files.labels_file import read_labels
from pipeline.design.files.measures_declared import read_histograms, read_measures
from pipeline.design.files.percentage_bases import Bases
from pipeline.design.files.policy_file import load_policies
from pipeline.design.files.relations_declared import (
    read_banded_amount,
    read_containment,
    read_headline,
    read_identity,
    read_same_count,
)
from pipeline.design.files.release_rules import read_release_rules
from pipeline.design.files.vocabulary import Vocabulary
from pipeline.design.statistic import POPULATION
from pipeline.foundation.declarations import contents_of, read_declaration
from pipeline.foundation.stages import REFERENCE, TEMPLATES, UsageError

FILES = "data_sets.yaml", "labels.csv", "readings.yaml", "release.toml"


def load_release(name: str, folder: Path = TEMPLATES, *, categories: Path = REFERENCE / "categories.csv") -> Release:
    """Read a release's declarations, whose keys name breakdowns and categories of the tree in ``categories``.

    Raises UsageError with file, line and field for whatever is missing, misspelt, unknown or contradictory.
    """
    path = folder / name / "data_sets.yaml"
    if not path.is_file():
        raise UsageError(f"There is no release called {name!r}. Known: {', '.join(release_names(folder))}.")
    files = [*(path.with_name(one) for one in FILES), categories]
    return _read_release(name, folder, categories, contents_of(files))


def release_names(folder: Path = TEMPLATES) -> list[str]:
    """The releases that are declared, in alphabetical order."""
    return sorted(found.parent.name for found in folder.glob("*/data_sets.yaml"))


@lru_cache(16)
def _read_release(name: str, folder: Path, categories: Path, _: tuple[bytes | None, ...]) -> Release:
    path = folder / name / "data_sets.yaml"
    declared = read_declaration(path)
    declared.only(
        *("about", "measures", "histograms", "banded_amounts", "identities", "contained", "same_counts", "data_sets")
    )
    about = declared.part("about")
    about.only(
        "title",
        "summary",
        "headlines",
        "area_columns",
        "only_areas_in_being",
        "codes_of_year",
        "newest_first",
        "regions_in_one",
        "first_year_shown",
        "known_parts",
        "of_authorities",
        "quality_tables",
        "spreads",
    )
    if not about.parts("headlines"):
        raise about.problem("headlines", "a release has a headline figure: its return is the release's own.")
    measures = read_measures(declared.part("measures"))
    keys = CategoryKeys.read(categories)
    keys.check_measures(declared.part("measures"))
    keys.check_histograms(declared)
    keys.check_exemptions(folder / name / "release.toml")
    histograms = read_histograms(declared)
    terms = Vocabulary({measure.name: measure for measure in measures}, frozenset(one.name for one in histograms), keys)
    columns = read_area_columns(about) if about.has("area_columns") else AREA_COLUMNS
    identities = tuple(read_identity(entry, terms) for entry in declared.parts("identities"))
    contained = tuple(read_containment(entry, terms) for entry in declared.parts("contained"))
    bases = Bases(keys, identities, contained)
    entries = declared.parts("data_sets")
    data_sets = tuple(read_data_set(entry, terms, bases, columns) for entry in entries)
    _refuse_repeated_names(path, data_sets)
    labels = read_labels(folder / name / "labels.csv", terms)
    for entry, data_set in zip(entries, data_sets, strict=True):
        bases.check_labels(entry, data_set, labels)
    _refuse_rows_without_measure(path, data_sets, labels)
    return Release(
        name=name,
        title=about.text("title"),
        summary=about.text("summary"),
        headlines=tuple(read_headline(entry, terms) for entry in about.parts("headlines")),
        readings=tuple(yaml.safe_load((folder / name / "readings.yaml").read_text(encoding="utf-8"))),
        measures=measures,
        data_sets=data_sets,
        labels=labels,
        identities=(*identities, *(one.left_over for one in contained if one.left_over is not None)),
        contained=contained,
        histograms=histograms,
        banded_amounts=tuple(read_banded_amount(entry, terms) for entry in declared.parts("banded_amounts")),
        path=path,
        same_counts=tuple(read_same_count(entry, terms) for entry in declared.parts("same_counts")),
        time_identifier=read_release_rules(folder / name / "release.toml").time_identifier,
        only_areas_in_being=about.truth("only_areas_in_being", False),
        holding_back=_holding_back(folder / name / "release.toml", data_sets),
        codes_of_year=about.truth("codes_of_year", False),
        newest_first=about.truth("newest_first", False),
        regions_in_one=about.truth("regions_in_one", False),
        first_years_shown=years_by_edition(about, "first_year_shown"),
        known_parts=about.texts("known_parts"),
        of_authorities=tuple(read_headline(entry, terms) for entry in about.parts("of_authorities")),
        quality_tables=about.texts("quality_tables"),
        spreads=about.text("spreads", ""),
    )


def _holding_back(path: Path, data_sets: Sequence[DataSet]) -> tuple[tuple[int, int], ...]:
    """The editions of the policies that suppress small numbers; asked where a data set has other levels then."""
    if not any(one.levels_protected for one in data_sets):
        return ()
    policies = load_policies(path).values()
    return tuple((one.first_edition, one.last_edition) for one in policies if not one.shows_small_counts)


def _refuse_rows_without_measure(path: Path, data_sets: Sequence[DataSet], labels: Sequence[Label]) -> None:
    """Raise UsageError when a row of a data set would be of no measure: its own, its columns' or its labels'."""
    without = {label.label_set for label in labels if not label.measure}
    for one in data_sets:
        if one.measure or all(number.measure or number.statistic.kind == POPULATION for number in one.indicators):
            continue
        for block in range(max((len(each.label_sets) for each in one.filters), default=1)):
            sets = [each.label_set_in(block) for each in one.filters]
            if all(name in without for name in sets):
                where = f"the labels of {' and '.join(sets)}" if sets else "its columns"
                raise UsageError(
                    f"{path.name}: {one.title!r} has rows of no measure; give it a measure, or some in {where}."
                )


def _refuse_repeated_names(path: Path, data_sets: Sequence[DataSet]) -> None:
    """Raise UsageError when two data sets of one edition, or two columns of one, have the same name."""
    changes = {first for one in data_sets for first, _ in one.file_name.values}
    changes |= {one.first_edition for one in data_sets}
    changes |= {number.first_edition for one in data_sets for number in one.indicators}
    for edition in sorted(changes):
        held = [one for one in data_sets if one.first_edition <= edition <= one.last_edition]
        names: Mapping[str, list[str]] = {
            "data sets": [one.file_name.at(edition) for one in held],
            **{
                f"columns of {one.title!r}": [number.column.at(edition) for number in one.indicators_in(edition)]
                for one in held
            },
        }
        for what, given in names.items():
            twice = sorted({name for name in given if given.count(name) > 1})
            if twice:
                raise UsageError(
                    f"{path.name}: two {what} are called {twice[0]!r} in the {edition or 'first'} edition; rename "
                    "one, or end it with last_edition before the other begins."
                )
