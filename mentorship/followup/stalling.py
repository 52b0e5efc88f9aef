"""Where a pair's work has stalled, and where its cohort stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import contains_eager

from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.meetings.models import Meeting, MeetingState, WrapUp
from mentorship.pairs.models import WORKING, Goal, GoalState, Mentorship, MentorshipState, Pause
from mentorship.pairs.queries import BARE
from mentorship.pairs.rest_days import LONGEST
from mentorship.programs.models import Cohort

A_SEASON = timedelta(days=120)
NO_GOAL_AFTER = timedelta(days=21)
GOAL_GRACE, GOAL_FORGOTTEN = timedelta(days=7), timedelta(days=21)
BEFORE_THE_END = timedelta(days=14)
A_WEEK = timedelta(days=7)
AFTERWARDS = timedelta(days=90)
UNFINISHED = (GoalState.planned, GoalState.under_way)


@dataclass(frozen=True, slots=True)
class StalledStep:
    """One of a pair wrote down a next step after each of the last two meetings, and did neither."""

    pair: Mentorship
    person: Person
    last: WrapUp


def steps_stalled(now: datetime, pair_id: str | None = None) -> list[StalledStep]:
    """Who did neither of the steps from their pair's last two meetings; a step has a week to be done. Of one pair, if
    its public id is given."""
    met: defaultdict[int, list[Meeting]] = defaultdict(list)
    for meeting in db.session.scalars(_meetings_of_pairs_with_two_steps_undone(now, pair_id)):
        met[meeting.mentorship_id].append(meeting)
    stalled = []
    for last, *before in met.values():
        for person in last.mentorship.people:
            newest = last.wrap_up_by(person)
            if newest and before and _undone(newest) and _undone(before[0].wrap_up_by(person)):
                stalled.append(StalledStep(last.mentorship, person, newest))
    return stalled


def still_stalled(public_id: str, person_id: str, now: datetime) -> bool:
    """Is that step of that person still undone?"""
    return any(step.person.public_id == person_id for step in steps_stalled(now, public_id))


def _meetings_of_pairs_with_two_steps_undone(now: datetime, pair_id: str | None) -> Select[Meeting]:
    """Their meetings that took place in this season, a week ago or earlier; the newest of each pair first."""
    season = (
        Meeting.state == MeetingState.completed,
        Meeting.ends_at.between(now - A_SEASON, now - A_WEEK),
    )
    undone = select(Meeting.mentorship_id).join(WrapUp, WrapUp.meeting_id == Meeting.id)
    undone = undone.where(*season, WrapUp.next_step != "", WrapUp.done_at.is_(None))
    undone = undone.group_by(Meeting.mentorship_id, WrapUp.person_id).having(func.count() > 1)
    query = select(Meeting).join(Mentorship, Mentorship.id == Meeting.mentorship_id)
    query = query.where(Mentorship.state == MentorshipState.active, Mentorship.id.in_(undone), *season)
    if pair_id is not None:
        query = query.where(Mentorship.public_id == pair_id)
    query = query.options(contains_eager(Meeting.mentorship).options(*BARE))
    return query.order_by(Meeting.ends_at.desc(), Meeting.id.desc())


def pairs_without_goal(now: datetime) -> Sequence[Mentorship]:
    """Pairs that have worked for three weeks or more and have written down no goal."""
    some = exists().where(Goal.mentorship_id == Mentorship.id)
    recent = Mentorship.started_at.between(now - A_SEASON - LONGEST, now - NO_GOAL_AFTER)
    query = _working().where(recent, ~some)
    return db.session.scalars(query.order_by(Mentorship.id)).all()


def goals_past(now: datetime) -> list[tuple[Mentorship, Goal]]:
    """Goals that are neither done, changed nor dropped a week or more after the day they were meant for."""
    query = select(Mentorship, Goal).join(Goal, Goal.mentorship_id == Mentorship.id)
    query = query.where(
        Mentorship.state == MentorshipState.active,
        Goal.state.in_(UNFINISHED),
        Goal.due_on.between(now.date() - GOAL_FORGOTTEN - LONGEST, now.date() - GOAL_GRACE),
    )
    return [(pair, goal) for pair, goal in db.session.execute(query.options(*BARE).order_by(Goal.id))]


def pairs_half_way(now: datetime) -> Sequence[Mentorship]:
    """Working pairs of cohorts that passed their middle within a week."""
    today = now.date()
    return _pairs_in([cohort for cohort in _running_cohorts(today) if _is_middle(cohort, today)], now)


def pairs_near_the_end(now: datetime) -> Sequence[Mentorship]:
    """Working pairs of cohorts that end within two weeks."""
    today = now.date()
    return _pairs_in([one for one in _running_cohorts(today) if one.ends_on - BEFORE_THE_END <= today], now)


def completed_pairs(now: datetime) -> Sequence[Mentorship]:
    """Pairs that reached what they set out to do ninety days ago, within two weeks."""
    query = select(Mentorship).where(
        Mentorship.state == MentorshipState.completed,
        Mentorship.ended_at.between(now - AFTERWARDS - BEFORE_THE_END, now - AFTERWARDS),
    )
    return db.session.scalars(query.order_by(Mentorship.id)).all()


def is_working(public_id: str) -> bool:
    """Does this pair still work together?"""
    return db.session.scalar(_working().where(Mentorship.public_id == public_id)) is not None


def has_no_goal(public_id: str) -> bool:
    """Does this working pair still have no goal?"""
    some = exists().where(Goal.mentorship_id == Mentorship.id)
    return db.session.scalar(_working().where(Mentorship.public_id == public_id, ~some)) is not None


def is_unfinished(goal_id: str) -> bool:
    """Is this goal neither done, changed nor dropped, and does its pair work together?"""
    query = _working().join(Goal, Goal.mentorship_id == Mentorship.id)
    query = query.where(Goal.public_id == goal_id, Goal.state.in_(UNFINISHED))
    return db.session.scalar(query) is not None


def _undone(wrap_up: WrapUp | None) -> bool:
    return wrap_up is not None and bool(wrap_up.next_step) and wrap_up.done_at is None


def _working() -> Select[Mentorship]:
    return select(Mentorship).where(Mentorship.state.in_(WORKING)).options(*BARE)


def _running_cohorts(today: date) -> Sequence[Cohort]:
    return db.session.scalars(select(Cohort).where(Cohort.starts_on <= today, Cohort.ends_on > today)).all()


def _pairs_in(cohorts: Sequence[Cohort], now: datetime) -> Sequence[Mentorship]:
    """Who works together and did so then: a rest that ended later, by a clock that was set back, is not over yet."""
    if not cohorts:
        return []
    resting = exists().where(
        Pause.mentorship_id == Mentorship.id, Pause.started_at <= now, Pause.ended_at > now
    )
    query = _working().where(Mentorship.cohort_id.in_([cohort.id for cohort in cohorts]), ~resting)
    return db.session.scalars(query.order_by(Mentorship.id)).all()


def _is_middle(cohort: Cohort, today: date) -> bool:
    middle = cohort.starts_on + (cohort.ends_on - cohort.starts_on) / 2
    return middle <= today < middle + A_WEEK
