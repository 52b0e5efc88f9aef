"""Weights learned from past pairs, and whether they are better than today's.

What is learned is tried on mentees it has not seen. It is proposed for use only if it puts the better pair
first more often than today's weights do; a coordinator sees both and decides.

Pairs of different mentees are compared too, because most mentees have one past pair: mentees who do well with
anybody blur the picture. And past pairs say nothing about kinds of pairs that were never made.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from matching.learning.calibration import Calibration, calibrate
from matching.learning.logistic import FOLDS, folds
from matching.learning.outcome_model import (
    STRENGTHS,
    Table,
    best_strength,
    learn,
    model_losses,
    scores,
    table_of,
)
from matching.learning.past_pairs import PARTS, FeatureRows, PastPair, feature_rows
from matching.people import Rules, Weights
from matching.progress import Show, silent

if TYPE_CHECKING:
    from matching.learning.logistic import Array

FEWEST_MENTEES = 100  # with fewer, even a large gain cannot be told from chance
LEAST_GAIN = 0.01  # one comparison in a hundred, at the lower end: less is not worth new weights
DRAWS = 2000  # of mentees with replacement, for the interval of the gain
INTERVAL = (5, 95)  # percent
UNITS = 10_000  # weights have four decimals


@dataclass(frozen=True, slots=True)
class Trial:
    """Both weights on mentees held back: how often the pair that went better has the higher score (0 to 1),
    the gain with its 90 % interval, and the mean log loss of outcomes told from each, in nats."""

    auc_before: float
    auc_after: float
    gain: float
    gain_low: float
    gain_high: float
    loss_before: float
    loss_after: float

    @property
    def better(self) -> bool:
        """Both figures must agree: the order alone may improve by chance."""
        return self.gain_low >= LEAST_GAIN and self.loss_after < self.loss_before


@dataclass(frozen=True, slots=True)
class Change:
    """A part's share of all weights, today and as proposed."""

    part: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Learned:
    """What the past pairs teach. `weights` are those to use: `proposed` if `adopt`, else `before`.

    No trial with under 100 mentees or where all pairs went the same way; no calibration with under 5 mentees.
    """

    before: Weights
    proposed: Weights
    weights: Weights
    adopt: bool
    sentence: str
    pairs: int
    mentees: int
    left_out: int
    trial: Trial | None
    calibration: Calibration | None
    changes: tuple[Change, ...]


def learn_weights(pairs: Iterable[PastPair], rules: Rules, seed: int = 0, report: Show = silent) -> Learned:
    """What past pairs teach about the weights of the rules; a pair that stands twice is a `BadRecord`.

    `report` hears each step and the share of it that is done.
    """
    return learn_from(feature_rows(pairs, rules, partial(report, "Reading past pairs")), seed, report)


def learn_from(features: FeatureRows, seed: int = 0, report: Show = silent) -> Learned:
    """The same from rows made before."""
    hears = partial(report, "Learning")
    table, mentees = table_of(features), len({row.mentee for row in features.rows})
    differ = len({row.outcome for row in features.rows}) > 1
    enough = differ and mentees >= FOLDS
    learnt = learn(table, best_strength(table, seed, _turn(0, hears))).weights if enough else table.today
    before, after = _rounded(table.today), _rounded(learnt)
    proposed = features.weights if after == before else Weights(*after)
    trial = _trial(table, seed, hears) if differ and mentees >= FEWEST_MENTEES else None
    adopt = trial is not None and trial.better and after != before
    told = scores(table, learnt if adopt else table.today)
    return Learned(
        before=features.weights,
        proposed=proposed,
        weights=proposed if adopt else features.weights,
        adopt=adopt,
        sentence=_sentence(len(features.rows), mentees, trial, after != before),
        pairs=len(features.rows),
        mentees=mentees,
        left_out=features.left_out,
        trial=trial,
        calibration=calibrate(told, table.outcomes, table.mentees, seed) if mentees >= FOLDS else None,
        changes=tuple(map(Change, PARTS, before, after)),
    )


def _turn(turn: int, report: Callable[[float], None]) -> Callable[[float], None]:
    """Hears the share of one turn of learning: the first is for all mentees, one more for each fifth held back."""
    return lambda done: report((turn + done) / (1 + FOLDS))


def _trial(table: Table, seed: int, report: Callable[[float], None]) -> Trial:
    """Five times, four fifths of the mentees teach and the pairs of the last fifth are compared."""
    import numpy as np

    counts = _counts(table, seed)
    compared, won_before, won_after = np.zeros((3, len(counts)))
    losses = np.zeros(2)
    for turn, (seen, unseen) in enumerate(folds(table.mentees, seed), 1):
        known, new, drawn = table.take(seen), table.take(unseen), counts[:, unseen]
        strength = best_strength(known, seed, _turn(turn, report))
        today, learned = learn(known, STRENGTHS[0]), learn(known, strength)
        better = (new.outcomes[:, None] > new.outcomes).astype(float)
        compared += _sums(drawn, better)
        won_before += _sums(drawn, better * _ahead(scores(new, table.today)))
        won_after += _sums(drawn, better * _ahead(scores(new, learned.weights)))
        losses += [model_losses(model, new).sum() / len(table.outcomes) for model in (today, learned)]
    before, after = (won / np.maximum(compared, 1) for won in (won_before, won_after))
    gain, (low, high) = after - before, np.percentile((after - before)[1:], INTERVAL)
    figures = (before[0], after[0], gain[0], low, high, *losses)
    return Trial(*(round(float(figure), 6) for figure in figures))


def _counts(table: Table, seed: int) -> Array:
    """How often each pair counts: once in the first line, as often as its mentee is drawn in the others."""
    import numpy as np

    mentees = table.mentees.max() + 1
    drawn = np.random.default_rng(seed).multinomial(mentees, np.full(mentees, 1 / mentees), DRAWS)
    return np.vstack([np.ones(mentees), drawn])[:, table.mentees]


def _sums(drawn: Array, comparisons: Array) -> Array:
    found: Array = ((drawn @ comparisons) * drawn).sum(axis=1)
    return found


def _ahead(told: Array) -> Array:
    """1 where the pair of the line has the higher score than that of the column, 0.5 where it is the same."""
    import numpy as np

    found: Array = (np.sign(told[:, None] - told) + 1) / 2
    return found


def _rounded(shares: Array) -> tuple[float, ...]:
    """Shares with four decimals that still add up to 1: the largest remainders are rounded up."""
    exact = [share * UNITS for share in shares.tolist()]
    down = [math.floor(amount + 1e-6) for amount in exact]
    upward = sorted(range(len(exact)), key=lambda place: (down[place] - exact[place], place))
    up = frozenset(upward[: UNITS - sum(down)])
    return tuple((amount + (place in up)) / UNITS for place, amount in enumerate(down))


def _sentence(pairs: int, mentees: int, trial: Trial | None, differs: bool) -> str:
    stay = "the weights stay as they are."
    if mentees < FEWEST_MENTEES:
        return f"{_past_pairs(pairs)} too few to tell ({FEWEST_MENTEES} mentees are needed): {stay}"
    if trial is None:
        return f"All {pairs} past pairs went the same way: {stay}"
    if not differs:
        return f"{pairs} past pairs ask for no other weights: {stay}"
    after, before, low, high = (
        f"{100 * figure:.0f}"
        for figure in (trial.auc_after, trial.auc_before, trial.gain_low, trial.gain_high)
    )
    figures = (
        f"The learned weights put the better pair first in {after} of 100 cases, today's weights in {before}"
    )
    if trial.better:
        return f"{figures}; the gain is between {low} and {high}."
    return f"{figures}. That is no clear gain: {stay}"


def _past_pairs(pairs: int) -> str:
    return "1 past pair is" if pairs == 1 else f"{pairs} past pairs are"
