"""A group meeting as an entry in one guest's calendar: it names the sender and that guest, and nobody else."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import current_app

from mentorship.accounts.models import Person
from mentorship.community import queries
from mentorship.community.models import GroupMeeting, GroupState, Seat, SeatState
from mentorship.extensions import settings_of
from mentorship.mail.letters import absolute_url
from mentorship.meetings.invitation import Guest, Invitation, Method, Party
from mentorship.meetings.invites import checked
from mentorship.meetings.own_calendar import Entry

GIVEN_UP = {SeatState.left: "You left", SeatState.waiting: "You are in line"}
"""What the calendar page says where the calendar's own file says cancelled."""


def file_of(group: GroupMeeting, seat: Seat, method: Method) -> bytes:
    """This version of one guest's .ics file, read back by a second library before it leaves."""
    return checked(invitation_of(group, seat, method))


def invitation_of(group: GroupMeeting, seat: Seat, method: Method) -> Invitation:
    """What one guest's calendar should know: everybody's entry has the same uid, and each its own sequence."""
    settings = settings_of(current_app)
    minutes = (group.ends_at - group.starts_at) // timedelta(minutes=1)
    page = absolute_url("community.show", public_id=group.public_id)
    return Invitation(
        method=method,
        uid=group.uid,
        sequence=seat.sequence,
        stamp=seat.stamped_at,
        starts_at=group.starts_at,
        ends_at=group.ends_at,
        title=group.named,
        description=f"{minutes} minutes by video, hosted by {group.host.called}.\nSee who comes, or leave: {page}",
        organizer=Party(settings.site_name, settings.mail_from),
        attendees=(Guest(seat.person.name, seat.person.email, accepted=True),),
        link=group.link,
    )


def of_groups(person: Person, since: datetime, until: datetime | None) -> list[Entry]:
    """The group meetings on somebody's own calendar."""
    return [_entry(seat) for seat in queries.dated_seats(person, since, until)]


def _entry(seat: Seat) -> Entry:
    group = seat.group
    gone = not seat.takes_time or group.state == GroupState.cancelled
    return Entry(
        invitation=invitation_of(group, seat, Method.CANCEL if gone else Method.PUBLISH),
        words=group.named,
        endpoint="community.show",
        public_id=group.public_id,
        outcome=GIVEN_UP.get(seat.state, "") if group.state != GroupState.cancelled else "",
    )
