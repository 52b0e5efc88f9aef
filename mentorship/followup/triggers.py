"""The table of what time makes happen. A new row is one declaration in one of the files named here, and one mail."""

from __future__ import annotations

from typing import Any

from mentorship.followup.joining_triggers import JOINING, REQUESTS
from mentorship.followup.meeting_triggers import GROUPS, MEETINGS
from mentorship.followup.pair_triggers import CHECK_INS, COHORTS, PAIRS
from mentorship.followup.trigger import Trigger

TRIGGERS: tuple[Trigger[Any], ...] = (
    *MEETINGS, *GROUPS, *REQUESTS, *COHORTS, *PAIRS, *CHECK_INS, *JOINING
)  # fmt: skip
"""What is urgent first: it is served first when a month has little room left."""
