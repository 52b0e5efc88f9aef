"""What the site writes to a pair whose rest is about to end."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from mentorship.accounts.links import signed_url
from mentorship.accounts.models import Person
from mentorship.formats import day
from mentorship.mail.letters import Letter
from mentorship.mail.models import Category
from mentorship.pairs.models import Mentorship


def pause_ending(resting: tuple[Mentorship, date], person: Person, key: str) -> Letter:
    """To both, three days before: carry on, or rest longer?"""
    pair, until = resting
    partner = pair.other(person)
    return Letter(
        to=person,
        category=Category.follow_up,
        kind="followup.pause_ending",
        subject=f"Your rest with {partner.called} ends on {day(until)}",
        lines=(
            f"Nothing to do, if that suits you: from {day(until)} on you two work together again.",
            "If you are ready sooner, carry on now. If you need more time, rest longer. Nobody has to explain why.",
        ),
        button=("Carry on or rest longer", signed_url("pairs.pause_by_link", person, pair.public_id)),
        after=(f"{partner.called} gets the same mail, and hears of what you choose.",),
        why=f"You get this because you and {partner.called} rest until {day(until)}.",
        dedupe_key=key,
        about=f"resting:{pair.public_id}:{until.isoformat()}",
        until=datetime.combine(until, time(), ZoneInfo(person.timezone)),
    )
