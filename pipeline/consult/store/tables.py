"""The tables of the preview's state: people, windows, sessions, decisions and the audit, in SQLite or PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Dialect,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)


class Instant(TypeDecorator[datetime]):
    """A time in UTC kept as ISO text, so that both databases sort, back up and digest it alike."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """As text, always with six digits of a second."""
        return None if value is None else value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """As a time that knows it is UTC."""
        return None if value is None else datetime.fromisoformat(value)


metadata = MetaData()

windows = Table(
    "windows",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("release", String(80), nullable=False),
    Column("collection_year", Integer, nullable=False),
    Column("opens_at", Instant, nullable=False),
    Column("closes_at", Instant, nullable=False),
    Column("embargo_until", Instant, nullable=False),
    Column("notice", Text, nullable=False),
    Column("settled_at", Instant),  # when silence was recorded, once, after the window closed
    Column("resubmit_until", Instant),  # until when a corrected return may be sent; nobody may where it is not set
    Column("resubmit_how", Text, nullable=False, server_default=""),
    UniqueConstraint("release", "collection_year"),
)
window_authorities = Table(
    "window_authorities",
    metadata,
    Column("window_id", ForeignKey("windows.id"), primary_key=True),
    Column("la_code", String(9), primary_key=True),
    Column("la_name", String(120), nullable=False),
)
people = Table(
    "people",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(200), nullable=False),
    Column("email", String(254), nullable=False, unique=True),
    Column("role", String(20), nullable=False),
    Column("la_code", String(9)),
    Column("openid_issuer", String(400)),
    Column("openid_subject", String(255)),
    Column("is_active", Boolean, nullable=False),
)
invitations = Table(
    "invitations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("window_id", ForeignKey("windows.id"), nullable=False),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("code_mark", String(64), nullable=False, unique=True),
    Column("issued_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("revoked_at", Instant),
)
sessions = Table(
    "sessions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("token_mark", String(64), nullable=False, unique=True),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("window_id", ForeignKey("windows.id"), nullable=False),
    Column("form_token", String(64), nullable=False),
    Column("began_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("ended_at", Instant),
)
failed_sign_ins = Table(
    "failed_sign_ins",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("address_mark", String(64), nullable=False, index=True),
    Column("code_mark", String(64), nullable=False, index=True),
    Column("at", Instant, nullable=False),
)
decisions = Table(
    "decisions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("window_id", ForeignKey("windows.id"), nullable=False, index=True),
    Column("la_code", String(9), nullable=False, index=True),
    Column("indicator", String(80), nullable=False),
    Column("kind", String(20), nullable=False),  # agreed, queried, no_reply
    Column("person_id", ForeignKey("people.id")),  # nobody, where nobody replied
    Column("at", Instant, nullable=False),
    Column("figures_mark", String(64), nullable=False),  # which figures were decided on
)
queries = Table(
    "queries",
    metadata,
    Column("id", String(24), primary_key=True),
    Column("window_id", ForeignKey("windows.id"), nullable=False, index=True),
    Column("la_code", String(9), nullable=False, index=True),
    Column("indicator", String(80), nullable=False),
    Column("child_sealed", LargeBinary),
    Column("reason", String(80), nullable=False),
    Column("explanation_sealed", LargeBinary, nullable=False),
    Column("evidence_name_sealed", LargeBinary),
    Column("evidence_sealed", LargeBinary),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("at", Instant, nullable=False),
)
# What was said on a query after it was asked; the last entry says where it stands.
query_entries = Table(
    "query_entries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("query_id", ForeignKey("queries.id"), nullable=False, index=True),
    Column("window_id", ForeignKey("windows.id"), nullable=False, index=True),
    Column("la_code", String(9), nullable=False, index=True),
    Column("kind", String(20), nullable=False),  # added, withdrawn, answered, reopened
    Column("outcome", String(40), nullable=False),  # of an answer; else ""
    Column("part", String(40), nullable=False),  # what the words are bound to, beside the query
    Column("words_sealed", LargeBinary),
    Column("evidence_name_sealed", LargeBinary),
    Column("evidence_sealed", LargeBinary),
    Column("figures_mark", String(64), nullable=False),  # of an answer: which figures it was about
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("at", Instant, nullable=False),
)
# The last is the one that holds: an authority signs again when figures changed under its signature.
sign_offs = Table(
    "sign_offs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("window_id", ForeignKey("windows.id"), nullable=False, index=True),
    Column("la_code", String(9), nullable=False, index=True),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("bundle_id", String(32), nullable=False),
    Column("receipt", String(40), nullable=False, unique=True),
)
announcements = Table(
    "announcements",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("window_id", ForeignKey("windows.id"), nullable=False, index=True),
    Column("indicator", String(80), nullable=False),  # "" is about every indicator
    Column("text", Text, nullable=False),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("at", Instant, nullable=False),
)
# What an authority says of its figures, to the statistician and the quality report; the last of each indicator holds.
commentaries = Table(
    "commentaries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("window_id", ForeignKey("windows.id"), nullable=False, index=True),
    Column("la_code", String(9), nullable=False, index=True),
    Column("indicator", String(80), nullable=False),  # "" is about all of them
    Column("mark", String(24), nullable=False),  # what the words are bound to
    Column("words_sealed", LargeBinary),  # nothing where it was taken back
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("at", Instant, nullable=False),
)
# Corrected returns, as they were uploaded, with what the check found at once.
returns_sent = Table(
    "returns_sent",
    metadata,
    Column("id", String(24), primary_key=True),
    Column("window_id", ForeignKey("windows.id"), nullable=False, index=True),
    Column("la_code", String(9), nullable=False, index=True),
    Column("status", String(20), nullable=False),
    Column("errors", Integer, nullable=False),
    Column("queries", Integer, nullable=False),
    Column("size", Integer, nullable=False),
    Column("result_sealed", LargeBinary, nullable=False),
    Column("name_sealed", LargeBinary, nullable=False),
    Column("content_sealed", LargeBinary, nullable=False),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("at", Instant, nullable=False),
)
# What is to be sent by e-mail, written with what it tells of; sent once the mail server has taken it.
messages = Table(
    "messages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("window_id", ForeignKey("windows.id"), nullable=False, index=True),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("words", String(40), nullable=False),  # which words; they name nobody and nothing
    Column("at", Instant, nullable=False),
    Column("sent_at", Instant, index=True),
    Column("tries", Integer, nullable=False),
)
audit = Table(
    "audit",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("person_id", Integer),
    Column("role", String(20), nullable=False),
    Column("la_code", String(9), nullable=False),
    Column("window_id", Integer),
    Column("action", String(40), nullable=False),
    Column("object", String(200), nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("rows_digest", String(64)),  # of the rows that the entry is about, in row_marks
    Column("previous_mark", String(64), nullable=False),
    Column("mark", String(64), nullable=False),
)
row_marks = Table(
    "row_marks",
    metadata,
    Column("audit_sequence", Integer, primary_key=True, autoincrement=False),
    Column("table_name", String(40), primary_key=True),
    Column("row_key", String(80), primary_key=True),
    Column("mark", String(64), nullable=False),
)
# One row, locked by whoever appends: the chain has one end however many servers there are.
audit_end = Table(
    "audit_end",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("sequence", Integer, nullable=False),
    Column("mark", String(64), nullable=False),
)
