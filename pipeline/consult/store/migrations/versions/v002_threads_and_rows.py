"""Queries become threads, signatures may be renewed, returns and commentaries come in, and the audit covers rows.

Answers of before become the first entry of their thread. Rows of before are taken on by the audit at the next command.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "002"
down_revision = "001"
APPEND_ONLY = ("queries", "query_entries", "sign_offs", "commentaries", "returns_sent", "row_marks")
ANSWER = ("outcome", "answer_sealed", "answered_by", "answered_at")


def upgrade() -> None:
    """Change the tables, move what they hold, and let nobody change it."""
    op.add_column("windows", sa.Column("resubmit_until", sa.String(32), nullable=True))
    op.add_column("windows", sa.Column("resubmit_how", sa.Text(), nullable=False, server_default=""))
    op.add_column("audit", sa.Column("rows_digest", sa.String(64), nullable=True))
    op.drop_table("failed_sign_ins")
    queries, sign_offs = _taken("queries"), _taken("sign_offs")
    _create_tables()
    kept = [{name: value for name, value in row.items() if name not in ANSWER} for row in queries]
    _put("queries", kept)
    _put("query_entries", [_entry(row) for row in queries if row["answered_at"] is not None])
    _put("sign_offs", sign_offs)
    for table in APPEND_ONLY:
        if op.get_bind().dialect.name == "postgresql":
            op.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )
            continue
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'append only: {table}'); END"
            )


def _taken(table: str) -> list[dict[str, Any]]:
    """The rows of a table, which is dropped."""
    rows = [dict(row) for row in op.get_bind().execute(sa.text(f"SELECT * FROM {table}")).mappings()]
    op.drop_table(table)
    return rows


def _put(table: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        op.bulk_insert(sa.table(table, *(sa.column(name) for name in rows[0])), rows)


def _entry(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "query_id": row["id"],
        "window_id": row["window_id"],
        "la_code": row["la_code"],
        "kind": "answered",
        "outcome": row["outcome"],
        "part": "answer",
        "words_sealed": row["answer_sealed"],
        "figures_mark": "",
        "person_id": row["answered_by"],
        "at": row["answered_at"],
    }


def _said(table: str, *columns: sa.Column[Any]) -> None:
    """A table of what somebody of an authority said in a window."""
    op.create_table(
        table,
        *columns,
        sa.Column("window_id", sa.Integer(), sa.ForeignKey("windows.id"), nullable=False),
        sa.Column("la_code", sa.String(9), nullable=False),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
    )
    for column in ("la_code", "window_id"):
        op.create_index(f"ix_{table}_{column}", table, [column], unique=False)


def _create_tables() -> None:
    _said(
        "queries",
        sa.Column("id", sa.String(24), primary_key=True),
        sa.Column("indicator", sa.String(80), nullable=False),
        sa.Column("child_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("reason", sa.String(80), nullable=False),
        sa.Column("explanation_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("evidence_name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("evidence_sealed", sa.LargeBinary(), nullable=True),
    )
    _said(
        "query_entries",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("query_id", sa.String(24), sa.ForeignKey("queries.id"), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("outcome", sa.String(40), nullable=False),
        sa.Column("part", sa.String(40), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("evidence_name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("evidence_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("figures_mark", sa.String(64), nullable=False),
    )
    op.create_index("ix_query_entries_query_id", "query_entries", ["query_id"], unique=False)
    _said(
        "sign_offs",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("bundle_id", sa.String(32), nullable=False),
        sa.Column("receipt", sa.String(40), nullable=False, unique=True),
    )
    _said(
        "commentaries",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("indicator", sa.String(80), nullable=False),
        sa.Column("mark", sa.String(24), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
    )
    _said(
        "returns_sent",
        sa.Column("id", sa.String(24), primary_key=True),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("errors", sa.Integer(), nullable=False),
        sa.Column("queries", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("result_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "messages",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("window_id", sa.Integer(), sa.ForeignKey("windows.id"), nullable=False),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("words", sa.String(40), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("sent_at", sa.String(32), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
    )
    op.create_index("ix_messages_sent_at", "messages", ["sent_at"], unique=False)
    op.create_index("ix_messages_window_id", "messages", ["window_id"], unique=False)
    op.create_table(
        "row_marks",
        sa.Column("audit_sequence", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("table_name", sa.String(40), primary_key=True),
        sa.Column("row_key", sa.String(80), primary_key=True),
        sa.Column("mark", sa.String(64), nullable=False),
    )
    op.create_table(
        "failed_sign_ins",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("address_mark", sa.String(64), nullable=False),
        sa.Column("code_mark", sa.String(64), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
    )
    for column in ("address_mark", "code_mark"):
        op.create_index(f"ix_failed_sign_ins_{column}", "failed_sign_ins", [column], unique=False)
