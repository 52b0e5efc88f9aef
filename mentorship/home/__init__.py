"""The signed-in person's own page: what to do next."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Wire the room into the app."""
