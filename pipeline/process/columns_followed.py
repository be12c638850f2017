"""From a column of a return to what is published of it, as the models' SELECTs say: no list of it is kept anywhere.

A column of a model is worked out from columns of the tables that it reads. Followed from model to model, a column of
staged records ends in cells: in the breakdowns that are cut by it, in amounts that are added up of it, and in the rows
that a condition on it takes or leaves. To parse every model takes a second or two, so what was found is kept in the
cache folder under a digest of them all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from pipeline.foundation import stages
from pipeline.foundation.kept_file import KeptFile
from pipeline.foundation.stages import Stage
from pipeline.process.cuts import read_cuts
from pipeline.process.models import Model, Models
from pipeline.process.sql_files import parse

if TYPE_CHECKING:
    from sqlglot import exp
    from sqlglot.optimizer.scope import Scope

Column = tuple[str, str]
CONDITIONS = ("where", "having", "qualify")
NAME = "following"


@dataclass(frozen=True, slots=True)
class Origins:
    """What a SELECT's columns are worked out from, by name, and the columns that its conditions read."""

    columns: Mapping[str, frozenset[Column]]
    conditions: frozenset[Column]


class Following:
    """The columns of models, each with those that it is worked out from."""

    def __init__(self, models: Iterable[Model]) -> None:
        """Read the SELECTs of core, and of those cells that are no list of cuts."""
        self._used: dict[Column, set[Column]] = {}
        self._taken_by: dict[Column, set[str]] = {}
        for model in models:
            if model.stage is Stage.CORE or (model.stage is Stage.CELLS and model.path.suffix == ".sql"):
                origins = origins_of(parse(model.query, model.path))
                self._add(model, origins)
            elif model.stage is Stage.CELLS:
                self._add_cuts(model)

    def as_lists(self) -> dict[str, list[Any]]:
        """All of it, as JSON can hold it."""
        return {
            "used": [[*source, sorted(map(list, reached))] for source, reached in sorted(self._used.items())],
            "taken_by": [[*source, sorted(models)] for source, models in sorted(self._taken_by.items())],
        }

    @classmethod
    def of_lists(cls, content: Any) -> Following | None:
        """What ``as_lists`` gave; None for anything else."""
        found = cls(())
        try:
            found._used = {(a, b): {(table, name) for table, name in reached} for a, b, reached in content["used"]}
            found._taken_by = {(a, b): set(models) for a, b, models in content["taken_by"]}
        except (TypeError, KeyError, ValueError):
            return None
        return found

    def conditions_on(self, column: Column) -> tuple[str, ...]:
        """The models that take or leave rows by the column itself, in alphabetical order."""
        return tuple(sorted(self._taken_by.get(column, ())))

    def readers(self, column: Column) -> tuple[str, ...]:
        """The models of which a column is worked out from the column itself, in alphabetical order."""
        return tuple(sorted({table for table, _ in self._used.get(column, ())}))

    def cells_of(self, column: Column) -> frozenset[Column]:
        """The (table of cells, breakdown) that are cut by the column, or by what is worked out from it.

        In place of a breakdown stands ``amount`` where it is added up.
        """
        met = {column}
        waiting = [column]
        while waiting:
            for reached in self._used.get(waiting.pop(), ()):
                if reached not in met:
                    met.add(reached)
                    waiting.append(reached)
        return frozenset(one for one in met if one[0].startswith(f"{Stage.CELLS.value}."))

    def _add(self, model: Model, origins: Origins) -> None:
        for name, sources in origins.columns.items():
            for source in sources:
                self._used.setdefault(source, set()).add((model.name, name))
        for source in origins.conditions:
            self._taken_by.setdefault(source, set()).add(model.name)

    def _add_cuts(self, model: Model) -> None:
        cuts = read_cuts(model.path)
        expressions = [(breakdown, text) for cut in cuts.cuts for breakdown, text in cut]
        if cuts.sum_of:
            expressions.append(("amount", cuts.sum_of))
        for breakdown, text in dict.fromkeys(expressions):
            for name in _names_in(text, model):
                self._used.setdefault((cuts.of, name), set()).add((model.name, breakdown))
        if cuts.where:
            for name in _names_in(cuts.where, model):
                self._taken_by.setdefault((cuts.of, name), set()).add(model.name)


@lru_cache(1)
def followed(models: Models) -> Following:
    """The columns of these models, from the cache folder where the same models were followed before."""
    kept = KeptFile(stages.CACHE, NAME, _digest_of(models))
    found = Following.of_lists(kept.read())
    if found is None:
        found = Following(models)
        kept.write(found.as_lists())
    return found


def _digest_of(models: Models) -> str:
    """Changes with every model, and with the code that parses and follows them."""
    digest = hashlib.sha256(version("sqlglot").encode())
    for name in (Path(__file__).name, "sql_files.py", "cuts.py"):
        digest.update(Path(__file__).with_name(name).read_bytes())
    for model in models:
        content = model.path.read_bytes() if model.path.suffix == ".yaml" and model.stage is Stage.CELLS else b""
        digest.update(f"{model.name} {model.query} {len(content)} ".encode() + content)
    return digest.hexdigest()


def _names_in(text: str, model: Model) -> set[str]:
    from sqlglot import exp

    return {column.name for column in parse(f"SELECT {text}", model.path).find_all(exp.Column)}


def origins_of(tree: exp.Query) -> Origins:
    """What the columns and conditions of a SELECT go back to, in the tables that it reads."""
    from sqlglot.optimizer.scope import build_scope

    root = build_scope(tree)
    if root is None:
        return Origins({}, frozenset())
    known: dict[int, dict[str, frozenset[Column]]] = {}
    conditions = {
        source
        for scope in root.traverse()
        for column in _columns_of_conditions(scope)
        for source in _sources(scope, column, known)
    }
    return Origins(_outputs(root, known), frozenset(conditions))


def _columns_of_conditions(scope: Scope) -> Iterator[exp.Column]:
    from sqlglot import exp

    parts = [scope.expression.args.get(name) for name in CONDITIONS]
    parts += [join.args.get("on") for join in scope.expression.args.get("joins") or ()]
    for part in filter(None, parts):
        yield from part.find_all(exp.Column)


def _outputs(scope: Scope, known: dict[int, dict[str, frozenset[Column]]]) -> dict[str, frozenset[Column]]:
    """The columns that a scope gives, by name."""
    from sqlglot import exp

    if id(scope) in known:
        return known[id(scope)]
    known[id(scope)] = {}  # a scope that reads itself adds nothing
    if scope.set_operation_scopes:
        branches = [_outputs(one, known) for one in scope.set_operation_scopes]
        names = list(branches[0])
        found = {
            name: frozenset().union(*(list(branch.values())[place] for branch in branches if place < len(branch)))
            for place, name in enumerate(names)
        }
    else:
        found = {
            select.alias_or_name: _all_sources(scope, select.find_all(exp.Column), known)
            for select in cast("exp.Query", scope.expression).selects
        }
    known[id(scope)] = found
    return found


def _all_sources(
    scope: Scope, columns: Iterable[exp.Column], known: dict[int, dict[str, frozenset[Column]]]
) -> frozenset[Column]:
    return frozenset(source for column in columns for source in _sources(scope, column, known))


def _sources(scope: Scope, column: exp.Column, known: dict[int, dict[str, frozenset[Column]]]) -> frozenset[Column]:
    """What a column in a scope, or in a subquery of it, goes back to: with what a looked-up row is looked up by."""
    from sqlglot import exp
    from sqlglot.optimizer.scope import Scope

    within = [scope, *scope.subquery_scopes]
    named = [one.sources[column.table] for one in within if column.table and column.table in one.sources]
    candidates = named[:1] if column.table else [source for one in within for source in one.sources.values()]
    found: set[Column] = set()
    for source in candidates:
        if isinstance(source, Scope):
            found |= _outputs(source, known).get(column.name, frozenset())
        elif isinstance(source, exp.Table) and source.db:
            found.add((f"{source.db}.{source.name}", column.name))
    for other in _looked_up_by(scope, column.table):
        found |= _sources(scope, other, known)
    return frozenset(found)


def _looked_up_by(scope: Scope, alias: str) -> Iterator[exp.Column]:
    """The columns that the row of a joined table is looked up by.

    Columns of one name tie records together; of two names, the one is looked up in the other, as a postcode is.
    """
    from sqlglot import exp

    for join in scope.expression.args.get("joins") or ():
        if not alias or join.alias_or_name != alias or not join.args.get("on"):
            continue
        for equality in join.args["on"].find_all(exp.EQ):
            sides = [side for side in (equality.left, equality.right) if isinstance(side, exp.Column)]
            others = [side for side in sides if side.table != alias]
            if len(sides) == 2 and len(others) == 1 and sides[0].name != sides[1].name:
                yield others[0]
