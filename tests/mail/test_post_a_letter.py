"""A letter is a row in the transaction that caused it, once."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import func, select

from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.mail import services
from mentorship.mail.models import Category, MailState, OutgoingMail
from tests.mail.letters import letter, posted

RACERS = 8


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(OutgoingMail)) or 0


def test_a_letter_stands_and_falls_with_its_cause(app: Flask, amara: Person) -> None:
    amara.name = "Amara Lee-Osei"
    services.post(letter(amara))

    db.session.rollback()

    assert count() == 0
    assert amara.name == "Amara Lee"


def test_a_letter_can_go_to_somebody_who_is_new_in_the_same_transaction(app: Flask, amara: Person) -> None:
    newcomer = Person(email="new@example.com", name="Nia New", password_hash="", created_at=amara.created_at)
    db.session.add(newcomer)

    mail = services.post(letter(newcomer))

    assert mail is not None
    assert mail.person_id == newcomer.id


def test_the_same_fact_is_posted_once(app: Flask, amara: Person) -> None:
    posted(amara, dedupe_key="accepted:1")

    assert services.post(letter(amara, dedupe_key="accepted:1")) is None
    assert count() == 1


def test_of_many_who_post_the_same_fact_at_once_one_succeeds(app: Flask, amara: Person) -> None:
    amara_id = amara.id
    db.session.commit()
    ready, results = Barrier(RACERS), []

    def race() -> None:
        with app.app_context():
            ready.wait()
            person = db.session.get_one(Person, amara_id)
            mail = services.post(letter(person, dedupe_key="accepted:1"))
            results.append(mail is not None)
            db.session.commit()

    racers = [Thread(target=race) for _ in range(RACERS)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()

    assert sorted(results) == [False] * (RACERS - 1) + [True]
    assert count() == 1


def test_what_a_person_switched_off_is_not_posted(app: Flask, amara: Person) -> None:
    services.set_preferences(amara.id, {Category.follow_up})

    wanted = {category: services.post(letter(amara, category=category)) is not None for category in Category}

    assert [category for category, came in wanted.items() if not came] == [
        Category.reminder,
        Category.hour_before,
        Category.nudge,
    ]


def test_a_letter_that_cannot_be_written_does_not_undo_its_cause(app: Flask, amara: Person) -> None:
    amara.email = "no address"
    amara.name = "Amara Lee-Osei"

    mail = posted(amara)

    assert mail.state is MailState.failed
    assert mail.last_error == "not an e-mail address that every mail server takes"
    assert amara.name == "Amara Lee-Osei"


def test_a_letter_about_something_that_nobody_watches_is_a_mistake(app: Flask, amara: Person) -> None:
    with pytest.raises(services.NobodyChecks, match="check_before_sending"):
        services.post(letter(amara, about="weather:sunny"))
