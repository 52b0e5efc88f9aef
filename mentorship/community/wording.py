"""How pages and mails speak of a group meeting."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from mentorship.accounts.models import Person
from mentorship.community.models import GroupMeeting
from mentorship.formats import clock_time, when, when_for_both


def said_when(group: GroupMeeting, reader: Person) -> str:
    """'Tue Nov 24, 7:00 pm your time · 8:00 pm for Dr. Ben Osei', who hosts; one time when both clocks agree."""
    mine, theirs = (group.starts_at.astimezone(ZoneInfo(person.timezone)) for person in (reader, group.host))
    if mine.utcoffset() == theirs.utcoffset():
        return f"{when(group.starts_at, reader.timezone)} to {clock_time(group.ends_at, reader.timezone)}"
    return when_for_both(group.starts_at, reader, group.host)
