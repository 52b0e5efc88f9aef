"""The process that answers is killed at every step of booking, moving and calling off. What is there is whole; sent
again, the same form does what it says, once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

import pytest
from flask import Flask
from sqlalchemy import select

from mentorship import clock, faults
from mentorship.audit.models import AuditEntry
from mentorship.extensions import db
from mentorship.mail.models import OutgoingMail
from mentorship.meetings import services
from mentorship.meetings.models import Attendance, Meeting
from mentorship.pairs.models import Mentorship
from mentorship.programs.models import Cohort
from tests import factories
from tests.mortal import Mortal, mortal
from tests.pages import Browser

STEPS = [point for point in faults.POINTS if not point.startswith("mail.")]
ACTS = ("book", "reschedule", "cancel")
_number = count(1)


@pytest.fixture
def web(app: Flask) -> Iterator[Mortal]:
    """A process that answers forms and dies where it is told to."""
    with mortal(app) as process:
        yield process


@dataclass
class Form:
    """Somebody is about to press a button."""

    act: str
    pair: Mentorship
    path: str
    fields: dict[str, str]
    browser: Browser

    @property
    def cookie(self) -> str:
        cookie = self.browser.client.get_cookie("hallway")
        assert cookie
        return cookie.value


def test_a_form_that_died_is_whole_or_absent_and_counts_once_when_sent_again(
    client: Browser, cohort: Cohort, web: Mortal
) -> None:
    for step in STEPS:
        die_and_send_again(web, form(client, cohort, "book"), step)

    assert web.kills == len(STEPS)


@pytest.mark.slow
@pytest.mark.parametrize("act", ACTS)
def test_every_change_survives_a_death_at_every_step(
    client: Browser, cohort: Cohort, web: Mortal, act: str
) -> None:
    for nth in (1, 2, 3, 4):
        for step in STEPS:
            die_and_send_again(web, form(client, cohort, act), f"{step}:{nth}")

    assert web.kills >= 12


def form(client: Browser, cohort: Cohort, act: str) -> Form:
    """A new pair, with a date when there is something to change, and the mentee's filled-in form."""
    number = next(_number)
    mentee, mentor = (
        factories.mentee(cohort, f"Mentee {number}"),
        factories.mentor(cohort, f"Mentor {number}"),
    )
    pair = factories.mentorship(cohort, mentor, mentee)
    first, second, *_ = services.proposed_times(pair)
    values = {"public_id": pair.public_id, "starts_at": first.isoformat()}
    if act != "book":
        meeting = services.book(pair, mentee, first)
        values = {
            "public_id": meeting.public_id,
            "starts_at": second.isoformat(),
            "seen": str(meeting.sequence),
        }
    db.session.commit()
    browser = client.signed_in(mentee)
    path, fields = browser.address(f"meetings.{act}", values)
    return Form(act, pair, path, {**fields, "csrf_token": browser.csrf_token()}, browser)


def die_and_send_again(web: Mortal, form: Form, fault: str) -> None:
    before = facts(form.pair)
    web.post(fault, clock.now(), form.path, form.cookie, form.fields)

    after = facts(form.pair)
    done = expected(form.act, before)
    assert after in (before, done), f"{fault} left a {form.act} half done: {after}"

    fields = {name: value for name, value in form.fields.items() if name != "csrf_token"}
    form.browser.send(form.path, fields, follow=False)
    assert facts(form.pair) == done, f"after {fault}, the same {form.act} again did not do it once"


def expected(act: str, before: Counter[str]) -> Counter[str]:
    """What there is more of once the form has been obeyed."""
    more = {
        "book": {"confirmed": 1, "taken": 2, "REQUEST 0": 2, "booked": 1},
        "reschedule": {"REQUEST 1": 2, "moved": 1},
        "cancel": {"cancelled": 1, "confirmed": -1, "taken": -2, "CANCEL 1": 2, "cancelled by": 1},
    }[act]
    whole = Counter(before)
    whole.update(more)
    return +whole


def facts(pair: Mentorship) -> Counter[str]:
    """A pair's meetings, times taken, mails and notes of who did what, counted by kind."""
    db.session.expire_all()
    meetings = db.session.scalars(select(Meeting).filter_by(mentorship_id=pair.id)).all()
    counted = Counter(str(meeting.state) for meeting in meetings)
    ids, uids = [meeting.id for meeting in meetings], [meeting.uid for meeting in meetings]
    taken = db.session.scalars(select(Attendance).where(Attendance.meeting_id.in_(ids), Attendance.active))
    counted["taken"] = len(taken.all())
    for mail in db.session.scalars(
        select(OutgoingMail).where(OutgoingMail.person_id.in_([pair.mentor_id, pair.mentee_id]))
    ):
        _, uid, sequence, method, _ = mail.dedupe_key.split(":")
        assert uid in uids
        counted[f"{method} {sequence}"] += 1
    about = [f"Meeting:{meeting.public_id}" for meeting in meetings]
    for entry in db.session.scalars(select(AuditEntry).where(AuditEntry.subject.in_(about))):
        counted["cancelled by" if entry.action == "cancelled" else entry.action] += 1
    db.session.commit()
    return +counted
