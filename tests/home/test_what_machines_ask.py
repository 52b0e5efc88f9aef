"""Whatever keeps the site running asks two addresses: does it live, and can it do its part?"""

from __future__ import annotations

from datetime import timedelta

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.mail.services import beat
from tests.mail.letters import posted
from tests.pages import Browser


def test_the_process_answers_even_without_a_worker(client: Browser) -> None:
    answer = client.open("/healthz/live").response

    assert answer.json == {"live": True}


def test_without_a_worker_the_site_is_not_ready_and_says_why(client: Browser) -> None:
    answer = client.open("/healthz/ready", 503).response

    assert answer.json["ready"] is False
    assert answer.json["trouble"] == [
        "No worker has shown itself for two minutes: start one with `flask worker`."
    ]


def test_with_a_worker_it_is_ready(client: Browser) -> None:
    beat("worker")

    answer = client.open("/healthz/ready").response

    assert answer.json == {"ready": True, "trouble": []}


def test_mail_that_waits_too_long_is_trouble_and_names_nobody(client: Browser, amara: Person) -> None:
    posted(amara)
    db.session.commit()

    with clock.moved_to(clock.now() + timedelta(minutes=20)):
        beat("worker")
        answer = client.open("/healthz/ready", 503).response

    assert "15 minutes" in answer.json["trouble"][0]
    assert amara.email not in answer.get_data(as_text=True)
