"""Weekly hours and the arithmetic of free time."""

from __future__ import annotations

from flask import Flask

from mentorship.availability import exception_views, feed_cli, feed_views, limit_views, zone_views
from mentorship.availability.views import bp

PAGES = (exception_views, feed_views, limit_views, zone_views)
"""Each puts its pages on the one blueprint when it is imported."""


def init_app(app: Flask) -> None:
    """Wire the room into the app."""
    app.register_blueprint(bp)
    app.cli.add_command(feed_cli.calendars)
