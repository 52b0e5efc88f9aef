"""Every way in which a mail server goes wrong ends in the right class, and keeps no other mail waiting."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.mail import queries, services
from mentorship.mail.answers import LADDER, MOST_TRIES, Answer, Outcome, pause
from mentorship.mail.models import MailState
from mentorship.mail.smtp import Hold, Smtp
from tests.mail.fault_server import HANG_UP, RESET, SIGN_IN, SILENCE, going_wrong
from tests.mail.letters import posted
from tests.mail.smtp_server import sending_to

MESSAGE = b"Subject: hello\r\n\r\n.dot\r\nhello\r\n"

CLASSES = [
    ("closes at once", {b"GREETING": HANG_UP}, Outcome.hold, False),
    ("never greets", {b"GREETING": SILENCE}, Outcome.hold, False),
    ("greets with garbage", {b"GREETING": b"hello there\r\n"}, Outcome.hold, False),
    ("greets with 2 MB and no line end", {b"GREETING": b"2" * 2_000_000}, Outcome.hold, False),
    ("is closing", {b"GREETING": b"421 too busy\r\n"}, Outcome.hold, False),
    ("wants us to sign in", {b"MAIL": b"530 5.7.0 sign in first\r\n"}, Outcome.hold, False),
    (
        "wants us to sign in for this recipient",
        {b"RCPT": b"530 5.7.0 sign in first\r\n"},
        Outcome.hold,
        False,
    ),
    ("wants us to sign in after the dot", {b"DOT": b"530 5.7.0 sign in first\r\n"}, Outcome.hold, False),
    ("refuses our sender", {b"MAIL": b"550 not from you\r\n"}, Outcome.hold, False),
    ("defers the sender", {b"MAIL": b"451 later\r\n"}, Outcome.later, False),
    ("finds it too large", {b"MAIL": b"552 too large\r\n"}, Outcome.refused, False),
    ("greylists", {b"RCPT": b"450 come back\r\n"}, Outcome.later, False),
    ("does not know the recipient", {b"RCPT": b"550 unknown\r\n"}, Outcome.refused, False),
    ("refuses the message before it", {b"DATA": b"554 no\r\n"}, Outcome.refused, False),
    ("defers after the dot", {b"DOT": b"451 later\r\n"}, Outcome.later, False),
    ("refuses after the dot", {b"DOT": b"552 too much\r\n"}, Outcome.refused, False),
    ("drops the line during the message", {b"DURING": b""}, Outcome.later, True),
    ("takes it and drops the line", {b"DOT": HANG_UP}, Outcome.later, True),
    ("takes it and says so too late", {b"DOT": SILENCE}, Outcome.later, True),
    ("hangs up with 421", {b"RCPT": b"421 bye\r\n"}, Outcome.later, True),
    ("talks nonsense after the dot", {b"DOT": b"what?\r\n"}, Outcome.later, True),
    ("answers the dot with 2 MB and no line end", {b"DOT": b"2" * 2_000_000}, Outcome.later, True),
    ("takes it and tears the line", {b"DOT": RESET}, Outcome.delivered, False),
]


@pytest.mark.parametrize(
    ("_name", "answers", "outcome", "unclear"), CLASSES, ids=[case[0] for case in CLASSES]
)
def test_every_fault_has_its_class(
    app: Flask, _name: str, answers: dict[bytes, bytes], outcome: Outcome, unclear: bool
) -> None:
    with going_wrong(answers) as faults:
        server = Smtp(faults.url, "hallway@example.org", "localhost", Hold(), timeout=0.5)

        answer = server.send("amara@example.com", MESSAGE)
        server.close()

    assert (answer.outcome, answer.unclear) == (outcome, unclear), answer
    assert server.on_hold == (outcome is Outcome.hold)


def test_a_greylisting_server_is_given_five_minutes(app: Flask) -> None:
    with going_wrong({b"RCPT": b"450 come back\r\n"}) as faults:
        server = Smtp(faults.url, "hallway@example.org", "localhost", Hold(), timeout=0.5)

        answer = server.send("amara@example.com", MESSAGE)
        server.close()

    assert answer.at_least == timedelta(minutes=5)


def test_nobody_at_home_holds_the_queue(app: Flask) -> None:
    with going_wrong({}) as faults:
        address = faults.url
    server = Smtp(address, "hallway@example.org", "localhost", Hold(), timeout=0.5)

    answer = server.send("amara@example.com", MESSAGE)

    assert answer.outcome is Outcome.hold
    assert "ConnectionRefused" in answer.words


def test_a_wrong_password_holds_the_queue(app: Flask) -> None:
    with going_wrong({b"EHLO": SIGN_IN, b"AUTH": b"535 5.7.8 wrong\r\n"}) as faults:
        server = Smtp(
            faults.url.replace("//", "//hallway:s%40cret@"),
            "hallway@example.org",
            "localhost",
            Hold(),
            timeout=0.5,
        )

        answer = server.send("amara@example.com", MESSAGE)

    assert answer.outcome is Outcome.hold
    assert "535" in answer.words
    assert "cret" not in answer.words


def test_a_server_without_tls_is_not_told_the_password(app: Flask) -> None:
    with going_wrong({b"EHLO": SIGN_IN}) as faults:
        address = faults.url.replace("smtp://", "smtp+starttls://hallway:secret@")
        server = Smtp(address, "hallway@example.org", "localhost", Hold(), timeout=0.5)

        answer = server.send("amara@example.com", MESSAGE)

    assert answer.outcome is Outcome.hold
    assert faults.taken == []


def test_one_refused_recipient_does_not_keep_the_next_waiting(app: Flask, amara: Person, ben: Person) -> None:
    to_amara, to_ben = posted(amara), posted(ben)

    with (
        going_wrong({b"RCPT": b"550 no such user\r\n"}, only_for=b"amara") as faults,
        sending_to(app, faults.url),
    ):
        delivered = services.drain()

    assert delivered == 1
    assert (to_amara.state, to_ben.state) == (MailState.failed, MailState.sent)
    assert to_amara.last_error == "550 no such user"
    assert faults.connections == 1
    assert queries.stuck_mail([to_amara.person_id, to_ben.person_id]) == [to_amara]
    assert not queries.mail_is_stuck(), "one bad address is no reason to call the site unwell"


def test_what_is_deferred_goes_out_later_in_the_same_bytes(app: Flask, amara: Person) -> None:
    mail = posted(amara)
    with going_wrong({b"DOT": HANG_UP}) as faults, sending_to(app, faults.url):
        services.drain()
    assert (mail.state, mail.attempts) == (MailState.ready, 1)

    with going_wrong({}) as later, sending_to(app, later.url):
        at_once = services.drain()
        with clock.moved_to(clock.now() + timedelta(minutes=2)):
            after_a_while = services.drain()

    assert (at_once, after_a_while) == (0, 1)
    assert mail.state is MailState.sent
    assert later.taken == faults.taken == [mail.message]


def test_trouble_with_our_own_account_fails_no_mail(app: Flask, amara: Person, ben: Person) -> None:
    mails = [posted(amara), posted(ben)]

    with going_wrong({b"MAIL": b"535 who are you\r\n"}) as faults, sending_to(app, faults.url):
        services.drain()
        services.drain()

    assert [mail.state for mail in mails] == [MailState.ready, MailState.ready]
    assert [mail.attempts for mail in mails] == [0, 0]
    assert faults.connections == 1, "nobody knocks again within the minute"
    assert "535 who are you" in str(mails[0].last_error)


def test_mail_on_hold_goes_out_when_the_server_is_well_again(app: Flask, amara: Person) -> None:
    mail = posted(amara)

    with going_wrong({b"MAIL": b"530 sign in\r\n"}) as faults, sending_to(app, faults.url):
        services.drain()
        faults.answers.clear()
        with clock.moved_to(clock.now() + timedelta(seconds=61)):
            services.drain()

    assert mail.state is MailState.sent
    assert mail.last_error is None


def test_after_three_days_a_mail_is_given_up(app: Flask, amara: Person) -> None:
    mail, start = posted(amara), clock.now()

    with going_wrong({b"DOT": b"451 later\r\n"}) as faults, sending_to(app, faults.url):
        for hour in range(100):
            with clock.moved_to(start + timedelta(hours=hour)):
                services.drain()

    assert mail.state is MailState.failed
    assert mail.attempts == len(faults.taken) == MOST_TRIES
    assert (
        timedelta(hours=71)
        < sum((pause(n, Answer(Outcome.later), 1.0) for n in range(1, 40)), timedelta())
        < timedelta(hours=72)
    )


def test_a_mail_that_may_have_arrived_is_given_up_as_unsure(app: Flask, amara: Person) -> None:
    mail = posted(amara, until=clock.now() + timedelta(seconds=30))

    with going_wrong({b"DOT": HANG_UP}) as faults, sending_to(app, faults.url):
        services.drain()

    assert mail.state is MailState.unsure


def test_nothing_is_tried_any_more_once_it_is_useless(app: Flask, amara: Person, ben: Person) -> None:
    begins = clock.now() + timedelta(hours=1)
    invitation, other = posted(amara, until=begins), posted(ben)

    with going_wrong({}) as faults, sending_to(app, faults.url), clock.moved_to(begins):
        services.drain()

    assert (invitation.state, other.state) == (MailState.failed, MailState.sent)
    assert invitation.last_error == "Until it had become useless, it could not be delivered."
    assert faults.taken == [other.message]


def test_the_pauses_grow_and_a_greylisting_server_gets_its_five_minutes() -> None:
    patient = replace(Answer(Outcome.later), at_least=timedelta(minutes=5))

    steps = [pause(tries, Answer(Outcome.later), 1.0) for tries in range(1, 8)]

    assert steps == [*LADDER, LADDER[-1], LADDER[-1]]
    assert pause(1, patient, 0.8) == timedelta(minutes=5)
    assert pause(3, patient, 1.2) == timedelta(minutes=18)


def test_the_fault_server_can_behave(app: Flask, amara: Person) -> None:
    mail = posted(amara)

    with going_wrong({}) as server, sending_to(app, server.url):
        delivered = services.drain()

    assert delivered == 1
    assert server.taken == [mail.message]
