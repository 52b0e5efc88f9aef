"""A mentorship once agreed: its places, agreement, goals and end."""

from __future__ import annotations

from flask import Flask

from mentorship.pairs.views import bp


def init_app(app: Flask) -> None:
    """Wire the room into the app."""
    app.register_blueprint(bp)
