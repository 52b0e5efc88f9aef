"""Booking, invitations and what came of a meeting."""

from __future__ import annotations

from flask import Flask

from mentorship.mail.services import check_before_sending
from mentorship.meetings import cli
from mentorship.meetings.queries import is_current
from mentorship.meetings.services import cancel_upcoming
from mentorship.meetings.views import bp
from mentorship.pairs.services import mentorship_ended


def init_app(app: Flask) -> None:
    """Wire the room into the app."""
    app.register_blueprint(bp)
    app.cli.add_command(cli.meetings)
    check_before_sending("meeting", is_current)
    mentorship_ended.connect(cancel_upcoming)
