"""Narrowing a list of mentors, and saying which filter leaves nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, TypeVar

from mentorship.formats import listed

NUMBERS = {2: "both", 3: "all three", 4: "all four", 5: "all five"}


class Offered(Protocol):
    @property
    def topic(self) -> str: ...


class Described(Protocol):
    """What is asked of a mentor."""

    @property
    def specialty(self) -> str | None: ...
    @property
    def practice_state(self) -> str | None: ...
    @property
    def licensed_states(self) -> Sequence[str]: ...
    @property
    def model(self) -> str | None: ...
    @property
    def languages(self) -> Sequence[str]: ...
    @property
    def offers(self) -> Sequence[Offered]: ...


class Listed(Protocol):
    """Somebody in the list."""

    @property
    def mentor(self) -> Described: ...


Somebody = TypeVar("Somebody", bound=Listed)


def narrowed(everybody: Sequence[Somebody], filters: Mapping[str, str]) -> list[Somebody]:
    """Those whom every filter lets pass, in the same order."""
    return [
        one
        for one in everybody
        if all(value in _answers(one.mentor, name) for name, value in filters.items())
    ]


def why_empty(
    everybody: Sequence[Somebody], filters: Mapping[str, str], labels: Mapping[str, str], query: str = ""
) -> str:
    """'No mentor matches all four filters. Without 'Texas' there are 6.' Labels are the chosen values' words."""
    if not everybody and query:
        return "No mentor of this cohort speaks of that. Try other words, or clear the search."
    if not filters or not everybody:
        return "No mentor who could suit you has joined this cohort yet."
    without = {name: len(narrowed(everybody, _all_but(name, filters))) for name in filters}
    best = max(without.values())
    first = f"No mentor matches {NUMBERS.get(len(filters), 'this')} filter{'s' * (len(filters) > 1)}."
    if not best:
        return f"{first} Taking one away is not enough: start again with fewer."
    names = [f"'{labels[name]}'" for name, count in without.items() if count == best]
    return f"{first} Without {listed(names, 'or')} there {'is 1' if best == 1 else f'are {best}'}."


def _all_but(name: str, filters: Mapping[str, str]) -> dict[str, str]:
    return {other: value for other, value in filters.items() if other != name}


def _answers(mentor: Described, name: str) -> Sequence[str | None]:
    answers: dict[str, Sequence[str | None]] = {
        "topic": [offer.topic for offer in mentor.offers],
        "specialty": [mentor.specialty],
        "state": [mentor.practice_state, *mentor.licensed_states],
        "model": [mentor.model],
        "language": mentor.languages,
    }
    return answers[name]
