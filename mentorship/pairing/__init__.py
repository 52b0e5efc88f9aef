"""Suggestions, requests and match runs."""

from __future__ import annotations

from flask import Flask

from mentorship.pairing import models


def init_app(app: Flask) -> None:
    """Wire the room into the app."""
    assert models
