"""The doctor finds what is broken, says so in a sentence, and finds nothing where nothing is."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.audit.models import AuditEntry
from mentorship.audit.services import record
from mentorship.database import Base
from mentorship.demo.loading import load
from mentorship.extensions import db
from mentorship.mail.models import MailState, OutgoingMail
from mentorship.meetings import services
from mentorship.meetings.models import Attendance, Meeting
from mentorship.pairing import services as pairing
from mentorship.pairing.models import MatchRun, Waiting
from mentorship.pairs.models import Mentorship
from mentorship.profiles.queries import profile_of
from mentorship.programs.models import Cohort
from mentorship.upkeep.invariants import INVARIANTS
from tests import factories
from tests.mail.letters import posted
from tests.upkeep.conftest import Run


def test_a_healthy_site_keeps_every_promise(run: Run, app: Flask, noise: None, meeting: Meeting) -> None:
    result = run("doctor")

    assert result.exit_code == 0, result.output
    assert result.output.count("ok    ") == len(INVARIANTS)
    assert result.output.endswith("Every promise is kept.\n")


def test_the_demo_keeps_every_promise(run: Run, app: Flask) -> None:
    load()
    db.session.commit()

    result = run("doctor")

    assert result.exit_code == 0, result.output


def test_nobody_waits_for_the_doctor(
    run: Run, app: Flask, amara: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def somebody_writes_meanwhile() -> list[str]:
        db.session.scalars(select(Person)).all()
        with ThreadPoolExecutor(1) as other:
            other.submit(rename).result()
        return []

    def rename() -> None:
        with app.app_context():
            db.session.execute(update(Person).values(name="Amara Newname"))
            db.session.commit()

    monkeypatch.setitem(INVARIANTS, "Somebody writes meanwhile", somebody_writes_meanwhile)

    result = run("doctor")

    assert result.exit_code == 0, result.output
    assert db.session.scalar(select(Person.name)) == "Amara Newname"


def nobody_told(meeting: Meeting) -> None:
    db.session.execute(delete(OutgoingMail).where(OutgoingMail.person_id == meeting.mentorship.mentor_id))


def time_not_taken(meeting: Meeting) -> None:
    db.session.execute(update(Attendance).values(active=False))


def a_worker_gone(meeting: Meeting) -> None:
    left = {"state": MailState.sending, "lease_until": clock.now() - timedelta(hours=2)}
    db.session.execute(update(OutgoingMail).values(left))


def an_older_mail_last(meeting: Meeting) -> None:
    services.cancel(meeting, meeting.mentorship.mentee, "")
    db.session.flush()
    newest_first = select(OutgoingMail).order_by(OutgoingMail.id.desc())
    for number, mail in enumerate(db.session.scalars(newest_first).all()):
        mail.state, mail.sent_at = MailState.sent, clock.now() + timedelta(minutes=number)


def no_history(meeting: Meeting) -> None:
    services.cancel(meeting, meeting.mentorship.mentee, "")
    db.session.flush()
    db.session.execute(delete(AuditEntry))


@pytest.mark.parametrize(
    ("break_it", "sentence"),
    [
        (nobody_told, "1 of 2 people were told how it stands"),
        (time_not_taken, "takes the time of 0 people"),
        (a_worker_gone, "is sending and should not be: flask mail show"),
        (an_older_mail_last, "left after a newer one about the same meeting"),
        (no_history, "Nobody is on record for what happened to meeting"),
    ],
)
def test_what_is_broken_is_named(
    run: Run, meeting: Meeting, break_it: Callable[[Meeting], None], sentence: str
) -> None:
    break_it(meeting)
    db.session.commit()

    result = run("doctor")

    assert result.exit_code == 1
    assert sentence in result.output
    assert f"1 of {len(INVARIANTS)} promises are broken." in result.output


@pytest.fixture
def published(cohort: Cohort, amara: Person, ben: Person, cora: Person) -> MatchRun:
    """Amara has Ben by a match, and Lena waits, because nobody had a place left."""
    factories.mentee(cohort, "Lena Late", needs=["prior-authorization"])
    profile = profile_of(ben)
    assert profile
    profile.capacity = 1
    with clock.moved_to(clock.now() + timedelta(minutes=1)):
        run = pairing.start_run(cohort, cora, "total")
        db.session.commit()
        pairing.compute_runs()
        pairing.publish(run, cora)
        db.session.commit()
    return run


def test_a_match_that_everybody_came_out_of_is_sound(run: Run, noise: None, published: MatchRun) -> None:
    assert published.waiting

    result = run("doctor")

    assert result.exit_code == 0, result.output


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        (Waiting, "is neither paired nor waiting in match"),
        (Mentorship, "was published and no pair came of it"),
    ],
)
def test_who_got_lost_in_a_match_is_named(
    run: Run, published: MatchRun, table: type[Base], sentence: str
) -> None:
    db.session.execute(delete(table))

    result = run("doctor")

    assert result.exit_code == 1
    assert sentence in result.output


@pytest.mark.parametrize("words", ["AMARA PATEL", "Müller-Osei"])
def test_what_is_left_of_somebody_is_found_in_words_in_lists_and_in_mails(
    run: Run, amara: Person, meeting: Meeting, words: str
) -> None:
    amara.name = "Amara Patel"
    record(amara, "tested", meeting, was="Dr. Müller-Osei", now="Amara Patel")
    db.session.commit()

    found, nothing = run("doctor", "--nowhere", words), run("doctor", "--nowhere", "Nobody Atall")

    assert (found.exit_code, nothing.exit_code) == (1, 0)
    assert f"“{words}” stands in audit_entry.details (1 times)." in found.output
    in_a_name = "stands in person.name (1 times)" in found.output
    assert in_a_name == ("PATEL" in words)


@pytest.mark.parametrize("words", ["Éva Müller-Straße", "ÉVA MÜLLER-STRASSE", "éva mu\u0308ller-straße"])
@pytest.mark.parametrize("within", ["a name", "a list", "a mail's words", "its calendar"])
def test_letters_with_accents_are_found_wherever_and_however_they_are_written(
    run: Run, amara: Person, words: str, within: str
) -> None:
    name = "Éva Müller-Straße"
    calendar = "BEGIN:VCALENDAR\r\nX-WR-CALDESC:Call Éva Mülle\r\n r-Straße\r\nEND:VCALENDAR\r\n".encode()
    if within == "a name":
        amara.name = name
    elif within == "a list":
        record(amara, "tested", amara, those=[name])
    elif within == "a mail's words":
        posted(amara, lines=(f"This line is only here to be so long that a break comes within {name}.",))
    else:
        posted(amara, calendar=calendar, calendar_method="REQUEST")
    db.session.commit()

    result = run("doctor", "--nowhere", words)

    stands = {"a name": "person.name", "a list": "audit_entry.details"}.get(within, "outgoing_mail.message")
    assert f"“{words}” stands in {stands} (1 times)." in result.output
    assert result.output.count("stands in") == 1


def test_a_mails_bytes_are_searched_too(run: Run, amara: Person, meeting: Meeting) -> None:
    result = run("doctor", "--nowhere", amara.email)

    assert "stands in outgoing_mail.message (" in result.output
    assert "stands in person.email (1 times)" in result.output
