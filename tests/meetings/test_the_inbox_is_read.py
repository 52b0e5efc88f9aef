"""Answers arrive in a folder or by an address for mail servers; only then do invitations ask for them."""

from __future__ import annotations

import mailbox
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from mentorship.extensions import db
from mentorship.followup.cli import run_once
from mentorship.meetings import queries, services
from mentorship.meetings.models import Answer, CalendarReply
from tests.meetings import answers, post
from tests.meetings.answers import answer_file, as_gmail
from tests.meetings.conftest import MONDAY

WEDNESDAY = datetime(2026, 11, 12, 1, 0, tzinfo=UTC)
SECRET = "a-secret-that-only-the-mail-server-knows"


@pytest.fixture
def meeting(pair, amara):
    booked = services.book(pair, amara, WEDNESDAY)
    db.session.commit()
    return booked


@pytest.fixture
def set_to(app, monkeypatch) -> Callable[..., None]:
    """Other settings, for one test."""

    def change(**settings: str) -> None:
        monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], **settings))

    return change


def answer_of(meeting, person) -> Answer:
    db.session.expire_all()
    return next(one.answer for one in meeting.attendances if one.person_id == person.id)


def attendees(mail) -> dict[str, str]:
    """Whom the file in this mail asks for an answer."""
    [event] = post.calendar(mail).events
    return {str(one).removeprefix("mailto:"): one.params["RSVP"] for one in event.attendees}


def test_the_worker_reads_the_folder(app, meeting, ben, set_to, tmp_path):
    folder = mailbox.Maildir(str(tmp_path / "answers"))
    folder.add(answers.by_hand("stranger@example.com"))
    folder.add(as_gmail(answer_file(meeting, ben.email, "TENTATIVE", MONDAY), ben.email))
    set_to(inbox_url=f"maildir:{tmp_path / 'answers'}")

    run_once()

    assert answer_of(meeting, ben) == Answer.tentative


def test_a_folder_that_is_gone_does_not_stop_the_worker(app, meeting, set_to, caplog):
    set_to(inbox_url="maildir:/nowhere/at/all")

    run_once()

    assert "the inbox cannot be read" in caplog.text


def test_an_operator_reads_the_inbox_by_hand(app, meeting, ben, set_to, tmp_path):
    folder = mailbox.Maildir(str(tmp_path / "answers"))
    folder.add(as_gmail(answer_file(meeting, ben.email, "ACCEPTED", MONDAY), ben.email))
    runner = app.test_cli_runner()
    refused = runner.invoke(args=["inbox"])
    set_to(inbox_url=f"maildir:{tmp_path / 'answers'}")

    read = runner.invoke(args=["inbox"])

    assert "INBOX_URL is empty" in refused.output
    assert read.output == "taken\nRead: 1.\n"


def test_a_mail_server_hands_over_a_message(client, meeting, ben, set_to):
    set_to(inbox_secret=SECRET)
    mail = as_gmail(answer_file(meeting, ben.email, "ACCEPTED", MONDAY), ben.email)

    statuses = [
        client.client.post(f"/inbox/{SECRET}", data=mail, content_type="message/rfc822").status_code
        for _ in range(2)
    ]

    assert statuses == [204, 204]
    assert answer_of(meeting, ben) == Answer.accepted
    assert db.session.query(CalendarReply).count() == 1


@pytest.mark.parametrize("token", ["wrong", SECRET[:-1], f"{SECRET}x", "ä" * 40])
def test_nobody_else_hands_over_anything(client, meeting, ben, set_to, token):
    set_to(inbox_secret=SECRET)
    mail = as_gmail(answer_file(meeting, ben.email, "ACCEPTED", MONDAY), ben.email)

    status = client.client.post(f"/inbox/{token}", data=mail).status_code

    assert status == 404
    assert answer_of(meeting, ben) == Answer.needs_action


@pytest.mark.parametrize(("octets", "status"), [(b"", 204), (b"\0\xff" * 900, 204), (b"x" * 300_000, 413)])
def test_nonsense_is_answered_without_an_error(client, set_to, octets, status):
    set_to(inbox_secret=SECRET)

    assert client.client.post(f"/inbox/{SECRET}", data=octets).status_code == status


def test_without_an_inbox_the_address_does_not_exist_and_no_answer_is_asked_for(client, meeting, amara, ben):
    [invitation] = post.mails_to(ben)

    assert client.client.post("/inbox/", data=b"x").status_code == 404
    assert client.client.post("/inbox/None", data=b"x").status_code == 404
    assert attendees(invitation) == {amara.email: "FALSE", ben.email: "FALSE"}


def test_with_an_inbox_whoever_did_not_choose_the_time_is_asked(pair, amara, ben, set_to):
    set_to(inbox_secret=SECRET)
    meeting = services.book(pair, amara, WEDNESDAY)
    services.reschedule(meeting, ben, WEDNESDAY.replace(day=13))

    booked, moved = post.mails_to(amara, "meetings.")

    assert attendees(booked) == {amara.email: "FALSE", ben.email: "TRUE"}
    assert attendees(moved) == {amara.email: "TRUE", ben.email: "FALSE"}
    assert queries.next_meeting(pair) is meeting
