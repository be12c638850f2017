"""Reading ``data_sets.yaml`` and ``labels.csv``, in which a statistician declares a release's data sets.

Mistakes are answered with the file, the line and the field.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import yaml

from pipeline.design.data_sets import (
    AGENCY_COLUMNS,
    AREA_COLUMNS,
    BOTH_COLUMNS,
    EES,
    LAYOUTS,
    LEVELS,
    PARTS,
    STANDARDS,
    TIME_SERIES,
    UNDERLYING,
    UNDERLYING_AREA_FIELDS,
    UNDERLYING_ORDER,
    DataSet,
    Filter,
    Label,
    Release,
)
from pipeline.design.editions import ALWAYS, ByEdition, years_by_edition
from pipeline.design.files.category_keys import CategoryKeys
from pipeline.design.files.labels_file import read_labels
from pipeline.design.files.measures_declared import read_histograms, read_measures
from pipeline.design.files.number_columns import read_column, read_not_published, read_version
from pipeline.design.files.percentage_bases import Bases
from pipeline.design.files.relations_declared import (
    read_banded_amount,
    read_cell,
    read_containment,
    read_headline,
    read_identity,
    read_same_count,
)
from pipeline.design.files.release_rules import read_release_rules
from pipeline.design.files.repeated_columns import blocks_of, columns_of
from pipeline.design.files.vocabulary import Vocabulary
from pipeline.design.statistic import BASE, POPULATION
from pipeline.foundation.declarations import Declaration, contents_of, read_declaration
from pipeline.foundation.stages import REFERENCE, TEMPLATES, UsageError

_DATA_SET_FIELDS = (
    *("name", "title", "levels", "layout", "measure", "filters", "indicators", "departures"),
    *("first_edition", "last_edition", "part", "area_columns", "standard", "earlier_figures", "percent_of_total"),
    *(
        "column_order",
        "empty_whole",
        "never",
        "spellings",
        "first_year",
        "latest_only",
        "years_behind",
        "not_published",
    ),
    *("version", "blocks"),
)


FILES = "data_sets.yaml", "labels.csv", "readings.yaml", "release.toml"


def load_release(name: str, folder: Path = TEMPLATES, *, categories: Path = REFERENCE / "categories.csv") -> Release:
    """Read a release's declarations, whose keys name breakdowns and categories of the tree in ``categories``.

    Raises UsageError with file, line and field for whatever is missing, misspelt, unknown or contradictory.
    """
    path = folder / name / "data_sets.yaml"
    if not path.is_file():
        known = sorted(found.parent.name for found in folder.glob("*/data_sets.yaml"))
        raise UsageError(f"There is no release called {name!r}. Known: {', '.join(known)}.")
    files = [*(path.with_name(one) for one in FILES), categories]
    return _read_release(name, folder, categories, contents_of(files))


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
    columns = _ees_columns(about) if about.has("area_columns") else AREA_COLUMNS
    identities = tuple(read_identity(entry, terms) for entry in declared.parts("identities"))
    contained = tuple(read_containment(entry, terms) for entry in declared.parts("contained"))
    bases = Bases(keys, identities, contained)
    entries = declared.parts("data_sets")
    data_sets = tuple(_data_set(entry, terms, bases, columns) for entry in entries)
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
        identities=identities,
        contained=contained,
        histograms=histograms,
        banded_amounts=tuple(read_banded_amount(entry, terms) for entry in declared.parts("banded_amounts")),
        path=path,
        same_counts=tuple(read_same_count(entry, terms) for entry in declared.parts("same_counts")),
        time_identifier=read_release_rules(folder / name / "release.toml").time_identifier,
        only_areas_in_being=about.truth("only_areas_in_being", False),
        newest_first=about.truth("newest_first", False),
        regions_in_one=about.truth("regions_in_one", False),
        first_years_shown=years_by_edition(about, "first_year_shown"),
        known_parts=about.texts("known_parts"),
        of_authorities=tuple(read_headline(entry, terms) for entry in about.parts("of_authorities")),
        quality_tables=about.texts("quality_tables"),
        spreads=about.text("spreads", ""),
    )


def _ees_columns(entry: Declaration) -> tuple[str, ...]:
    columns = entry.texts("area_columns")
    if sorted(columns) not in (sorted(AREA_COLUMNS), sorted(AGENCY_COLUMNS), sorted(BOTH_COLUMNS)):
        wanted = ", or ".join(", ".join(known) for known in (AREA_COLUMNS, AGENCY_COLUMNS, BOTH_COLUMNS))
        raise entry.problem("area_columns", f"must be {wanted}, in any order.")
    return columns


def _area_columns(entry: Declaration, standard: str, usual: Sequence[str]) -> tuple[tuple[str, str], ...]:
    if standard == EES:
        columns = _ees_columns(entry) if entry.has("area_columns") else usual
        return tuple((column, column) for column in columns)
    given = entry.part("area_columns")
    holding = tuple((column, given.text(column)) for column in given.names())
    if sorted(field for _, field in holding if field != UNDERLYING_ORDER) != sorted(UNDERLYING_AREA_FIELDS):
        raise entry.problem(
            "area_columns", f"an underlying file needs a column for each of {', '.join(UNDERLYING_AREA_FIELDS)}."
        )
    return holding


def _data_set(entry: Declaration, known: Vocabulary, bases: Bases, usual_columns: Sequence[str]) -> DataSet:
    entry.only(*_DATA_SET_FIELDS)
    layout = _one_of(entry, "layout", LAYOUTS, "long")
    standard = _one_of(entry, "standard", STANDARDS, EES)
    name = ByEdition.read(entry, "name")
    first, last = entry.whole("first_edition", name.first_year), entry.whole("last_edition", ALWAYS)
    if first > last or name.first_year > first:
        raise entry.problem("first_edition", "it is after the last edition, or before the data set has a name.")
    levels = entry.texts("levels")
    if not levels or not set(levels) <= set(LEVELS):
        raise entry.problem("levels", f"use some of {', '.join(LEVELS)}.")
    measure = known.measure(entry, "measure", "")
    indicators = tuple(
        read_column(blocks_of(column, entry.texts("blocks")), known, bases, measure, layout == "wide")
        for one in entry.parts("indicators")
        for column in columns_of(one)
    )
    if not indicators:
        raise entry.problem("indicators", "a data set needs at least one number column.")
    if standard == UNDERLYING and (layout != "wide" or entry.parts("filters")):
        raise entry.problem("standard", "an underlying file is wide and without filters: a row is an area.")
    earlier = entry.text("earlier_figures", "")
    if earlier and (earlier not in TIME_SERIES or levels != ("national",)):
        raise entry.problem("earlier_figures", f"use one of {', '.join(TIME_SERIES)}, in a national data set.")
    filters = tuple(_filter(one) for one in entry.parts("filters"))
    if len({len(one.label_sets) for one in filters if len(one.label_sets) > 1}) > 1:
        raise entry.problem("filters", "filters that have a set of labels for each block need equally many of them.")
    departures = entry.part("departures") if entry.has("departures") else None
    return DataSet(
        file_name=name,
        title=entry.text("title"),
        levels=levels,
        measure=measure,
        filters=filters,
        indicators=indicators,
        area_columns=_area_columns(entry, standard, usual_columns),
        first_edition=first,
        last_edition=last,
        part=_one_of(entry, "part", PARTS, ""),
        standard=standard,
        earlier_figures=earlier,
        departures={check: departures.text(check) for check in departures.names()} if departures else {},
        percent_of_total=tuple(_place(entry, filters, column) for column in entry.texts("percent_of_total")),
        column_order=_column_order(entry, filters),
        empty_whole=_empty_whole(entry, known),
        never=tuple(_never(one, bases.keys) for one in entry.parts("never")),
        first_year=entry.whole("first_year", 0),
        latest_only=entry.truth("latest_only", False),
        years_behind=entry.whole("years_behind", 0),
        version=read_version(entry.part("version")) if entry.has("version") else None,
        spellings=tuple(_spelling(one, bases.keys) for one in entry.parts("spellings")),
        not_published=tuple(
            read_not_published(one, indicators, entry.texts("blocks")) for one in entry.parts("not_published")
        ),
    )


def _place(entry: Declaration, filters: Sequence[Filter], column: str) -> int:
    """The place of the filter whose items stand in a column of this name, in whichever edition."""
    for place, one in enumerate(filters):
        if column in [name for _, name in one.item_column.values]:
            return place
    raise entry.problem("percent_of_total", f"no filter has the column {column!r} for its items.")


def _column_order(entry: Declaration, filters: Sequence[Filter]) -> tuple[int, ...]:
    """The places of the filters' columns in the file's order, if it is not that in which they are declared."""
    order = tuple(int(place) if place.isdigit() else 0 for place in entry.text("column_order", "").split())
    columns = sum(1 if one.group_column is None else 2 for one in filters)
    if order and sorted(order) != list(range(1, columns + 1)):
        raise entry.problem("column_order", f"name each of the {columns} columns once by its place, from 1.")
    return order


def _empty_whole(entry: Declaration, known: Vocabulary) -> str:
    text = entry.text("empty_whole", "")
    if text not in ("", BASE):
        read_cell(entry, "empty_whole", text, known)
    return text


def _never(entry: Declaration, keys: CategoryKeys) -> tuple[frozenset[str], frozenset[str]]:
    entry.only("of", "with")
    for field in ("of", "with"):
        for key in entry.texts(field):
            keys.check(entry, field, key)
    return frozenset(entry.texts("of")), frozenset(entry.texts("with"))


def _spelling(entry: Declaration, keys: CategoryKeys) -> tuple[str, str, str]:
    entry.only("in", "label", "is")
    keys.check(entry, "in")
    return entry.text("in"), entry.text("label"), entry.text("is")


def _one_of(entry: Declaration, field: str, allowed: Sequence[str], default: str) -> str:
    value = entry.text(field, default)
    if value not in (*allowed, default):
        raise entry.problem(field, f"{value!r} is not known; use one of {', '.join(allowed)}.")
    return value


def _filter(entry: Declaration) -> Filter:
    entry.only("item", "label", "group", "group_label", "labels")
    if not entry.texts("labels"):
        raise entry.problem("labels", "a filter needs a set of labels, or one for each block of rows.")
    return Filter(
        ByEdition.read(entry, "item"),
        entry.text("label"),
        ByEdition.read(entry, "group") if entry.has("group") else None,
        entry.text("group_label", ""),
        entry.texts("labels"),
    )


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
