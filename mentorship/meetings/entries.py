"""A meeting as an entry in calendars: its uid, its room, its file. What settings decide about it is decided here."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from flask import current_app

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.extensions import settings_of
from mentorship.mail.letters import absolute_url
from mentorship.meetings.invitation import LINK, Guest, Invitation, Method, Party
from mentorship.meetings.invites import checked
from mentorship.meetings.models import Answer, Meeting, MeetingState
from mentorship.profiles.queries import profile_of


def new_uid() -> str:
    """The name of a calendar entry for life; it tells nothing and cannot be guessed."""
    return f"m-{secrets.token_hex(16)}@{settings_of(current_app).host}"


def video_link(mentor: Person) -> str:
    """The mentor's own room, else a random one (96 bits; hexadecimal, because video servers ignore capitals)."""
    profile = profile_of(mentor)
    own = profile.meeting_link if profile else ""
    if LINK.fullmatch(own):
        return own
    return video_room()


def video_room() -> str:
    """A room that nobody can guess."""
    return f"{settings_of(current_app).meeting_base_url.rstrip('/')}/hallway-{secrets.token_hex(12)}"


def later_stamp(before: datetime | None, now: datetime) -> datetime:
    """A DTSTAMP in whole seconds, strictly later than the one before, however fast the changes follow."""
    stamp = now.replace(microsecond=0)
    return max(stamp, before + timedelta(seconds=1)) if before else stamp


def next_version(meeting: Meeting) -> None:
    """Count a change that calendars must hear of."""
    meeting.sequence += 1
    meeting.stamped_at = later_stamp(meeting.stamped_at, clock.now())


def file_of(meeting: Meeting, method: Method) -> bytes:
    """The .ics file of this version of the meeting, read back by a second library before it leaves."""
    return checked(invitation_of(meeting, method))


def invitation_of(meeting: Meeting, method: Method) -> Invitation:
    """What a calendar should know of this version of the meeting."""
    settings, mentorship = settings_of(current_app), meeting.mentorship
    minutes = (meeting.ends_at - meeting.starts_at) // timedelta(minutes=1)
    page = absolute_url("meetings.show", public_id=meeting.public_id)
    said_yes = _said_yes(meeting) if method is Method.REQUEST else {meeting.booked_by_id}
    return Invitation(
        method=method,
        uid=meeting.uid,
        sequence=meeting.sequence,
        stamp=meeting.stamped_at,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        title=title_of(meeting),
        description=f"You meet for {minutes} minutes by video.\nMove or cancel: {page}",
        organizer=Party(settings.site_name, settings.mail_from),
        attendees=tuple(
            Guest(person.name, person.email, accepted=person.id in said_yes, asked=settings.reads_answers)
            for person in mentorship.people
        ),
        link=meeting.link,
        tentative=meeting.state == MeetingState.held,
    )


def _said_yes(meeting: Meeting) -> set[int]:
    return {one.person_id for one in meeting.attendances if one.answer is Answer.accepted}


def title_of(meeting: Meeting) -> str:
    """'Mentoring: A. Lee and B. Osei': what may stand on a screen that patients see."""
    mentorship = meeting.mentorship
    return f"Mentoring: {_short(mentorship.mentee.name)} and {_short(mentorship.mentor.name)}"


def _short(name: str) -> str:
    """'A. Lee' for 'Amara Lee'; a single name stays whole."""
    first, *others = name.split() or [name]
    return f"{first[0]}. {others[-1]}" if others else first
