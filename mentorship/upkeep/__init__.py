"""Keeping the site whole: backup, restore, and the doctor who looks at every promise the rows should keep."""

from __future__ import annotations

from flask import Flask

from mentorship.upkeep import cli


def init_app(app: Flask) -> None:
    """Wire the room into the app."""
    for command in (cli.backup, cli.restore, cli.doctor):
        app.cli.add_command(command)
