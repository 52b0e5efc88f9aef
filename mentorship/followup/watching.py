"""The signals of pairs, read for many at once, and what they come to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from mentorship.availability.queries import hours_of
from mentorship.extensions import db
from mentorship.followup import burden, stalling
from mentorship.meetings.models import Meeting, MeetingState
from mentorship.meetings.queries import UPCOMING
from mentorship.pairs.health import Health, Signals, Verdict, judge
from mentorship.pairs.models import OPEN_STATES, AgreementSignature, Mentorship, MentorshipState

TOOK_PLACE = (MeetingState.confirmed, MeetingState.completed)


def open_pairs(cohort_id: int | None = None) -> Sequence[Mentorship]:
    """Every open pair, of one cohort or of all."""
    query = select(Mentorship).where(Mentorship.state.in_(OPEN_STATES))
    if cohort_id is not None:
        query = query.where(Mentorship.cohort_id == cohort_id)
    return db.session.scalars(query.order_by(Mentorship.id)).all()


def verdicts(pairs: Sequence[Mentorship], now: datetime) -> dict[int, Verdict]:
    """Pair id → how it is doing and why; a few queries, however many pairs there are."""
    ids = [pair.id for pair in pairs]
    met, ahead, missed = _last_met(ids, now), _with_date(ids, now), _missed_in_a_row(ids, now)
    stalled = {step.pair.id for step in stalling.steps_stalled(now)}
    signed = _signatures(ids)
    hours = hours_of({person.id for pair in pairs for person in pair.people})
    found = {}
    for pair in pairs:
        since = met.get(pair.id, pair.started_at)
        signals = Signals(
            started_at=pair.started_at,
            cadence_weeks=pair.cadence_weeks,
            paused=pair.state == MentorshipState.paused,
            agreed=signed.get(pair.id, 0) == len(pair.people),
            last_met=met.get(pair.id),
            has_date=pair.id in ahead,
            missed_in_a_row=missed.get(pair.id, 0),
            stalled_step=pair.id in stalled,
            days_away=burden.days_away(pair.people, since, now, hours),
        )
        found[pair.id] = judge(signals, now)
    return found


def grave(pairs: Sequence[Mentorship], now: datetime) -> list[tuple[Mentorship, Verdict]]:
    """The pairs at risk."""
    judged = verdicts(pairs, now)
    return [(pair, judged[pair.id]) for pair in pairs if judged[pair.id].health is Health.at_risk]


def _last_met(ids: Sequence[int], now: datetime) -> dict[int, datetime]:
    query = select(Meeting.mentorship_id, func.max(Meeting.starts_at)).where(
        Meeting.mentorship_id.in_(ids), Meeting.state.in_(TOOK_PLACE), Meeting.ends_at <= now
    )
    return dict(db.session.execute(query.group_by(Meeting.mentorship_id)).all())


def _with_date(ids: Sequence[int], now: datetime) -> set[int]:
    query = select(Meeting.mentorship_id).where(
        Meeting.mentorship_id.in_(ids), Meeting.state.in_(UPCOMING), Meeting.ends_at > now
    )
    return set(db.session.scalars(query))


def _missed_in_a_row(ids: Sequence[int], now: datetime) -> dict[int, int]:
    """Of each pair's meetings that are over the newest that did not take place, up to the first that did."""
    query = select(Meeting.mentorship_id, Meeting.state).where(
        Meeting.mentorship_id.in_(ids),
        Meeting.state.in_((*TOOK_PLACE, MeetingState.no_show)),
        Meeting.ends_at <= now,
    )
    states: defaultdict[int, list[MeetingState]] = defaultdict(list)
    for pair_id, state in db.session.execute(query.order_by(Meeting.ends_at.desc())):
        states[pair_id].append(state)
    return {pair_id: _leading_misses(newest_first) for pair_id, newest_first in states.items()}


def _leading_misses(newest_first: Sequence[MeetingState]) -> int:
    count = 0
    for state in newest_first:
        if state != MeetingState.no_show:
            break
        count += 1
    return count


def _signatures(ids: Sequence[int]) -> dict[int, int]:
    query = select(AgreementSignature.mentorship_id, func.count()).where(
        AgreementSignature.mentorship_id.in_(ids)
    )
    return dict(db.session.execute(query.group_by(AgreementSignature.mentorship_id)).all())
