"""A worker killed between handing a mail over and noting it: nothing is lost, the copy is the same."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import timedelta

from flask import Flask

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.mail import sending, services
from mentorship.mail.models import MailState
from tests.mail.letters import posted
from tests.mail.smtp_server import Inbox

WORKER = """
from mentorship import create_app
from mentorship.mail import services
with create_app().app_context():
    services.drain()
"""


def test_a_killed_worker_loses_nothing(app: Flask, server: Inbox, amara: Person, ben: Person) -> None:
    in_hand, next_one = posted(amara), posted(ben)
    server.waits = 30  # the mail is taken, and the worker will not live to hear it
    db.session.commit()
    worker = subprocess.Popen([sys.executable, "-c", WORKER], env=_environment(app))
    server.wait_for(1)

    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    server.waits = 0
    with clock.moved_to(clock.now() + sending.LEASE + timedelta(seconds=1)):
        delivered = services.drain()

    assert delivered == 2
    assert (in_hand.state, next_one.state) == (MailState.sent, MailState.sent)
    assert [mail.message for mail in server.to(amara.email)] == [in_hand.message] * 2
    assert [mail.message for mail in server.to(ben.email)] == [next_one.message]


def _environment(app: Flask) -> dict[str, str]:
    settings = app.extensions["settings"]
    return {
        **os.environ,
        "APP_ENV": "test",
        "DATABASE_URL": settings.database,
        "INSTANCE_DIR": settings.instance_dir,
        "SMTP_URL": settings.smtp_url,
    }
