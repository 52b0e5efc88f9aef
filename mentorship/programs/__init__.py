"""Programs, cohorts and applications."""

from __future__ import annotations

from flask import Flask

from mentorship.programs import models


def init_app(app: Flask) -> None:
    """Wire the room into the app."""
    assert models
