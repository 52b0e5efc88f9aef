"""Two mentees book one mentor at the same moment; together they would go over the mentor's month."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from mentorship.extensions import db
from mentorship.meetings.models import Meeting, MeetingState
from tests import factories
from tests.meetings.test_many_book_at_once import at_once, poster

FIRST = datetime(2026, 11, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize("_round", range(3))
def test_of_bookings_that_together_go_over_a_budget_as_many_win_as_it_holds(client, cohort, ben, _round):
    factories.hours(ben, [])
    factories.allows(ben, monthly_minutes=100)
    deeds = []
    for number in range(6):
        mentee = factories.mentee(cohort, f"Mentee {number}")
        pair = factories.mentorship(cohort, ben, mentee)
        start = {"starts_at": (FIRST + timedelta(days=number)).isoformat()}
        deeds.append(poster(client.signed_in(mentee), f"/mentorships/{pair.public_id}/meetings", start))

    answers = at_once(deeds)

    assert sorted(answers) == [303, 303, 409, 409, 409, 409]
    assert db.session.query(Meeting).filter_by(state=MeetingState.confirmed).count() == 2


@pytest.mark.parametrize("_round", range(3))
def test_a_buffer_holds_between_two_who_book_at_once(client, cohort, ben, _round):
    factories.hours(ben, [])
    factories.allows(ben, buffer_minutes=30)
    deeds = []
    for number in range(4):
        mentee = factories.mentee(cohort, f"Mentee {number}")
        pair = factories.mentorship(cohort, ben, mentee)
        start = {"starts_at": (FIRST + timedelta(minutes=45 * number)).isoformat()}
        deeds.append(poster(client.signed_in(mentee), f"/mentorships/{pair.public_id}/meetings", start))

    at_once(deeds)

    starts = sorted(meeting.starts_at for meeting in db.session.query(Meeting))
    assert 1 <= len(starts) <= 2
    assert all(other - one >= timedelta(minutes=75) for one, other in pairwise(starts))
