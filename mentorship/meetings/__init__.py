"""Booking, invitations and what came of a meeting."""

from __future__ import annotations

from flask import Flask

from mentorship.availability.booked import count_also
from mentorship.mail.services import check_before_sending
from mentorship.meetings import (
    answer_views,
    calendar_views,
    cli,
    note_views,
    own_calendar,
    replies_cli,
    reply_views,
    series_views,
    wrap_up_views,
)
from mentorship.meetings.services import cancel_upcoming
from mentorship.meetings.still_true import (
    is_current,
    is_declined,
    is_move_asked,
    is_still_asked,
    still_finds_no_time,
)
from mentorship.meetings.views import bp
from mentorship.pairs.services import mentorship_ended

PAGES = (answer_views, calendar_views, note_views, reply_views, series_views, wrap_up_views)
"""Each puts its pages on the one blueprint when it is imported."""


def init_app(app: Flask) -> None:
    """Wire the room into the app."""
    app.register_blueprint(bp)
    app.cli.add_command(cli.meetings)
    app.cli.add_command(replies_cli.inbox)
    own_calendar.show_also("meetings", own_calendar.of_pairs)
    count_also("calendar", own_calendar.booked)
    check_before_sending("meeting", is_current)
    check_before_sending("declined", is_declined)
    check_before_sending("proposal", is_still_asked)
    check_before_sending("move", is_move_asked)
    check_before_sending("times", still_finds_no_time)
    mentorship_ended.connect(cancel_upcoming)
