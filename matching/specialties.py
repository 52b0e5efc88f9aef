"""How far office advice carries over between specialties, for many people at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from matching import vocabulary

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


def similarities(ours: Sequence[str | None], theirs: Sequence[str | None]) -> Array:
    """`vocabulary.specialty_similarity`, a row for each of ours, a column for each of theirs; 0 beside None."""
    import numpy as np

    places, table = _everything()
    rows, columns = ([places[code] for code in codes] for codes in (ours, theirs))
    found: Array = table[np.ix_(rows, columns)]
    return found


@cache
def _everything() -> tuple[dict[str | None, int], Array]:
    """The place of each specialty, the last being that of None, and how alike each two are."""
    import numpy as np

    known = vocabulary.specialties()
    places: dict[str | None, int] = {one.code: place for place, one in enumerate(known)}
    fallback = vocabulary.read_data("specialties.json")["fallback"]
    parents, groups = np.array([one.parent or "" for one in known]), np.array([one.group for one in known])
    table = np.full((len(known) + 1, len(known) + 1), float(fallback["unlisted_other"]))
    inner = table[:-1, :-1]
    inner[groups[:, None] == groups] = fallback["unlisted_same_group"]
    inner[(parents[:, None] == parents) & (parents != "")] = fallback["unlisted_same_parent"]
    for one in known:
        for other, share in one.related.items():
            inner[places[one.code], places[other]] = share
    np.fill_diagonal(inner, fallback["same_code"])
    table[-1] = table[:, -1] = 0
    return {**places, None: len(known)}, table
