"""Sending: what stands in the row goes over the wire, once, and only while it is still true."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from threading import Thread

import pytest
from flask import Flask

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.mail import queries, sending, services
from mentorship.mail.answers import Answer, Outcome
from mentorship.mail.models import Category, MailState
from tests import factories
from tests.mail.letters import begin, posted, settle
from tests.mail.smtp_server import Inbox

INVITATION = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"
RAIN: set[str] = set()
"""Where it rains: what the tests' letters can be about."""


def is_raining(place: str) -> bool:
    if place == "nowhere":
        raise LookupError("no such place")
    return place in RAIN


@pytest.fixture
def rain(app: Flask) -> Iterator[set[str]]:
    services.check_before_sending("rain", is_raining)
    yield RAIN
    RAIN.clear()


def test_the_bytes_of_the_row_go_over_the_wire(app: Flask, server: Inbox, amara: Person) -> None:
    mail = posted(
        amara, calendar=INVITATION, calendar_method="REQUEST", subject="Dr. Müller said yes\u2028Bcc: x"
    )

    delivered = services.drain()

    assert delivered == 1
    [received] = server.received
    assert received.message == mail.message
    assert (received.sender, received.to) == ("hallway@example.org", amara.email)
    assert received.subject == "Dr. Müller said yes Bcc: x"
    assert received.calendars == [INVITATION, INVITATION]
    assert "http://localhost/mentorships/x?a=1&b=2" in received.text
    assert "You get this because you asked Dr. Osei to meet." in received.html
    assert (mail.state, mail.lease) == (MailState.sent, None)
    assert mail.sent_at is not None


def test_all_that_is_due_goes_over_one_connection_in_order(app: Flask, server: Inbox, amara: Person) -> None:
    mails = [posted(amara, subject=f"Letter {number}") for number in range(25)]

    delivered = services.drain()

    assert delivered == 25
    assert [mail.message for mail in server.received] == [mail.message for mail in mails]
    assert len({mail.connection for mail in server.received}) == 1


def test_a_mail_waits_for_its_time(app: Flask, server: Inbox, amara: Person) -> None:
    tomorrow = clock.now() + timedelta(days=1)
    posted(amara, ready_at=tomorrow)

    today = services.drain()
    with clock.moved_to(tomorrow):
        then = services.drain()

    assert (today, then) == (0, 1)


def test_what_is_no_longer_true_is_not_sent(app: Flask, server: Inbox, amara: Person, rain: set[str]) -> None:
    rain |= {"Austin", "Dallas"}
    austin, dallas = posted(amara, about="rain:Austin"), posted(amara, about="rain:Dallas")

    rain.remove("Austin")
    delivered = services.drain()

    assert delivered == 1
    assert (austin.state, dallas.state) == (MailState.superseded, MailState.sent)
    assert austin.last_error == "What it says was no longer so when it was about to leave."


def test_nobody_is_written_to_after_their_account_is_closed(app: Flask, server: Inbox, amara: Person) -> None:
    mail = posted(amara)
    amara.disabled_at = clock.now()
    db.session.commit()

    services.drain()

    assert mail.state is MailState.superseded
    assert mail.last_error == "The account was closed before this left."
    assert server.received == []


def test_a_switch_counts_for_mail_that_is_already_on_its_way(
    app: Flask, server: Inbox, amara: Person
) -> None:
    reminder, invitation = (posted(amara, category=kind) for kind in (Category.reminder, Category.invitation))
    services.set_preferences(amara.id, set())
    db.session.commit()

    services.drain()

    assert (reminder.state, invitation.state) == (MailState.superseded, MailState.sent)


def test_a_mail_that_cannot_be_checked_does_not_keep_the_next_waiting(
    app: Flask, server: Inbox, amara: Person, rain: set[str]
) -> None:
    poisoned, healthy = posted(amara, about="rain:nowhere"), posted(amara)

    services.drain()

    assert healthy.state is MailState.sent
    assert (poisoned.state, poisoned.attempts) == (MailState.ready, 1)
    assert poisoned.last_error == "It could not be sent: LookupError"


def test_a_worker_that_is_told_to_stop_finishes_the_mail_in_hand(
    app: Flask, server: Inbox, amara: Person
) -> None:
    mails = [posted(amara) for _ in range(3)]

    services.drain(stopping=lambda: len(server.received) == 1)

    assert [mail.state for mail in mails] == [MailState.sent, MailState.ready, MailState.ready]
    assert not any(mail.lease for mail in mails)


def test_several_workers_send_each_mail_once(app: Flask, server: Inbox) -> None:
    ids = [posted(factories.person("Grace Hopper")).public_id for _ in range(40)]
    db.session.commit()

    def work() -> None:
        with app.app_context():
            services.drain()

    workers = [Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    arrived = Counter(str(mail.email["Message-ID"]) for mail in server.received)
    assert arrived == {f"<{key}@localhost>": 1 for key in ids}


def test_what_a_worker_never_finished_is_taken_up_again(app: Flask, server: Inbox, amara: Person) -> None:
    mail = posted(amara)
    [lost] = sending.claim()
    assert begin(lost)

    at_once = services.drain()
    with clock.moved_to(clock.now() + sending.LEASE + timedelta(seconds=1)):
        later = services.drain()

    assert (at_once, later) == (0, 1)
    assert server.received[0].message == mail.message
    assert (mail.state, mail.attempts) == (MailState.sent, 1)


def test_a_worker_that_comes_back_late_changes_nothing(app: Flask, server: Inbox, amara: Person) -> None:
    mail = posted(amara)
    [late] = sending.claim()
    begin(late)
    with clock.moved_to(clock.now() + sending.LEASE + timedelta(seconds=1)):
        services.drain()

    settled = settle(late, Answer(Outcome.refused, "550 no"))

    assert not settled
    assert mail.state is MailState.sent
    assert not begin(late)


def test_a_late_answer_does_not_settle_what_another_worker_has_in_hand(app: Flask, amara: Person) -> None:
    mail = posted(amara)
    [late] = sending.claim()
    begin(late)
    with clock.moved_to(clock.now() + sending.LEASE + timedelta(seconds=1)):
        [current] = sending.claim()
        begin(current)

        settled = settle(late, Answer(Outcome.refused, "550 no"))

        assert not settled
        assert mail.state is MailState.sending
        assert settle(current, Answer(Outcome.delivered))


def test_a_lease_from_before_the_clock_was_set_back_ends(app: Flask, server: Inbox, amara: Person) -> None:
    posted(amara)
    with clock.moved_to(clock.now() + timedelta(hours=2)):
        sending.claim()

    delivered = services.drain()

    assert delivered == 1


def test_mail_that_waits_too_long_is_seen(app: Flask, amara: Person) -> None:
    mail = posted(amara)
    posted(amara, ready_at=clock.now() + timedelta(days=1))

    fresh = queries.stuck_mail([amara.id])
    with clock.moved_to(clock.now() + timedelta(minutes=16)):
        stale, stuck = queries.stuck_mail([amara.id]), queries.worker_seen_and_mail_stuck()[1]

    assert (fresh, stale, stuck) == ([], [mail], True)


def test_without_a_server_mail_goes_into_the_folder(app: Flask, amara: Person) -> None:
    mail = posted(amara)

    delivered = services.drain()

    folder = app.extensions["settings"].mailbox_dir
    [file] = (folder / "new").iterdir()
    assert delivered == 1
    assert file.read_bytes() == mail.message


def test_a_newer_mail_to_the_same_person_does_not_overtake_the_one_in_hand(
    app: Flask, server: Inbox, amara: Person, ben: Person
) -> None:
    first = posted(amara)
    [slow] = sending.claim()
    begin(slow)
    second, other = posted(amara), posted(ben)

    services.drain()
    while_slow = (second.state, second.attempts, other.state)
    settle(slow, Answer(Outcome.delivered))
    with clock.moved_to(clock.now() + timedelta(minutes=2)):
        services.drain()

    assert while_slow == (MailState.ready, 0, MailState.sent)
    assert (first.state, second.state) == (MailState.sent, MailState.sent)
