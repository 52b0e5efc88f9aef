"""Nobody leaves a stable choice together, and every mentee has the best that any stable choice could give."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.stability import NOBODY, blocking_pairs, deferred_acceptance

Choice = tuple[int, ...]


@dataclass(frozen=True)
class Market:
    """Rows (mentee, mentor, her liking, his liking, tie), one for each allowed pair."""

    people: int
    places: tuple[int, ...]
    pairs: tuple[tuple[int, int, int, int, int], ...]

    def column(self, number: int, kind: type = np.int64) -> Any:
        return np.array([pair[number] for pair in self.pairs], dtype=kind)

    def choose(self) -> Choice:
        found = deferred_acceptance(
            self.people,
            np.array(self.places, dtype=np.int64),
            self.column(0),
            self.column(1),
            self.column(2),
            self.column(3),
            self.column(4, np.uint64),
        )
        return tuple(found.tolist())

    def blocking(self, choice: Choice, margin: float = 0, kind: type = np.int64) -> list[int]:
        found = blocking_pairs(
            np.array(choice, dtype=np.int64),
            np.array(self.places, dtype=np.int64),
            self.column(0),
            self.column(1),
            self.column(2, kind),
            self.column(3, kind),
            margin,
        )
        return list(map(int, found))


@st.composite
def markets(draw: st.DrawFn) -> Market:
    """Up to four mentees and three mentors; few values, so that likings and even ties often tie."""
    people, places = draw(st.integers(0, 4)), tuple(draw(st.lists(st.integers(0, 2), max_size=3)))
    everybody = list(itertools.product(range(people), range(len(places))))
    allowed = draw(st.lists(st.sampled_from(everybody), unique=True)) if everybody else []
    likings = st.tuples(st.integers(-2, 2), st.integers(-2, 2), st.integers(0, 2))
    return Market(people, places, tuple((*pair, *draw(likings)) for pair in allowed))


def random_markets(count: int) -> Iterator[Market]:
    chance = np.random.default_rng(20260101)
    for _ in range(count):
        people, mentors = chance.integers(1, 5), chance.integers(1, 4)
        pairs = [
            (mentee, mentor, *chance.integers(0, 4, 3).tolist())
            for mentee, mentor in itertools.product(range(people), range(mentors))
            if chance.random() < 0.7
        ]
        chance.shuffle(pairs)
        yield Market(int(people), tuple(chance.integers(0, 3, mentors).tolist()), tuple(map(tuple, pairs)))


def choices(market: Market) -> Iterator[Choice]:
    """Every way to give each mentee an allowed mentor or nobody, within the places."""
    options = [
        [NOBODY, *(mentor for one, mentor, *_ in market.pairs if one == mentee)]
        for mentee in range(market.people)
    ]
    for choice in itertools.product(*options):
        if all(choice.count(mentor) <= places for mentor, places in enumerate(market.places)):
            yield choice


def likings(market: Market) -> tuple[dict[tuple[int, int], Any], dict[tuple[int, int], Any]]:
    """How much she likes him and he likes her, ties broken; more is better, and nobody is liked least."""
    hers = {(mentee, mentor): (her, -tie, -mentor) for mentee, mentor, her, _, tie in market.pairs}
    his = {(mentee, mentor): (him, -tie, -mentee) for mentee, mentor, _, him, tie in market.pairs}
    return hers | {(mentee, NOBODY): (-99,) for mentee in range(market.people)}, his


def is_stable(market: Market, choice: Choice, hers: dict[Any, Any], his: dict[Any, Any]) -> bool:
    for mentee, mentor, *_ in market.pairs:
        kept = [his[one, mentor] for one, chosen in enumerate(choice) if chosen == mentor]
        wants = hers[mentee, mentor] > hers[mentee, choice[mentee]]
        if wants and (len(kept) < market.places[mentor] or his[mentee, mentor] > min(kept, default=(99,))):
            return False
    return True


def assert_best_stable(market: Market, choice: Choice) -> None:
    hers, his = likings(market)
    stable = [other for other in choices(market) if is_stable(market, other, hers, his)]
    assert choice in stable
    for mentee in range(market.people):
        best = max(stable, key=lambda other: hers[mentee, other[mentee]])
        assert choice[mentee] == best[mentee]


def test_no_stable_choice_is_better_for_any_mentee_in_thousands_of_markets() -> None:
    for market in random_markets(3000):
        choice = market.choose()

        assert_best_stable(market, choice)
        assert market.blocking(choice) == []


@given(markets())
def test_no_stable_choice_is_better_for_any_mentee(market: Market) -> None:
    choice = market.choose()

    assert_best_stable(market, choice)


@given(markets(), st.randoms(use_true_random=False))
def test_the_order_of_the_pairs_changes_nothing(market: Market, chance: Any) -> None:
    shuffled = tuple(chance.sample(market.pairs, len(market.pairs)))

    assert Market(market.people, market.places, shuffled).choose() == market.choose()


def blocking_one_by_one(market: Market, choice: Choice, margin: float) -> list[int]:
    """The definition, pair by pair."""
    hers = {(mentee, mentor): her for mentee, mentor, her, *_ in market.pairs}
    his = {(mentee, mentor): him for mentee, mentor, _, him, _ in market.pairs}
    found = []
    for position, (mentee, mentor, her, him, _) in enumerate(market.pairs):
        now = choice[mentee]
        kept = [his[one, mentor] for one, chosen in enumerate(choice) if chosen == mentor]
        she_gains = np.inf if now == NOBODY else her - hers[mentee, now]
        he_gains = np.inf if len(kept) < market.places[mentor] else him - min(kept, default=np.inf)
        if now != mentor and min(she_gains, he_gains) > 0 and min(she_gains, he_gains) >= margin:
            found.append(position)
    return found


@settings(max_examples=300)
@given(markets(), st.data(), st.sampled_from([0, 1, 2]), st.sampled_from([np.int64, np.float64]))
def test_blocking_pairs_are_those_of_the_definition(
    market: Market, data: st.DataObject, margin: float, kind: type
) -> None:
    choice = data.draw(st.sampled_from(list(choices(market))))

    assert market.blocking(choice, margin, kind) == blocking_one_by_one(market, choice, margin)


def test_of_equally_liked_people_the_lesser_tie_is_taken() -> None:
    alike = Market(2, (1, 1), ((0, 0, 5, 5, 9), (0, 1, 5, 5, 3), (1, 0, 5, 5, 7), (1, 1, 5, 5, 1)))

    choice = alike.choose()

    assert choice == (0, 1)
    assert alike.blocking((1, 0)) == []  # liked just as much is no reason to leave


def test_a_mentor_keeps_the_mentees_he_likes_best_and_the_rest_go_down_their_lists() -> None:
    wishes = ((0, 0, 9, 1, 0), (1, 0, 9, 2, 0), (2, 0, 9, 3, 0), (0, 1, 1, 1, 0))

    choice = Market(3, (2, 1), wishes).choose()

    assert choice == (1, 0, 0)


def test_large_whole_numbers_stay_exact() -> None:
    near = 2**60
    market = Market(2, (1,), ((0, 0, near, near, 0), (1, 0, near, near + 1, 0)))

    assert market.choose() == (NOBODY, 0)
    assert market.blocking((0, NOBODY), margin=1) == [1]
    assert market.blocking((0, NOBODY), margin=2) == []


@pytest.mark.parametrize(
    "market",
    [
        Market(0, (), ()),
        Market(0, (2, 1), ()),
        Market(3, (), ()),
        Market(3, (2, 1), ()),
        Market(2, (0,), ((0, 0, 1, 1, 0), (1, 0, 1, 1, 0))),
    ],
    ids=["nobody", "only mentors", "only mentees", "no allowed pair", "no places"],
)
def test_where_nobody_can_be_matched_nobody_is(market: Market) -> None:
    choice = market.choose()

    assert choice == (NOBODY,) * market.people
    assert market.blocking(choice) == []


def test_a_large_market_is_stable_and_within_its_places() -> None:
    chance, places = np.random.default_rng(7), np.full(100, 3)
    mentee, mentor = np.repeat(np.arange(300), 100), np.tile(np.arange(100), 300)
    hers, his = chance.random(30_000), chance.random(30_000)

    choice = deferred_acceptance(300, places, mentee, mentor, hers, his, np.zeros(30_000, np.uint64))

    assert np.bincount(choice, minlength=100).tolist() == [3] * 100
    assert blocking_pairs(choice, places, mentee, mentor, hers, his).size == 0
