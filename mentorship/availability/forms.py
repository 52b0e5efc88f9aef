"""What may be typed about a week: up to three times a day, on the person's own clock."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from wtforms import Field, SubmitField
from wtforms.widgets import TimeInput

from mentorship.availability.models import MOST_WINDOWS_A_DAY, WEEKDAYS
from mentorship.availability.slots import DAY, Weekly
from mentorship.fields import Form, clean

STEP = 15
TIME = re.compile(r"(\d{1,2})(?::?(\d{2}))?(?::00)?\s*(?:([ap])\.?m\.?)?", re.ASCII | re.IGNORECASE)


def minute_of_day(text: str) -> int | None:
    """Minutes after midnight for '18:00', '6 pm' or '6:15pm'; None for what is no time of the day."""
    found = TIME.fullmatch(text.strip())
    if not found:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return hour * 60 + minute if hour < 24 and minute < 60 else None


class TimeOfDay(Field):
    """A time on a grid of 15 minutes, or nothing; its data are minutes after midnight."""

    widget = TimeInput()
    data: int | None
    raw_data: list[str] | None
    process_errors: list[str]

    def _value(self) -> str:
        if self.raw_data:
            return clean(self.raw_data[0])[:40]
        return "" if self.data is None else f"{self.data // 60 % 24:02}:{self.data % 60:02}"

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0].strip()[:40] if valuelist else ""
        self.data = minute_of_day(text)
        if text and self.data is None:
            raise ValueError("Enter a time like 6:00 pm.")
        if self.data is not None and self.data % STEP:
            raise ValueError("Use quarter hours, like 6:15 pm.")

    def take(self, other: TimeOfDay) -> None:
        """Stand for the same time as another field."""
        self.data, self.raw_data, self.process_errors = other.data, other.raw_data, other.process_errors


@dataclass(frozen=True)
class Row:
    """From when until when, on one weekday."""

    weekday: int
    starts: TimeOfDay
    ends: TimeOfDay

    @property
    def empty(self) -> bool:
        return self.starts.data is None and self.ends.data is None

    @property
    def window(self) -> Weekly:
        """Midnight as an end is the end of this day."""
        return Weekly(self.weekday, self.starts.data or 0, self.ends.data or DAY)

    def complain(self) -> None:
        """Say what is missing, at its field."""
        if self.empty or self.starts.errors or self.ends.errors:
            return
        if self.starts.data is None:
            self.starts.errors = ["Say from when, or clear both."]
        elif self.ends.data is None:
            self.ends.errors = ["Say until when, or clear both."]
        elif self.starts.data == self.ends.data != 0:
            self.ends.errors = ["Choose an end that differs from the start."]


class HoursForm(Form):
    """Seven days of three rows each; rows left empty are no hours."""

    copy = SubmitField("Copy Monday to Tuesday–Friday and save")

    @property
    def complaints(self) -> list[tuple[str, str]]:
        """(field id, sentence), each sentence with its day."""
        days = {
            field.id: name for name, rows in self.days() for row in rows for field in (row.starts, row.ends)
        }
        return [(id_, f"{days[id_]}: {said}" if id_ in days else said) for id_, said in super().complaints]

    def rows(self, weekday: int) -> list[Row]:
        """The rows of one day."""
        return [
            Row(weekday, self[f"from_{weekday}_{number}"], self[f"until_{weekday}_{number}"])
            for number in range(MOST_WINDOWS_A_DAY)
        ]

    def days(self) -> list[tuple[str, list[Row]]]:
        """Every weekday with its rows, Monday first."""
        return [(name, self.rows(weekday)) for weekday, name in enumerate(WEEKDAYS)]

    def windows(self) -> list[Weekly]:
        """What was filled in."""
        return [row.window for _, rows in self.days() for row in rows if not row.empty]

    def copy_monday(self) -> None:
        """Let Tuesday to Friday say what Monday says, if it says anything."""
        if all(row.empty for row in self.rows(0)):
            self.refusal = "Fill in Monday first, then copy it."
            return
        for weekday in range(1, 5):
            for row, monday in zip(self.rows(weekday), self.rows(0), strict=True):
                row.starts.take(monday.starts)
                row.ends.take(monday.ends)

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        for _, rows in self.days():
            for row in rows:
                row.complain()
        return not (self.errors or self.refusal)


for weekday, name in enumerate(WEEKDAYS):
    for number in range(MOST_WINDOWS_A_DAY):
        setattr(HoursForm, f"from_{weekday}_{number}", TimeOfDay(f"{name} from"))
        setattr(HoursForm, f"until_{weekday}_{number}", TimeOfDay(f"{name} until"))


def data_of(windows: Iterable[Weekly]) -> dict[str, int]:
    """What stands in the fields before anything is typed."""
    data: dict[str, int] = {}
    for window in windows:
        number = sum(1 for key in data if key.startswith(f"from_{window.weekday}_"))
        data |= {
            f"from_{window.weekday}_{number}": window.starts,
            f"until_{window.weekday}_{number}": window.ends,
        }
    return data
