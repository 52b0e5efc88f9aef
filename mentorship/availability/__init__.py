"""Weekly hours and the arithmetic of free time."""

from __future__ import annotations

from flask import Flask

from mentorship.availability.views import bp


def init_app(app: Flask) -> None:
    """Wire the room into the app."""
    app.register_blueprint(bp)
