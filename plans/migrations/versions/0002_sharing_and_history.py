"""Plans can be shared and know what they are a copy of; a saved version can no longer be altered.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the columns, and triggers that refuse an update of a version."""
    op.add_column(
        "plans", sa.Column("shared", sa.Boolean, nullable=False, server_default=sa.false())
    )
    op.add_column("plans", sa.Column("copied_from", sa.String(32)))
    op.add_column("plans", sa.Column("copied_version", sa.Integer))
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER plan_versions_stay BEFORE UPDATE ON plan_versions "
            "BEGIN SELECT RAISE(ABORT, 'a saved version is never altered'); END"
        )
    else:
        op.execute(
            "CREATE FUNCTION plan_versions_stay() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'a saved version is never altered'; END $$"
        )
        op.execute(
            "CREATE TRIGGER plan_versions_stay BEFORE UPDATE ON plan_versions "
            "FOR EACH ROW EXECUTE FUNCTION plan_versions_stay()"
        )


def downgrade() -> None:
    """Drop the triggers and the columns."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER plan_versions_stay")
    else:
        op.execute("DROP TRIGGER plan_versions_stay ON plan_versions")
        op.execute("DROP FUNCTION plan_versions_stay()")
    for column in ("copied_version", "copied_from", "shared"):
        op.drop_column("plans", column)
