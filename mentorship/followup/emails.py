"""What time makes the site write: before a meeting, after it, and when a pair has no date."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from mentorship import clock
from mentorship.accounts.links import A_FORTNIGHT, signed_url
from mentorship.accounts.models import Person
from mentorship.followup.queries import TOO_LATE_FOR_THE_DAY
from mentorship.formats import clock_time, rhythm, when, when_for_both
from mentorship.mail.letters import Letter
from mentorship.mail.models import Category
from mentorship.meetings.models import Meeting
from mentorship.meetings.queries import next_meeting
from mentorship.meetings.services import proposed_times
from mentorship.pairs.models import Mentorship, MentorshipState

Links = tuple[tuple[str, str], ...]


def day_before(meeting: Meeting, person: Person, key: str) -> Letter:
    """To either of the two: the date is near."""
    partner = meeting.mentorship.other(person)
    return _reminder(
        meeting,
        person,
        key,
        kind="followup.day_before",
        subject=f"Coming up: you meet {partner.called} on {when(meeting.starts_at, person.timezone)}",
        first="Nothing to do, if the time still suits you.",
        button=("Open the meeting", _page(meeting, person)),
        after=(
            f"If it does not, move it now, and {partner.called} can still use the hour. No need to explain.",
        ),
        until=meeting.starts_at - TOO_LATE_FOR_THE_DAY,
    )


def hour_before(meeting: Meeting, person: Person, key: str) -> Letter:
    """To either of the two: it begins within the hour."""
    partner = meeting.mentorship.other(person)
    at = clock_time(meeting.starts_at, person.timezone)
    letter = _reminder(
        meeting,
        person,
        key,
        kind="followup.hour_before",
        subject=f"You meet {partner.called} at {at}",
        first=f"Join at {at}. One topic is enough for a good meeting.",
        button=("Join the meeting", meeting.link),
        choices=(("Something came up", _page(meeting, person)),),
    )
    return replace(letter, category=Category.hour_before)


def after_meeting(meeting: Meeting, person: Person, key: str) -> Letter:
    """To either of the two: how was it, what is your next step, when is the next date? None for a pair that rests."""
    pair = meeting.mentorship
    partner = pair.other(person)
    rests = pair.state == MentorshipState.paused
    facts, choices = ((), ()) if rests else _next_date(pair, person)
    return Letter(
        to=person,
        category=Category.follow_up,
        kind="followup.after_meeting",
        subject=f"After your meeting with {partner.called}: one step{'' if rests else ', and the next date'}",
        lines=(
            "Say in half a minute whether you met, and write down your one next step while it is fresh.",
            f"{partner.called} gets the same two questions.",
        ),
        facts=facts,
        button=("Wrap up the meeting", signed_url("meetings.wrap_up_by_link", person, meeting.public_id)),
        choices=choices,
        why=f"You get this because you had a meeting with {partner.called} on {_day(meeting, person)}.",
        dedupe_key=key,
        about=f"ended:{meeting.uid}:{person.public_id}",
        thread=meeting.uid,
    )


def missed(meeting: Meeting, person: Person, key: str) -> Letter:
    """To both, whoever was there: it did not happen, and these times are free for both."""
    pair = meeting.mentorship
    partner = pair.other(person)
    times = proposed_times(pair, 3)
    url = signed_url("meetings.next_by_link", person, pair.public_id)
    return Letter(
        to=person,
        category=Category.follow_up,
        kind="followup.missed",
        subject=f"A new date with {partner.called}",
        lines=(
            "Pick one of these times, and both of you get the invitation."
            if times
            else "Pick a new date whenever you are ready, and both of you get the invitation.",
            f"Your meeting of {_day(meeting, person)} did not take place. It happens, and nobody asks why.",
        ),
        facts=tuple(("Suits you both", when_for_both(time, person, partner)) for time in times),
        button=("Pick a new date", url),
        after=(f"{partner.called} gets the same times. The first to pick settles it.",) if times else (),
        why=f"You get this because you and {partner.called} had a date on {_day(meeting, person)}.",
        dedupe_key=key,
        about=f"missed:{meeting.uid}",
        thread=meeting.uid,
    )


def first_date(pair: Mentorship, person: Person, key: str) -> Letter:
    """To either of the two: you are a pair and have not met."""
    partner = pair.other(person)
    return _nudge(
        pair,
        person,
        key,
        kind="followup.first_date",
        subject=f"Your first date with {partner.called}",
        first=f"Whenever you are ready: pick your first date with {partner.called}.",
        why=f"You get this because you and {partner.called} are a pair and have not met yet.",
    )


def next_date(met: tuple[Mentorship, datetime], person: Person, key: str) -> Letter:
    """To either of the two: you met, and the next date is open."""
    pair, last = met
    partner = pair.other(person)
    return _nudge(
        pair,
        person,
        key,
        kind="followup.next_date",
        subject=f"Your next date with {partner.called}",
        first=f"Whenever you are ready: pick your next date with {partner.called}.",
        why=(
            f"You get this because you two agreed to meet {rhythm(pair.cadence_weeks)} "
            f"and last met on {when(last, person.timezone)}."
        ),
    )


def _reminder(
    meeting: Meeting,
    person: Person,
    key: str,
    *,
    kind: str,
    subject: str,
    first: str,
    button: tuple[str, str],
    choices: Links = (),
    after: tuple[str, ...] = (),
    until: datetime | None = None,
) -> Letter:
    partner = meeting.mentorship.other(person)
    return Letter(
        to=person,
        category=Category.reminder,
        kind=kind,
        subject=subject,
        lines=(first,),
        facts=(
            ("When", when_for_both(meeting.starts_at, person, partner)),
            ("With", partner.called),
            ("Where", meeting.link),
        ),
        button=button,
        choices=choices,
        after=after,
        why=f"You get this because you and {partner.called} have this date.",
        dedupe_key=key,
        about=f"upcoming:{meeting.uid}:{meeting.sequence}",
        until=until or meeting.starts_at,
        thread=meeting.uid,
    )


def _nudge(
    pair: Mentorship, person: Person, key: str, *, kind: str, subject: str, first: str, why: str
) -> Letter:
    facts, button = _proposed(pair, person, "Suits you both")
    return Letter(
        to=person,
        category=Category.nudge,
        kind=kind,
        subject=subject,
        lines=(
            first,
            "If now is not the time, that is fine, too. You hear from us about this at most once a week.",
        ),
        facts=facts,
        button=button,
        why=why,
        dedupe_key=key,
        about=f"no_date:{pair.public_id}",
    )


def _next_date(pair: Mentorship, person: Person) -> tuple[Links, Links]:
    """(facts, links) about the next date: the one that stands, else what is proposed."""
    ahead = next_meeting(pair)
    if ahead:
        return (("Next date", when_for_both(ahead.starts_at, person, pair.other(person))),), ()
    facts, link = _proposed(pair, person, f"Next, {rhythm(pair.cadence_weeks)}")
    return facts, (link,)


def _proposed(pair: Mentorship, person: Person, label: str) -> tuple[Links, tuple[str, str]]:
    """(facts, link) for the first of the times that suit both.

    The page behind the link works the times out again, so that it never offers one that was taken meanwhile.
    """
    url = signed_url("meetings.next_by_link", person, pair.public_id)
    times = proposed_times(pair, 1)
    if not times:
        return (), ("Pick a date", url)
    facts = ((label, when_for_both(times[0], person, pair.other(person))),)
    return facts, (f"Invite for {when(times[0], person.timezone)}, or another time", url)


def _page(meeting: Meeting, person: Person) -> str:
    lasts = max(A_FORTNIGHT, meeting.ends_at - clock.now() + timedelta(days=1))
    return signed_url("meetings.by_link", person, meeting.public_id, version=meeting.sequence, lasts=lasts)


def _day(meeting: Meeting, person: Person) -> str:
    return when(meeting.starts_at, person.timezone)
