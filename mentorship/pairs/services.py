"""What happens to a pair: it takes a place, agrees, sets goals, and one day ends."""

from __future__ import annotations

from datetime import date

from blinker import Namespace
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.audit.services import record
from mentorship.errors import Refusal
from mentorship.extensions import db
from mentorship.mail.services import post
from mentorship.pairs import emails, queries
from mentorship.pairs.models import (
    AgreementSignature,
    Goal,
    GoalState,
    Mentorship,
    MentorshipState,
    Pause,
)
from mentorship.programs.models import Cohort

AGREEMENT = "2026-11"
"""The version of templates/pairs/_agreement.html; raise it whenever its words change."""

mentorship_ended = Namespace().signal("mentorship-ended")
"""Sent with the pair and `by`, the person who ended it, in the transaction that ends it."""


class MentorIsFull(Refusal):
    """All the mentor's places are taken."""


class AlreadyPaired(Refusal):
    """The mentee has a mentor in this cohort."""


class PairHasEnded(Refusal):
    """Nothing changes any more in a pair that has ended."""


def open_mentorship(
    cohort: Cohort,
    mentor: Person,
    mentee: Person,
    *,
    capacity: int,
    purpose: str,
    cadence_weeks: int,
    meeting_minutes: int,
) -> Mentorship:
    """Pair the two in the lowest free place of 1 … capacity.

    Others may take places and mentees at the same time: the unique indexes decide, and this tries the next place.
    """
    if queries.open_mentorship_of_mentee(cohort, mentee):
        raise _already_paired(mentee)
    for place in sorted(set(range(1, capacity + 1)) - queries.places_taken(mentor)):
        mentorship = Mentorship(
            cohort=cohort,
            mentor=mentor,
            mentee=mentee,
            place=place,
            purpose=purpose,
            cadence_weeks=cadence_weeks,
            meeting_minutes=meeting_minutes,
            started_at=clock.now(),
        )
        if _took_its_place(mentorship):
            record(None, "opened", mentorship, place=place)
            return mentorship
    raise MentorIsFull(f"{mentor.called} has no free place.")


def _took_its_place(mentorship: Mentorship) -> bool:
    """Whether the row could be added; False when somebody else took this place a moment ago."""
    mentee = mentorship.mentee
    try:
        with db.session.begin_nested():
            db.session.add(mentorship)
            db.session.flush()
    except IntegrityError as error:
        if "place" in str(error.orig):
            return False
        if "mentee_id" in str(error.orig):
            raise _already_paired(mentee) from None
        raise
    return True


def _already_paired(mentee: Person) -> AlreadyPaired:
    return AlreadyPaired(f"{mentee.called} already has a mentor in this cohort.")


def sign_agreement(mentorship: Mentorship, person: Person) -> None:
    """One of the two agrees; with the second signature the pair becomes active. Signing twice changes nothing."""
    hold(mentorship)
    signatures = select(AgreementSignature.person_id).filter_by(mentorship_id=mentorship.id)
    if person.id in db.session.scalars(signatures).all():
        return
    signature = AgreementSignature(person_id=person.id, agreement=AGREEMENT, agreed_at=clock.now())
    mentorship.signatures.append(signature)
    db.session.flush()
    everybody = db.session.scalar(select(func.count()).select_from(signatures.subquery())) == 2
    if everybody and mentorship.state == MentorshipState.proposed:
        mentorship.state = MentorshipState.active
    record(person, "agreed", mentorship, agreement=AGREEMENT)


def add_goal(
    mentorship: Mentorship, person: Person, *, will: str, so_that: str, due_on: date, topic: str | None
) -> Goal:
    """'By <due_on> I will <will> so that <so_that>', by either of the two."""
    hold(mentorship)
    words = f"I will {will.rstrip('. ')} so that {so_that.rstrip('. ')}."
    goal = Goal(words=words, topic=topic, due_on=due_on, created_at=clock.now())
    mentorship.goals.append(goal)
    db.session.flush()
    record(person, "added", goal)
    return goal


def set_goal_state(mentorship: Mentorship, goal: Goal, person: Person, state: GoalState) -> None:
    """Either of the two says where a goal stands; dropping one is not failure."""
    hold(mentorship)
    goal.state = state
    record(person, "set", goal, state=state.value)


def end_early(mentorship: Mentorship, person: Person, reason: str) -> None:
    """Either may end at any time, without blame. The reason is for the coordinator; the partner never reads it."""
    end(mentorship, person, MentorshipState.ended_early, reason)


def complete(mentorship: Mentorship, person: Person) -> None:
    """They reached what they set out to do."""
    end(mentorship, person, MentorshipState.completed)


def end(mentorship: Mentorship, person: Person, state: MentorshipState, reason: str = "") -> None:
    """Free the place, tell the rooms above, write to the partner."""
    hold(mentorship)
    stop_resting(mentorship)
    mentorship.state, mentorship.ended_at, mentorship.end_reason = state, clock.now(), reason
    mentorship_ended.send(mentorship, by=person)
    record(person, "ended", mentorship, state=state.value)
    post(emails.ended(mentorship, person))


def stop_resting(mentorship: Mentorship) -> None:
    """Close the pause that lasts, if there is one. Expects the row to be held; the caller sets the state."""
    mentorship.paused_until = None
    lasting = update(Pause).where(Pause.mentorship_id == mentorship.id, Pause.ended_at.is_(None))
    db.session.execute(lasting.values(ended_at=clock.now()))


def hold(mentorship: Mentorship) -> None:
    """Hold the row, so that nobody signs, books or ends at the same instant; refuse a pair that has ended."""
    # Not against those who only point to the row: a booking of one of the two with somebody else may have to do so.
    db.session.refresh(mentorship, with_for_update={"of": Mentorship, "key_share": True})
    if not mentorship.is_open:
        raise PairHasEnded("This mentorship has ended, so nothing in it changes any more.")
