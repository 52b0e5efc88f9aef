"""Processes that are killed: one warm process starts the site once and forks a child for every task.

A fork takes milliseconds where a start takes a second, so hundreds of kills fit into a minute. The warm process has one
thread and never touches the database; each child opens its own connections, as a freshly started process would.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from flask import Flask
from sqlalchemy.orm import configure_mappers

from mentorship import clock, create_app, faults
from mentorship.config import ROOT
from mentorship.mail import services


class Mortal:
    """The warm process, seen from the test."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.kills = 0

    def drain(self, fault: str, now: datetime) -> bool:
        """Let a worker send what is due at that instant; True if the fault killed it."""
        return self._do(do="drain", fault=fault, now=now)

    def post(self, fault: str, now: datetime, path: str, cookie: str, fields: dict[str, str]) -> bool:
        """Send a form; True if the fault killed the process that was to answer."""
        return self._do(do="post", fault=fault, now=now, path=path, cookie=cookie, fields=fields)

    def _do(self, now: datetime, **task: Any) -> bool:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps({**task, "now": now.isoformat()}) + "\n")
        self.process.stdin.flush()
        status = int(self.process.stdout.readline())
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        assert killed or status == 0, f"{task} ended with {status}; see its output"
        self.kills += killed
        return killed


@contextmanager
def mortal(app: Flask) -> Iterator[Mortal]:
    """The warm process, on the same database and mail server as the test's app."""
    settings = app.extensions["settings"]
    environment = {
        **os.environ,
        "APP_ENV": "test",
        "DATABASE_URL": settings.database,
        "INSTANCE_DIR": settings.instance_dir,
        "SMTP_URL": settings.smtp_url,
        "BASE_URL": settings.base_url,
    }
    words = [sys.executable, "-m", "tests.mortal"]
    process = subprocess.Popen(
        words, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        yield Mortal(process)
    finally:
        process.communicate()


def main() -> None:
    app = create_app()
    faults.watch(app)
    configure_mappers()
    for name in app.jinja_env.list_templates(filter_func=lambda name: name.endswith((".html", ".txt"))):
        app.jinja_env.get_template(name)  # compiled once here, not in every child
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _live(app, json.loads(line))
        print(os.waitpid(child, 0)[1], flush=True)


def _live(app: Flask, task: dict[str, Any]) -> None:
    """The child's whole life."""
    ended = 1
    try:
        with clock.moved_to(datetime.fromisoformat(task["now"])):
            faults.arm(task["fault"])
            (_drain if task["do"] == "drain" else _post)(app, task)
        ended = 0
    finally:
        sys.stderr.flush()
        os._exit(ended)


def _drain(app: Flask, _task: dict[str, Any]) -> None:
    with app.app_context():
        services.drain()


def _post(app: Flask, task: dict[str, Any]) -> None:
    client = app.test_client()
    client.set_cookie("hallway", task["cookie"])
    client.post(task["path"], data=task["fields"])


if __name__ == "__main__":
    main()
