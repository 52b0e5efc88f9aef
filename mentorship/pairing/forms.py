"""What may be typed when mentors are looked for, asked, and answer."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import BooleanField, RadioField, SelectField, ValidationError

from mentorship import vocabulary
from mentorship.fields import Form, Text, Words
from mentorship.formats import rhythm
from mentorship.pairing.lengths import nearest
from mentorship.pairing.models import DeclineReason
from mentorship.pairing.queries import MentorRow
from mentorship.profiles.models import Disclosure
from mentorship.programs.models import Cohort

LONGEST_RHYTHM = 4
RHYTHMS = {str(weeks): rhythm(weeks).capitalize() for weeks in range(1, LONGEST_RHYTHM + 1)}
LENGTHS = {str(minutes): f"{minutes} minutes" for minutes in (30, 45, 60)}
REASONS = {
    DeclineReason.no_time.value: "I have no time for another mentee now",
    DeclineReason.not_my_field.value: "Someone else knows this better",
    DeclineReason.conflict.value: "There is a conflict of interest",
    DeclineReason.other.value: "Another reason",
}
NOT_A_REASON = "Choose a reason. The mentee reads a kind sentence, not the reason itself."
NOT_A_RHYTHM = "Choose how often, from once a week to once a month."
NOT_A_LENGTH = "Choose one of these lengths."
PRACTICE_ONLY = "Practice matters only. No patient details. No fees or payer rates."
FILTERS = ("topic", "specialty", "state", "model", "language")


def _unknown(what: str) -> str:
    return f"We don't know that {what}. Pick one from the list."


class FindForm(Form):
    """The search box and the filters; read from the address, so that a list can be kept as a bookmark."""

    class Meta:
        csrf = False

    q = Text(
        "What do you need help with?", longest=300, hint="In your own words, like: my claims keep bouncing."
    )
    topic = SelectField(
        "Topic",
        choices=lambda: {"": "Any topic", **vocabulary.topics_by_area()},
        invalid_choice_message=_unknown("topic"),
        default="",
    )
    specialty = SelectField(
        "Specialty",
        choices=lambda: {"": "Any specialty", **vocabulary.specialty_labels()},
        invalid_choice_message=_unknown("specialty"),
        default="",
    )
    state = SelectField(
        "State",
        choices={"": "Any state", **vocabulary.STATES},
        description="Where they practice or are licensed.",
        invalid_choice_message=_unknown("state"),
        default="",
    )
    model = SelectField(
        "Practice model",
        choices=lambda: {"": "Any model", **vocabulary.practice_models()},
        invalid_choice_message=_unknown("practice model"),
        default="",
    )
    language = SelectField(
        "Language",
        choices={"": "Any language", **vocabulary.LANGUAGES},
        invalid_choice_message=_unknown("language"),
        default="",
    )

    @property
    def query(self) -> str:
        """What was typed into the search box, if it can be used."""
        return "" if self.q.errors else self.q.data or ""

    @property
    def chosen(self) -> dict[str, str]:
        """Filter → value, of those that are set and known."""
        return {name: self[name].data for name in FILTERS if self[name].data and not self[name].errors}

    @property
    def labels(self) -> dict[str, str]:
        """Filter → what its value is called."""
        return {
            name: next(choice.label for choice in self[name].iter_choices() if choice.selected)
            for name in self.chosen
        }


class AskForm(Form):
    """What a mentee writes to a mentor."""

    why = Words(
        "What would you like help with?",
        longest=1200,
        rows=6,
        needed="Say in a sentence or two what you would like help with.",
        hint=f"Two or three sentences are plenty. {PRACTICE_ONLY}",
    )
    cadence_weeks = RadioField(
        "How often would you like to meet?",
        choices=RHYTHMS,
        coerce=int,
        invalid_choice_message=NOT_A_RHYTHM,
        invalid_value_message=NOT_A_RHYTHM,
    )
    meeting_minutes = RadioField(
        "How long each time?",
        choices=LENGTHS,
        coerce=int,
        invalid_choice_message=NOT_A_LENGTH,
        invalid_value_message=NOT_A_LENGTH,
    )
    next_mentor = SelectField(
        "If this does not work out, ask next:",
        description="Your note goes to them by itself after a no, or when the time to answer is over, "
        "unless another request of yours is still open then.",
        invalid_choice_message="Choose one of these mentors, or nobody.",
        default="",
    )
    seen = BooleanField("I have read this and want to go on")
    following: Sequence[MentorRow] = ()

    @classmethod
    def for_mentor(
        cls,
        cohort: Cohort,
        disclosures: Sequence[Disclosure],
        lengths: Sequence[int],
        following: Sequence[MentorRow],
    ) -> AskForm:
        """Begin with the cohort's own rhythm and, of the lengths on offer, the nearest to the cohort's; ask who is next
        only when somebody could be, and for a tick only when there is something to read."""
        weeks, minutes = min(cohort.cadence_weeks, LONGEST_RHYTHM), nearest(cohort.meeting_minutes, lengths)
        form = cls(data={"cadence_weeks": weeks, "meeting_minutes": minutes})
        form.meeting_minutes.choices = {str(length): LENGTHS[str(length)] for length in lengths}
        form.following = following
        form.next_mentor.choices = {
            "": "Nobody, I choose then",
            **{row.public_id: row.called for row in following},
        }
        if not following:
            del form.next_mentor
        if not disclosures:
            del form.seen
        return form

    @property
    def next_mentor_id(self) -> int | None:
        """Whom to ask next; None for nobody."""
        chosen = self.next_mentor.data if self.next_mentor else ""
        return next((row.id for row in self.following if row.public_id == chosen), None)

    def validate_seen(self, field: BooleanField) -> None:
        if not field.data:
            raise ValidationError("Read what this mentor has told us, then tick that you want to go on.")


class PlainForm(Form):
    """A button that needs no words."""


class DeclineForm(Form):
    """Why not. The mentee reads a kind sentence, and the words if there are any."""

    reason = RadioField("Why not this time?", choices=REASONS, invalid_choice_message=NOT_A_REASON)
    words = Words(
        "Anything to add?",
        longest=600,
        rows=3,
        hint="The mentee reads this as you write it. You can leave it empty.",
    )


class QuestionForm(Form):
    """What the mentor would like to know first."""

    question = Words(
        "What would you like to know first?",
        longest=600,
        rows=3,
        needed="Write your question; the mentee answers it here.",
        hint=PRACTICE_ONLY,
    )


class AnswerForm(Form):
    """What the mentee writes back."""

    answer = Words(
        "Your answer", longest=1200, needed="Write a sentence or two in answer.", hint=PRACTICE_ONLY
    )
