"""Relations that a reader finds in the published figures and that disclosure control was not told of."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import highspy
import numpy as np

from pipeline.analyse.data_set_rows import filter_columns, label_rows, label_texts, shown_by
from pipeline.design.data_sets import Release
from pipeline.design.files.data_sets_file import load_release
from pipeline.design.statistic import Cell
from pipeline.foundation.numbers import Key
from pipeline.foundation.stages import UsageError
from pipeline.protect.edition.seen import SeenRelease, see_release
from pipeline.protect.reader.files import read_published
from pipeline.protect.reader.known import Known
from pipeline.protect.reader.mining import Mined, mine
from pipeline.protect.reader.published import AUTHORITY, Series
from pipeline.protect.relations import Hierarchies, Relations, build_relations

COINCIDENCES = Path(__file__).parents[2] / "golden" / "coincidences_of_children_looked_after.csv"
Named = tuple[str, tuple[tuple[str, str], ...], str]
"""A series by its file, row and column."""

MOST = 1_000.0
"""A count in the programme that tries a relation: any number will do, since all declared ones hold at any scale."""


@dataclass(frozen=True)
class Relation:
    """``coefficients x cells`` is 0, or never below 0 where it is ``at_least``; ``words`` name it by the files."""

    coefficients: Mapping[Cell, int]
    at_least: bool
    words: str


def undeclared(release_dir: Path, mined: Mined | None = None) -> list[str]:
    """The relations mined from a release's files that its declarations do not imply, in words.

    ``mined`` spares mining again where somebody did. Raises UnreadableInput when the files are not those of a release.
    """
    seen = see_release(release_dir)
    cells = cells_of(load_release(seen.about.name), seen.about.year)
    declared = declared_at(seen)
    mined = mined or mine(read_published(release_dir / "publish"))
    empty = _empty(mined.known, cells)
    return sorted({one.words for one in _named(mined, cells) if not implied(one, declared, empty)})


def _empty(known: Known, cells: Mapping[Named, dict[Cell, int]]) -> frozenset[Cell]:
    """The cells that are 0 wherever an authority shows them: what a relation says of them nobody can see."""
    of_authority = known.levels == AUTHORITY
    never = ~((known.shown & (known.upper > 0)) & of_authority).any(axis=1) & (known.shown & of_authority).any(axis=1)
    found = set()
    for count in np.flatnonzero(never).tolist():
        for one in known.members[count]:
            cell = cells.get((one.file, one.row, one.column), {})
            found |= set(cell) if len(cell) == 1 else set()
    return frozenset(found)


def reasons(path: Path = COINCIDENCES) -> dict[str, str]:
    """The relations of the tests' small England that need no declaration, each with the reason.

    Raises UsageError when the file is not as it should be.
    """
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != ("relation", "reason"):
            raise UsageError(f"{path}: its columns must be relation and reason.")
        rows = list(reader)
    for line, row in enumerate(rows, start=2):
        if not (row["relation"] and row["reason"]):
            raise UsageError(f"{path} line {line}: give a relation and the reason why nobody needs to be told of it.")
    return {row["relation"]: row["reason"] for row in rows}


def cells_of(release: Release, edition: int) -> dict[Named, dict[Cell, int]]:
    """What each row and column of the data files counts: cells with their signs."""
    found: dict[Named, dict[Cell, int]] = {}
    for data_set in release.data_sets_in(edition):
        name, columns = data_set.file_name.at(edition), filter_columns(data_set, edition)
        for labels in label_rows(release, data_set, edition):
            row = tuple(zip(columns, label_texts(data_set, labels), strict=True))
            for indicator in data_set.indicators_in(edition):
                shown = shown_by(data_set, labels, indicator, 0, "")
                if shown is None or indicator.compared or shown.measure in release.amounts:
                    continue
                if shown.statistic == "count":
                    found[name, row, indicator.column.at(edition)] = {(shown.measure, shown.key): 1}
                elif shown.statistic == "difference":
                    found[name, row, indicator.column.at(edition)] = {(shown.measure, shown.key): 1, shown.minus: -1}
    return found


def _named(mined: Mined, cells: Mapping[Named, dict[Cell, int]]) -> Iterator[Relation]:
    """The mined relations between cells; a count that only a worksheet shows has no cell and is passed over."""
    known = mined.known

    def cell_of(series: Series) -> dict[Cell, int] | None:
        return cells.get((series.file, series.row, series.column))

    named = [next((cell for one in several if (cell := cell_of(one))), None) for several in known.members]
    for count, several in enumerate(known.members):
        for one in several:
            other = cell_of(one)
            if other is not None and other != named[count]:
                yield Relation(_less(named[count] or {}, other), False, f"{several[0]} = {one}")
    sums = [(one.whole, one.parts, False) for one in mined.sums]
    for whole, parts, at_least in sums + [(one.whole, one.parts, True) for one in mined.containments]:
        members = [named[count] for count in (whole, *parts)]
        if any(one is None for one in members):
            continue
        sign = ">=" if at_least else "="
        words = f"{known.name(whole)} {sign} {' + '.join(sorted(known.name(part) for part in parts))}"
        yield Relation(_less(*(one or {} for one in members)), at_least, words)


def _less(first: Mapping[Cell, int], *others: Mapping[Cell, int]) -> dict[Cell, int]:
    total = dict(first)
    for one in others:
        for cell, coefficient in one.items():
            total[cell] = total.get(cell, 0) - coefficient
    return {cell: coefficient for cell, coefficient in total.items() if coefficient}


def declared_at(seen: SeenRelease) -> tuple[Relations, frozenset[Key]]:
    """The declared relations where most figures are, and the categories that no file shows there.

    What an identity leaves over is no category: somebody is in it, whether or not a file shows that.
    """
    by_place: dict[tuple[int, str], list[Key]] = {}
    for key in seen.unknowns.keys:
        by_place.setdefault((key.collection_year, key.area_code), []).append(key)
    keys = by_place[max((place for place in by_place if place[1].isdigit()), key=lambda one: (len(by_place[one]), one))]
    here, given = set(keys), seen.unknowns.hierarchies
    alone = Hierarchies(
        {},
        given.categories,
        tuple(pair for pair in given.equal if here.issuperset(pair)),
        tuple(pair for pair in given.contained if here.issuperset((*pair[0], *pair[1]))),
        tuple(one for one in given.sums if here.issuperset((one[0], *one[1]))),
    )
    unshown = frozenset(key for key in here - seen.unknowns.shown if not seen.unknowns.is_worked_out(key))
    return build_relations(keys, alone), unshown


def implied(one: Relation, declared: tuple[Relations, frozenset[Key]], nobody: frozenset[Cell]) -> bool:
    """Whether the declared relations leave no table in which it does not hold.

    A category that no file shows is taken to have nobody, as it has wherever the relation was seen; so are ``nobody``.
    """
    relations, unshown = declared
    place = relations.keys[0][1:3]
    terms = {Key(measure, *place, key): coefficient for (measure, key), coefficient in one.coefficients.items()}
    if not terms.keys() <= relations.unknown.keys():
        return False
    wholes = {int(relations.columns[start]) for start in relations.starts[:-1].tolist()}
    empty = [relations.unknown[key] for key in unshown if relations.unknown[key] not in wholes]
    empty += [relations.unknown[key] for cell in nobody if (key := Key(cell[0], *place, cell[1])) in relations.unknown]
    count = len(relations.upper), max(relations.unknown.values()) + 1
    model = highspy.HighsLp()
    model.num_row_, model.num_col_ = count
    cost, upper = np.zeros(count[1]), np.full(count[1], MOST)
    for key, coefficient in terms.items():
        cost[relations.unknown[key]] += coefficient
    upper[empty] = 0.0
    infinite = highspy.kHighsInf
    model.col_lower_, model.col_upper_ = np.zeros(count[1]), upper
    model.row_lower_ = np.where(relations.lower < -(1 << 39), -infinite, relations.lower).astype(float)
    model.row_upper_ = np.where(relations.upper >= 1 << 39, infinite, relations.upper).astype(float)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = relations.starts.astype(np.int32)
    model.a_matrix_.index_ = relations.columns.astype(np.int32)
    model.a_matrix_.value_ = relations.coefficients.astype(float)
    for sign in (1.0,) if one.at_least else (1.0, -1.0):
        model.col_cost_ = sign * cost
        solver = highspy.Highs()  # type: ignore[no-untyped-call]
        solver.setOptionValue("output_flag", False)
        solver.passModel(model)
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return False
        if solver.getInfo().objective_function_value < -1e-6:
            return False
    return True
