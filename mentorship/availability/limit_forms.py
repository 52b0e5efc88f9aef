"""What may be typed about what others may book."""

from __future__ import annotations

from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired

from mentorship.availability.limits import LENGTHS, DayPart, Limits
from mentorship.fields import Form
from mentorship.profiles.fields import Number, Ticks

FROM_LIST = "Choose one from the list."
BUFFERS = {0: "None", 5: "5 minutes", 10: "10 minutes", 15: "15 minutes", 30: "30 minutes", 60: "1 hour"}
NOTICES = {
    2: "2 hours",
    12: "12 hours",
    24: "1 day",
    48: "2 days",
    72: "3 days",
    168: "1 week",
    336: "2 weeks",
}
WINDOWS = {14: "2 weeks", 28: "4 weeks", 56: "8 weeks", 91: "3 months", 182: "6 months"}
PARTS = {
    DayPart.any: "Any time I offer",
    DayPart.mornings: "Mornings, before 11:30 am",
    DayPart.midday: "Middle of the day, 11:30–4:30",
    DayPart.evenings: "Evenings, from 4:30 pm",
}


def _words(choices: dict[int, str]) -> dict[str, str]:
    return {str(number): words for number, words in choices.items()}


class LimitsForm(Form):
    """Everything that may be limited, on one page."""

    lengths = Ticks(
        "How long a meeting may be",
        lambda: {str(minutes): f"{minutes} minutes" for minutes in LENGTHS},
        hint="For pairs that start from now on. Those you have keep their length.",
        validators=[InputRequired("Tick at least one length.")],
    )
    monthly_minutes = Number(
        "The most minutes a month, all meetings together",
        hint="Like 120. Leave it empty for no limit. It is the month of your own calendar.",
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    buffer_minutes = SelectField(
        "Kept free before and after each meeting", choices=_words(BUFFERS), invalid_choice_message=FROM_LIST
    )
    notice_hours = SelectField(
        "Booked at least this long ahead", choices=_words(NOTICES), invalid_choice_message=FROM_LIST
    )
    window_days = SelectField(
        "Booked at most this far ahead", choices=_words(WINDOWS), invalid_choice_message=FROM_LIST
    )
    suits_best = RadioField(
        "What suits you best?",
        choices={part.value: words for part, words in PARTS.items()},
        description="A wish, on your own clock: on each day such times are proposed first. It never hides a time.",
        invalid_choice_message=FROM_LIST,
    )

    @property
    def limits(self) -> Limits:
        """What was chosen, once it is valid."""
        return Limits(
            int(self.buffer_minutes.data),
            int(self.notice_hours.data),
            int(self.window_days.data),
            self.monthly_minutes.data,
            tuple(length for length in LENGTHS if str(length) in self.lengths.data),
            DayPart(self.suits_best.data),
        )


def filled(limits: Limits) -> LimitsForm:
    """The form as it stands; a number that its list no longer has is shown as the nearest stricter one."""
    return LimitsForm(
        data={
            "lengths": [str(length) for length in limits.lengths],
            "monthly_minutes": limits.monthly_minutes,
            "buffer_minutes": str(
                min((n for n in BUFFERS if n >= limits.buffer_minutes), default=max(BUFFERS))
            ),
            "notice_hours": str(min((n for n in NOTICES if n >= limits.notice_hours), default=max(NOTICES))),
            "window_days": str(max((n for n in WINDOWS if n <= limits.window_days), default=min(WINDOWS))),
            "suits_best": limits.suits_best.value,
        }
    )
