"""Meetings of more than two."""

from __future__ import annotations

from flask import Flask

from mentorship.community import answering, cli, queries, seat_views
from mentorship.community.invitations import of_groups
from mentorship.community.views import bp
from mentorship.mail.services import check_before_sending
from mentorship.meetings import own_calendar, replying

PAGES = (seat_views,)
"""Puts its pages on the one blueprint when it is imported."""


def init_app(app: Flask) -> None:
    """Wire the room into the app."""
    app.register_blueprint(bp)
    app.cli.add_command(cli.groups)
    own_calendar.show_also("groups", of_groups)
    replying.hear_also(answering.take_answer)
    check_before_sending("seat", queries.is_newest_file)
    check_before_sending("line", queries.still_waits)
