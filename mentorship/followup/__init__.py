"""What time makes happen: reminders, follow-ups, nudges; and the worker that does it."""

from __future__ import annotations

from flask import Flask

from mentorship import clock
from mentorship.availability.calm import calm_from
from mentorship.followup import cli, queries, still_so
from mentorship.followup.views import bp
from mentorship.mail.services import check_before_sending, put_off


def init_app(app: Flask) -> None:
    """Wire the room into the app."""
    app.register_blueprint(bp)
    app.cli.add_command(cli.worker)
    app.add_template_global(lambda: queries.why_not_ready(clock.now()), "why_not_ready")
    for kind, check in {**still_so.CHECKS, "together": still_so.any_still_so}.items():
        check_before_sending(kind, check)
    put_off(calm_from)
