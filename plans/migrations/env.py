"""Alembic's entry: runs inside the transaction that `plans.database.migrate` has begun."""

from __future__ import annotations

from alembic import context

from plans.tables import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
with context.begin_transaction():
    context.run_migrations()
