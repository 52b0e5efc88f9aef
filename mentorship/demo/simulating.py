"""A cohort against the clock: the real services, the real tick and the real post, day after day, from one seed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from sqlalchemy import func, select

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.availability.models import ProtectedWindow
from mentorship.availability.queries import hours_of
from mentorship.demo import people
from mentorship.demo.living import Cast, Manner, live_a_day
from mentorship.demo.loading import add_answers, add_person
from mentorship.extensions import db
from mentorship.followup import joining
from mentorship.followup.burden import days_away
from mentorship.followup.services import tick
from mentorship.mail.models import OutgoingMail
from mentorship.mail.services import drain
from mentorship.meetings.models import TOOK_PLACE, Meeting, MeetingState
from mentorship.pairs.health import CADENCE_GRACE, FIRST_MEETING, GONE_QUIET
from mentorship.pairs.models import OPEN_STATES, Mentorship, MentorshipState
from mentorship.pairs.queries import pauses_of
from mentorship.programs.models import Cohort, CohortState, Program, ProgramCoordinator

BEGINNING = datetime(2027, 9, 14, 15, 30, tzinfo=UTC)
"""A Tuesday; the year has both clock changes and a leap day in it."""
DAY, MONTH = timedelta(days=1), 30
LOOKS = (timedelta(0), timedelta(hours=8))
"""When on each day the worker looks, besides before meetings: in the morning and in the evening of every zone."""
PROTECTED = ((1, 7 * 60, 13 * 60), (3, 7 * 60, 13 * 60))
"""The clinic hours that every third person keeps free of everything: (weekday, from minute, to minute). The worker's
morning look falls into them."""
MENTEES_EACH, MENTORS_EACH, QUIET_SHARE = 1.1, 0.65, 0.1
MANNERS = {
    True: ((Manner.prompt, 6), (Manner.forgetful, 2), (Manner.declining, 1), (Manner.silent, 1)),
    False: ((Manner.prompt, 7), (Manner.forgetful, 3)),
}
NOBODY_SIGNS_IN = "!"


@dataclass
class Seen:
    """What was watched while the time passed."""

    waited: dict[int, timedelta] = field(default_factory=dict)
    """Person id → the longest time without a word while they waited for a mentor, days away left out."""
    said_again: int = 0
    """Mails that a day written once more, at its end, added."""
    quiet_since: dict[int, datetime] = field(default_factory=dict)
    """Pair id → the first morning on which it had gone quiet."""


def simulate(months: int, pairs: int, seed: int) -> tuple[Cast, Seen]:
    """Let a cohort live through so many months of thirty days. Expects an empty database, and fills it."""
    chance, seen = Random(seed), Seen()
    with clock.stopped_at(BEGINNING):
        cast = _cast(chance, pairs, seed, months)
        db.session.commit()
    for day in range(months * MONTH):
        morning = BEGINNING + day * DAY
        with clock.stopped_at(morning):
            live_a_day(cast, chance, morning)
            db.session.commit()
        for number, instant in enumerate(_looks(morning)):
            with clock.stopped_at(instant):
                if number == 0:
                    _watch(instant, seen)
                    db.session.commit()
                _look(instant)
        seen.said_again += _once_more(morning)
    return cast, seen


def _cast(chance: Random, pairs: int, seed: int, months: int) -> Cast:
    program = Program(name="Simulated program", organization="Society of Independent Physicians")
    cora = Person(
        email="cora@example.org", name="Cora Diaz", timezone="America/Chicago", is_coordinator=True,
        password_hash=NOBODY_SIGNS_IN, confirmed_at=BEGINNING, created_at=BEGINNING,
    )  # fmt: skip
    db.session.add_all([program, cora])
    db.session.flush()
    today = BEGINNING.date()
    cohort = Cohort(
        program_id=program.id, name="A year", state=CohortState.running, starts_on=today,
        ends_on=today + timedelta(days=max(months * MONTH, 60)),
    )  # fmt: skip
    db.session.add_all([cohort, ProgramCoordinator(program_id=program.id, person_id=cora.id)])
    db.session.flush()
    cast = Cast(cohort, cora, {})
    for number, invented in enumerate(_invented(pairs, seed)):
        person = add_person(invented, BEGINNING, NOBODY_SIGNS_IN)
        person.email = f"p{number}@example.org"
        db.session.flush()
        add_answers(cohort, invented, person, BEGINNING, approved=False)
        if number % 3 == 0:
            db.session.add_all(
                ProtectedWindow(person_id=person.id, weekday=day, starts_minute=start, ends_minute=end)
                for day, start, end in PROTECTED
            )
        kinds, weights = zip(*MANNERS[invented.is_mentor], strict=True)
        cast.manner[person.id] = chance.choices(kinds, weights)[0]
        if not invented.is_mentor and chance.random() < QUIET_SHARE:
            cast.quiet_from[person.id] = BEGINNING + chance.randint(20, months * MONTH // 2 + 20) * DAY
    return cast


def _invented(pairs: int, seed: int) -> Iterator[people.Invented]:
    """As many mentors and mentees as so many pairs need, a few more of both; the same for the same seed."""
    wanted = {True: round(pairs * MENTORS_EACH) + 1, False: round(pairs * MENTEES_EACH)}
    for is_mentor, count in wanted.items():
        left, number = count, 0
        while left > 0:
            some = [
                one for one in people.cohort(seed + number, BEGINNING.year) if one.is_mentor == is_mentor
            ][:left]
            yield from some
            left, number = left - len(some), number + 1


def _looks(morning: datetime) -> list[datetime]:
    """The instants of one day at which the worker looks: twice, and half an hour before each meeting."""
    query = select(Meeting.starts_at).where(
        Meeting.state == MeetingState.confirmed, Meeting.starts_at.between(morning, morning + DAY)
    )
    before = {start - timedelta(minutes=30) for start in db.session.scalars(query)}
    db.session.commit()
    looks = before | {morning + look for look in LOOKS}
    return sorted(instant for instant in looks if instant >= morning)


def _look(instant: datetime) -> None:
    """One round of the worker."""
    tick(instant)
    db.session.commit()
    drain()


def _once_more(morning: datetime) -> int:
    """Let the clock do this day's work again, as after a clock that was set back; how many mails that wrote."""
    written = _mails()
    for look in LOOKS:
        with clock.stopped_at(morning + look):
            tick(morning + look)
            db.session.commit()
    return _mails() - written


def _mails() -> int:
    return db.session.scalar(select(func.count()).select_from(OutgoingMail)) or 0


def _watch(now: datetime, seen: Seen) -> None:
    """Who waits without a word, and which pairs have gone quiet, told from the meetings alone."""
    heard = dict(
        db.session.execute(
            select(OutgoingMail.person_id, func.max(OutgoingMail.sent_at)).group_by(OutgoingMail.person_id)
        ).all()
    )
    for wait in joining.waits(now):
        person = wait.application.person
        if (heard.get(person.id) or BEGINNING) <= wait.since:
            away = days_away([person], wait.since, now, hours_of([person.id]))
            silence = now - wait.since - away * DAY
            seen.waited[person.id] = max(seen.waited.get(person.id, silence), silence)
    for pair in db.session.scalars(select(Mentorship).where(Mentorship.state.in_(OPEN_STATES))):
        if _has_gone_quiet(pair, now):
            seen.quiet_since.setdefault(pair.id, now)


def _has_gone_quiet(pair: Mentorship, now: datetime) -> bool:
    own = select(func.max(Meeting.ends_at)).filter_by(mentorship_id=pair.id)
    last = db.session.scalar(own.where(Meeting.state.in_(TOOK_PLACE)))
    if (last and last > now) or pair.state == MentorshipState.paused:
        return False
    idle = (
        FIRST_MEETING
        if last is None
        else max(GONE_QUIET, timedelta(weeks=pair.cadence_weeks) + CADENCE_GRACE)
    )
    since = last or pair.started_at
    hours, rests = hours_of([person.id for person in pair.people]), pauses_of([pair.id]).get(pair.id, ())
    return now - since - days_away(pair.people, since, now, hours, rests) * DAY > idle
