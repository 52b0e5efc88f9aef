"""Booking, invitations and what came of a meeting."""

from __future__ import annotations

from flask import Flask

from mentorship.meetings import models


def init_app(app: Flask) -> None:
    """Wire the room into the app."""
    assert models
