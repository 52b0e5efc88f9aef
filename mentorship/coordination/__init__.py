"""The coordinator's pages."""

from __future__ import annotations

from flask import Flask

from mentorship.coordination import (
    action_views,
    application_views,
    match_views,
    reply_views,
    views,
    weight_views,
)

PAGES = (views, action_views, application_views, match_views, reply_views, weight_views)
"""Each puts its pages on the one blueprint when it is imported."""


def init_app(app: Flask) -> None:
    app.register_blueprint(views.bp)
