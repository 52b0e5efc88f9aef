"""The table says about each row what its people should know."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from mentorship.followup.triggers import TRIGGERS
from mentorship.mail.models import Category


def test_every_row_says_when_it_comes_and_what_stops_it() -> None:
    said = [(trigger.when, trigger.stops) for trigger in TRIGGERS]

    assert all(when.endswith(".") and stops.endswith(".") for when, stops in said)
    assert max(Counter(trigger.name for trigger in TRIGGERS).values()) == 1


def test_the_guide_tells_every_row_as_it_is() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "follow-up.md").read_text()

    told = guide.split("|---|---|---|---|\n")[1].split("\n\n")[0].splitlines()
    rows = [f"| {t.name.replace('_', ' ')} | {t.when} | {t.stops} | {t.then} |" for t in TRIGGERS]
    assert sorted(told) == sorted(rows), "docs/follow-up.md and the table differ"


def test_only_a_reminder_may_be_urgent() -> None:
    urgent = {trigger.name: trigger.category for trigger in TRIGGERS if trigger.urgent}

    assert urgent == dict.fromkeys(("hour_before", "group_hour_before"), Category.hour_before)


def test_a_row_with_several_steps_counts_from_somewhere_and_upward() -> None:
    ladders = [trigger for trigger in TRIGGERS if len(trigger.days) > 1]

    assert ladders
    assert all(trigger.since and list(trigger.days) == sorted(set(trigger.days)) for trigger in ladders)
