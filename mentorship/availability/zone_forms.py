"""Which zone's clock somebody lives by."""

from __future__ import annotations

from wtforms import SelectField

from mentorship import vocabulary
from mentorship.fields import Form


class ZoneForm(Form):
    """One of the zones."""

    timezone = SelectField(
        "Your time zone",
        choices=vocabulary.grouped_time_zones,
        invalid_choice_message="Choose a time zone from the list.",
    )
