"""Whatever lies in the inbox is read without a crash, and says nothing about anybody."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorship.extensions import db
from mentorship.meetings import services
from mentorship.meetings.models import Answer, ReplyState
from mentorship.meetings.replying import take_in
from tests.meetings import answers
from tests.meetings.answers import answer_file, as_gmail
from tests.meetings.conftest import MONDAY

WEDNESDAY = datetime(2026, 11, 12, 1, 0, tzinfo=UTC)


@pytest.fixture
def meeting(pair, amara):
    booked = services.book(pair, amara, WEDNESDAY)
    db.session.commit()
    return booked


def answer_of(meeting, person) -> Answer:
    (answer,) = (one.answer for one in meeting.attendances if one.person_id == person.id)
    return answer


def test_a_mail_that_is_too_long_is_not_read(meeting, ben):
    mail = as_gmail(answer_file(meeting, ben.email, "ACCEPTED", MONDAY), ben.email) + b"x" * 200_000

    reply = take_in(mail)

    assert (reply.state, reply.sentence) == (
        ReplyState.unreadable,
        "The mail is far too long for an answer.",
    )


@pytest.mark.parametrize(
    "spoilt",
    [
        ("BEGIN:VEVENT", "BEGIN:VTODO"),
        ("UID:", "X-UID:"),
        ("SEQUENCE:0", "SEQUENCE:many"),
        ("DTSTAMP:2026", "DTSTAMP:never"),
        ("END:VEVENT", "END:VEVENT\r\nBEGIN:VEVENT\r\nUID:2\r\nEND:VEVENT"),
        ("BEGIN:VALARM", "BEGIN:VALARM\r\n" * 5_000),
        ("ATTENDEE", "ATTENDEE:mailto:a@example.com\r\n" * 300 + "ATTENDEE"),
    ],
)
def test_a_broken_file_from_somebody_known_is_for_the_coordinator(meeting, ben, spoilt):
    file = answer_file(meeting, ben.email, "ACCEPTED", MONDAY).replace(*spoilt)

    reply = take_in(as_gmail(file, ben.email))

    assert reply.state in (ReplyState.unreadable, ReplyState.unmatched)
    assert reply.sentence
    assert answer_of(meeting, ben) is Answer.needs_action


@settings(max_examples=60)
@given(octets=st.binary(max_size=2_000))
def test_any_octets_are_survived(app, octets):
    assert take_in(octets) is None


@settings(max_examples=60)
@given(chance=st.randoms(use_true_random=False))
def test_an_answer_with_some_octets_changed_never_says_the_opposite(meeting, ben, chance: Random):
    db.session.rollback()
    shape = chance.choice(answers.SHAPES)
    mail = bytearray(shape(answer_file(meeting, ben.email, "DECLINED", MONDAY), ben.email))
    for _ in range(chance.randint(1, 40)):
        mail[chance.randrange(len(mail))] = chance.randrange(256)

    take_in(bytes(mail))
    db.session.flush()

    assert answer_of(meeting, ben) in (Answer.declined, Answer.needs_action)


def test_a_thousand_layers_are_survived(meeting):
    layers = b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(3_000)
    )

    assert take_in(b"From: a@example.com\r\n" + layers) is None


@pytest.mark.parametrize("where", ["From: Somebody <", "UID:"])
@pytest.mark.parametrize("octets", [b"\0", b"\xed\xa0\x80", b"\xff", b"\xe2\x80\xae"])
def test_what_no_database_holds_is_survived(meeting, ben, where, octets, caplog):
    mail = as_gmail(answer_file(meeting, ben.email, "DECLINED", MONDAY), ben.email)

    take_in(mail.replace(where.encode(), where.encode() + octets))
    db.session.commit()

    assert caplog.text == ""


def test_a_fault_of_ours_keeps_no_other_mail_waiting(meeting, ben, monkeypatch):
    mails = [
        as_gmail(answer_file(meeting, ben.email, said, MONDAY), ben.email)
        for said in ("DECLINED", "ACCEPTED")
    ]
    with monkeypatch.context() as broken:
        broken.setattr("mentorship.meetings.replying._whose", lambda *_: 1 / 0)
        first = take_in(mails[0])

    second = take_in(mails[1])

    assert first is None
    assert second.state == ReplyState.taken


def test_names_that_no_page_may_hold_are_cleaned(meeting, ben):
    mail = answers.by_hand(ben.email).replace(b"From: Somebody <", b"From: =?utf-8?q?=00=E2=80=AE?= <")

    reply = take_in(mail)

    assert reply.sender == ben.email
