"""People, cohorts and pairs for tests. Each function adds real rows, commits, and answers the one it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any, TypeVar

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.availability.models import (
    BusyFeed,
    BusyTime,
    DayOverride,
    ProtectedWindow,
    SchedulingLimits,
    TimeOff,
    WeeklyWindow,
)
from mentorship.extensions import db
from mentorship.pairs.models import Mentorship, MentorshipState
from mentorship.profiles.models import Need, Offer, Profile
from mentorship.programs.models import (
    Application,
    ApplicationState,
    Cohort,
    CohortState,
    Program,
    ProgramCoordinator,
    Role,
)

BEGINNING = datetime(2026, 9, 15, 15, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"
# argon2id of PASSWORD at the tests' cheap setting, made once so that no factory hashes.
PASSWORD_HASH = (
    "$argon2id$v=19$m=8,t=1,p=1$YSBzYWx0IGZvciB0ZXN0cw$MlFQP5pWrc/k0mn24kiaChL9CmQ2yl/EQKiVVUIY4R8"
)
EVENINGS = [(weekday, 18 * 60, 21 * 60) for weekday in range(5)]
_number = count(1)
Row = TypeVar("Row")


def person(name: str, *, email: str = "", zone: str = "America/Chicago", **columns: Any) -> Person:
    """Somebody with a confirmed account."""
    address = email or f"{name.lower().replace(' ', '.')}.{next(_number)}@example.com"
    somebody = Person(
        email=address,
        name=name,
        timezone=zone,
        password_hash=PASSWORD_HASH,
        confirmed_at=clock.now(),
        created_at=clock.now(),
        **columns,
    )
    return _kept(somebody)


def cohort(name: str = "Fall cohort", **columns: Any) -> Cohort:
    """An open cohort of a program of its own."""
    program = _kept(
        Program(name=f"{name} program", organization="Lone Star Society of Independent Physicians")
    )
    today = clock.now().date()
    columns = {
        "state": CohortState.open,
        "starts_on": today,
        "ends_on": today + timedelta(days=180),
        **columns,
    }
    return _kept(Cohort(program_id=program.id, name=name, **columns))


def coordinator(of: Cohort, name: str = "Cora Diaz") -> Person:
    """Somebody who runs this cohort's program."""
    somebody = person(name, is_coordinator=True)
    _kept(ProgramCoordinator(program_id=of.program_id, person_id=somebody.id))
    return somebody


def mentee(
    of: Cohort,
    name: str,
    *,
    needs: Sequence[str] = (),
    state: ApplicationState = ApplicationState.approved,
    **answers: Any,
) -> Person:
    """An approved mentee with a finished profile and free evenings."""
    somebody = person(name, zone=answers.pop("zone", "America/Chicago"), is_mentee=True)
    wants(profile(somebody, **{"stage": "launch", **answers}), needs)
    _joined(of, somebody, Role.mentee, state)
    return somebody


def mentor(
    of: Cohort,
    name: str,
    *,
    offers: Mapping[str, int] | None = None,
    state: ApplicationState = ApplicationState.approved,
    **answers: Any,
) -> Person:
    """An approved mentor with a finished profile, two places and free evenings."""
    somebody = person(name, zone=answers.pop("zone", "America/Chicago"), is_mentor=True)
    made = profile(somebody, **{"opened_year": 2019, **answers})
    made.offers = [Offer(topic=topic, depth=depth, last_year=2025) for topic, depth in (offers or {}).items()]
    _joined(of, somebody, Role.mentor, state)
    return somebody


def profile(of: Person, **answers: Any) -> Profile:
    """A finished profile: family medicine, DPC, Texas, English."""
    answers = {
        "specialty": "207Q00000X",
        "practice_model": "dpc",
        "practice_state": "TX",
        "licensed_states": ["TX"],
        "languages": ["en"],
        "values": ["autonomy", "family-time", "simplicity"],
        "about": "I want to build something small that lasts.",
        "completed_at": clock.now(),
        "updated_at": clock.now(),
        **answers,
    }
    return _kept(Profile(person_id=of.id, **answers))


def wants(of: Profile, topics: Sequence[str]) -> None:
    """Replace the needs, the most wanted first."""
    of.needs = [Need(topic=topic, rank=rank) for rank, topic in enumerate(topics, start=1)]
    db.session.commit()


def hours(of: Person, windows: Sequence[tuple[int, int, int]] = EVENINGS) -> None:
    """Replace weekly hours: (weekday, from minute, to minute)."""
    db.session.query(WeeklyWindow).filter_by(person_id=of.id).delete()
    db.session.add_all(
        WeeklyWindow(person_id=of.id, weekday=w, starts_minute=a, ends_minute=b) for w, a, b in windows
    )
    db.session.commit()


def allows(of: Person, **limits: Any) -> None:
    """Set what somebody allows others to book; the rest is as for everybody."""
    _kept(SchedulingLimits(person_id=of.id, **limits))


def away(of: Person, first_day: date, last_day: date | None = None) -> None:
    """Days away."""
    _kept(TimeOff(person_id=of.id, first_day=first_day, last_day=last_day or first_day))


def only_on(of: Person, day: date, starts: int, ends: int) -> None:
    """What one date offers instead of its weekday's hours, in minutes of the day."""
    _kept(DayOverride(person_id=of.id, on_day=day, starts_minute=starts, ends_minute=ends))


def protects(of: Person, windows: Sequence[tuple[int, int, int]]) -> None:
    """Time that is never offered: (weekday, from minute, to minute)."""
    for weekday, starts, ends in windows:
        _kept(ProtectedWindow(person_id=of.id, weekday=weekday, starts_minute=starts, ends_minute=ends))


def busy(of: Person, starts_at: datetime, ends_at: datetime) -> None:
    """A time that a calendar elsewhere says is taken."""
    url = f"https://calendar.example/{next(_number)}.ics"
    feed = _kept(BusyFeed(person_id=of.id, url=url, added_at=clock.now()))
    _kept(BusyTime(feed_id=feed.id, person_id=of.id, starts_at=starts_at, ends_at=ends_at))


def mentorship(
    of: Cohort,
    mentor: Person,
    mentee: Person,
    state: MentorshipState = MentorshipState.active,
    **columns: Any,
) -> Mentorship:
    """A pair that has agreed to meet monthly for 45 minutes."""
    taken = db.session.query(Mentorship).filter_by(mentor_id=mentor.id).count()
    columns = {
        "cadence_weeks": 4,
        "meeting_minutes": 45,
        "started_at": clock.now(),
        "place": taken + 1,
        "state": state,
        **columns,
    }
    return _kept(Mentorship(cohort_id=of.id, mentor_id=mentor.id, mentee_id=mentee.id, **columns))


def noise() -> None:
    """Another program with its own coordinator, pair and lonely applicant."""
    other = cohort("Noise cohort")
    coordinator(other, "Nora Noise")
    mentorship(
        other,
        mentor(other, "Nils Noise", offers={"prior-authorization": 3}),
        mentee(other, "Nina Noise", needs=["prior-authorization"]),
    )
    mentee(other, "Nick Noise", state=ApplicationState.submitted)


def _joined(of: Cohort, somebody: Person, role: Role, state: ApplicationState) -> None:
    _kept(
        Application(cohort_id=of.id, person_id=somebody.id, role=role, state=state, submitted_at=clock.now())
    )
    hours(somebody)


def _kept(row: Row) -> Row:
    db.session.add(row)
    db.session.commit()
    return row
