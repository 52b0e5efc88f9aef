"""When both sides have wishes: a stable choice, and the pairs that would leave a choice together.

The allowed pairs are parallel arrays, one entry a pair, each pair once and in any order: row of the mentee,
column of the mentor, and how much each likes the other (more is better; whole numbers stay exact).
`places[j]` is how many mentees mentor j takes. A choice is a mentor's column per mentee, or `NOBODY`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from matching.solver import NOBODY, TooLarge

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]
    Values = NDArray[np.int64] | NDArray[np.float64]
    Ties = NDArray[np.int64] | NDArray[np.uint64]

BOUNDLESS = 2**61  # more than anybody likes anybody, and whole numbers still hold the difference


class TooManyToCompare(TooLarge):
    """A stable match looks at every pair, and there are too many."""

    def __init__(self) -> None:
        super().__init__(
            "A stable match compares every pair, and is made for at most 4,000,000 of them. Choose another "
            "objective (total, coverage or fair), or plan smaller groups by themselves."
        )


def deferred_acceptance(
    people: int,
    places: Whole,
    mentee: Whole,
    mentor: Whole,
    mentee_value: Values,
    mentor_value: Values,
    tie: Ties,
) -> Whole:
    """The stable choice that every one of the `people` mentees likes best (Gale and Shapley, 1962).

    Mentees offer themselves down their lists, all who are free at once; mentors keep the best they have
    places for. Of equally liked people the pair with the lesser `tie` is liked more.
    """
    import numpy as np

    lists = np.lexsort((mentor, tie, -mentee_value, mentee))
    rank = _ranks(np.lexsort((mentee, tie, -mentor_value, mentor)))
    turn, end = (np.searchsorted(mentee[lists], np.arange(people), side) for side in ("left", "right"))
    held = np.full(people, NOBODY)  # the pair that each mentee's mentor keeps for now
    free = np.flatnonzero(turn < end)
    while free.size:
        offers = lists[turn[free]]
        turn[free] += 1
        kept, refused = _answers(held, offers, mentor, rank, places)
        held[mentee[refused]] = NOBODY
        held[mentee[kept]] = kept
        free = mentee[refused]
        free = free[turn[free] < end[free]]
    return np.where(held == NOBODY, NOBODY, mentor[held]) if mentor.size else held


def _answers(held: Whole, offers: Whole, mentor: Whole, rank: Whole, places: Whole) -> tuple[Whole, Whole]:
    """The pairs that the mentors keep and refuse, of the new offers and of those they hold already."""
    import numpy as np

    asked = np.zeros(len(places), dtype=bool)
    asked[mentor[offers]] = True
    holding = held[held != NOBODY]
    pairs = np.concatenate((offers, holding[asked[mentor[holding]]]))
    pairs = pairs[rank[pairs].argsort()]  # mentor by mentor, best first
    column = mentor[pairs]
    before = np.arange(len(pairs)) - np.searchsorted(column, column)
    fits = before < places[column]
    return pairs[fits], pairs[~fits]


def _ranks(order: Whole) -> Whole:
    import numpy as np

    ranks = np.empty_like(order)
    ranks[order] = np.arange(len(order))
    return ranks


def blocking_pairs(
    choice: Whole,
    places: Whole,
    mentee: Whole,
    mentor: Whole,
    mentee_value: Values,
    mentor_value: Values,
    margin: float = 0,
) -> Whole:
    """The allowed pairs (their positions) that both would rather have, each gaining at least `margin`."""
    pairs, gained = gains_of_leaving(choice, places, mentee, mentor, mentee_value, mentor_value)
    return pairs[gained >= margin]


def gains_of_leaving(
    choice: Whole, places: Whole, mentee: Whole, mentor: Whole, mentee_value: Values, mentor_value: Values
) -> tuple[Whole, Values]:
    """The allowed pairs (their positions) that both would rather have, and what the one who gains less gains.

    A mentee gains over her mentor, a mentor over the least liked of his mentees; whoever has nobody, or a
    free place, gains without limit. The choice holds allowed pairs only.
    """
    import numpy as np

    chosen = choice[mentee] == mentor
    alone = choice == NOBODY
    own = np.where(alone, -BOUNDLESS, 0).astype(mentee_value.dtype)
    own[mentee[chosen]] = mentee_value[chosen]
    least = np.full(len(places), BOUNDLESS, dtype=mentor_value.dtype)
    np.minimum.at(least, mentor[chosen], mentor_value[chosen])
    least[np.bincount(choice[~alone], minlength=len(places)) < places] = -BOUNDLESS
    better = np.flatnonzero(mentee_value > own[mentee])
    gained = np.minimum(
        mentee_value[better] - own[mentee[better]], mentor_value[better] - least[mentor[better]]
    )
    return better[gained > 0], gained[gained > 0]
