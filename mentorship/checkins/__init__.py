"""What each of a pair says, privately, about how it fits and how it goes."""

from __future__ import annotations

from flask import Flask

from mentorship.checkins.views import bp


def init_app(app: Flask) -> None:
    """Wire the room into the app."""
    app.register_blueprint(bp)
