"""Meetings of more than two."""

from __future__ import annotations

from flask import Flask

from mentorship.community import models


def init_app(app: Flask) -> None:
    """Wire the room into the app."""
    app.extensions["community"] = models
