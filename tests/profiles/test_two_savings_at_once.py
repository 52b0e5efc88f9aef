"""The saving in the background and the button, in the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from flask import Flask

from mentorship.accounts.models import Person
from mentorship.availability.queries import windows_of
from mentorship.extensions import db
from mentorship.profiles.models import Profile
from tests import factories
from tests.pages import Browser
from tests.profiles.answered import own

TOPICS = ["prior-authorization", "denials-appeals", "ehr-selection", "launch-plan"]


def sent_together(client: Browser, person: Person, path: str, forms: list[dict[str, str]]) -> list[int]:
    """The statuses of several forms that one person sends at the same time."""
    browsers = [client.signed_in(person) for _ in forms]
    filled = [
        {"csrf_token": browser.csrf_token(), **form} for browser, form in zip(browsers, forms, strict=True)
    ]
    db.session.commit()
    with ThreadPoolExecutor(len(forms)) as threads:
        answers = threads.map(lambda browser, form: browser.client.post(path, data=form), browsers, filled)
    return [answer.status_code for answer in answers]


def test_the_first_answers_of_one_person_make_one_profile(app: Flask, client: Browser) -> None:
    nadia = factories.person("Nadia Haddad", is_mentee=True)
    forms = [{"practice_state": state} for state in ("TX", "OK", "NM", "CO", "UT", "AZ")]

    statuses = sent_together(client, nadia, "/profile/1/draft", forms)

    assert statuses == [204] * 6
    assert db.session.query(Profile).filter_by(person_id=nadia.id).count() == 1


def test_needs_that_change_in_the_same_moment_stay_one_list(client: Browser, amara: Person) -> None:
    forms = [{"need_1": TOPICS[at % 4], "need_2": TOPICS[(at + 1) % 4]} for at in range(8)]

    statuses = sent_together(client, amara, "/profile/2/draft", forms)

    kept = [need.topic for need in own(amara).needs]
    assert statuses == [204] * 8
    assert kept in [[form["need_1"], form["need_2"]] for form in forms]


def test_hours_that_change_in_the_same_moment_are_one_week(client: Browser, amara: Person) -> None:
    forms = [{"day_0": f"{hour:02}:00-21:00"} for hour in range(10, 16)]

    statuses = sent_together(client, amara, "/hours", forms)

    assert statuses == [303] * 6
    assert len(windows_of([amara.id])[amara.id]) == 1
