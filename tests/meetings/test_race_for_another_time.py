"""A time that is proposed for a date is accepted, declined, taken back and wanted by others at the same moment."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from mentorship.extensions import db
from mentorship.meetings import moving, services
from mentorship.meetings.models import Attendance, MeetingState, MoveProposal
from tests import factories
from tests.meetings import post
from tests.meetings.test_many_book_at_once import FIRST, amara, at_once, ben, poster, times_of

__all__ = ["amara", "ben"]
LATER = FIRST + timedelta(days=1)


@pytest.fixture
def meeting(pair, amara):
    """A date, and another time that Amara proposes for it."""
    made = services.book(pair, amara, FIRST)
    moving.propose_move(made, amara, LATER, seen=None, anyway=True)
    db.session.commit()
    return made


@pytest.mark.parametrize("_round", range(3))
def test_however_it_ends_there_is_one_history_and_nobody_overlaps(
    client, cohort, meeting, amara, ben, _round
):
    other = factories.mentorship(cohort, ben, factories.mentee(cohort, "Carla Cruz"))
    answer, wanted = f"/meetings/{meeting.public_id}/answer", {"wanted": LATER.isoformat()}
    theirs = {"starts_at": LATER.isoformat()}
    deeds = [
        poster(client.signed_in(ben), answer, {"act": "accept_move", **wanted}),
        poster(client.signed_in(ben), answer, {"act": "decline_move", **wanted}),
        poster(client.signed_in(amara), answer, {"act": "decline_move", **wanted}),
        poster(client.signed_in(amara), f"/meetings/{meeting.public_id}/cancel", {"reason": ""}),
        poster(client.signed_in(other.mentee), f"/mentorships/{other.public_id}/meetings", theirs),
    ]

    answers = at_once(deeds)

    db.session.expire_all()
    entries = [post.entry(mail) for mail in post.mails_to(amara, "meetings.") if post.files(mail)]
    assert set(answers) <= {303, 409}
    assert meeting.state == MeetingState.cancelled
    assert [entry.sequence for entry in entries] == list(range(meeting.sequence + 1))
    assert db.session.query(MoveProposal).count() == 0
    assert db.session.query(Attendance).filter(Attendance.kept_for_id.is_not(None)).count() == 0
    assert all(one[1] <= two[0] for one, two in pairwise(times_of(ben)))


def test_of_two_yes_at_once_the_date_moves_once(client, meeting, ben):
    answer = f"/meetings/{meeting.public_id}/answer"
    fields = {"act": "accept_move", "wanted": LATER.isoformat()}

    answers = at_once([poster(client.signed_in(ben), answer, fields) for _ in range(4)])

    db.session.expire_all()
    assert set(answers) == {303}
    assert (meeting.starts_at, meeting.sequence) == (LATER, 1)
    assert len(post.mails_to(ben, "meetings.moved")) == 1
