"""The few numbers that a coordinator's home page shows."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select

from mentorship.extensions import db
from mentorship.meetings.models import Meeting, MeetingState
from mentorship.pairs.models import Mentorship, MentorshipState
from mentorship.programs.models import Application, ApplicationState


def unread_applications(cohort_ids: Collection[int]) -> dict[int, int]:
    """How many applications nobody has read, by cohort."""
    query = select(Application.cohort_id, func.count()).filter_by(state=ApplicationState.submitted)
    query = query.where(Application.cohort_id.in_(cohort_ids)).group_by(Application.cohort_id)
    return dict(db.session.execute(query).all())


def pairs_without_next_date(cohort_ids: Collection[int], now: datetime) -> dict[int, int]:
    """How many working pairs have no meeting ahead, by cohort."""
    ahead = select(Meeting.mentorship_id).where(
        Meeting.state == MeetingState.confirmed, Meeting.ends_at > now
    )
    query = select(Mentorship.cohort_id, func.count()).filter_by(state=MentorshipState.active)
    query = query.where(Mentorship.cohort_id.in_(cohort_ids), Mentorship.id.not_in(ahead))
    return dict(db.session.execute(query.group_by(Mentorship.cohort_id)).all())
