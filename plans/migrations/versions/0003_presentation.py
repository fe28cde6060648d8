"""A saved version holds the presentation collected with it; versions of before have none.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the column, empty in every version there is."""
    op.add_column("plan_versions", sa.Column("tray", sa.Text, nullable=False, server_default=""))


def downgrade() -> None:
    """Drop the column, with every presentation in it."""
    op.drop_column("plan_versions", "tray")
