"""Ask, answer, take back: what happens to a request. What happens to match runs and learned weights is here, too."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.exc import IntegrityError

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.audit.services import record
from mentorship.availability.calm import calm_time
from mentorship.errors import Refusal
from mentorship.extensions import db
from mentorship.formats import Named, workdays_after
from mentorship.mail.letters import Letter
from mentorship.mail.services import post
from mentorship.pairing import emails, ended_emails, hearing, queries, suggesting
from mentorship.pairing.computing import compute_runs
from mentorship.pairing.joining import RequestMovedOn, hold, join, move, outcome_of
from mentorship.pairing.lengths import check_length, lengths_for, nearest
from mentorship.pairing.models import DeclineReason, MentorRequest, RequestState
from mentorship.pairing.publishing import publish
from mentorship.pairing.runs import discard, lock, pair_by_hand, reject, start_run, stop_run, unlock
from mentorship.pairing.standing import AlreadyAsked, NotApprovedYet, standing_of, why_not
from mentorship.pairing.suggestions import NotReady
from mentorship.pairing.weights import ask_for_weights, go_back, keep_learned, lessons, use_weights
from mentorship.pairs.models import Mentorship
from mentorship.profiles.queries import profile_of
from mentorship.programs.models import Cohort

__all__ = [
    "ask_for_weights",
    "compute_runs",
    "discard",
    "go_back",
    "keep_learned",
    "lessons",
    "lock",
    "outcome_of",
    "pair_by_hand",
    "publish",
    "reject",
    "start_run",
    "stop_run",
    "unlock",
    "use_weights",
]


class PairIsNotPossible(Refusal):
    """A hard rule forbids it; which one is never said."""


def ask(
    mentee: Person,
    mentor: Person,
    *,
    why: str,
    cadence_weeks: int,
    meeting_minutes: int,
    next_mentor_id: int | None = None,
) -> MentorRequest:
    """Ask a mentor to meet; they have the cohort's number of working days to answer. When they say no or let the time
    pass, the next one is asked."""
    request, letter = _ask(mentee, mentor, why, cadence_weeks, meeting_minutes)
    request.next_mentor_id = next_mentor_id
    record(mentee, "asked", request)
    post(letter)
    return request


def _ask(
    mentee: Person, mentor: Person, why: str, cadence_weeks: int, meeting_minutes: int
) -> tuple[MentorRequest, Letter]:
    """The request, and the letter that has to be posted."""
    hold(mentee)
    cohort = _cohort_to_ask_in(mentee, mentor)
    check_length(meeting_minutes, mentee, mentor)
    request = MentorRequest(
        cohort=cohort,
        mentee=mentee,
        mentor=mentor,
        why=why,
        cadence_weeks=cadence_weeks,
        meeting_minutes=meeting_minutes,
        sent_at=clock.now(),
        expires_at=due(cohort, mentor),
    )
    _add(request)
    answers = queries.answers_of([mentee.id, mentor.id])
    topic = hearing.topic_of(why, answers.get(mentee.id), answers.get(mentor.id))
    return request, emails.asked(request, answers.get(mentee.id), topic)


def _ask_next(request: MentorRequest) -> MentorRequest | None:
    """Ask whom the mentee has named, with the same words, in the morning where it is night; None where nobody is named,
    or where it is not possible or not needed any more."""
    mentee, mentor = request.mentee, request.next_mentor
    if mentor is None or _must_not_follow(request, mentor):
        return None
    minutes = nearest(request.meeting_minutes, lengths_for(mentee, mentor))
    try:
        following, letter = _ask(mentee, mentor, request.why, request.cadence_weeks, minutes)
    except Refusal:
        return None
    record(None, "asked_next", following)
    post(replace(letter, ready_at=calm_time(mentor, clock.now())))
    return following


def _must_not_follow(request: MentorRequest, mentor: Person) -> bool:
    """They were asked before, or tell something that is to be read first, or another answer is still to come."""
    standing, profile = standing_of(request.mentee), profile_of(mentor)
    disclosures = profile.disclosures if profile else ()
    return bool(standing.requests or mentor.id in standing.asked or disclosures)


def ask_nobody_next(request: MentorRequest) -> None:
    """The mentee would rather choose when it comes to that."""
    hold(request.mentee)
    db.session.refresh(request)
    if not request.is_open:
        raise RequestMovedOn(outcome_of(request))
    request.next_mentor_id = None


def accept_request(request: MentorRequest) -> Mentorship:
    """Yes: the two are a pair, the mentee's other requests end. A refusal leaves everything as it was."""
    hold(request.mentee)
    try:
        with db.session.begin_nested():
            mentorship = _accepted(request)
    except Refusal:
        db.session.expire(request)
        raise
    record(request.mentor, "accepted", request)
    for letter in emails.accepted(request, mentorship):
        post(letter)
    return mentorship


def _accepted(request: MentorRequest) -> Mentorship:
    _refuse_if_late(request)
    check_length(request.meeting_minutes, request.mentor, request.mentee)
    move(request, RequestState.accepted, answered_at=clock.now())
    if not suggesting.possible(request.mentee, request.cohort, request.mentor):
        raise PairIsNotPossible("This pair is not possible under the program's rules.")
    return join(
        request.cohort,
        request.mentor,
        request.mentee,
        purpose=request.why,
        cadence_weeks=request.cadence_weeks,
        meeting_minutes=request.meeting_minutes,
    )


def decline_request(request: MentorRequest, reason: DeclineReason, words: str = "") -> None:
    """No, with a reason that the mentee never reads as such, and words that they do. Who is next is asked."""
    hold(request.mentee)
    _refuse_if_late(request)
    move(
        request,
        RequestState.declined,
        answered_at=clock.now(),
        decline_reason=reason,
        decline_words=words,
    )
    record(request.mentor, "declined", request, reason=reason.value)
    post(ended_emails.declined(request, _following(request)))


def ask_for_more(request: MentorRequest, question: str) -> None:
    """The mentor wants to know something first; the mentee gets as many days as a mentor does."""
    _refuse_if_late(request)
    move(
        request,
        RequestState.more_info,
        (RequestState.pending,),
        question=question,
        expires_at=due(request.cohort, request.mentor),
    )
    record(request.mentor, "asked_for_more", request)
    post(emails.asked_for_more(request))


def answer_question(request: MentorRequest, answer: str) -> None:
    """The mentee answers, and the request waits for the mentor again."""
    _refuse_if_late(request)
    move(
        request,
        RequestState.pending,
        (RequestState.more_info,),
        answer=answer,
        expires_at=due(request.cohort, request.mentor),
    )
    record(request.mentee, "answered", request)
    post(emails.answered(request))


def withdraw_request(request: MentorRequest) -> None:
    """The mentee takes it back. A mail that has not left yet will not leave."""
    move(request, RequestState.withdrawn, answered_at=clock.now())
    record(request.mentee, "withdrew", request)


def expire_requests(now: datetime) -> int:
    """End the requests whose time is over, ask or tell who is next, in the morning where it is night; how many."""
    past = sorted(queries.requests_past(now), key=lambda request: (request.mentee_id, request.sent_at))
    return len([request for request in past if _expire(request, now)])


def _expire(request: MentorRequest, now: datetime) -> bool:
    hold(request.mentee)
    # Since it was found, somebody may have answered it, or asked a question, which gives it more time.
    db.session.refresh(request, with_for_update={"of": MentorRequest, "key_share": True})
    if not request.is_open or request.expires_at > now:
        return False
    was_asked = request.state == RequestState.more_info
    move(request, RequestState.expired, answered_at=now)
    record(None, "expired", request)
    letter = ended_emails.expired(request, _following(request), was_asked=was_asked)
    post(replace(letter, ready_at=calm_time(request.mentee, now)))
    return True


def due(cohort: Cohort, mentor: Named) -> datetime:
    """When an answer to what is asked now is due; working days are those of the mentor's own calendar."""
    there = clock.now().astimezone(ZoneInfo(mentor.timezone))
    return workdays_after(there, cohort.answer_days).astimezone(UTC)


def _cohort_to_ask_in(mentee: Person, mentor: Person) -> Cohort:
    """Where the two may meet; else the refusal that says why not."""
    standing = standing_of(mentee)
    if standing.cohort is None:
        raise NotApprovedYet("Join a cohort first; its mentors are the ones you can ask.")
    try:
        found = suggesting.one(mentee, standing.cohort, mentor.public_id)
    except NotReady:
        raise PairIsNotPossible("Finish your profile first; then you can ask.") from None
    if found is None:
        raise PairIsNotPossible("This pair is not possible under the program's rules.")
    refusal = why_not(standing, found[0])
    if refusal:
        raise refusal
    return standing.cohort


def _refuse_if_late(request: MentorRequest) -> None:
    """The time may be over a little before the clock's own work gets to say so."""
    if request.is_open and request.expires_at <= clock.now():
        raise RequestMovedOn("The time to answer is over, so this request has ended.")


def _add(request: MentorRequest) -> None:
    try:
        with db.session.begin_nested():
            db.session.add(request)
            db.session.flush()
    except IntegrityError:
        raise AlreadyAsked(f"{request.mentor.called} has your note already.") from None


def _following(request: MentorRequest) -> MentorRequest | queries.MentorRow | None:
    """What the next mentor is asked, as the mentee wished, or the open request that keeps it from them; else whom to
    look at next."""
    asked = _ask_next(request)
    if asked:
        return asked
    ever = {one.mentor_id: one for one in queries.requests_by(request.mentee)}
    still_open = [one for one in ever.values() if one.is_open]
    if request.next_mentor_id and still_open:
        return next((one for one in still_open if one.mentor_id == request.next_mentor_id), still_open[0])
    return next(iter(suggesting.still_to_ask(request.mentee, request.cohort, ever)), None)
