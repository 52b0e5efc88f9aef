"""What may be typed about a calendar elsewhere."""

from __future__ import annotations

from mentorship.availability.fetching import LONGEST_ADDRESS
from mentorship.fields import Form, Text


class CalendarForm(Form):
    """Its secret address."""

    url = Text(
        "Address of the calendar",
        longest=LONGEST_ADDRESS,
        needed="Paste the address of your calendar.",
        hint="It begins with https:// or webcal:// and often ends in .ics.",
        render_kw={"autocomplete": "off", "spellcheck": "false", "inputmode": "url"},
    )
