"""Outgoing mail as rows, preferences, and the sender."""

from __future__ import annotations

from flask import Flask

from mentorship.mail import models


def init_app(app: Flask) -> None:
    """Wire the room into the app."""
    assert models
