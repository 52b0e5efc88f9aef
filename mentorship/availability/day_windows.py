"""The windows of one day: read as people type them ('9-11, 1-3pm'), written the same way, and checked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from mentorship.availability.models import MOST_WINDOWS_A_DAY
from mentorship.availability.slots import DAY, Weekly
from mentorship.errors import Refusal

STEP = 15
HALF = 12 * 60
LONGEST_OVERNIGHT = 12 * 60
LONGEST_TEXT = 200
HOW = "Type hours like 6–9 pm, or 9–11 am, 1–3 pm."
TIME = re.compile(r"(\d{1,2})(?:[:.]?(\d{2}))?(?::00)?\s*(?:([ap])\.?(?:m\.?)?)?", re.ASCII)
BETWEEN_TIMES = re.compile(r"\s*(?:-|–|—|−|\bto\b|\buntil\b)\s*")
BETWEEN_WINDOWS = re.compile(r"\s*(?:[,;\n]|\band\b|&)\s*")
WORDS = {"all day": "12am-12am", "noon": "12pm", "midnight": "12am"}
Times = tuple[int, int]
"""From and until, in minutes after midnight; an end at or before the start is the next day's, DAY is midnight."""


class NotTimes(Refusal):
    """What was typed says no times, or not clearly which."""


class HoursOverlap(Refusal):
    """Two windows of one day share some time."""


class EndsTooLate(Refusal):
    """A window reaches so far into the next day that am and pm were mixed up."""


class TooManyWindows(Refusal):
    """A day has more windows than anybody needs."""


def read(text: str) -> list[Times]:
    """The windows that a text says, sorted; none for an empty one. Raises NotTimes where it is unclear.

    A time without am or pm takes the nearest that fits the other end: '1-3pm' is after noon, '9am-5' ends at five.
    With neither, a start from 7 to 12 is in the day and from 1 to 5 after noon; six could be both, so it is asked.
    """
    lowered = text.lower().strip()
    if len(lowered) > LONGEST_TEXT:
        raise NotTimes(HOW)
    for word, time in WORDS.items():
        lowered = re.sub(rf"\b{word}\b", time, lowered)
    return sorted(_window(piece) for piece in BETWEEN_WINDOWS.split(lowered) if piece)


def written(windows: Iterable[Times]) -> str:
    """'9–11 am, 1–3 pm', in order; reading it again gives the same windows."""
    return ", ".join(said(window) for window in sorted(windows))


def said(window: Times) -> str:
    """'6–9 pm', '11:30 am–1 pm'; 'next day' where it ends after midnight."""
    if window == (0, DAY):
        return "all day"
    starts, ends = window
    overnight = " next day" if _end(window) > DAY else ""
    same_half = starts // HALF == ends // HALF and not overnight
    return f"{_clock(starts, half=not same_half)}–{_clock(ends)}{overnight}"


def of_day(windows: Iterable[Weekly], weekday: int) -> list[Times]:
    """What a week has on one of its days."""
    return sorted((window.starts, window.ends) for window in windows if window.weekday == weekday)


def check(name: str, windows: Sequence[Times]) -> None:
    """Refuse windows of one day, sorted, that overlap, are too many, or cannot be meant."""
    for window in windows:
        if _end(window) > DAY and _end(window) - window[0] > LONGEST_OVERNIGHT:
            raise EndsTooLate(f"{name}: {said(window)} is very long. Check am and pm.")
    for one, other in pairwise(windows):
        if other[0] < _end(one):
            raise HoursOverlap(f"{name}: {said(one)} and {said(other)} overlap. Make them one.")
    if len(windows) > MOST_WINDOWS_A_DAY:
        raise TooManyWindows(f"{name}: {MOST_WINDOWS_A_DAY} times a day fit here.")


def minutes(window: Times) -> int:
    """How long it is."""
    return _end(window) - window[0]


def _window(piece: str) -> Times:
    ends = BETWEEN_TIMES.split(piece.replace("next day", "").strip())
    found = [TIME.fullmatch(end) for end in ends]
    if len(found) != 2 or not found[0] or not found[1]:
        raise NotTimes(HOW)
    window = _placed(_Typed(found[0]), _Typed(found[1]), piece)
    if "next day" in piece and _end(window) <= DAY:
        raise NotTimes(HOW)  # all of it would be on the next day, so it belongs in that day's line
    if window[0] % STEP or window[1] % STEP:
        raise NotTimes("Use quarter hours, like 6:15–9 pm.")
    if window[0] == window[1]:
        raise NotTimes("Choose an end that differs from the start.")
    return window


class _Typed:
    """One time as typed: the minute of a twelve-hour dial, and what was said about its half of the day."""

    def __init__(self, found: re.Match[str]) -> None:
        hour, minute = int(found[1]), int(found[2] or 0)
        self.half = found[3] or ""
        if minute > 59 or hour > 24 or (self.half and not 1 <= hour <= 12) or (hour == 24 and minute):
            raise NotTimes(HOW)
        self.on_24 = not self.half and (hour > 12 or found[1].startswith("0"))
        self.minute = hour * 60 + minute
        self.dial = self.minute % HALF
        self.sure = self.dial + (HALF if self.half == "p" else 0) if self.half else self.minute % DAY


def _placed(start: _Typed, end: _Typed, piece: str) -> Times:
    if start.on_24 or end.on_24:
        return start.sure, end.sure or DAY
    if start.half and end.half:
        return start.sure, end.sure or DAY
    if end.half:
        # The latest such time before the end; midnight ends the evening before it.
        until = end.sure or DAY
        since = next(s for s in (start.dial + HALF, start.dial, start.dial + HALF - DAY) if s < until)
        return since % DAY, until
    if not start.half and 6 * 60 <= start.minute < 7 * 60:
        raise NotTimes(f"{piece}: add am or pm, like {piece} pm.")
    since = start.sure if start.half else start.minute if start.minute >= 7 * 60 else start.dial + HALF
    until = next(u for u in (end.dial, end.dial + HALF, end.dial + DAY) if u > since)
    return since, (until - DAY if until > DAY else until)


def _end(window: Times) -> int:
    """Minutes after the first day's midnight; past 24 hours when the window ends on the next day."""
    starts, ends = window
    return ends if ends > starts else ends + DAY


def _clock(minute: int, *, half: bool = True) -> str:
    if minute % DAY == 0:
        return "midnight"
    hour = minute // 60 % 24
    past = f":{minute % 60:02}" if minute % 60 else ""
    word = ("am" if hour < 12 else "pm") if half else ""
    return f"{hour % 12 or 12}{past} {word}".rstrip()
