"""Which mail a person wants."""

from __future__ import annotations

from wtforms import BooleanField

from mentorship.fields import Form
from mentorship.mail.models import OPTIONAL, Category


class PreferencesForm(Form):
    """One switch for each category that can be switched off; the names are the categories' own."""

    reminder = BooleanField("Reminders", description="A day before each meeting.")
    hour_before = BooleanField(
        "Last reminders", description="Within the hour before each meeting, with the link to join."
    )
    follow_up = BooleanField(
        "Follow-up", description="After each meeting: how it went, and times for the next one."
    )
    nudge = BooleanField(
        "Nudges",
        description="When something waits for you, like a next date or a goal. At most one mail a week.",
    )

    @property
    def wanted(self) -> set[Category]:
        return {category for category in OPTIONAL if self[category].data}
