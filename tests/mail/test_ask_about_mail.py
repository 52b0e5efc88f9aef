"""An operator looks at mail that did not leave, and puts it aside or lets it go."""

from __future__ import annotations

from datetime import timedelta

from click.testing import Result
from flask import Flask

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.mail import queries, sending, services
from mentorship.mail.answers import Answer, Outcome
from mentorship.mail.models import MailState, OutgoingMail
from tests.mail.letters import begin, posted, settle
from tests.mail.smtp_server import Inbox


def run(app: Flask, *words: str) -> Result:
    result = app.test_cli_runner().invoke(args=["mail", *words])
    db.session.expire_all()
    return result


def failed(person: Person) -> OutgoingMail:
    mail = posted(person)
    [held] = sending.claim()
    begin(held)
    settle(held, Answer(Outcome.refused, "550 no such user"))
    return mail


def test_what_did_not_leave_is_listed_with_its_reason(app: Flask, amara: Person, server: Inbox) -> None:
    posted(amara, subject="Gone")
    services.drain()
    given_up = failed(amara)

    listed = run(app, "list").output

    [line, counts] = listed.splitlines()
    assert given_up.public_id in line and "550 no such user" in line and amara.email in line
    assert counts == "1 sent, 1 failed"


def test_a_mail_is_shown_without_what_it_says(app: Flask, amara: Person) -> None:
    mail = posted(amara, lines=("A secret between two.",))

    shown = run(app, "show", mail.public_id)

    assert mail.message_id in shown.output and "ready" in shown.output
    assert "secret" not in shown.output
    assert "There is no such mail" in run(app, "show", "nobody").output


def test_what_was_given_up_is_tried_again(app: Flask, amara: Person, server: Inbox) -> None:
    mail = failed(amara)

    with clock.moved_to(clock.now() + timedelta(days=5)):
        result = run(app, "retry", mail.public_id)
        services.drain()

    assert result.output.startswith("1 will go out.")
    assert mail.state is MailState.sent
    assert [received.message for received in server.received] == [mail.message]


def test_what_still_waits_for_the_morning_is_said(app: Flask) -> None:
    help_text = " ".join(run(app, "retry", "--help").output.split())

    assert "follow-ups and nudges still wait for the morning" in help_text


def test_a_letter_that_could_not_be_written_is_never_sent(app: Flask, amara: Person, server: Inbox) -> None:
    amara.email = "no address"
    unwritten, given_up = posted(amara), posted(amara)
    given_up.message, given_up.to_address = b"Subject: whole\r\n\r\nHello.\r\n", "amara@example.org"
    db.session.commit()

    result = run(app, "retry", unwritten.public_id, given_up.public_id)
    services.drain()

    assert f"{unwritten.public_id} was never written, so there is nothing to send." in result.output
    assert "1 will go out." in result.output
    assert [received.message for received in server.received] == [given_up.message]
    assert unwritten.state is MailState.failed


def test_what_is_held_stays_until_it_is_let_go(app: Flask, amara: Person, server: Inbox) -> None:
    mails = [posted(amara) for _ in range(2)]
    later = posted(amara, ready_at=clock.now() + timedelta(days=1))

    held = run(app, "hold", "--all")
    services.drain()
    states = [mail.state for mail in (*mails, later)]
    released = run(app, "retry", "--held")
    services.drain()

    assert held.output.startswith("2 held.") and released.output.startswith("2 will go out.")
    assert states == [MailState.held, MailState.held, MailState.ready]
    assert len(server.received) == 2


def test_held_mail_that_has_become_useless_is_not_let_go_with_the_rest(app: Flask, amara: Person) -> None:
    mail = posted(amara, until=clock.now() + timedelta(hours=1))
    run(app, "hold", "--all")

    with clock.moved_to(clock.now() + timedelta(hours=2)):
        released = run(app, "retry", "--held")

    assert released.output.startswith("0 will go out.")
    assert mail.state is MailState.held


def test_mail_in_hand_or_sent_is_left_alone(app: Flask, amara: Person, server: Inbox) -> None:
    sent = posted(amara)
    services.drain()
    in_hand = posted(amara)
    sending.claim()

    run(app, "hold", sent.public_id, in_hand.public_id)
    run(app, "retry", sent.public_id, in_hand.public_id)

    assert (sent.state, in_hand.state) == (MailState.sent, MailState.claimed)


def test_a_slip_changes_nothing(app: Flask, amara: Person) -> None:
    mail = posted(amara)

    unknown, nothing = run(app, "hold", mail.public_id, "nobody"), run(app, "retry")

    assert unknown.exit_code == 1 and "There is no mail nobody; nothing was changed." in unknown.output
    assert nothing.exit_code == 2 and "Name at least one mail" in nothing.output
    assert mail.state is MailState.ready
    assert queries.mail_by_state() == {MailState.ready: 1}
