"""Programs, cohorts and applications."""

from __future__ import annotations

from flask import Flask

from mentorship.programs import cli, views


def init_app(app: Flask) -> None:
    """Wire the room into the app."""
    app.register_blueprint(views.bp)
    for group in (cli.program, cli.cohort, cli.coordinator):
        app.cli.add_command(group)
