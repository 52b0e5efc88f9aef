"""The demo: a whole cohort of invented physicians, and the command that starts everything."""

from __future__ import annotations

from flask import Flask

from mentorship.demo.cli import demo
from mentorship.demo.simulate_cli import simulate_command


def init_app(app: Flask) -> None:
    app.cli.add_command(demo)
    app.cli.add_command(simulate_command)
