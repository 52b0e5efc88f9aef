"""What is open to somebody who waits: mentors with a free place, meetings of many with a free seat."""

from __future__ import annotations

from sqlalchemy import select

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.community.models import GroupMeeting, GroupState
from mentorship.community.queries import seats_taken
from mentorship.extensions import db
from mentorship.followup import joining_emails
from mentorship.followup.joining import Wait
from mentorship.mail.letters import Letter
from mentorship.pairing.queries import mentors_in
from mentorship.pairs.queries import load_of
from mentorship.programs.models import Cohort

MOST_SHOWN = 2


def waiting_letter(wait: Wait, _person: Person, key: str) -> Letter:
    """Where somebody stands who waits, and what they could do meanwhile."""
    cohort = wait.application.cohort
    return joining_emails.waiting(wait, meetings_with_seats(cohort), mentors_with_places(cohort), key)


def mentors_with_places(cohort: Cohort) -> int:
    """How many mentors of a cohort take requests and have a place."""
    rows = mentors_in(cohort)
    taken = load_of([row.id for row in rows])
    return sum(not row.paused and row.capacity > taken[row.id] for row in rows)


def meetings_with_seats(cohort: Cohort) -> list[GroupMeeting]:
    """The cohort's next meetings of many that have a free seat."""
    query = select(GroupMeeting).filter_by(cohort_id=cohort.id, state=GroupState.confirmed)
    query = query.where(GroupMeeting.starts_at > clock.now()).order_by(GroupMeeting.starts_at)
    ahead = db.session.scalars(query).all()
    taken = seats_taken([meeting.id for meeting in ahead])
    return [meeting for meeting in ahead if taken[meeting.id] < meeting.seats][:MOST_SHOWN]
