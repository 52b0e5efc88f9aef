"""Every way in which a mail server goes wrong ends in the right class, and keeps no other mail waiting."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.mail import queries, services, smtp
from mentorship.mail.answers import Outcome
from mentorship.mail.models import MailState
from mentorship.mail.smtp import Hold, Smtp
from tests.mail.fault_server import HANG_UP, RESET, SIGN_IN, SILENCE, going_wrong
from tests.mail.letters import posted
from tests.mail.smtp_server import sending_to


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a second is as good as half a minute for a server that says nothing."""
    monkeypatch.setattr(smtp, "TIMEOUT", 0.5)


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
        server = Smtp(faults.url, "hallway@example.org", "localhost", Hold())

        answer = server.send("amara@example.com", MESSAGE)
        server.close()

    assert (answer.outcome, answer.unclear) == (outcome, unclear), answer
    assert server.on_hold == (outcome is Outcome.hold)


def test_a_greylisting_server_is_given_five_minutes(app: Flask) -> None:
    with going_wrong({b"RCPT": b"450 come back\r\n"}) as faults:
        server = Smtp(faults.url, "hallway@example.org", "localhost", Hold())

        answer = server.send("amara@example.com", MESSAGE)
        server.close()

    assert answer.at_least == timedelta(minutes=5)


def test_nobody_at_home_holds_the_queue(app: Flask) -> None:
    with going_wrong({}) as faults:
        address = faults.url
    server = Smtp(address, "hallway@example.org", "localhost", Hold())

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
        )

        answer = server.send("amara@example.com", MESSAGE)

    assert answer.outcome is Outcome.hold
    assert "535" in answer.words
    assert "cret" not in answer.words


def test_a_server_without_tls_is_not_told_the_password(app: Flask) -> None:
    with going_wrong({b"EHLO": SIGN_IN}) as faults:
        address = faults.url.replace("smtp://", "smtp+starttls://hallway:secret@")
        server = Smtp(address, "hallway@example.org", "localhost", Hold())

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
    assert not queries.worker_seen_and_mail_stuck()[1], "one bad address is no reason to call the site unwell"


OF_ONE_MAIL = [
    case for case in CLASSES if case[2] in (Outcome.later, Outcome.refused) and b"MAIL" not in case[1]
]


@pytest.mark.parametrize(
    ("_name", "answers", "outcome", "_unclear"), OF_ONE_MAIL, ids=[case[0] for case in OF_ONE_MAIL]
)
def test_whatever_goes_wrong_with_one_mail_the_next_goes_out(
    app: Flask,
    amara: Person,
    ben: Person,
    _name: str,
    answers: dict[bytes, bytes],
    outcome: Outcome,
    _unclear: bool,
) -> None:
    to_amara, to_ben = posted(amara), posted(ben)

    with going_wrong(answers, only_for=b"amara") as faults, sending_to(app, faults.url):
        delivered = services.drain()

    assert delivered == 1
    assert to_ben.state is MailState.sent
    assert to_amara.state is (MailState.ready if outcome is Outcome.later else MailState.failed)
    assert (to_amara.attempts == 1) is (outcome is Outcome.later)


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


def test_the_fault_server_can_behave(app: Flask, amara: Person) -> None:
    mail = posted(amara)

    with going_wrong({}) as server, sending_to(app, server.url):
        delivered = services.drain()

    assert delivered == 1
    assert server.taken == [mail.message]
