"""The signals of pairs, read for many at once, and what they come to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import takewhile
from typing import NamedTuple

from sqlalchemy import exists, func, select

from mentorship.availability.queries import absences_of
from mentorship.checkins.queries import Said, said_in
from mentorship.extensions import db
from mentorship.followup import burden, resting, stalling
from mentorship.meetings.models import TOOK_PLACE, Meeting, MeetingState
from mentorship.meetings.queries import UPCOMING
from mentorship.pairs.health import FIRST_MEETING, Health, Signals, Verdict, judge
from mentorship.pairs.models import OPEN_STATES, AgreementSignature, Mentorship, MentorshipState
from mentorship.pairs.queries import BARE


class Seen(NamedTuple):
    """A meeting as far as it says something about a pair."""

    state: MeetingState
    starts_at: datetime
    ends_at: datetime


def pairs_to_look_at(now: datetime) -> Sequence[Mentorship]:
    """Open pairs that could be at risk: old enough and without a date, or with a meeting that did not take place. Those
    of whom it can be told at once that they are not are left out."""
    dates = exists().where(Meeting.mentorship_id == Mentorship.id)
    ahead = dates.where(Meeting.state.in_(UPCOMING), Meeting.ends_at > now)
    undated = (Mentorship.started_at <= now - FIRST_MEETING) & ~ahead
    missed = dates.where(Meeting.state == MeetingState.no_show)
    query = select(Mentorship).where(Mentorship.state.in_(OPEN_STATES), undated | missed)
    return db.session.scalars(query.options(*BARE).order_by(Mentorship.id)).all()


def verdicts(
    pairs: Sequence[Mentorship], said: Mapping[int, Sequence[Said]], now: datetime
) -> dict[int, Verdict]:
    """Pair id → how it is doing and why, with what its people said (checkins.queries.said_in); a few queries, however
    many pairs there are."""
    if not pairs:
        return {}
    ids = [pair.id for pair in pairs]
    meetings = _meetings(ids)
    stalled = {step.pair.id for step in stalling.steps_stalled(now)}
    signed = _signatures(ids)
    hours = absences_of({person.id for pair in pairs for person in pair.people})
    rests = resting.rests_of(pairs)
    found = {}
    for pair in pairs:
        own = meetings[pair.id]
        last_met = _last_met(own, now)
        signals = Signals(
            started_at=pair.started_at,
            cadence_weeks=pair.cadence_weeks,
            paused=pair.state == MentorshipState.paused,
            paused_until=pair.paused_until,
            agreed=signed.get(pair.id, 0) == len(pair.people),
            last_met=last_met,
            has_date=_has_date(own, now),
            missed_in_a_row=_missed_in_a_row(own, now),
            stalled_step=pair.id in stalled,
            stuck=any(one.stuck(now) for one in said.get(pair.id, ())),
            days_away=burden.days_away(
                pair.people, last_met or pair.started_at, now, hours, rests.get(pair.id, ())
            ),
        )
        found[pair.id] = judge(signals, now)
    return found


def grave(pairs: Sequence[Mentorship], now: datetime) -> list[tuple[Mentorship, Verdict]]:
    """The pairs at risk."""
    judged = verdicts(pairs, said_in(pairs), now)
    return [(pair, judged[pair.id]) for pair in pairs if judged[pair.id].health is Health.at_risk]


def _last_met(meetings: Sequence[Seen], now: datetime) -> datetime | None:
    return max((m.starts_at for m in meetings if m.state in TOOK_PLACE and m.ends_at <= now), default=None)


def _has_date(meetings: Sequence[Seen], now: datetime) -> bool:
    return any(m.state in UPCOMING and m.ends_at > now for m in meetings)


def _missed_in_a_row(meetings: Sequence[Seen], now: datetime) -> int:
    """The newest that are over and did not take place, up to the first that did."""
    over = sorted((m for m in meetings if m.ends_at <= now), key=lambda m: m.ends_at, reverse=True)
    return len(list(takewhile(lambda m: m.state == MeetingState.no_show, over)))


def _meetings(ids: Sequence[int]) -> defaultdict[int, list[Seen]]:
    """Pair id → its meetings that were not called off."""
    columns = (Meeting.mentorship_id, Meeting.state, Meeting.starts_at, Meeting.ends_at)
    query = select(*columns).where(
        Meeting.mentorship_id.in_(ids), Meeting.state.in_((*UPCOMING, *TOOK_PLACE, MeetingState.no_show))
    )
    found: defaultdict[int, list[Seen]] = defaultdict(list)
    for pair_id, state, starts_at, ends_at in db.session.execute(query):
        found[pair_id].append(Seen(state, starts_at, ends_at))
    return found


def _signatures(ids: Sequence[int]) -> dict[int, int]:
    query = select(AgreementSignature.mentorship_id, func.count()).where(
        AgreementSignature.mentorship_id.in_(ids)
    )
    return dict(db.session.execute(query.group_by(AgreementSignature.mentorship_id)).all())
