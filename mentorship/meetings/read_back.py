"""An invitation's file, read back by a second library before it leaves: what we meant is what others will read."""

from __future__ import annotations

from collections.abc import Sequence

from mentorship.meetings.invitation import (
    Invitation,
    Method,
    description,
    guests,
    mailto,
    one_line,
    status,
    whole_seconds,
)


class InvitationDisagrees(Exception):
    """A second library does not read from the file what was meant; names the fields, never their values."""


def compare(method: Method, meetings: Sequence[Invitation], file: bytes) -> None:
    """Refuse, as InvitationDisagrees, a file from which `icalendar` reads anything but these meetings."""
    try:
        meant, read = [_meant(method, meeting) for meeting in meetings], _read(file)
    except ValueError as error:
        raise InvitationDisagrees("not readable") from error
    if len(read) != len(meant):
        raise InvitationDisagrees("not as many events as meetings")
    wrong = {
        field for one, other in zip(meant, read, strict=True) for field in one if one[field] != other[field]
    }
    if wrong:
        raise InvitationDisagrees(", ".join(sorted(wrong)))


def _meant(method: Method, invitation: Invitation) -> dict[str, object]:
    """What any calendar should read from the file."""
    return {
        "method": method.value,
        "uid": invitation.uid,
        "sequence": invitation.sequence,
        "stamp": whole_seconds(invitation.stamp),
        "start": whole_seconds(invitation.starts_at),
        "end": whole_seconds(invitation.ends_at),
        "status": status(invitation),
        "title": one_line(invitation.title),
        "description": description(invitation),
        "location": invitation.link or "",
        "organizer": mailto(invitation.organizer.email),
        "attendees": [mailto(guest.email) for guest in guests(invitation)],
    }


def _read(file: bytes) -> list[dict[str, object]]:
    """The same, of each event, as `icalendar` reads it."""
    from icalendar import Calendar  # only the sender of invitations needs it

    calendar = Calendar.from_ical(file)
    if len(calendar.subcomponents) != len(calendar.events) or any(event.errors for event in calendar.events):
        raise InvitationDisagrees("not only sound events")
    return [
        {
            "method": calendar.method,
            "uid": event.uid,
            "sequence": event.sequence,
            "stamp": event.DTSTAMP,
            "start": event.DTSTART,
            "end": event.DTEND,
            "status": event.status,
            "title": event.summary,
            "description": event.description or "",
            "location": event.location or "",
            "organizer": event.organizer,
            "attendees": event.attendees,
        }
        for event in calendar.events
    ]
