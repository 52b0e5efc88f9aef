"""What to do next, most pressing first: the home page shows the first large and the others as a quiet list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.availability.queries import windows_of
from mentorship.community.queries import groups_ahead
from mentorship.community.wording import said_when
from mentorship.formats import day, plural, when, when_for_both
from mentorship.home.check_ins import questions
from mentorship.home.queries import pairs_without_next_date, unread_applications
from mentorship.meetings.models import Meeting, MoveProposal
from mentorship.meetings.queries import meetings_of, moves_to_answer
from mentorship.pairing.models import MentorRequest, RequestState
from mentorship.pairing.queries import open_requests_of, open_requests_to
from mentorship.pairing.standing import ASKING
from mentorship.pairs.models import Mentorship, MentorshipState
from mentorship.pairs.queries import open_mentorships_of
from mentorship.profiles.queries import profile_of
from mentorship.profiles.services import is_ready
from mentorship.programs.models import Application, ApplicationState, Role
from mentorship.programs.queries import application_of, cohorts_of_coordinator


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, or to look forward to. `urgency` sorts: 0 someone waits for you … 9 whenever you like."""

    urgency: int
    title: str
    text: str
    url: str
    label: str


def next_steps(person: Person) -> list[Step]:
    """Everything this person could do now, most pressing first; never empty."""
    pairs = open_mentorships_of(person) if person.is_mentee or person.is_mentor else []
    steps = [*_pairs(person, pairs)]
    for role in [Role.mentor] * person.is_mentor + [Role.mentee] * person.is_mentee:
        application = application_of(person, role)
        steps += _joining(person, role, application)
        if application and application.state == ApplicationState.approved:
            steps += map(_request_to_answer, open_requests_to(person)) if role is Role.mentor else ()
            steps += _looking_for_a_mentor(person, pairs, application) if role is Role.mentee else ()
    if person.is_coordinator:
        steps += _cohorts(person)
    steps += _groups(person)
    return sorted(steps, key=lambda step: step.urgency) or [_all_quiet(person)]


def _joining(person: Person, role: Role, application: Application | None) -> Iterator[Step]:
    """Profile, application, hours: what a member needs once."""
    if application is None:
        profile = profile_of(person)
        if profile is None or not is_ready(profile):
            about = "what you can help with" if role is Role.mentor else "what you need"
            text = "Two short screens, about four minutes. They save as you go."
            yield Step(1, f"Tell us {about}", text, url_for("profiles.edit", screen=1), "Start")
            return
        text = "One click; a coordinator then checks who you are."
        yield Step(1, "Join a cohort", text, url_for("programs.apply"), "Join")
    elif application.state == ApplicationState.submitted:
        text = f"{application.cohort.program.organization} checks every new member, usually within two days."
        yield Step(
            5, "Your application is being read", text, url_for("programs.apply"), "See where it stands"
        )
    if not windows_of([person.id]).get(person.id):
        text = "With your usual hours, meeting times are proposed for you. It takes a minute."
        yield Step(3, "Say when you can usually meet", text, url_for("availability.edit"), "Add your hours")


def _looking_for_a_mentor(
    person: Person, pairs: list[Mentorship], application: Application
) -> Iterator[Step]:
    requests = open_requests_of(person)
    for request in requests:
        yield _request_under_way(request)
    if not requests and not any(pair.mentee_id == person.id for pair in pairs):
        text = "Physicians who have done what you are about to do, best fit first, with the reasons."
        yield Step(2, "Choose a mentor to ask", text, url_for("pairing.mentors"), "See your mentors")
        if application.peer_id is None and application.cohort.state in ASKING:
            yield _a_colleague(application)


def _a_colleague(application: Application) -> Step:
    """Somebody else who waits, meanwhile."""
    url = url_for("followup.peer", public_id=application.public_id)
    if application.wants_peer_at:
        text = "We tell you as soon as a colleague wants it, too."
        return Step(8, "You asked to talk with a colleague who waits as well", text, url, "See it")
    text = "Your coordinator introduces you to one who wants the same. You keep your place in the line."
    return Step(8, "Talk with a colleague who waits as well", text, url, "See how")


def _request_under_way(request: MentorRequest) -> Step:
    url = url_for("pairing.request_page", public_id=request.public_id)
    mentor = request.mentor.called
    if request.state == RequestState.more_info:
        return Step(0, f"{mentor} has a question for you", request.question, url, "Answer")
    text = f"You asked on {when(request.sent_at)}. You will hear by {when(request.expires_at)} at the latest."
    return Step(5, f"{mentor} has your note", text, url, "See your request")


def _request_to_answer(request: MentorRequest) -> Step:
    url = url_for("pairing.request_page", public_id=request.public_id)
    if request.state == RequestState.more_info:
        return Step(
            7,
            f"You asked {request.mentee.called} for more",
            "Their answer will appear here.",
            url,
            "See the request",
        )
    return Step(
        0,
        f"{request.mentee.called} asks to meet",
        f"Answer by {when(request.expires_at)}.",
        url,
        "Read the request",
    )


def _pairs(person: Person, pairs: list[Mentorship]) -> Iterator[Step]:
    """For every open pair: agree, wrap up the last meeting, and above all the next date."""
    meetings = meetings_of(person) if pairs else []
    yield from (_move_to_answer(person, asked) for asked in (moves_to_answer(person) if meetings else []))
    for mentorship in pairs:
        own = [meeting for meeting in meetings if meeting.mentorship_id == mentorship.id]
        yield from _one_pair(person, mentorship, own, clock.now())
    for question, url in questions(person, pairs) if pairs else []:
        yield Step(4, question, "One private question.", url, "Answer")


def _one_pair(
    person: Person, mentorship: Mentorship, meetings: list[Meeting], now: datetime
) -> Iterator[Step]:
    partner = mentorship.other(person)
    url = url_for("home.mentorship", public_id=mentorship.public_id)
    if not mentorship.signed_by(person):
        yield Step(
            1,
            f"Agree how you and {partner.called} will work",
            "One page. Both of you tick it once.",
            url_for("pairs.sign", public_id=mentorship.public_id),
            "Read and agree",
        )
    over = [meeting for meeting in meetings if meeting.ends_at <= now and meeting.open_for_wrap_up(person)]
    if over:
        wrap_up = url_for("meetings.wrap_up", public_id=over[-1].public_id)
        yield Step(
            1,
            f"How was your meeting with {partner.called}?",
            "One question, one next step each.",
            wrap_up,
            "Wrap up",
        )
    ahead = [meeting for meeting in meetings if meeting.upcoming and meeting.ends_at > now]
    if ahead:
        yield _next_date(person, ahead[0])
        text = "Goals, past meetings, next steps."
        yield Step(7, f"Your work with {partner.called}", text, url, "Open")
    elif mentorship.state == MentorshipState.paused:
        until = f" until {day(mentorship.paused_until)}" if mentorship.paused_until else ""
        text = (
            "Nobody reminds you of anything, except of a date that stands. Carry on whenever you are ready."
        )
        yield Step(7, f"You and {partner.called} rest{until}", text, url, "Open your page together")
    else:
        yield Step(
            2,
            f"Pick your next date with {partner.called}",
            "Three times that suit you both are ready.",
            url,
            "Choose a time",
        )


def _groups(person: Person) -> Iterator[Step]:
    """Circles and training sessions: one's own next one, else that there are some."""
    groups = groups_ahead(person)
    mine = [group for group, seat in groups if seat and seat.takes_time]
    if mine:
        url = url_for("community.show", public_id=mine[0].public_id)
        yield Step(3, mine[0].named, said_when(mine[0], person), url, "Open the group meeting")
    others = [group for group, _seat in groups if group not in mine]
    if others:
        text = f"{others[0].named}, {said_when(others[0], person)}"
        text += f", and {len(others) - 1} more" if others[1:] else ""
        yield Step(8, "Circles and training sessions", text, url_for("community.index"), "See them")


def _next_date(person: Person, meeting: Meeting) -> Step:
    """The date that stands, or a time that waits for an answer."""
    partner, url = meeting.mentorship.other(person), url_for("meetings.show", public_id=meeting.public_id)
    at = when_for_both(meeting.starts_at, person, partner)
    if meeting.expires_at is None:
        return Step(2, f"Next: {partner.called}", at, url, "Open the meeting")
    until = when(meeting.expires_at, person.timezone)
    if meeting.booked_by_id == person.id:
        return Step(
            5, f"You asked {partner.called} to meet", f"{at}. They have until {until}.", url, "See it"
        )
    return Step(0, f"{partner.called} asks to meet", f"{at}. Answer by {until}.", url, "Answer")


def _move_to_answer(person: Person, asked: MoveProposal) -> Step:
    """Another time that a partner proposes for a date that stands."""
    meeting, partner = asked.meeting, asked.asked_by
    now_at, until = (when(at, person.timezone) for at in (meeting.starts_at, asked.expires_at))
    text = f"{when_for_both(asked.starts_at, person, partner)}, instead of {now_at}. Answer by {until}."
    url = url_for("meetings.show", public_id=meeting.public_id)
    return Step(0, f"{partner.called} proposes another time", text, url, "Answer")


def _cohorts(person: Person) -> Iterator[Step]:
    """For a coordinator: who waits to be read, which pairs have stalled, and the way into each cohort."""
    cohorts = cohorts_of_coordinator(person)
    ids = [cohort.id for cohort in cohorts]
    unread, undated = unread_applications(ids), pairs_without_next_date(ids, clock.now())
    for cohort in cohorts:
        key = cohort.public_id
        if unread.get(cohort.id):
            title = f"{plural(unread[cohort.id], 'application')} to read"
            yield Step(
                1, title, cohort.name, url_for("coordination.applications", public_id=key), "Read them"
            )
        if undated.get(cohort.id):
            title = f"{plural(undated[cohort.id], 'pair')} without a next date"
            yield Step(2, title, cohort.name, url_for("coordination.pairs", public_id=key), "See the pairs")
        text = f"{cohort.program.organization} · {cohort.state}"
        yield Step(6, cohort.name, text, url_for("coordination.cohort", public_id=key), "Open the cohort")


def _all_quiet(person: Person) -> Step:
    """Nobody waits for anything."""
    if person.is_coordinator:
        return Step(
            9,
            "No cohort yet",
            "An operator adds one with: flask cohort add",
            url_for("coordination.index"),
            "See your cohorts",
        )
    return Step(
        9,
        "Nothing to do today",
        "We will write when someone asks for you.",
        url_for("accounts.settings"),
        "Your settings",
    )
