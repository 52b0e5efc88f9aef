"""Sign-up, sign-in, sessions, roles and signed links."""

from __future__ import annotations

from flask import Flask

from mentorship.accounts import models


def init_app(app: Flask) -> None:
    """Wire the room into the app."""
    assert models
