"""A line in which hours of a day are typed, and ticks for days of the week."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import SelectMultipleField, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from mentorship.availability import day_windows
from mentorship.availability.day_windows import NotTimes, Times
from mentorship.availability.models import WEEKDAYS
from mentorship.fields import Text


class HoursText(Text):
    """'9–11 am, 1–3 pm', or nothing; `windows` holds what it says."""

    windows: Sequence[Times] = ()

    def __init__(self, label: str, *, needed: str = "", hint: str = "", **kwargs: Any) -> None:
        words = {"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}
        super().__init__(
            label, longest=day_windows.LONGEST_TEXT, needed=needed, hint=hint, render_kw=words, **kwargs
        )

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        try:
            self.windows = day_windows.read(self.data or "")
        except NotTimes as problem:
            raise ValidationError(problem.sentence) from problem


class Weekdays(SelectMultipleField):
    """Any days of the week, Monday is 0."""

    widget, option_widget = ListWidget(prefix_label=False), CheckboxInput()

    def __init__(self, label: str, *, hint: str = "", **kwargs: Any) -> None:
        self.hint = hint
        days = {str(number): name[:3] for number, name in enumerate(WEEKDAYS)}
        super().__init__(label, choices=days, invalid_choice_message="Tick days of the week.", **kwargs)

    @property
    def numbers(self) -> list[int]:
        return [number for number in range(len(WEEKDAYS)) if str(number) in (self.data or ())]
