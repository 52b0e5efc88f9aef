"""Named points at which the process can be made to die, as it would in a power cut.

They do nothing unless the setting FAULT names one, which production refuses. They are for the tests that kill web and
worker at every step and then count what was lost. Those of the database and the reply are only put in place when asked.
"""

from __future__ import annotations

import os
import signal
from typing import Any

from flask import Flask, Response
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from mentorship.extensions import settings_of

POINTS = (
    *("mail.before_claim", "mail.after_claim", "mail.after_connect", "mail.mid_data", "mail.after_dot"),
    *("mail.before_mark", "mail.in_change", "mail.after_mark"),
    *(
        "db.before_begin",
        "db.after_lock",
        "db.after_insert",
        "db.before_commit",
        "db.after_commit",
        "web.before_reply",
    ),
)
_passes: dict[str, int] = {}


def init_app(app: Flask) -> None:
    if settings_of(app).fault:
        watch(app)
        arm(settings_of(app).fault)


def arm(fault: str) -> None:
    """Die at this point: 'mail.after_dot', or 'mail.after_dot:3' for the third time that it is passed."""
    name, _, nth = fault.partition(":")
    if name not in POINTS:
        raise ValueError(f"there is no point called {name!r}, only {', '.join(POINTS)}")
    _passes.clear()
    _passes[name] = int(nth or 1)


def armed(name: str) -> bool:
    return name in _passes


def point(name: str) -> None:
    """Die here, if the settings say so."""
    if name in _passes:
        _passes[name] -= 1
        if not _passes[name]:
            os.kill(os.getpid(), signal.SIGKILL)


def watch(app: Flask) -> None:
    """Put the points of the database and the reply in place."""

    def after_insert(_c: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.startswith("INSERT"):
            point("db.after_insert")

    def before_reply(response: Response) -> Response:
        point("web.before_reply")
        return response

    event.listen(Engine, "begin", lambda _c: point("db.before_begin"), insert=True)
    event.listen(Engine, "begin", lambda _c: point("db.after_lock"))
    event.listen(Engine, "after_cursor_execute", after_insert)
    event.listen(Engine, "commit", lambda _c: point("db.before_commit"))
    event.listen(Session, "after_commit", lambda _s: point("db.after_commit"))
    app.after_request(before_reply)
