"""What may be typed about a week: a line of hours for each day, and which day to copy to which others."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import SelectField, SubmitField

from mentorship.availability import day_windows
from mentorship.availability.hours_field import HoursText, Weekdays
from mentorship.availability.models import WEEKDAYS
from mentorship.availability.slots import Weekly
from mentorship.fields import Form


class HoursForm(Form):
    """Seven days; a line left empty is a day without hours."""

    day_0 = HoursText("Monday")
    day_1 = HoursText("Tuesday")
    day_2 = HoursText("Wednesday")
    day_3 = HoursText("Thursday")
    day_4 = HoursText("Friday")
    day_5 = HoursText("Saturday")
    day_6 = HoursText("Sunday")
    copy_from = SelectField(
        "Copy",
        choices={str(number): name for number, name in enumerate(WEEKDAYS)},
        default="0",
        invalid_choice_message="Choose a day from the list.",
    )
    copy_to = Weekdays("To")
    copy = SubmitField("Copy and save")

    @property
    def days(self) -> list[HoursText]:
        """The seven lines, Monday first."""
        return [self[f"day_{weekday}"] for weekday in range(len(WEEKDAYS))]

    @property
    def windows(self) -> list[Weekly]:
        """What was typed, once it is valid."""
        return [Weekly(day, *times) for day, line in enumerate(self.days) for times in line.windows]

    @property
    def complaints(self) -> list[tuple[str, str]]:
        """(field id, sentence), each sentence with its day."""
        names = {line.id: line.label.text for line in self.days}
        return [(id_, f"{names[id_]}: {said}" if id_ in names else said) for id_, said in super().complaints]

    def copy_day(self) -> None:
        """Let the ticked days say what one day says, if it says anything."""
        named = {str(number): line for number, line in enumerate(self.days)}
        source = named.get(self.copy_from.data)
        if source and not source.data:
            self.refusal = f"Fill in {source.label.text} first, then copy it."
        elif source and not self.copy_to.data:
            self.refusal = f"Tick the days that {source.label.text} is copied to."
        elif source:
            for weekday in self.copy_to.numbers:
                self.days[weekday].data = source.data

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        return not (self.errors or self.refusal)


def data_of(windows: Iterable[Weekly]) -> dict[str, str]:
    """What stands in the fields before anything is typed."""
    week = list(windows)
    return {f"day_{day}": day_windows.written(day_windows.of_day(week, day)) for day in range(len(WEEKDAYS))}
