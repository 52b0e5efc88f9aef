"""The demo's rows: a society's cohort at work, with somebody in every situation that the pages can show."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.accounts.passwords import hashed
from mentorship.availability.models import WeeklyWindow
from mentorship.checkins.models import FitAnswer, FitCheck
from mentorship.community import seating
from mentorship.community import services as community
from mentorship.community.models import GroupKind, GroupMeeting
from mentorship.demo.people import Invented
from mentorship.demo.people import cohort as invented_cohort
from mentorship.extensions import db
from mentorship.formats import workdays_after
from mentorship.meetings.models import Attendance, Happened, Meeting, MeetingState, WrapUp
from mentorship.pairing import services as pairing
from mentorship.pairs.models import AgreementSignature, Goal, GoalState, Mentorship, MentorshipState
from mentorship.pairs.services import AGREEMENT
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

PASSWORD = "independent not alone"  # noqa: S105 - printed at every start of the demo
SIGN_INS = {
    "mentee": "amara.lee@example.org",
    "mentor": "ben.osei@example.org",
    "coordinator": "cora.diaz@example.org",
}
SEED = 20261122
UNREAD = (5, 2)  # applications of mentees and of mentors that nobody has read
PAIRS = 16


def load() -> None:
    """Add everything to the session; the caller commits."""
    now = clock.now()
    secret = hashed(PASSWORD)
    cohort = _cohort(now, secret)
    others = invented_cohort(SEED, now.year)
    mentors = [_ben(others[0]), *(p for p in others if p.is_mentor)]
    mentees = [_amara(others[-1]), *(p for p in others if not p.is_mentor)]
    people = {invented: add_person(invented, now, secret) for invented in (*mentors, *mentees)}
    db.session.flush()
    for group, unread in ((mentees, UNREAD[0]), (mentors, UNREAD[1])):
        for number, invented in enumerate(group):
            add_answers(cohort, invented, people[invented], now, approved=number < len(group) - unread)
    db.session.flush()
    _pairs(cohort, [people[p] for p in mentors[1:]], [people[p] for p in mentees[1:]], now)
    _groups(cohort, people[mentors[0]], people[mentors[1]], [people[p] for p in mentees[PAIRS : 2 * PAIRS]])
    _requests_to(people[mentors[0]], [people[p] for p in mentees[PAIRS + 1 : PAIRS + 3]])


def _cohort(now: datetime, secret: str) -> Cohort:
    program = Program(name="Independent Practice Mentoring", organization="Society of Independent Physicians")
    cora = Person(
        email=SIGN_INS["coordinator"], name="Cora Diaz", timezone="America/Chicago", is_coordinator=True,
        password_hash=secret, confirmed_at=now, created_at=now,
    )  # fmt: skip
    db.session.add_all([program, cora])
    db.session.flush()
    season = "Spring" if now.month < 6 else "Fall"
    cohort = Cohort(
        program_id=program.id, name=f"{season} {now.year}", state=CohortState.running,
        starts_on=(now - timedelta(days=60)).date(), ends_on=(now + timedelta(days=130)).date(),
    )  # fmt: skip
    db.session.add_all([ProgramCoordinator(program_id=program.id, person_id=cora.id), cohort])
    db.session.flush()
    return cohort


def _ben(any_mentor: Invented) -> Invented:
    """Dr. Ben Osei, whom the demo signs in as the mentor."""
    return replace(
        any_mentor, name="Ben Osei", email=SIGN_INS["mentor"], state="TX", licensed=("TX", "NM"),
        zone="America/Chicago",
        specialty="207Q00000X",
        model="dpc", opened_year=2019, languages=("en", "es"), capacity=3, reply_days=2, market="787",
        about="I opened a membership practice in Austin in 2019 after nine years in a large group. "
        "We cut our prior authorization time in half with a tracking sheet and one person who owns it. "
        "My first winter was frightening, and I remember it well.",
        values=("autonomy", "time-with-patients", "family-time"),
        offers=(("direct-primary-care", 3, 2026), ("prior-authorization", 3, 2025), ("denials-appeals", 2, 2024),
                ("employed-to-independent", 2, 2019), ("launch-stress", 2, 2020), ("hiring-recruiting", 2, 2025)),
        hours=((0, 1110, 1260), (1, 1110, 1260), (3, 1110, 1260)),
    )  # fmt: skip


def _amara(any_mentee: Invented) -> Invented:
    """Dr. Amara Lee, whom the demo signs in as the mentee: approved, and about to choose a mentor."""
    return replace(
        any_mentee, name="Amara Lee", email=SIGN_INS["mentee"], state="TX", licensed=("TX",), zone="America/Denver",
        specialty="207Q00000X", model="dpc", stage="launch", languages=("en", "es"), market="799",
        about="I open a membership practice in El Paso in ten weeks, straight from a hospital job. "
        "Prior authorization for my last insured patients eats my mornings, and there is nobody down the hall to ask.",
        values=("autonomy", "family-time", "service"),
        needs=("direct-primary-care", "prior-authorization", "launch-stress", "hiring-recruiting"),
        hours=((1, 1020, 1200), (2, 1020, 1200), (3, 1020, 1200)), employer="",
    )  # fmt: skip


def add_person(invented: Invented, now: datetime, secret: str) -> Person:
    """The account of one invented physician."""
    person = Person(
        email=invented.email, name=invented.name, timezone=invented.zone, password_hash=secret,
        is_mentor=invented.is_mentor, is_mentee=not invented.is_mentor, confirmed_at=now, created_at=now,
    )  # fmt: skip
    db.session.add(person)
    return person


def add_answers(cohort: Cohort, invented: Invented, person: Person, now: datetime, *, approved: bool) -> None:
    """Profile, weekly hours and the application of one invented physician."""
    same = (
        "degree",
        "npi",
        "specialty",
        "stage",
        "opened_year",
        "about",
        "employer",
        "market",
        "capacity",
        "reply_days",
    )
    profile = Profile(
        person_id=person.id, practice_model=invented.model, practice_state=invented.state,
        licensed_states=list(invented.licensed), languages=list(invented.languages), values=list(invented.values),
        style=dict(invented.style),
        completed_at=now, updated_at=now, **{name: getattr(invented, name) for name in same},
    )  # fmt: skip
    profile.needs = [Need(topic=topic, rank=rank) for rank, topic in enumerate(invented.needs, start=1)]
    profile.offers = [
        Offer(topic=topic, depth=depth, last_year=year) for topic, depth, year in invented.offers
    ]
    hours = [
        WeeklyWindow(person_id=person.id, weekday=w, starts_minute=a, ends_minute=b)
        for w, a, b in invented.hours
    ]
    decided = {
        "state": ApplicationState.approved,
        "decided_at": now - timedelta(days=2),
        "method": "membership roll",
    }
    application = Application(
        cohort_id=cohort.id, person_id=person.id, role=Role.mentor if invented.is_mentor else Role.mentee,
        submitted_at=now - timedelta(days=3), **(decided if approved else {}),
    )  # fmt: skip
    db.session.add_all([profile, *hours, application])


def _pairs(cohort: Cohort, mentors: list[Person], mentees: list[Person], now: datetime) -> None:
    """Pairs in every state: with a next date, just met, and quiet."""
    for number, mentor, mentee in zip(range(PAIRS), mentors, mentees, strict=False):
        started = now - timedelta(days=20 + 2 * number)
        pair = Mentorship(
            cohort_id=cohort.id, mentor_id=mentor.id, mentee_id=mentee.id, place=1, state=MentorshipState.active,
            purpose="Help with the first year.", cadence_weeks=4, meeting_minutes=45, started_at=started,
        )  # fmt: skip
        db.session.add(pair)
        db.session.flush()
        signed = [
            AgreementSignature(mentorship_id=pair.id, person_id=p.id, agreement=AGREEMENT, agreed_at=started)
            for p in (mentor, mentee)
        ]
        goal = Goal(
            mentorship_id=pair.id, words="By the end of next month refused claims are read every Friday.",
            topic="denials-appeals",
            state=GoalState.under_way, created_at=started,
        )  # fmt: skip
        db.session.add_all([*signed, goal])
        if number % 4 != 3:
            _met(pair, mentor, mentee, started + timedelta(days=7))
            _said(pair, number, started + timedelta(days=9))
        if number % 3 != 2:
            _will_meet(pair, mentor, mentee, now + timedelta(days=3 + number))


def _met(pair: Mentorship, mentor: Person, mentee: Person, at: datetime) -> None:
    meeting = _meeting(pair, mentor, mentee, at, MeetingState.completed)
    steps = {mentor.id: "Send the tracking sheet.", mentee.id: "Count one week of denials by reason."}
    for person_id, step in steps.items():
        wrap_up = WrapUp(
            meeting_id=meeting.id,
            person_id=person_id,
            happened=Happened.yes,
            next_step=step,
            answered_at=at + timedelta(days=1),
        )
        db.session.add(wrap_up)


def _said(pair: Mentorship, number: int, at: datetime) -> None:
    """All mentees but the first have said how it fits, one that it may not; everybody else is still asked."""
    if number:
        answer, words = FitAnswer.yes, ""
        if number == 2:
            answer, words = (
                FitAnswer.unsure,
                "Kind and quick, but has never opened a practice without a loan.",
            )
        fit = FitCheck(
            mentorship_id=pair.id, person_id=pair.mentee_id, answer=answer, words=words, answered_at=at
        )
        db.session.add(fit)


def _will_meet(pair: Mentorship, mentor: Person, mentee: Person, at: datetime) -> None:
    _meeting(pair, mentor, mentee, at, MeetingState.confirmed)


_numbers = count(1)


def _meeting(pair: Mentorship, mentor: Person, mentee: Person, at: datetime, state: MeetingState) -> Meeting:
    starts = workdays_after(at, 1).replace(hour=23, minute=0, second=0, microsecond=0)
    ends = starts + timedelta(minutes=pair.meeting_minutes)
    number = next(_numbers)
    meeting = Meeting(
        mentorship_id=pair.id, uid=f"m-demo-{pair.public_id}-{number}@localhost", stamped_at=pair.started_at,
        starts_at=starts,
        ends_at=ends, zone=mentor.timezone, wall_time=starts.astimezone(_zone(mentor)).strftime("%Y-%m-%dT%H:%M"),
        link=f"https://meet.jit.si/hallway-{pair.public_id}-{number}", state=state,
        booked_by_id=mentee.id, created_at=pair.started_at,
    )  # fmt: skip
    meeting.attendances = [
        Attendance(
            person_id=person.id, starts_at=starts, ends_at=ends, active=state == MeetingState.confirmed
        )
        for person in (mentor, mentee)
    ]
    db.session.add(meeting)
    db.session.flush()
    return meeting


def _zone(person: Person) -> ZoneInfo:
    return ZoneInfo(person.timezone)


def _groups(cohort: Cohort, ben: Person, teacher: Person, mentees: list[Person]) -> None:
    """A circle with free seats, and a training session that is full and has a line."""
    circle = _group(
        cohort, ben, GroupKind.circle, "Denials, one by one", 9, seats=8,
        about="Bring one refused claim, without anything that names a patient. We read the letter together.",
    )  # fmt: skip
    training = _group(
        cohort, teacher, GroupKind.training, "Hiring your first assistant", 16, seats=4,
        about="From the advertisement to the first week. Forty minutes of talk, then your questions.",
    )  # fmt: skip
    for group, people in ((circle, mentees[:5]), (training, mentees[5:11])):
        for person in people:
            seating.take_seat(group, person)


def _group(
    cohort: Cohort, host: Person, kind: GroupKind, title: str, days: int, *, seats: int, about: str
) -> GroupMeeting:
    """At noon on the host's clock, when no pair of the demo meets."""
    local = workdays_after(clock.now() + timedelta(days=days), 1).astimezone(_zone(host))
    noon = local.replace(hour=12, minute=0, second=0, microsecond=0).astimezone(UTC)
    return community.plan(
        cohort, host, host, kind=kind, title=title, about=about, starts_at=noon, minutes=60, seats=seats
    )


def _requests_to(ben: Person, mentees: list[Person]) -> None:
    """Two requests wait for Ben; their mails are the first in the mailbox."""
    whys = (
        "We lose half of our prior authorizations between the fax and the phone. How do you track yours?",
        "I give notice in spring and have told only my spouse and my accountant. How did you leave well?",
    )
    for mentee, why in zip(mentees, whys, strict=True):
        pairing.ask(mentee, ben, why=why, cadence_weeks=4, meeting_minutes=45)
