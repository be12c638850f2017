"""Runs migrations on the connection that State hands over."""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()  # inside State's transaction: all of it or none
