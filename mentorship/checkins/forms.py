"""What may be typed into a check-in."""

from __future__ import annotations

from wtforms import RadioField
from wtforms.validators import InputRequired

from mentorship.checkins.models import FitAnswer, PulseAnswer
from mentorship.checkins.wording import FIT, PULSE
from mentorship.fields import Form, OneOf, Words, optional

ONE_OF_THREE = "Choose one of the three answers."


def sentence() -> Words:
    """The optional words beside an answer."""
    return Words(
        "A sentence for your coordinator",
        longest=400,
        rows=2,
        hint="Only if you like. No patient details.",
        validators=[optional],
    )


class FitForm(Form):
    """Does it fit?"""

    answer = RadioField(
        "Your answer",
        choices={answer.value: label for answer, label in FIT.items()},
        invalid_choice_message=ONE_OF_THREE,
        validators=[InputRequired(ONE_OF_THREE)],
    )
    words = sentence()

    def said(self) -> tuple[FitAnswer, str]:
        """What services.say_fit takes."""
        return FitAnswer(self.answer.data), self.words.data


class PulseForm(Form):
    """How does it go?"""

    answer = OneOf(
        "Your answer",
        options={answer.value: words for answer, words in PULSE.items()},
        invalid_choice_message=ONE_OF_THREE,
        validators=[InputRequired(ONE_OF_THREE)],
    )
    words = sentence()

    def said(self) -> tuple[PulseAnswer, str]:
        """What services.say_pulse takes."""
        return PulseAnswer(self.answer.data), self.words.data
