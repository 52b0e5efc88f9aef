"""Base, the column types, and the engine hooks that make both databases keep their promises."""

from __future__ import annotations

import enum
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, Connection, DateTime, Dialect, Engine, Enum, MetaData, Text, event
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry
from sqlalchemy.types import TypeDecorator

reading_only: ContextVar[bool] = ContextVar("reading_only", default=False)
"""True while a GET is answered: the database itself then refuses to write."""


@contextmanager
def only_reading() -> Iterator[None]:
    """Transactions that begin inside the block keep nobody from writing."""
    token = reading_only.set(True)
    try:
        yield
    finally:
        reading_only.reset(token)


class UtcInstant(TypeDecorator[datetime]):
    """An instant: naive values are refused, what comes back is aware and in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone; the database keeps instants")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The parent of every model."""

    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={
            str: Text(),
            datetime: UtcInstant(),
            list[str]: JSON(),
            list[int]: JSON(),
            dict[str, Any]: JSON(),
            # The value is stored, never the member's name: partial indexes speak of values.
            enum.StrEnum: Enum(
                enum.StrEnum, native_enum=False, length=32, values_callable=lambda e: [m.value for m in e]
            ),
        },
    )


def new_public_id() -> str:
    """An id for addresses that nobody can guess (128 bits)."""
    return secrets.token_urlsafe(16)


class HasPublicId:
    """For rows that have a page of their own."""

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=new_public_id)


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: object) -> None:
    """SQLite only: durable enough, strict about keys, patient about locks, and no transactions of its own."""
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=30000", "synchronous=NORMAL"):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    """Begin read-only while a GET is answered; else take SQLite's write lock at once.

    A deferred SQLite transaction that reads and then writes fails with "database is locked" under load,
    and the driver's own default starts none at all, so that two people can take one place.
    """
    reading = reading_only.get()
    if connection.dialect.name == "sqlite":
        if connection.info.get("reading") is not reading:  # most transactions begin like the one before
            connection.exec_driver_sql(f"PRAGMA query_only = {'ON' if reading else 'OFF'}")
            connection.info["reading"] = reading
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
    elif reading:
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
