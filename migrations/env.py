"""How a migration runs: inside one transaction, and on SQLite with foreign keys off until all is done.

Alembic rebuilds a SQLite table to alter it. With foreign keys on, dropping the old copy would silently delete
every child row by cascade; so they are off while it works and checked before the commit.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from alembic import context
from alembic.autogenerate.api import AutogenContext
from flask import current_app
from sqlalchemy import Connection, text

from mentorship.database import UtcInstant
from mentorship.extensions import db


def render_item(kind: str, item: Any, _context: AutogenContext) -> str | bool:
    """Our own column types by name."""
    return "mentorship.database.UtcInstant()" if kind == "type" and isinstance(item, UtcInstant) else False


def include_object(item: Any, name: str | None, kind: str, reflected: bool, _other: Any) -> bool:
    """PostgreSQL lists an exclusion constraint's index among the indexes; no model declares it."""
    return not (kind == "index" and reflected and (name or "").startswith("ex_"))


def migrate() -> None:
    engine = db.engine
    if engine.dialect.name == "sqlite":
        _copy_aside(engine.url.database)
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            # A pragma changes nothing inside a transaction, so it goes around SQLAlchemy's.
            connection.connection.driver_connection.execute("PRAGMA foreign_keys = OFF")
        try:
            _run(connection)
        finally:
            connection.invalidate()


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_item=render_item,
        include_object=include_object,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
        if connection.dialect.name == "sqlite":
            orphans = connection.execute(text("PRAGMA foreign_key_check")).all()
            if orphans:
                raise RuntimeError(
                    f"the migration would leave {len(orphans)} rows without their parent; nothing was changed"
                )


def _copy_aside(database: str | None) -> None:
    """Keep the file as it was, beside it, until the next migration."""
    if database and current_app.config.get("COPY_BEFORE_MIGRATING", True) and Path(database).exists():
        shutil.copy2(database, f"{database}.before-migration")


migrate()
