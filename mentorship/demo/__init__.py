"""The demo: a whole cohort of invented physicians, and the command that starts everything."""

from __future__ import annotations

from flask import Flask

from mentorship.demo.cli import demo


def init_app(app: Flask) -> None:
    app.cli.add_command(demo)
