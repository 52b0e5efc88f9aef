"""A group that is offered less often than chance would offer it is named; a small group is left in peace."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import Mentee, Mentor, Ranking, Rules, Suggestion, build_index, rank
from matching.fairness import GroupRate, offer_rates
from tests.matching import strategies


def ranked(mentee: str, mentors: str, best: float = 0.5) -> Ranking:
    """A ranking of mentors by id, one letter each, in this order."""
    seeker = Mentee(mentee)
    suggestions = tuple(
        Suggestion(seeker, Mentor(mentor), best - place / 100) for place, mentor in enumerate(mentors)
    )
    return Ranking(seeker, suggestions, ())


def capitals(person: Mentee | Mentor) -> str | None:
    return None if person.id == "?" else "upper" if person.id.isupper() else "lower"


def test_equal_chances_give_a_ratio_of_one() -> None:
    rankings = [ranked("e", "aBcDeFgHiJ"), ranked("f", "AbCdEfGhIj")]

    found = offer_rates(rankings, capitals)

    assert found.mentors == (GroupRate("lower", 10, 0.3, 1.0), GroupRate("upper", 10, 0.3, 1.0))
    assert found.low == ()


def test_a_group_that_always_stands_behind_is_low() -> None:
    found = offer_rates([ranked("e", "abcdeVWXYZ")], capitals)

    assert found.mentors == (GroupRate("lower", 5, 0.6, 2.0), GroupRate("upper", 5, 0.0, 0.0))
    assert found.low == ("upper",)


def test_with_three_mentors_or_fewer_everybody_is_offered() -> None:
    rankings = [ranked("e", mentors) for mentors in ("aVb", "Wc", "dX", "Y", "eZ")]

    found = offer_rates(rankings, capitals)

    assert [rate.ratio for rate in found.mentors] == [1.0, 1.0]


def test_mentees_are_compared_by_their_best_scores() -> None:
    well = [ranked(mentee, "ab", 0.8) for mentee in "abcde"]
    badly = [ranked(mentee, "ab", 0.4) for mentee in "VWXYZ"]

    found = offer_rates([*well, *badly, Ranking(Mentee("z"), (), ())], capitals)

    assert found.mentees == (GroupRate("lower", 5, 0.8, 1.3333), GroupRate("upper", 5, 0.4, 0.6667))
    assert found.low == ("upper",)


def test_a_small_group_is_named_without_a_figure_and_an_unknown_one_not_at_all() -> None:
    found = offer_rates([ranked("e", "abcde?VWXY")], capitals)

    assert [rate.group for rate in found.mentors] == ["lower"]
    assert found.mentees == ()
    assert found.too_small == ("lower", "upper")


def test_nobody_ranked_gives_no_rates() -> None:
    found = offer_rates([], capitals)

    assert (found.mentors, found.mentees, found.too_small) == ((), (), ())


def test_scores_of_zero_are_nobodys_fault() -> None:
    found = offer_rates([ranked(mentee, "a", 0.0) for mentee in "abcde"], capitals)

    assert [rate.ratio for rate in found.mentees] == [1.0]


@given(st.lists(strategies.mentee("e0"), max_size=4), strategies.group("r", 6))
def test_offers_and_chances_add_up_over_all_groups(mentees: list[Mentee], mentors: list[Mentor]) -> None:
    index = build_index(mentors, Rules(2026))
    rankings = [rank(mentee, index) for mentee in mentees]

    found = offer_rates(rankings, lambda person: "all")

    assert all(rate.ratio == pytest.approx(1) for rate in found.mentors)
