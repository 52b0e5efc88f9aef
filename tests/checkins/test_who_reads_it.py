"""The coordinator reads the answers, and is asked to act on doubt; the partner never reads them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.checkins.models import FitAnswer, PulseAnswer
from mentorship.checkins.queries import said_in
from mentorship.checkins.services import say_fit, say_pulse
from mentorship.extensions import db
from mentorship.followup.models import Action
from mentorship.followup.queue import keep_queue, people_behind
from mentorship.followup.watching import verdicts
from mentorship.meetings.models import Meeting
from mentorship.pairs import services as pairs
from mentorship.pairs.models import Mentorship, MentorshipState
from tests.pages import Browser

DAY = timedelta(days=1)


def open_doubts() -> list[Action]:
    keep_queue(clock.now())
    query = select(Action).filter_by(rule="fit_check", resolved_at=None)
    return list(db.session.scalars(query))


@pytest.mark.parametrize("answer", [FitAnswer.unsure, FitAnswer.no])
def test_doubt_waits_for_the_coordinator_who_writes_to_nobody_but_the_doubter(
    pair: Mentorship, met: Meeting, amara: Person, answer: FitAnswer
) -> None:
    say_fit(pair, amara, answer, "We talk past each other.")

    [action] = open_doubts()

    assert "Dr. Amara Lee" in action.sentence and "“We talk past each other.”" in action.sentence
    assert people_behind(action, clock.now()) == (amara,)


def said_yes(pair: Mentorship) -> None:
    say_fit(pair, pair.mentee, FitAnswer.yes, "")


def ended(pair: Mentorship) -> None:
    pairs.end(pair, pair.mentor, MentorshipState.ended_early)


@pytest.mark.parametrize("settle", [said_yes, ended])
def test_doubt_goes_by_itself(
    pair: Mentorship, met: Meeting, amara: Person, settle: Callable[[Mentorship], None]
) -> None:
    say_fit(pair, amara, FitAnswer.no, "")
    before = open_doubts()

    settle(pair)

    assert len(before) == 1 and open_doubts() == []


def test_a_plain_no_after_a_dismissed_doubt_is_shown_again(
    pair: Mentorship, met: Meeting, amara: Person
) -> None:
    say_fit(pair, amara, FitAnswer.unsure, "")
    [dismissed] = open_doubts()
    dismissed.dismissed_at = clock.now()

    say_fit(pair, amara, FitAnswer.no, "")

    [action] = open_doubts()
    assert action.id != dismissed.id and action.dismissed_at is None


@pytest.mark.parametrize(
    ("answers", "health"),
    [
        (("stuck", None), "needs_check_in"),
        ((None, "stuck"), "needs_check_in"),
        (("well", "slowly"), "on_track"),
    ],
)
def test_a_stuck_pulse_of_either_is_a_cause_that_names_nobody(
    pair: Mentorship,
    met: Meeting,
    amara: Person,
    ben: Person,
    answers: tuple[str | None, str | None],
    health: str,
) -> None:
    pairs.sign_agreement(pair, amara)
    pairs.sign_agreement(pair, ben)
    with clock.moved_to(pair.started_at + 30 * DAY):
        for person, answer in zip((amara, ben), answers, strict=True):
            if answer:
                say_pulse(pair, person, PulseAnswer(answer), "")

        verdict = verdicts([pair], said_in([pair]), clock.now())[pair.id]

    assert verdict.health == health
    assert ("One of them says that it is stuck." in verdict.causes) == ("stuck" in answers)
    assert not any("Amara" in cause or "Ben" in cause for cause in verdict.causes)


def test_a_newer_pulse_or_a_season_lifts_it(pair: Mentorship, amara: Person) -> None:
    with clock.moved_to(pair.started_at + 30 * DAY):
        say_pulse(pair, amara, PulseAnswer.stuck, "")
    [hers] = said_in([pair])[pair.id]
    before, after = (hers.stuck(pair.started_at + day * DAY) for day in (119, 121))

    with clock.moved_to(pair.started_at + 90 * DAY):
        say_pulse(pair, amara, PulseAnswer.well, "")
        [newer] = said_in([pair])[pair.id]

    assert (before, after, newer.stuck(pair.started_at + 91 * DAY)) == (True, False, False)


def test_the_coordinator_reads_who_said_what_and_the_partner_reads_nothing(
    client: Browser, pair: Mentorship, met: Meeting, amara: Person, ben: Person, cora: Person
) -> None:
    say_fit(pair, amara, FitAnswer.unsure, "canary-fit")
    with clock.moved_to(pair.started_at + 30 * DAY):
        say_pulse(pair, amara, PulseAnswer.stuck, "canary-pulse")
        db.session.commit()

        hers = client.signed_in(cora).get("coordination.pairs", public_id=pair.cohort.public_id).text
        his = client.signed_in(ben)
        pages = [
            his.get(name, public_id=pair.public_id).text
            for name in ("home.mentorship", "checkins.fit", "checkins.pulse")
        ]

    assert "Dr. Amara Lee on the fit: not sure. “canary-fit”" in hers and "canary-pulse" in hers
    assert not any(
        "canary" in text or "stuck" in text.lower().replace("stuck nothing moves", "") for text in pages
    )
