"""The pair's page shows the question that waits for its reader, the fit before the pulse."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.checkins.models import FitAnswer, PulseAnswer
from mentorship.checkins.services import say_fit, say_pulse
from mentorship.extensions import db
from mentorship.meetings.models import Meeting
from mentorship.pairs import services as pairs
from mentorship.pairs.models import Mentorship, MentorshipState
from tests.pages import Browser

FIT, PULSE = "Is Dr. Ben Osei the right person for what you need?", "How is it going with Dr. Ben Osei?"


def asked(client: Browser, pair: Mentorship) -> set[str]:
    db.session.commit()
    text = client.signed_in(pair.mentee).get("home.mentorship", public_id=pair.public_id).text
    return {question for question in (FIT, PULSE) if question in text}


def test_nothing_waits_before_they_have_met(client: Browser, pair: Mentorship) -> None:
    assert asked(client, pair) == set()


def test_after_the_first_meeting_the_fit_is_asked_until_it_is_answered(
    client: Browser, pair: Mentorship, met: Meeting, ben: Person
) -> None:
    say_fit(pair, ben, FitAnswer.yes, "")
    before = asked(client, pair)
    say_fit(pair, pair.mentee, FitAnswer.yes, "")

    assert (before, asked(client, pair)) == ({FIT}, set())


def test_of_two_questions_the_fit_comes_first(client: Browser, pair: Mentorship, met: Meeting) -> None:
    with clock.moved_to(pair.started_at + timedelta(days=31)):
        both = asked(client, pair)
        say_fit(pair, pair.mentee, FitAnswer.yes, "")
        second = asked(client, pair)
        say_pulse(pair, pair.mentee, PulseAnswer.well, "")

        assert (both, second, asked(client, pair)) == ({FIT}, {PULSE}, set())


@pytest.mark.parametrize("state", [MentorshipState.completed, MentorshipState.ended_early])
def test_a_pair_that_has_ended_is_asked_nothing(
    client: Browser, pair: Mentorship, met: Meeting, state: MentorshipState
) -> None:
    pairs.end(pair, pair.mentor, state)

    assert asked(client, pair) == set()
