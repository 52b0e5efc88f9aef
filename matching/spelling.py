"""Which known word a misspelt one stands for, or none when that would be a gamble."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import groupby

SHORTEST_GUESS = 5  # shorter words have too many neighbors to guess from
SWAPPED_WORD = 6  # from here on two swapped letters do not make another word
LONG_WORD = 9  # from here on any one slip of the pen leaves one candidate
VERY_LONG_WORD = 11  # from here on even two slips do
LONGEST_GUESS = 24  # nothing in the vocabulary is longer


@lru_cache(maxsize=65_536)
def guess_spelling(word: str, known: frozenset[str]) -> str | None:
    """The known word that was meant, or None when that would be a gamble."""
    if not SHORTEST_GUESS <= len(word) <= LONGEST_GUESS or not word.isalpha():
        return None
    candidates = [other for other in _neighbors(word, known) if _plausible(word, other)]
    return min(candidates, key=lambda other: (_slips(word, other), other), default=None)


def _neighbors(word: str, known: frozenset[str]) -> Iterator[str]:
    """Known words with the same first letter, about the same length, and nearly the same letters."""
    letters = set(word)
    for size in range(len(word) - 2, len(word) + 3):
        for other, others in _by_start(known).get((word[0], size), ()):
            if len(letters ^ others) <= 3:
                yield other


def _plausible(word: str, other: str) -> bool:
    """In short words one wrong letter is usually another word ("hiking", "stuff"): only swapped, doubled and
    dropped letters are forgiven."""
    slips = _slips(word, other)
    if len(word) >= LONG_WORD:
        return slips <= 1 or (slips == 2 and _sound_alike(word, other))
    swapped = len(word) >= SWAPPED_WORD and sorted(word) == sorted(other)
    doubled = _single(word) == _single(other)
    dropped = len(word) < len(other) and _skeleton(word) == _skeleton(other)
    return slips == 1 and (swapped or doubled or dropped)


def _sound_alike(word: str, other: str) -> bool:
    """Whether two words have the same consonants; very long ones may lack one of the known word's."""
    one, two = _skeleton(word), _skeleton(other)
    lacks_one = len(word) >= VERY_LONG_WORD and len(one) < len(two) and _slips(one, two) == 1
    return one == two or lacks_one


@cache
def _by_start(known: frozenset[str]) -> dict[tuple[str, int], list[tuple[str, frozenset[str]]]]:
    found = defaultdict(list)
    for word in sorted(known):
        if word.isalpha():
            found[word[0], len(word)].append((word, frozenset(word)))
    return found


def _skeleton(word: str) -> str:
    return _single(word[0] + re.sub("[aeiouy]", "", word[1:]))


def _single(word: str) -> str:
    return "".join(letter for letter, _ in groupby(word))


def _slips(one: str, other: str) -> int:
    """Letters added, dropped, changed, or swapped with their neighbor, between two words."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        above, before = before, row
        row = [i]
        for j, wanted in enumerate(other, 1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (letter != wanted)))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                row[-1] = min(row[-1], above[j - 2] + 1)
    return row[-1]
