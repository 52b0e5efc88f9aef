"""What may be typed about a pair."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from wtforms import BooleanField, DateField, RadioField, SelectField, ValidationError
from wtforms.validators import InputRequired

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.fields import A_DATE, Day, Form, Text, Words, optional
from mentorship.formats import day, full_date
from mentorship.pairs.models import GoalState, Mentorship, MentorshipState
from mentorship.pairs.rest_days import days_to_choose, today
from mentorship.vocabulary import topic_labels

GOAL_STATES = {
    GoalState.planned.value: "Planned",
    GoalState.under_way.value: "Under way",
    GoalState.done.value: "Done",
    GoalState.changed.value: "Changed",
    GoalState.dropped.value: "Dropped",
}
ENDINGS = {
    MentorshipState.completed.value: "We did what we set out to do",
    MentorshipState.ended_early.value: "It ends here, before that",
}
REST_WEEKS, USUAL_REST, ANOTHER_DAY = (2, 4, 8), "4", "day"


class SignForm(Form):
    """One tick."""

    agree = BooleanField("I have read this and agree", validators=[InputRequired("Tick the box to agree.")])


class GoalForm(Form):
    """'By … I will … so that …'."""

    due_on = Day("By", A_DATE, validators=[InputRequired(A_DATE)])
    will = Text(
        "I will",
        longest=160,
        needed="Say what will be done.",
        hint="Like: attest my CAQH profile and send three payer applications.",
    )
    so_that = Text(
        "so that",
        longest=160,
        needed="Say how you will know.",
        hint="Like: I can see insured patients by summer.",
    )
    topic = SelectField(
        "Topic",
        choices=lambda: {"": "No topic", **topic_labels()},
        invalid_choice_message="Choose a topic from the list.",
        validators=[optional],
    )

    def words(self) -> dict[str, Any]:
        """What services.add_goal takes."""
        return {
            "will": self.will.data,
            "so_that": self.so_that.data,
            "due_on": self.due_on.data,
            "topic": self.topic.data or None,
        }

    def validate_due_on(self, field: DateField) -> None:
        now = clock.now().date()
        if field.data and not now < field.data <= now.replace(year=now.year + 3, day=1):
            raise ValidationError("Enter a date after today and within three years, like 12/03/2026.")


class GoalStateForm(Form):
    """Where a goal stands."""

    state = SelectField(
        "Where it stands", choices=GOAL_STATES, invalid_choice_message="Choose where it stands from the list."
    )


class EndForm(Form):
    """How it ends."""

    how = RadioField(
        "How does it end?",
        choices=ENDINGS,
        invalid_choice_message="Say how it ends.",
        validators=[InputRequired("Say how it ends.")],
    )
    reason = Words(
        "Anything your coordinator should know",
        longest=600,
        rows=2,
        hint="Private: your partner never reads it.",
        validators=[optional],
    )

    def words(self) -> dict[str, Any]:
        """What services.end takes."""
        return {"state": MentorshipState(self.how.data), "reason": self.reason.data}


class PauseForm(Form):
    """Until when a pair rests: some weeks, from today or from the day that stands, or a day of one's own."""

    until = RadioField(
        "Until when?",
        invalid_choice_message="Say until when.",
        validators=[InputRequired("Say until when.")],
    )
    on = Day("Another day", A_DATE, validators=[optional])

    def __init__(self, mentorship: Mentorship, person: Person) -> None:
        self.first, self.last = days_to_choose(mentorship, person)
        begins = max(mentorship.paused_until or date.min, today(person, clock.now()))
        days = {str(weeks): begins + timedelta(weeks=weeks) for weeks in REST_WEEKS}
        self.days = {weeks: until for weeks, until in days.items() if self.first <= until <= self.last}
        super().__init__(data={"until": USUAL_REST if USUAL_REST in self.days else ANOTHER_DAY})
        longer = " longer" if mentorship.paused_until else ""
        self.until.choices = [
            *((weeks, f"{weeks} weeks{longer}, until {day(until)}") for weeks, until in self.days.items()),
            (ANOTHER_DAY, "Until another day"),
        ]
        self.on.description = f"From {day(self.first)} to {full_date(self.last)}."

    @property
    def chosen(self) -> date:
        """The day itself."""
        return self.days.get(self.until.data) or self.on.data

    def validate_until(self, field: RadioField) -> None:
        if field.data == ANOTHER_DAY and not self.on.process_errors:
            if not self.on.data:
                raise ValidationError("Say until which day, or choose a number of weeks.")
            if not self.first <= self.on.data <= self.last:
                raise ValidationError(f"Choose a day from {day(self.first)} to {full_date(self.last)}.")
