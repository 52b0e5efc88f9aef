"""A mentorship once agreed: its places, agreement, goals, rests and end."""

from __future__ import annotations

from flask import Flask

from mentorship.pairs import pause_views
from mentorship.pairs.views import bp

PAGES = (pause_views,)
"""Puts its pages on the one blueprint when it is imported."""


def init_app(app: Flask) -> None:
    """Wire the room into the app."""
    app.register_blueprint(bp)
