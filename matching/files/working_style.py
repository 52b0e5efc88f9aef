"""Understands how somebody likes to work, written as slider answers or in words.

A word names an end of one of the five sliders of `vocabulary.STYLE`; it counts as a leaning, not as the
very end. Words that name no end are left to the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from matching.checking import did_you_mean
from matching.files import answers
from matching.files.problems import Wrong, quoted
from matching.vocabulary import STYLE

LEFT, MIDDLE, RIGHT = 2, 3, 4  # an end named plainly; both ends named
_ALSO_SAID = {  # besides the labels: (left, right)
    "structure": (("structured", "structure", "agenda"), ("open", "open agenda")),
    "push": (("challenge", "challenging"), ("encourage", "encouraging", "encouragement")),
    "proof": (("data",), ("story",)),
    "pace": (("bold", "boldly"), ("careful", "carefully", "cautious")),
    "contact": (("meetings", "meetings only"), ("messages", "messages between", "messages between meetings")),
}


@dataclass(frozen=True, slots=True)
class WorkingStyle:
    """Slider answers by slug, in the order of the slugs, and the words that name none."""

    answers: tuple[tuple[str, int], ...]
    words: tuple[str, ...] = ()


def working_style(value: object) -> WorkingStyle:
    """Reads {"structure": 2}, `structure:2;push:4`, `structured; encourage; stories`, or a mix of these."""
    if isinstance(value, dict):
        return WorkingStyle(tuple(sorted(answers.each(_slider, value.items()))))
    said = answers.texts(value)
    parts = [part.strip() for text in said for part in re.split(r"[;,\n]", text) if part.strip()]
    named: dict[str, list[int]] = {}
    for slug, answer in filter(None, answers.each(_answer, parts)):
        named.setdefault(slug, []).append(answer)
    words = tuple(part for part in parts if _answer(part) is None) if named else said  # prose stays whole
    return WorkingStyle(tuple((slug, _settled(given)) for slug, given in sorted(named.items())), words)


def _slider(given: tuple[str, object]) -> tuple[str, int]:
    slug, answer = given
    if slug not in _ALSO_SAID:
        slugs = ", ".join(slider.slug for slider in STYLE)
        raise Wrong(f"{quoted(slug)} is none of {slugs}{did_you_mean(slug, list(_ALSO_SAID))}")
    found = answers.whole(answer)
    if not 1 <= found <= 5:
        raise Wrong(f"{slug} {found} is not 1 to 5")
    return slug, found


def _answer(part: str) -> tuple[str, int] | None:
    slug, colon, answer = part.partition(":")
    if colon and slug.strip().casefold() in _ALSO_SAID:
        return _slider((slug.strip().casefold(), answer))
    return _ends().get(" ".join(part.split()).casefold())


def _settled(given: list[int]) -> int:
    """Somebody who names both ends is in between."""
    return given[0] if len(set(given)) == 1 else MIDDLE


@cache
def _ends() -> dict[str, tuple[str, int]]:
    """Every way to name an end."""
    return {
        name: (slider.slug, answer)
        for slider in STYLE
        for label, more, answer in zip(
            (slider.left, slider.right), _ALSO_SAID[slider.slug], (LEFT, RIGHT), strict=True
        )
        for name in (label.casefold(), *more)
    }
