"""What time makes happen: reminders, follow-ups, nudges; and the worker that does it."""

from __future__ import annotations

from flask import Flask

from mentorship.followup import cli, queries
from mentorship.mail.services import check_before_sending


def init_app(app: Flask) -> None:
    """Wire the room into the app."""
    app.cli.add_command(cli.worker)
    check_before_sending("upcoming", queries.is_ahead)
    check_before_sending("ended", queries.is_unanswered)
    check_before_sending("no_date", queries.has_no_date)
    check_before_sending("missed", queries.is_missed)
