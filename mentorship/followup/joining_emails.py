"""What the site writes to people who are on their way in, who wait for a mentor, and to mentors who do not answer."""

from __future__ import annotations

from mentorship.accounts.links import signed_url
from mentorship.accounts.models import Person
from mentorship.community.models import GroupMeeting
from mentorship.followup.joining import Wait
from mentorship.formats import plural, when
from mentorship.mail.letters import Letter, absolute_url
from mentorship.mail.models import Category
from mentorship.pairing.models import MentorRequest
from mentorship.profiles.models import Profile
from mentorship.programs.models import Application


def profile_unfinished(person: Person, _to: Person, key: str) -> Letter:
    """To somebody with an account: two screens are left."""
    what = "what you can help with" if person.is_mentor else "what you need"
    return _nudge(
        person,
        "profile_unfinished",
        subject="Your profile is waiting where you left it",
        lines=(
            f"Say {what}, whenever you have four minutes. What you typed so far is kept.",
            "It is what a match rests on. Without it nobody can be suggested to you.",
        ),
        button=("Go on with your profile", absolute_url("profiles.edit", screen=1)),
        why="You get this because you have an account here and your profile is not finished.",
        key=key,
        about=f"unfinished_profile:{person.public_id}",
    )


def application_unfinished(profile: Profile, person: Person, key: str) -> Letter:
    """To somebody with a finished profile: one click is left."""
    return _nudge(
        person,
        "application_unfinished",
        subject="One click left: choose a cohort",
        lines=(
            "Your profile is finished. Choose the cohort that you want to join, and a coordinator reads it.",
            "Usually you hear back within two working days.",
        ),
        button=("Join a cohort", absolute_url("programs.apply")),
        why="You get this because your profile is finished and you have not joined a cohort.",
        key=key,
        about=f"unapplied:{profile.person.public_id}",
    )


def never_asked(application: Application, person: Person, key: str) -> Letter:
    """To a mentee who is in and has asked nobody."""
    cohort = application.cohort
    return _nudge(
        person,
        "never_asked",
        subject=f"Your mentors in {cohort.name}",
        lines=(
            "Ask one mentor. Two sentences about what you would like to talk about are enough.",
            (
                f"They answer within {plural(cohort.answer_days, 'working day')}, "
                f"and you can have {plural(cohort.open_requests, 'request')} open at a time."
            ),
        ),
        button=("See your mentors", absolute_url("pairing.mentors")),
        why=f"You get this because you are in {cohort.name} and have not asked a mentor yet.",
        key=key,
        about=f"unasked:{application.public_id}",
    )


def waiting(wait: Wait, sessions: list[GroupMeeting], free_mentors: int, key: str) -> Letter:
    """To a mentee without a mentor: why, the place in the queue, and what is open meanwhile."""
    application, person = wait.application, wait.application.person
    name = application.cohort.name
    first, why, button = _where_it_stands(wait, free_mentors)
    offer, said = _a_colleague(application)
    open_now = tuple((when(one.starts_at, person.timezone), one.title) for one in sessions)
    return Letter(
        to=person,
        category=Category.request,
        kind="followup.waiting",
        subject=f"Where your search for a mentor stands in {name}",
        lines=(first, why),
        facts=(("Your place", f"{wait.place} of {wait.of} who look for a mentor in {name}"), *open_now),
        button=button,
        choices=offer,
        after=(
            *said,
            *(("The meetings above are open to you meanwhile; no mentor is needed.",) if open_now else ()),
            "You keep your place. We write again in two weeks, or as soon as something changes.",
        ),
        why=f"You get this because you look for a mentor in {name} of {application.cohort.program.organization}.",
        dedupe_key=key,
        about=f"waiting:{application.public_id}",
    )


def _a_colleague(application: Application) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """(the offer to meet a colleague who waits as well, what is said of a wish that stands)."""
    if application.peer_id:
        return (), ()
    if application.wants_peer_at:
        return (), (
            "You asked to talk with a colleague who waits as well. We tell you as soon as a colleague wants it, too.",
        )
    url = signed_url("followup.peer_by_link", application.person, application.public_id)
    return (("Talk with a colleague who waits as well", url),), ()


def first_silence(silence: tuple[MentorRequest, int], mentor: Person, key: str) -> Letter:
    """To a mentor: a request ended without an answer."""
    request, _ = silence
    return _nudge(
        mentor,
        "first_silence",
        subject="If now is not the time for new requests",
        lines=(
            "Pause new requests with one switch, for as long as you like. Nobody asks why.",
            (
                f"The request of {request.mentee.called} has ended without an answer. That is no harm done: "
                "they know that it is nothing they did, and whom else to ask."
            ),
        ),
        button=("Pause new requests", absolute_url("profiles.edit", screen=2)),
        after=("If a second one ends like this we pause them for you, until you switch them on again.",),
        why=f"You get this because you are a mentor in {request.cohort.name}.",
        key=key,
        about=f"taking_requests:{mentor.public_id}",
    )


def rested(request: MentorRequest) -> Letter:
    """To a mentor who let two requests in a row end: no new ones come for now."""
    mentor = request.mentor
    return Letter(
        to=mentor,
        category=Category.request,
        kind="followup.rested",
        subject="We have paused new requests for you",
        lines=(
            "You need not do anything. Two requests ended without an answer, so nobody is sent to you for now.",
            (
                "Mentees see that you take no new requests at the moment, and nothing else. "
                "Whoever you work with already is not affected."
            ),
        ),
        button=("Take requests again", absolute_url("profiles.edit", screen=2)),
        why=f"You get this because you are a mentor in {request.cohort.name}.",
        dedupe_key=f"rested:{request.public_id}",
    )


def _where_it_stands(wait: Wait, free_mentors: int) -> tuple[str, str, tuple[str, str]]:
    """(what to do, why they wait, the button); of a match's cause no more than that it left them, since it may touch on
    what others keep private."""
    if not free_mentors:
        return (
            "Nobody needs anything from you now.",
            "Every mentor's places are taken at the moment. As soon as one is free you can ask.",
            ("See the mentors all the same", absolute_url("pairing.mentors")),
        )
    verb = "has" if free_mentors == 1 else "have"
    first = f"{plural(free_mentors, 'mentor').capitalize()} {verb} a free place. Ask one: two sentences are enough."
    why = (
        "The last match found nobody who suits what you need well enough, and a poor fit is worse than a wait."
        if wait.cause
        else "You wait because no request of yours is open at the moment."
    )
    return first, why, ("See your mentors", absolute_url("pairing.mentors"))


def _nudge(
    to: Person,
    name: str,
    *,
    subject: str,
    lines: tuple[str, ...],
    button: tuple[str, str],
    why: str,
    key: str,
    about: str,
    after: tuple[str, ...] = (),
) -> Letter:
    return Letter(
        to=to, category=Category.nudge, kind=f"followup.{name}", subject=subject, lines=lines, button=button,
        after=after, why=why, dedupe_key=key, about=about,
    )  # fmt: skip
