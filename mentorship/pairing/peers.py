"""Whether two mentees may talk with each other as equals, by the same rules as in a match."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import matching
from matching.circles.peer_rules import is_sensitive, peer_verdict
from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.pairing import queries
from mentorship.pairing.translating import seekers_of

Between = Callable[[Person, Person], str | None]
"""What to look at before two are introduced, or ''; None where a rule keeps them apart or answers are missing."""


def rules_between(people: Sequence[Person]) -> Between:
    """What the rules say of any two of these; everything is read here, in as many queries for two as for many."""
    by_id = {person.id: person for person in people}
    seekers = seekers_of(list(by_id.values()), by_id, {}, queries.answers_of(by_id.keys()))
    rules = matching.Rules(year=clock.now().year)

    def between(one: Person, other: Person) -> str | None:
        if one.id not in seekers or other.id not in seekers:
            return None
        first, second = seekers[one.id], seekers[other.id]
        needs = [need.topic for mentee in (first, second) for need in mentee.needs]
        verdict = peer_verdict(first, second, rules, is_sensitive(needs))
        return None if verdict.outcome is matching.Outcome.BLOCKED else verdict.cause

    return between
