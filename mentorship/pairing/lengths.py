"""How long a pair meets each time: something that both people's limits allow."""

from __future__ import annotations

from collections.abc import Sequence

from mentorship.accounts.models import Person
from mentorship.availability.limits import stricter
from mentorship.availability.queries import limits_of
from mentorship.errors import Refusal
from mentorship.formats import listed


class LengthNotAllowed(Refusal):
    """One of the two allows no meetings of this length."""


class NoLengthInCommon(Refusal):
    """No length is allowed by both."""


def lengths_for(mentee: Person, mentor: Person) -> tuple[int, ...]:
    """The lengths that both allow; the mentor's when they share none."""
    limits = limits_of([mentee.id, mentor.id])
    return stricter(limits[mentee.id], limits[mentor.id]).lengths or limits[mentor.id].lengths


def offered(
    called: str, mentors: Sequence[int], mentees: Sequence[int]
) -> tuple[Sequence[int], NoLengthInCommon | None]:
    """The lengths that both allow. Where there are none, the mentor's, with what the mentee should read before they
    write."""
    both = [length for length in mentors if length in mentees]
    if both:
        return both, None
    theirs, own = (listed([str(length) for length in lengths], "or") for lengths in (mentors, mentees))
    sentence = (
        f"{called} meets for {theirs} minutes, and your limits allow {own}. Change them under Hours first."
    )
    return mentors, NoLengthInCommon(sentence)


def nearest(wanted: int, lengths: Sequence[int]) -> int:
    """The allowed length nearest to the wanted one, the shorter of two."""
    return min(lengths, key=lambda length: (abs(length - wanted), length))


def check_length(minutes: int, reader: Person, other: Person) -> None:
    """Refuse a length that one of the two does not allow, in words for the reader."""
    limits = limits_of([reader.id, other.id])
    for person, whose in ((other, f"{other.called}'s limits"), (reader, "your limits")):
        allowed = limits[person.id].lengths
        if minutes not in allowed:
            words = f"{whose} allow meetings of {listed([str(length) for length in allowed], 'or')} minutes"
            mend = "Change them under Hours first" if person is reader else "Choose one of these"
            raise LengthNotAllowed(f"{words[0].upper()}{words[1:]}, not of {minutes}. {mend}.")
