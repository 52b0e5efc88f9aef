"""What may be typed about a meeting."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from wtforms import BooleanField, Field, HiddenField, RadioField, TimeField
from wtforms.validators import InputRequired

from mentorship.accounts.models import Person
from mentorship.fields import Form, Text, Words, clean
from mentorship.formats import clock_time
from mentorship.meetings.models import Happened
from mentorship.meetings.proposing import outside_hours
from mentorship.meetings.wall_clock import NotAnInstant, instant_of
from mentorship.pairs.forms import A_DATE, Day
from mentorship.pairs.models import Mentorship

A_TIME = "Enter a time, like 7:00 PM."


class TimeOfDay(TimeField):
    """A time, as browsers send it or as people here write it."""

    def __init__(self, label: str, sentence: str, **kwargs: Any) -> None:
        formats = ["%H:%M", "%I:%M %p", "%H:%M:%S"]
        super().__init__(label, format=formats, invalid_value_message=sentence, **kwargs)

    def _value(self) -> str:
        """What was typed comes back, without what no page may hold."""
        return clean(super()._value())


class TimeForm(Form):
    """One of the proposed times, or a date and a time on the reader's own clock. `chosen` is the instant."""

    chosen: datetime

    starts_at = HiddenField()
    date = Day("Date", A_DATE)
    time = TimeOfDay("Time", A_TIME)
    agreed = BooleanField("We have agreed on this time")

    def __init__(self, mentorship: Mentorship, reader: Person, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.mentorship, self.reader = mentorship, reader

    def validate(self, extra_validators: Any = None) -> bool:
        if self.starts_at.data:
            return self._take_offered()
        if not super().validate(extra_validators):
            return False
        return self._take_typed() and self._partner_is_asked()

    def _take_offered(self) -> bool:
        try:
            offered = datetime.fromisoformat(self.starts_at.data)
            self.chosen = offered.astimezone(UTC)
        except (ValueError, OverflowError):
            offered = datetime.min
        if offered.tzinfo is None:
            return _complain(self.date, "Pick one of the times, or enter a date and a time.")
        return True

    def _take_typed(self) -> bool:
        if not self.date.data or not self.time.data:
            return _complain(self.time if self.date.data else self.date, A_TIME if self.date.data else A_DATE)
        try:
            self.chosen = instant_of(self.date.data, self.time.data, self.reader.timezone)
        except NotAnInstant as problem:
            return _complain(self.time, str(problem))
        return True

    def _partner_is_asked(self) -> bool:
        """Hours that somebody has given are not overruled by accident."""
        partner = self.mentorship.other(self.reader)
        if self.agreed.data or not outside_hours(self.mentorship, partner, self.chosen):
            return True
        theirs = f"{clock_time(self.chosen, partner.timezone)} for {partner.called}"
        sentence = f"That is {theirs}, outside the hours they gave. Tick the box if you two agreed on it."
        return _complain(self.agreed, sentence)


class CancelForm(Form):
    """A word to the partner, if any."""

    reason = Text(
        "A word to your partner", longest=300, hint="Optional. It goes into the mail to both of you."
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
        validators=[InputRequired("Say whether you met.")],
    )
    next_step = Words(
        "Your next step",
        longest=300,
        rows=2,
        hint="Optional. One small thing, like: send the three payer applications. No patient details.",
    )

    def words(self) -> tuple[Happened, str]:
        """What services.wrap_up takes."""
        return Happened(self.happened.data), self.next_step.data


def _complain(field: Field, sentence: str) -> bool:
    field.errors = [*field.errors, sentence]
    return False
