"""The table whose rows become the rows of a model: the first that its SELECT reads, behind what it calls by name."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, cast

from pipeline.process.models import Model
from pipeline.process.sql_files import parse

if TYPE_CHECKING:
    from sqlglot import exp


@cache
def rows_from(model: Model) -> str:
    """The table, as ``schema.table``; empty where the model reads none."""
    from sqlglot import exp

    query = parse(model.query, model.path)
    named = {one.alias: one.this for one in query.find_all(exp.CTE)}
    tree = cast("exp.Expression", query)
    while True:
        if isinstance(tree, exp.Table):
            if tree.db or tree.name not in named:
                return f"{tree.db}.{tree.name}"
            tree = named.pop(tree.name)
        elif isinstance(tree, exp.SetOperation | exp.Subquery):
            tree = tree.this
        else:
            source = tree.find(exp.From)
            if source is None:
                return ""
            tree = source.this
