"""What the site writes about somebody's own calendars."""

from __future__ import annotations

from urllib.parse import urlsplit

from mentorship.accounts.models import Person
from mentorship.availability.models import BusyFeed
from mentorship.formats import plural, when
from mentorship.mail.letters import Letter, absolute_url
from mentorship.mail.models import Category


def calendar_is_dead(feed: BusyFeed, owner: Person) -> Letter:
    """To its owner: for a week it could not be read, and what that means for bookings."""
    host = urlsplit(feed.url).hostname or ""
    since = when(feed.read_at or feed.added_at, owner.timezone)
    copy = (
        f"What we read then still counts: {plural(feed.busy_count, 'busy time')}. What you added since, we do not know."
        if feed.read_at
        else "We never could read it, so nothing in it keeps anybody from booking you."
    )
    return Letter(
        to=owner,
        category=Category.account,
        kind="availability.calendar_is_dead",
        subject=f"We cannot read your calendar at {host}",
        lines=("Paste its new address, or remove it, so that nobody books you while you are busy.", copy),
        facts=(("Calendar at", host), ("Not readable since", since), ("Why", feed.problem)),
        button=("Open your calendars", absolute_url("availability.calendars")),
        after=("We go on trying once a day, and do not write about this again.",),
        why="You get this because you had us read this calendar for when you are busy.",
        dedupe_key=f"calendar_is_dead:{feed.public_id}:{feed.read_at or feed.added_at:%Y-%m-%dT%H:%M}",
    )
