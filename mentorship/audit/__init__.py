"""Who did what, when."""

from __future__ import annotations

from flask import Flask

from mentorship.audit import models


def init_app(app: Flask) -> None:
    """Make the table known."""
    assert models.AuditEntry.__tablename__  # noqa: S101 - the import is what registers the table
