"""Requests and matches as mail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from mentorship import clock
from mentorship.accounts.links import A_FORTNIGHT, signed_url
from mentorship.accounts.models import Person
from mentorship.formats import listed, rhythm, when
from mentorship.mail.letters import Letter, absolute_url
from mentorship.mail.models import Category
from mentorship.pairing.models import MentorRequest, RequestState
from mentorship.pairs.models import Mentorship
from mentorship.profiles.models import Profile
from mentorship.programs.models import Cohort
from mentorship.vocabulary import practice_models, specialty_label, stages, topic_label

PICK_A_DATE = (
    "Agree how you will work together, then pick your first date: three times that suit you both are ready."
)
AFTERWARDS = timedelta(days=7)
"""How long a link goes on explaining what became of the request."""


def asked(request: MentorRequest, mentee: Profile | None, topic: str | None) -> Letter:
    """To the mentor: somebody asks."""
    about = f" about {in_a_sentence(topic)}" if topic else ""
    return _to_mentor(
        request,
        "asked",
        subject=f"{request.mentee.called} asks to meet{about}",
        first=f"Please answer by {_due(request)}: yes, no, or a question first. One click, no sign-in needed.",
        lines=(f"{request.mentee.called} writes: “{request.why}”",),
        facts=(
            *about_mentee(mentee),
            (
                "Proposed",
                f"{rhythm(request.cadence_weeks).capitalize()}, {request.meeting_minutes} minutes each time",
            ),
        ),
        key=f"request-asked:{request.public_id}",
    )


def reminder(request: MentorRequest) -> Letter:
    """To the mentor, once: it still waits."""
    return _to_mentor(
        request,
        "reminder",
        subject=f"{request.mentee.called} is waiting for your answer",
        first=f"A yes or a no by {_due(request)} helps either way. After that the request ends by itself.",
        lines=(f"{request.mentee.called} wrote: “{request.why}”",),
        key=f"request-reminder:{request.public_id}",
    )


def answered(request: MentorRequest) -> Letter:
    """To the mentor: the mentee wrote back."""
    return _to_mentor(
        request,
        "answered",
        subject=f"{request.mentee.called} has answered your question",
        first=f"Read the answer, then say yes or no by {_due(request)}.",
        lines=(f"You asked: “{request.question}”", f"{request.mentee.called} answers: “{request.answer}”"),
        key=f"request-answered:{request.public_id}:{request.expires_at:%Y%m%d%H%M%S}",
    )


def asked_for_more(request: MentorRequest) -> Letter:
    """To the mentee: the mentor wants to know something first."""
    return Letter(
        to=request.mentee,
        category=Category.request,
        kind="pairing.asked_for_more",
        subject=f"{request.mentor.called} has a question before deciding",
        lines=(
            f"Please answer by {when(request.expires_at, request.mentee.timezone)}; a sentence or two is enough.",
            f"{request.mentor.called} asks: “{request.question}”",
        ),
        button=("Answer the question", request_link(request, request.mentee)),
        why=f"You get this because you asked {request.mentor.called} to meet.",
        about=f"request:{request.public_id}:{RequestState.more_info}",
        dedupe_key=f"request-question:{request.public_id}:{request.expires_at:%Y%m%d%H%M%S}",
    )


def accepted(request: MentorRequest, mentorship: Mentorship) -> tuple[Letter, Letter]:
    """To both: you are a pair; agree, then pick the first date."""
    return (
        _pair_letter(
            mentorship,
            request.mentee,
            subject=f"{request.mentor.called} said yes",
            lines=(PICK_A_DATE,),
        ),
        _pair_letter(
            mentorship,
            request.mentor,
            subject=f"You and {request.mentee.called} are a pair now",
            lines=(_mentee_picks(request.mentee),),
        ),
    )


def superseded(request: MentorRequest) -> Letter:
    """To a mentor who need not answer any more."""
    return Letter(
        to=request.mentor,
        category=Category.request,
        kind="pairing.superseded",
        subject=f"{request.mentee.called} has found a mentor",
        lines=(
            f"You need not answer: {request.mentee.called} is working with another mentor now.",
            "Your place stays free for someone else. Thank you for being there to ask.",
        ),
        why=f"You get this because {request.mentee.called} had asked you to meet.",
        dedupe_key=f"request-superseded:{request.public_id}",
    )


def matched(mentorship: Mentorship, reasons: Sequence[str], mentee: Profile | None) -> tuple[Letter, Letter]:
    """To both, from the coordinator's match: who, why, and what to do first."""
    why = (f"What speaks for it: {_sentence(reasons)}",) if reasons else ()
    return (
        _pair_letter(
            mentorship,
            mentorship.mentee,
            subject=f"You are matched with {mentorship.mentor.called}",
            lines=(PICK_A_DATE, *why),
        ),
        _pair_letter(
            mentorship,
            mentorship.mentor,
            subject=f"You are matched with {mentorship.mentee.called}",
            lines=(_mentee_picks(mentorship.mentee),),
            facts=about_mentee(mentee),
        ),
    )


def still_waiting(mentee: Person, cohort: Cohort, cause: str, button: tuple[str, str], run_id: str) -> Letter:
    """To a mentee whom the match left without a mentor: why, kindly, and what to do next."""
    return Letter(
        to=mentee,
        category=Category.request,
        kind="pairing.still_waiting",
        subject=f"No mentor for you yet in {cohort.name}",
        lines=(f"{cause} You keep your place in line.",),
        button=button,
        why=f"You get this because you look for a mentor in {cohort.name} of {cohort.program.organization}.",
        dedupe_key=f"match-waiting:{run_id}:{mentee.public_id}",
    )


def about_mentee(profile: Profile | None) -> tuple[tuple[str, str], ...]:
    """What a mentor may know of a mentee beforehand: never employer, address or market."""
    if profile is None:
        return ()
    practice = (
        specialty_label(profile.specialty),
        practice_models().get(profile.practice_model or "", ""),
        stages().get(profile.stage or "", ""),
    )
    return (
        ("Practice", " · ".join(filter(None, practice))),
        ("Looks for help with", listed([in_a_sentence(need.topic) for need in profile.needs])),
    )


def in_a_sentence(topic: str) -> str:
    """A topic's label inside a sentence: 'prior authorization', but 'EHR selection'."""
    label = topic_label(topic)
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _to_mentor(
    request: MentorRequest,
    name: str,
    *,
    subject: str,
    first: str,
    lines: tuple[str, ...],
    key: str,
    facts: tuple[tuple[str, str], ...] = (),
) -> Letter:
    return Letter(
        to=request.mentor,
        category=Category.request,
        kind=f"pairing.{name}",
        subject=subject,
        lines=(first, *lines),
        facts=facts,
        button=("Answer the request", request_link(request, request.mentor)),
        why=f"You get this because you are a mentor in {request.cohort.name}. "
        "You can pause new requests in your profile.",
        about=f"request:{request.public_id}:{RequestState.pending}",
        dedupe_key=key,
    )


def _pair_letter(
    mentorship: Mentorship,
    to: Person,
    *,
    subject: str,
    lines: tuple[str, ...],
    facts: tuple[tuple[str, str], ...] = (),
) -> Letter:
    other = mentorship.other(to)
    rhythm_words = f"{rhythm(mentorship.cadence_weeks).capitalize()}, {mentorship.meeting_minutes} minutes"
    return Letter(
        to=to,
        category=Category.request,
        kind="pairing.paired",
        subject=subject,
        lines=lines,
        facts=(("With", other.called), *facts, ("Rhythm", rhythm_words)),
        button=("Open your page together", absolute_url("home.mentorship", public_id=mentorship.public_id)),
        after=("Practice matters only. No patient details. No fees or payer rates.",),
        why=f"You get this because you and {other.called} work together in {mentorship.cohort.name}. "
        "Either of you may end it at any time.",
        dedupe_key=f"paired:{mentorship.public_id}:{to.public_id}",
    )


def _mentee_picks(mentee: Person) -> str:
    return f"Agree how you will work together. {mentee.called} picks the first date from three that suit you both."


def request_link(request: MentorRequest, person: Person) -> str:
    """A request's page, for one of the two, without signing in."""
    lasts = max(A_FORTNIGHT, request.expires_at - clock.now() + AFTERWARDS)
    return signed_url("pairing.by_link", person, request.public_id, lasts=lasts)


def _due(request: MentorRequest) -> str:
    return when(request.expires_at, request.mentor.timezone)


def _sentence(reasons: Sequence[str]) -> str:
    return "; ".join(reasons[:3]) + "."
