"""How far an answer fits: never below not at all, never above fully, and what a pair of answers is worth."""

from __future__ import annotations

import itertools

import pytest

from matching import Mentee, Mentor, Rules, Weights, explain, vocabulary
from matching.fit import FACETS, asks, fit_of

MODELS = [choice.slug for choice in vocabulary.practice_models()]


def fit(mentor: Mentor, facet: str, key: str, year: int) -> float:
    return fit_of(facet, FACETS[facet].said(mentor), key, year)


@pytest.mark.parametrize(("runs", "wanted"), list(itertools.product(MODELS, MODELS)))
def test_only_the_wanted_way_to_practice_fits_fully(runs: str, wanted: str) -> None:
    found = fit(Mentor("ben", model=runs), "model", wanted, 2026)

    assert found == fit(Mentor("ben", model=wanted), "model", runs, 2026)
    assert (found == 1) is (runs == wanted)
    assert 0 < found <= 1


@pytest.mark.parametrize(
    ("timezone", "expected"),
    [
        ("America/New_York", 1),
        ("America/Chicago", 5 / 6),
        ("America/Los_Angeles", 1 / 2),
        ("Asia/Tokyo", 0),
    ],
)
def test_a_clock_fits_less_the_farther_it_is_off_until_it_fits_not_at_all(
    timezone: str, expected: float
) -> None:
    found = fit(Mentor("ben", timezone=timezone), "clock", "America/New_York", 2026)

    assert found == pytest.approx(expected, abs=1e-6)


def test_what_is_asked_adds_up_to_one_however_many_languages_and_topics_there_are() -> None:
    amara = Mentee("amara", languages=("en", "es"), texts=("two topics",))

    found = asks(amara, Weights(), {"licensure": 0.8, "marketing": 0.5})

    assert sum(ask.points for ask in found) == pytest.approx(1, abs=1e-4)


def test_a_mentor_who_opened_this_year_has_just_passed_and_ten_years_ahead_is_still_best() -> None:
    opened = (2027, 2026, 2024, 2016, 2015)

    later, now, two, ten, eleven = (
        fit(Mentor("ben", opened_year=year), "stage", "plan", 2026) for year in opened
    )

    assert later < now < two == ten == 1 > eleven > 0.9


def test_wishes_are_known_half_by_half() -> None:
    amara, wishing = Mentee("amara"), Mentee("amara", preferences=("ben",))
    ben, wished = Mentor("ben"), Mentor("ben", preferences=("amara",))

    neither, one, both = (
        explain(*pair, Rules(2026)) for pair in ((amara, ben), (amara, wished), (wishing, wished))
    )

    (weight,) = (part.weight for part in both.contributions if part.name == "preferences")
    assert one.coverage - neither.coverage == pytest.approx(weight / 2, abs=1e-5)
    assert both.coverage - neither.coverage == pytest.approx(weight, abs=1e-5)
