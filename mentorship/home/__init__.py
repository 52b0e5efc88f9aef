"""The signed-in person's own page: what to do next."""

from __future__ import annotations

from flask import Flask

from mentorship.home.views import bp


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
