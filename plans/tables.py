"""The tables of the library. Made and changed only by the migrations beside this file."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Boolean, DateTime, ForeignKey, Index, Integer, String, Text, false
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator


class UtcTime(TypeDecorator[datetime]):
    """A moment in UTC. SQLite has no time zones: it is given UTC and handed back as UTC.

    PostgreSQL gets a true timestamp with time zone. A time without a zone raises ValueError.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn a zoned time into UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a time zone cannot be kept")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the time back as UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Base of the tables."""


class PlanRow(Base):
    """A plan: whose it is and where its history stands. Its content is in its versions."""

    __tablename__ = "plans"
    __table_args__ = (Index("ix_plans_owner_updated_at", "owner", "updated_at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    #: "" is the common library of an installation without sign-in; else issuer and subject.
    owner: Mapped[str] = mapped_column(String(800))
    #: Number of the newest version: a saver names the number the work was based on.
    head: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcTime)
    shared: Mapped[bool] = mapped_column(Boolean, server_default=false())
    #: Where a copy came from. No foreign key: the original may be erased, the copy stays.
    copied_from: Mapped[str | None] = mapped_column(String(32))
    copied_version: Mapped[int | None] = mapped_column(Integer)


class VersionRow(Base):
    """One saved version. Triggers made by the migrations refuse every update."""

    __tablename__ = "plan_versions"

    plan_id: Mapped[str] = mapped_column(
        ForeignKey("plans.id", ondelete="CASCADE", name="fk_plan_versions_plan_id_plans"),
        primary_key=True,
    )
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    title: Mapped[str] = mapped_column(String(120))
    note: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    #: What was collected to be shown, as the app's own code; "" for nothing.
    tray: Mapped[str] = mapped_column(Text, server_default="")
    saved_at: Mapped[datetime] = mapped_column(UtcTime)
