"""Fifty people book one mentor at the same moment, over HTTP, against gunicorn with several processes."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from threading import Barrier
from typing import NamedTuple
from urllib.parse import urlencode

import pytest
from flask import Flask

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.config import ROOT
from mentorship.extensions import db
from mentorship.meetings.models import Attendance
from mentorship.programs.models import Cohort
from tests import factories
from tests.pages import Browser

pytestmark = pytest.mark.slow
CLIENTS, ROUNDS, WORKERS = 50, 4, 4
PATIENCE = 60.0


@pytest.fixture(autouse=True)
def monday() -> None:
    """gunicorn's clock is the machine's, so it is not moved here."""


in_the_morning = monday


@pytest.fixture
def port(app: Flask, tmp_path: Path) -> Iterator[int]:
    """A site of several processes on the test's own database."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    environment = {
        **os.environ,
        "APP_ENV": "test",
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "INSTANCE_DIR": app.extensions["settings"].instance_dir,
        "BASE_URL": f"http://127.0.0.1:{port}",
    }
    command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "--workers", str(WORKERS)]
    command += ["--bind", f"127.0.0.1:{port}", "--backlog", "256", "app:app"]
    with (tmp_path / "gunicorn.log").open("wb") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            wait_for(port)
            yield port
        finally:
            server.terminate()
            server.wait(timeout=PATIENCE)


def wait_for(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            if ask(port, "GET", "/healthz/live", "").status == 200:
                return
        except OSError:
            assert time.monotonic() < until, "gunicorn does not answer"
        time.sleep(0.1)


class Answer(NamedTuple):
    status: int
    page: str


def ask(port: int, verb: str, path: str, cookies: str, **fields: str) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
    try:
        connection.request(verb, path, urlencode(fields) if fields else None, headers)
        response = connection.getresponse()
        return Answer(response.status, response.read().decode())
    finally:
        connection.close()


class Booker(NamedTuple):
    """Somebody signed in, ready to press the button of one time."""

    path: str
    cookies: str
    token: str


def booker(client: Browser, cohort: Cohort, ben: Person, number: int) -> Booker:
    mentee = factories.mentee(cohort, f"Mentee {number}")
    factories.hours(mentee, [])
    pair = factories.mentorship(cohort, ben, mentee)
    browser = client.signed_in(mentee)
    token = browser.csrf_token()
    cookie = browser.client.get_cookie("hallway")
    assert cookie
    return Booker(f"/mentorships/{pair.public_id}/meetings", f"hallway={cookie.value}", token)


def test_of_fifty_who_book_at_once_nobody_overlaps_and_nobody_sees_a_crash(
    client: Browser, cohort: Cohort, port: int
) -> None:
    ben = factories.mentor(cohort, "Ben Osei", capacity=20)
    factories.hours(ben, [])
    people = [booker(client, cohort, ben, number) for number in range(CLIENTS)]
    db.session.remove()
    first = clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=3)

    answers: list[Answer] = []
    for turn in range(ROUNDS):
        # Four want each time, and every time overlaps its neighbors: a meeting takes 45 minutes.
        times = [first + timedelta(days=turn, minutes=15 * (number // 4)) for number in range(CLIENTS)]
        start = Barrier(CLIENTS)

        def book(one: Booker, starts_at: str, start: Barrier = start) -> Answer:
            start.wait(timeout=PATIENCE)
            return ask(port, "POST", one.path, one.cookies, csrf_token=one.token, starts_at=starts_at)

        with ThreadPoolExecutor(CLIENTS) as pool:
            answers += pool.map(book, people, [time.isoformat() for time in times])

    won = [answer for answer in answers if answer.status == 303]
    lost = [answer for answer in answers if answer.status == 409]
    assert len(won) + len(lost) == CLIENTS * ROUNDS, sorted({answer.status for answer in answers})
    taken = sorted(
        (row.starts_at, row.ends_at)
        for row in db.session.query(Attendance).filter_by(person_id=ben.id, active=True)
    )
    assert len(taken) == len(won) > ROUNDS
    assert all(one_ends <= other_starts for (_, one_ends), (other_starts, _) in pairwise(taken))
