"""What may be typed about single days, days away and protected time."""

from __future__ import annotations

import re
from datetime import date

from wtforms import HiddenField, ValidationError
from wtforms.validators import InputRequired

from mentorship.availability.day_windows import HOW, Times
from mentorship.availability.hours_field import HoursText, Weekdays
from mentorship.availability.slots import Weekly
from mentorship.fields import Day, Form, Text, clean, optional

PLAIN = re.compile("[0-9]{1,4}")
A_DAY = "Enter a day, like 12/03/2026."


class DayForm(Form):
    """One date, and its own hours."""

    on_day = Day("Which day", A_DAY, validators=[InputRequired(A_DAY)])
    hours = HoursText(
        "Hours that day",
        hint="Like 9–11 am, 1–3 pm. Leave it empty for no meetings that day.",
        validators=[optional],
    )


class AwayForm(Form):
    """From the first to the last day."""

    first_day = Day("First day away", A_DAY, validators=[InputRequired(A_DAY)])
    last_day = Day("Last day away", A_DAY, validators=[InputRequired(A_DAY)])


class ProtectedForm(Form):
    """A name, a time and the days on which it comes back."""

    called = Text(
        "What you call it",
        longest=60,
        hint="Like Documentation, or No-contact evening. Only you read it.",
        validators=[optional],
    )
    hours = HoursText("Time", needed="Say from when until when, like 1–3 pm.", hint="Like 1–3 pm.")
    weekdays = Weekdays("Days", validators=[InputRequired("Tick at least one day.")])

    @property
    def window(self) -> Times:
        return self.hours.windows[0]

    @property
    def weekly(self) -> tuple[Weekly, ...]:
        return tuple(Weekly(weekday, *self.window) for weekday in self.weekdays.numbers)

    def validate_hours(self, field: HoursText) -> None:
        if len(field.windows) != 1 and not field.errors:
            raise ValidationError(HOW if not field.windows else "Enter one time here, then add the next one.")


class RemoveForm(Form):
    """Which entry of a list, as its button says it."""

    what = HiddenField()

    @property
    def words(self) -> str:
        return clean(self.what.data or "")

    def day(self) -> date | None:
        """The date that was meant."""
        try:
            return date.fromisoformat(self.words)
        except ValueError:
            return None

    def protected(self) -> tuple[str, Times] | None:
        """The name and the times that were meant, from '780-900 Documentation'."""
        times, _, called = self.words.partition(" ")
        starts, _, ends = times.partition("-")
        if not (PLAIN.fullmatch(starts) and PLAIN.fullmatch(ends)):
            return None
        return called, (int(starts), int(ends))
