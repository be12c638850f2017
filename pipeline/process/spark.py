"""The models in another engine's SQL: nothing here runs them there, and a test keeps each of them translatable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import sqlglot
from sqlglot import exp

from pipeline.process.functions import Function
from pipeline.process.models import Model
from pipeline.process.sql_files import parse


def translated(model: Model, functions: Iterable[Function], dialect: str = "spark") -> str:
    """The model's SELECT in another engine's SQL, with the functions written out; raises where sqlglot cannot."""
    by_name = {function.name: function for function in functions}
    query = parse(model.query, model.path).transform(lambda node: _written_out(node, by_name))
    return query.sql(dialect=dialect, pretty=True, unsupported_level=sqlglot.ErrorLevel.RAISE)


def _written_out(node: exp.Expr, by_name: Mapping[str, Function]) -> exp.Expr:
    if not isinstance(node, exp.Anonymous) or node.name.lower() not in by_name:
        return node
    function = by_name[node.name.lower()]
    arguments = dict(zip(function.parameters, node.expressions, strict=True))
    expression = sqlglot.parse_one(function.expression, dialect="duckdb")
    return exp.paren(
        expression.transform(
            lambda part: arguments[part.name].copy() if isinstance(part, exp.Column) and not part.table else part
        )
    ).transform(lambda part: part if part is node else _written_out(part, by_name))
