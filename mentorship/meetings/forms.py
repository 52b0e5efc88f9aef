"""What may be typed about a meeting."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import BooleanField, Field, HiddenField, RadioField, TimeField
from wtforms.validators import InputRequired

from mentorship.accounts.models import Person
from mentorship.errors import Refusal
from mentorship.fields import A_DATE, Day, Form, Text, Words, optional
from mentorship.meetings.models import Happened, MeetingNote
from mentorship.meetings.refusals import LimitReached, OutsideHours
from mentorship.meetings.wall_clock import NotAnInstant, instant_of
from mentorship.pairs.models import Mentorship

A_TIME = "Enter a time, like 7:00 PM."
HOW_MANY = tuple("123456")
USUALLY = 3


class TimeOfDay(TimeField):
    """A time, as browsers send it or as people here write it."""

    def __init__(self, label: str, sentence: str, **kwargs: Any) -> None:
        formats = ["%H:%M", "%I:%M %p", "%H:%M:%S"]
        super().__init__(label, format=formats, invalid_value_message=sentence, **kwargs)


class TimeForm(Form):
    """One of the proposed times, or a date and a time on the reader's own clock. `chosen` is the instant."""

    chosen: datetime
    wanted: datetime | None = None
    """The time that was refused, so that others near it can be offered."""
    asks_whether_agreed = False
    asks_whether_anyway = False

    starts_at = HiddenField()
    date = Day("Date", A_DATE)
    time = TimeOfDay("Time", A_TIME)
    agreed = BooleanField("We have agreed on this time")
    anyway = BooleanField("I know, and I take it anyway")

    def __init__(self, mentorship: Mentorship, reader: Person, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.mentorship, self.reader = mentorship, reader

    def validate(self, extra_validators: Any = None) -> bool:
        if self.starts_at.data:
            return self._take_offered()
        return super().validate(extra_validators) and self._take_typed()

    def _take_offered(self) -> bool:
        offered = _instant(self.starts_at.data)
        if offered is None:
            return _complain(self.date, "Pick one of the times, or enter a date and a time.")
        self.chosen = offered
        return True

    def _take_typed(self) -> bool:
        if not self.date.data or not self.time.data:
            return _complain(self.time if self.date.data else self.date, A_TIME if self.date.data else A_DATE)
        try:
            self.chosen = instant_of(self.date.data, self.time.data, self.reader.timezone)
        except NotAnInstant as problem:
            return _complain(self.time, str(problem))
        return True

    def refuse(self, refusal: Refusal) -> None:
        """A time that a tick would allow stays, with the box to tick."""
        super().refuse(refusal)
        self.wanted = self.chosen
        self.asks_whether_agreed = isinstance(refusal, OutsideHours)
        self.asks_whether_anyway = isinstance(refusal, LimitReached) and refusal.own
        if self.asks_whether_agreed or self.asks_whether_anyway:
            local = self.chosen.astimezone(ZoneInfo(self.reader.timezone))
            for field, value in ((self.date, local.date()), (self.time, local.time())):
                field.data, field.raw_data = value, None

    @property
    def ticked(self) -> dict[str, bool]:
        """What services.book takes: which boxes were ticked."""
        return {"agreed": self.agreed.data, "anyway": self.anyway.data}


class OtherTimeForm(Form):
    """Yes or No to another time for a date that stands, as the page showed it."""

    wanted = HiddenField()

    @property
    def time(self) -> datetime | None:
        """The instant that the button carried; None for what no button here ever said."""
        return _instant(self.wanted.data or "")


class PlanForm(Form):
    """How many dates follow the next one, and when, as the page showed them."""

    def __init__(self, many: str, starts: list[str]) -> None:
        super().__init__()
        self.many = int(many) if many in HOW_MANY else USUALLY
        self.starts = [start for start in map(_instant, starts) if start is not None]


class CancelForm(Form):
    """A word to the partner, if any."""

    reason = Text(
        "A word to your partner",
        longest=300,
        hint="It goes into the mail to both of you.",
        validators=[optional],
    )


class WrapUpForm(Form):
    """Did it happen, and what comes next."""

    happened = RadioField(
        "Did it happen?",
        choices={
            Happened.yes.value: "Yes, we met",
            Happened.moved.value: "Not then; we moved it",
            Happened.no_show.value: "No, only one of us could be there",
        },
        invalid_choice_message="Say whether you met.",
        validators=[InputRequired("Say whether you met.")],
    )
    next_step = Words(
        "Your next step",
        longest=300,
        rows=2,
        hint="One small thing, like: send the three payer applications. No patient details.",
        validators=[optional],
    )

    def words(self) -> tuple[Happened, str]:
        """What services.wrap_up takes."""
        return Happened(self.happened.data), self.next_step.data


class NoteForm(Form):
    """A note, and who may read it. `shared` says whether the partner may."""

    words = Words(
        "Your note",
        longest=4000,
        rows=6,
        needed="Write a few words.",
        hint="Practice matters only. No patient details.",
    )
    readers = RadioField(
        "Who can see it?",
        choices={"me": "Only you"},
        invalid_choice_message="Say who can see this note.",
        validators=[InputRequired("Say who can see this note.")],
    )

    def __init__(self, partner: Person, note: MeetingNote | None = None) -> None:
        super().__init__(obj=note, data={"readers": "both" if note and note.shared else "me"})
        self.readers.choices = [("me", "Only you"), ("both", f"You and {partner.called}")]

    @property
    def shared(self) -> bool:
        return bool(self.readers.data == "both")


def _instant(text: str) -> datetime | None:
    """The instant that an offered time's button carries; None for what no button here ever said."""
    try:
        instant = datetime.fromisoformat(text)
        return instant.astimezone(UTC) if instant.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _complain(field: Field, sentence: str) -> bool:
    field.errors = [*field.errors, sentence]
    return False
