"""The sentences about a circle, and about somebody who is in none."""

from __future__ import annotations

from matching import vocabulary
from matching.circles.crowd import Hour

_DAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

NO_NEED = "No need is named."
NO_HOUR = "No full hour is free every week, winter and summer, in a known time zone."
NOBODY_ELSE = "Nobody else shares a need and a free hour."
NOT_FOUND = "The search ended before a place was found."


def hour(when: Hour) -> str:
    """An hour on its own clock: "Tuesdays at 7:00 p.m. New York time"."""
    hours, minutes = divmod(when.start, 60)
    half = "p.m." if hours >= 12 else "a.m."
    place = when.timezone.rpartition("/")[2].replace("_", " ")
    return f"{_DAYS[when.weekday]} at {hours % 12 or 12}:{minutes:02} {half} {place} time"


def number(count: int) -> str:
    """A number as a word, when it is a small one."""
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def why(size: int, topic: str, when: Hour, strangers: bool) -> str:
    """Why these people: what they share, and whether they are all new to one another."""
    shared = f"All {number(size)} {_share(topic, when)}."
    return f"{shared} No two of them have sat in a circle together." if strangers else shared


def too_few(sharing: int, at_hand: int, least: int, topic: str, when: Hour) -> str:
    """So many share it, so many of them could form one more circle, and so many are needed."""
    shared = f"{number(sharing).capitalize()} {_share(topic, when)}"
    needed = f"{number(least)} are needed."
    if sharing == at_hand:
        return f"{shared}; {needed}"
    return f"{shared}, but only {number(at_hand)} could form one more circle; {needed}"


def kept_apart(topic: str, when: Hour) -> str:
    """Enough people, were it not for the rules between them."""
    return f"Enough people {_share(topic, when)}, but not all of them may sit together."


def met_before(topic: str, when: Hour) -> str:
    """Enough people, were it not for the groups of earlier rounds."""
    return f"Enough people {_share(topic, when)}, but only in a group that has met before."


def _share(topic: str, when: Hour) -> str:
    return f"need help with “{vocabulary.topic(topic).label}” and are free on {hour(when)}"
