"""Numbers for keys, in the order in which they are first asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def numbering(*known: Key) -> defaultdict[Key, int]:
    """Gives each new key the next number; those already `known` have the first ones."""
    numbers: defaultdict[Key, int] = defaultdict(None, zip(known, range(len(known)), strict=True))
    numbers.default_factory = numbers.__len__
    return numbers
