"""A sentence that speaks of two things ("payroll and prior auths") is also read part by part.

In one sentence the leading topic takes the share of the others, so that the second thing is not heard. A sentence
comes apart at a joint where both parts speak surely of something, and neither of what the other is about: "buy and
bill" and "policies and procedures" stay whole. Only the joint with most to say on both sides is tried.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from matching.word_evidence import Said, evidence

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Spans = NDArray[np.int64]
    Strengths = NDArray[np.float32]
    Flags = NDArray[np.bool_]
    Whole = NDArray[np.int64]

SURELY = math.log(0.4 / 0.6)  # what a part says by itself, at the least
NOTHING = math.log(0.03 / 0.97)  # what it says at most of the thing that the other part is about
EXACT = 1_000  # sums of whole numbers are the same in any company


def parts(said: Said, logits: Callable[[Spans, Strengths], Strengths]) -> tuple[Spans, Strengths]:
    """Every part that speaks of a thing of its own, and what it says; `logits` tells that from its evidence.

    A longer list comes apart bit by bit.
    """
    import numpy as np

    strongest = np.maximum(said.says[:, :-3].max(axis=1), 0)[said.words]
    before = np.concatenate([[0], np.rint(strongest * EXACT).astype(np.int64).cumsum()])
    spans = said.sentences()
    found: list[Spans] = []
    says: list[Strengths] = []
    while not found or len(spans):
        left, right = _halves(said, spans, before)
        other = logits(right, evidence(said, right))
        sure = np.flatnonzero(other.max(axis=1) >= SURELY)
        left, right, other = left[sure], right[sure], other[sure]
        one = logits(left, evidence(said, left))
        apart = _speak_apart(one, other)
        spans = np.concatenate([left[apart], right[apart]])
        found.append(spans)
        says += [one[apart], other[apart]]
    return np.concatenate(found), np.concatenate(says)


def _halves(said: Said, spans: Spans, before: Whole) -> tuple[Spans, Spans]:
    """What stands left and right of the joint at which both sides say most, for each span that has a joint.

    `before` tells how much is said before each word.
    """
    import numpy as np

    owners, firsts, ends = spans.T
    joints = np.searchsorted(said.joints, firsts)
    many = np.searchsorted(said.joints, ends) - joints
    rows = np.repeat(np.arange(len(spans)), many)
    at = said.joints[np.arange(len(rows)) + np.repeat(joints - np.cumsum(many) + many, many)]
    less = np.minimum(before[at] - before[firsts[rows]], before[ends[rows]] - before[at + 1])
    at = at[np.lexsort((at, -less, rows))][(np.cumsum(many) - many)[many > 0]]
    owners, firsts, ends = spans[many > 0].T
    return np.column_stack([owners, firsts, at]), np.column_stack([owners, at + 1, ends])


def _speak_apart(one: Strengths, other: Strengths) -> Flags:
    """Where both say something surely, and neither anything of what the other is about."""
    import numpy as np

    rows, first, second = np.arange(len(one)), one.argmax(axis=1), other.argmax(axis=1)
    surely = np.minimum(one[rows, first], other[rows, second]) >= SURELY
    apart: Flags = surely & (np.maximum(one[rows, second], other[rows, first]) < NOTHING)
    return apart
