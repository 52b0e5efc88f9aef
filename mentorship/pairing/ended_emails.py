"""A request that ended without a yes, as mail to the mentee: why, kindly, and what follows."""

from __future__ import annotations

from mentorship.formats import when
from mentorship.mail.letters import Letter, absolute_url
from mentorship.mail.models import Category
from mentorship.pairing.emails import request_link
from mentorship.pairing.models import MentorRequest
from mentorship.pairing.queries import MentorRow

Following = MentorRequest | MentorRow | None
"""The request that has taken the place of one that ended, or another that keeps the next from being asked, or who could
be asked."""


def declined(request: MentorRequest, following: Following) -> Letter:
    """To the mentee: a kind no, and who is next."""
    words = (f"They added: “{request.decline_words}”",) if request.decline_words else ()
    return _ended(
        request,
        "declined",
        f"{request.mentor.called} cannot meet this time",
        following,
        request.kind_words,
        *words,
    )


def expired(request: MentorRequest, following: Following, *, was_asked: bool) -> Letter:
    """To the mentee: no answer came in time."""
    if was_asked:
        subject = f"Your request to {request.mentor.called} has ended"
        reason = f"{request.mentor.called} had a question that stayed open. You are welcome to ask again."
    else:
        subject = f"No answer from {request.mentor.called} yet"
        reason = f"{request.mentor.called} did not answer in time, most likely for want of time. It is nothing you did."
    return _ended(request, "expired", subject, following, reason)


def _ended(request: MentorRequest, name: str, subject: str, following: Following, *lines: str) -> Letter:
    advice, button = _what_follows(request, following)
    return Letter(
        to=request.mentee,
        category=Category.request,
        kind=f"pairing.{name}",
        subject=subject,
        lines=(lines[0] + " " + advice, *lines[1:]),
        button=button,
        why=f"You get this because you asked {request.mentor.called} to meet.",
        dedupe_key=f"request-{name}:{request.public_id}",
    )


def _what_follows(request: MentorRequest, following: Following) -> tuple[str, tuple[str, str]]:
    """In words that stay true while the mail waits for the morning."""
    if isinstance(following, MentorRequest):
        called, link = following.mentor.called, request_link(following, following.mentee)
        if request.next_mentor and following.mentor_id != request.next_mentor_id:
            advice = (
                f"Your request to {called} was still open, so {request.next_mentor.called} was not asked."
            )
            return f"{advice} Whether to ask them is up to you.", (f"See your request to {called}", link)
        by = when(following.expires_at, following.mentee.timezone)
        advice = f"As you wished, your note went to {called}, with time to answer until {by}."
        return advice, ("See what became of it", link)
    if following:
        advice = f"{following.called} could be next: a good fit, with a free place."
        return advice, (
            f"See {following.called}",
            absolute_url("pairing.mentor", public_id=following.public_id),
        )
    advice = "Your coordinator sees that you are still looking, and new mentors join."
    return advice, ("See all mentors", absolute_url("pairing.mentors"))
