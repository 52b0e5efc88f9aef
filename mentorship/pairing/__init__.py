"""Suggestions, requests and match runs."""

from __future__ import annotations

from flask import Flask

from mentorship.mail.services import check_before_sending
from mentorship.pairing.queries import request_still_stands
from mentorship.pairing.views import bp


def init_app(app: Flask) -> None:
    """Wire the room into the app."""
    app.register_blueprint(bp)
    check_before_sending("request", request_still_stands)
