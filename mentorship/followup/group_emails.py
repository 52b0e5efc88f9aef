"""What time makes the site write to whoever has a place in a group meeting."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from mentorship.accounts.models import Person
from mentorship.community.emails import page_of
from mentorship.community.models import Seat
from mentorship.community.wording import said_when
from mentorship.followup.groups import version
from mentorship.followup.queries import TOO_LATE_FOR_THE_DAY
from mentorship.formats import clock_time, when
from mentorship.mail.letters import Letter
from mentorship.mail.models import Category


def day_before(seat: Seat, person: Person, key: str) -> Letter:
    """The date is near, and somebody else could still use the seat."""
    group = seat.group
    return _reminder(
        seat,
        person,
        key,
        kind="followup.group_day_before",
        subject=f"Coming up: {group.title} on {when(group.starts_at, person.timezone)}",
        first="Nothing to do, if the time still suits you.",
        button=("Open the group meeting", page_of(group, person)),
        after=(
            "If it does not, say so there, and somebody else can still use the time. No need to explain.",
        ),
        until=group.starts_at - TOO_LATE_FOR_THE_DAY,
    )


def hour_before(seat: Seat, person: Person, key: str) -> Letter:
    """It begins within the hour."""
    group, at = seat.group, clock_time(seat.group.starts_at, person.timezone)
    letter = _reminder(
        seat,
        person,
        key,
        kind="followup.group_hour_before",
        subject=f"{group.title} begins at {at}",
        first=f"Join at {at}.",
        button=("Join by video", group.link),
        choices=(("Something came up", page_of(group, person)),),
    )
    return replace(letter, category=Category.hour_before)


def _reminder(
    seat: Seat,
    person: Person,
    key: str,
    *,
    kind: str,
    subject: str,
    first: str,
    button: tuple[str, str],
    choices: tuple[tuple[str, str], ...] = (),
    after: tuple[str, ...] = (),
    until: datetime | None = None,
) -> Letter:
    group = seat.group
    return Letter(
        to=person,
        category=Category.reminder,
        kind=kind,
        subject=subject,
        lines=(first,),
        facts=(("When", said_when(group, person)), ("Host", group.host.called), ("Where", group.link)),
        button=button,
        choices=choices,
        after=after,
        why=f"You get this because of your place in “{group.title}”.",
        dedupe_key=key,
        about=f"place_ahead:{version(seat)}:{person.public_id}",
        until=until or group.starts_at,
        thread=group.uid,
    )
