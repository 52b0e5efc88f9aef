"""Sign-up, sign-in, sessions, roles and signed links."""

from __future__ import annotations

from flask import Flask

from mentorship.accounts import passwords, views
from mentorship.extensions import login_manager


def init_app(app: Flask) -> None:
    """Wire the room into the app."""
    passwords.init_app(app)
    app.register_blueprint(views.bp)
    login_manager.login_view = "accounts.sign_in"
    login_manager.login_message = "Sign in to open this page."
