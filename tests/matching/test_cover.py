"""What an offer is worth: fresh ones in full, older ones a little less each year, down to a least."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from matching import Offer
from matching.cover import RECENCY_LEAST, RECENCY_UNKNOWN, cover, topic_places, worth


@pytest.mark.parametrize("last_year", [2023, 2024, 2026, 2027])
def test_an_offer_of_the_last_three_years_is_worth_its_full_depth(last_year: int) -> None:
    found = worth(Offer("licensure", 3, last_year), "licensure", 2026)

    assert found == 1


def test_an_older_offer_is_worth_a_little_less_each_year_down_to_a_least() -> None:
    found = [worth(Offer("licensure", 3, year), "licensure", 2026) for year in range(2023, 2000, -1)]

    losses = [before - after for before, after in itertools.pairwise(found)]
    assert all(0 <= loss < 0.1 for loss in losses)
    assert found[1] < 1
    assert found[-1] == RECENCY_LEAST


def test_an_offer_without_a_year_is_worth_less_than_a_fresh_one_and_more_than_the_oldest() -> None:
    found = worth(Offer("licensure", 3), "licensure", 2026)

    assert RECENCY_LEAST < found == RECENCY_UNKNOWN < 1


def test_mentors_are_weighed_together_as_each_alone() -> None:
    offers = [(Offer("licensure", 3), Offer("payer-contracting", 1, 2019)), (), (Offer("licensure", 3),)]
    written = np.random.default_rng(0).random((3, len(topic_places())))

    together = cover(offers, written, 2026)

    alone = [cover([one], row[None], 2026)[0] for one, row in zip(offers, written, strict=True)]
    assert np.array_equal(together, alone)
    assert together[0, topic_places()["licensure"]] == worth(offers[0][0], "licensure", 2026)
