"""Outgoing mail as rows, preferences, and the sender."""

from __future__ import annotations

from flask import Flask

from mentorship.mail import cli, views


def init_app(app: Flask) -> None:
    """Wire the room into the app."""
    app.register_blueprint(views.bp)
    app.cli.add_command(cli.mail)
