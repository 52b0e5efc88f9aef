"""What may be typed about a group meeting."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import BooleanField, IntegerField, SelectField, ValidationError
from wtforms.validators import InputRequired, NumberRange

from mentorship.accounts.models import Person
from mentorship.community.models import GroupKind, GroupMeeting
from mentorship.fields import A_DATE, Day, Form, OneOf, Text, Words, optional
from mentorship.meetings.forms import A_TIME, TimeOfDay
from mentorship.meetings.invitation import LINK
from mentorship.meetings.wall_clock import NotAnInstant, instant_of
from mentorship.vocabulary import time_zones

SEATS = "Enter a number of seats from 1 to 200."
LENGTHS = (30, 45, 60, 90, 120)
KINDS = {
    GroupKind.circle.value: ("A circle", "Peers talk about one thing. Six to eight people is a good size."),
    GroupKind.training.value: ("A training session", "Somebody teaches, the others ask."),
}


class Seats(IntegerField):
    """How many people have room besides the host."""

    def __init__(self, label: str = "Seats", **kwargs: Any) -> None:
        self.hint = "Besides the host. Whoever comes later stands in line."
        super().__init__(label, validators=[InputRequired(SEATS), NumberRange(1, 200, SEATS)], **kwargs)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(SEATS) from None


class WhenForm(Form):
    """A date and a time on the reader's own clock. `chosen` is the instant."""

    chosen: datetime

    date = Day("Date", A_DATE, validators=[InputRequired(A_DATE)])
    time = TimeOfDay("Time", A_TIME, validators=[InputRequired(A_TIME)])

    def __init__(self, reader: Person, **kwargs: Any) -> None:
        self.reader = reader
        super().__init__(**kwargs)
        zone = time_zones().get(reader.timezone, reader.timezone)
        self.time.description = f"On your clock: {zone}. Everybody reads it on their own."

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        try:
            self.chosen = instant_of(self.date.data, self.time.data, self.reader.timezone)
        except NotAnInstant as problem:
            self.time.errors = [*self.time.errors, str(problem)]
            return False
        return True


class PlanForm(WhenForm):
    """A new circle or training session."""

    kind = OneOf(
        "What is it?",
        options=KINDS,
        default=GroupKind.circle.value,
        invalid_choice_message="Say what it is.",
        validators=[InputRequired("Say what it is.")],
    )
    title = Text(
        "Title",
        longest=80,
        needed="Give it a title.",
        hint="It stands in calendars that others may see. Like: Reading a payer contract.",
    )
    about = Words(
        "What it is about",
        longest=1200,
        rows=4,
        hint="What to bring, what to expect. No fees or payer rates, no patient details.",
        validators=[optional],
    )
    minutes = SelectField(
        "Length",
        choices={str(minutes): f"{minutes} minutes" for minutes in LENGTHS},
        default="60",
        invalid_choice_message="Choose a length from the list.",
    )
    seats = Seats(default=8)
    host = SelectField("Host", invalid_choice_message="Choose a host from the list.")
    link = Text(
        "Video link",
        longest=300,
        hint="Leave it empty, and a room is made for you.",
        validators=[optional],
    )

    def __init__(self, reader: Person, hosts: Sequence[Person], **kwargs: Any) -> None:
        self.hosts = {person.public_id: person for person in hosts}
        super().__init__(reader, **kwargs)
        self.host.choices = {
            person.public_id: "You" if person.id == reader.id else person.called for person in hosts
        }

    def validate_link(self, field: Text) -> None:
        if field.data and not (field.data.startswith("https://") and LINK.fullmatch(field.data)):
            raise ValidationError("Paste the whole address, like https://example.zoom.us/j/123.")

    def words(self) -> dict[str, Any]:
        """What services.plan takes."""
        return {
            "host": self.hosts[self.host.data],
            "kind": GroupKind(self.kind.data),
            "title": self.title.data,
            "about": self.about.data,
            "starts_at": self.chosen,
            "minutes": int(self.minutes.data),
            "seats": self.seats.data,
            "link": self.link.data,
        }


class MoveForm(WhenForm):
    """Another time; the one that stands is filled in."""

    def __init__(self, group: GroupMeeting, reader: Person, **kwargs: Any) -> None:
        local = group.starts_at.astimezone(ZoneInfo(reader.timezone))
        super().__init__(reader, data={"date": local.date(), "time": local.time()}, **kwargs)


class SeatsForm(Form):
    """How many seats, and whether the queue takes more people."""

    seats = Seats()
    waitlist_open = BooleanField("More people may join the waitlist")

    def __init__(self, group: GroupMeeting, **kwargs: Any) -> None:
        super().__init__(obj=group, **kwargs)


class CallOffForm(Form):
    """A word to everybody, if any."""

    reason = Text(
        "A word to everybody",
        longest=300,
        hint="It goes into the mail to whoever has a place or waits for one.",
        validators=[optional],
    )


class SeatForm(Form):
    """One button."""
