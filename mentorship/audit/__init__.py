"""Who did what, when."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Nothing to wire: the rooms that record import the table."""
