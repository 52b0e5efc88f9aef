"""The demo: a whole cohort of invented physicians, and the command that starts everything."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Wire the room into the app."""
