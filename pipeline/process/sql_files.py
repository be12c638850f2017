"""A file of sql/: comment lines that say what it is, then one SELECT, which is refused where Spark would not answer it.

What a file reads is taken from its FROM clauses, where only schema-qualified names count.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.foundation.stages import Stage, UserError

# Imported where a file is parsed: what was read of files that have not changed is kept, and then it is not needed.
if TYPE_CHECKING:
    from sqlglot import exp

_KEYED_LINE = re.compile(
    r"(grain|source|counted|not counted|built as|histograms|checked by|parts|what|severity|stage):\s*(.*)"
)


class ModelRefused(UserError):
    """A file of sql/ breaks the rules of the folder; the message names the file and what to write instead."""


def header_and_query(path: Path, text: str, required: tuple[str, ...]) -> tuple[dict[str, str], str]:
    """The opening comment lines by key (those before any key are the summary; a line without a key continues)."""
    lines = text.splitlines()
    header: dict[str, str] = {}
    key = "summary"
    opening = 0
    for line in lines:
        if not line.startswith("--"):
            break
        opening += 1
        said = line.removeprefix("--").strip()
        if found := _KEYED_LINE.match(said):
            key, said = found[1], found[2]
        header[key] = f"{header.get(key, '')} {said}".strip()
    for name in required:
        if not header.get(name):
            raise ModelRefused(f"{path}:1: the header has no '-- {name}: ...' line. Add it above the query.")
    return header, "\n".join(lines[opening:]).strip().removesuffix(";")


def parse(query: str, path: Path) -> exp.Query:
    """The one SELECT of a file; raises ModelRefused where it is none."""
    import sqlglot
    from sqlglot import exp

    try:
        statements = sqlglot.parse(query, dialect="duckdb")
    except sqlglot.errors.ParseError as error:
        raise ModelRefused(f"{path}: the SQL cannot be read: {error}") from error
    if len(statements) != 1 or not isinstance(statements[0], exp.Query):
        raise ModelRefused(f"{path}: a file of sql/ holds one SELECT.")
    return statements[0]


def tables_read(tree: exp.Expr, path: Path) -> tuple[str, ...]:
    """The schema-qualified tables that a SELECT reads, in alphabetical order; raises ModelRefused for any others."""
    from sqlglot import exp

    named_here = {cte.alias for cte in tree.find_all(exp.CTE)}
    tables: set[str] = set()
    for table in tree.find_all(exp.Table):
        if table.db:
            tables.add(f"{table.db}.{table.name}")
        elif table.name not in named_here:
            raise ModelRefused(f"{path}: the table {table.name!r} has no schema. Write schema.table.")
    schemas = {stage.value for stage in Stage}
    for name in sorted(tables):
        if name.split(".")[0] not in schemas:
            raise ModelRefused(f"{path}: {name} is in no schema of the warehouse ({', '.join(sorted(schemas))}).")
    return tuple(sorted(tables))


def refuse_what_spark_lacks(tree: exp.Expr, path: Path) -> None:
    """Raise ModelRefused for a construct that Spark lacks or answers otherwise."""
    for node in tree.walk():
        if construct := _not_in_spark(node):
            raise ModelRefused(f"{path}: {construct} does not carry over to Spark. Write it another way.")


def _not_in_spark(node: exp.Expr) -> str:
    """The name of the construct when Spark lacks it or answers otherwise, else the empty string."""
    from sqlglot import exp

    refused: tuple[tuple[str, bool], ...] = (
        ("UNPIVOT or PIVOT", isinstance(node, exp.Pivot)),
        ("ASOF JOIN", isinstance(node, exp.Join) and str(node.args.get("method") or "").upper() == "ASOF"),
        ("quantile_cont", isinstance(node, exp.PercentileCont | exp.PercentileDisc | exp.Quantile | exp.Median)),
        ("try_strptime", isinstance(node, exp.Anonymous) and node.name.lower() == "try_strptime"),
        ("GROUPING of several columns", isinstance(node, exp.Grouping) and len(node.expressions) > 1),
        ("date_diff('year')", isinstance(node, exp.DateDiff) and str(node.args.get("unit") or "").upper() == "YEAR"),
        ("string_agg without ORDER BY", isinstance(node, exp.GroupConcat) and node.find(exp.Order) is None),
        ("a named window", isinstance(node, exp.Select) and bool(node.args.get("windows"))),
    )
    return next((name for name, found in refused if found), "")
