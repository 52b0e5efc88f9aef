"""Nobody far behind: the worst-off come as near to their own best as the loss allows."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import Mentee, Mentor, Need, Offer, Plan, Rules, plan
from tests.matching import strategies
from tests.matching.trying_all import Way, every_way, filled, possible_pairs, way_of


@settings(strategies.slowly, max_examples=200)
@given(
    strategies.group("e", 4),
    strategies.group("r", 3),
    strategies.rules,
    st.sampled_from([0.0, 0.005, 0.1, 1.0]),
)
def test_nobody_far_behind_lifts_the_worst_off_as_far_as_the_loss_allows(
    mentees: list[Mentee], mentors: list[Mentor], rules: Rules, loss: float
) -> None:
    best = {
        one: max(found.values(), default=0) for one, found in possible_pairs(mentees, mentors, rules).items()
    }

    def share(way: Way) -> int:
        return min((steps * 1000 // best[one] for one, _, steps in way.pairs), default=1000)

    ways = list(every_way(mentees, mentors, rules))
    base = max(ways, key=lambda way: (filled(way, mentors), len(way.pairs), way.steps))
    enough = [
        way
        for way in ways
        if (filled(way, mentors), len(way.pairs)) == (filled(base, mentors), len(base.pairs))
        and way.steps >= base.steps - loss * base.steps
    ]
    fairest = max(map(share, enough))

    found = plan(mentees, mentors, rules, "fair", loss=loss)

    mine = way_of(found)
    assert share(mine) >= fairest == round(1000 * found.notes["worst_share"])
    assert mine.steps == max(way.steps for way in enough if share(way) >= fairest)
    assert (len(mine.pairs), found.gap) == (len(base.pairs), 0)


def seekers(*topics: str) -> list[Mentee]:
    return [Mentee(f"e{n}", needs=(Need(topic),)) for n, topic in enumerate(topics)]


def helper(mentor_id: str, *offers: Offer) -> Mentor:
    return Mentor(mentor_id, capacity=1, offers=offers)


def test_a_floor_below_the_highest_is_found_and_holds_for_everybody() -> None:
    mentees = seekers("denials-appeals", "denials-appeals", "prior-authorization")
    mentors = [
        helper("r0"),
        helper("r1", Offer("denials-appeals", 3, 2026)),
        helper("r2", Offer("prior-authorization", 1, 2026)),
    ]
    rules = Rules(2026, floor=0.0)
    best = {one: max(found.values()) for one, found in possible_pairs(mentees, mentors, rules).items()}

    found = plan(mentees, mentors, rules, "fair", loss=1.0)

    shares = [steps * 1000 // best[one] for one, _, steps in way_of(found).pairs]
    assert min(shares) == round(1000 * found.notes["worst_share"])
    assert found.notes["worst_share_before"] < found.notes["worst_share"] < 1
    assert len(found.pairs) == 3


@pytest.mark.parametrize("seed", range(4))
def test_a_tie_ends_in_no_pair_below_the_floor_that_is_told(seed: int) -> None:
    mentees = [
        Mentee("e0", needs=(Need("marketing", 2),), values=("family-time",)),
        Mentee("e1", needs=(Need("marketing", 1),), values=("autonomy",)),
    ]
    near, far = Offer("licensure", 3, 2026), Offer("marketing", 1, 2026)
    mentors = [
        replace(helper("r0", near, far), values=("autonomy",)),
        replace(helper("r1", near), values=("autonomy", "service")),
    ]
    rules = Rules(2026, floor=0.0)
    best = {one: max(found.values()) for one, found in possible_pairs(mentees, mentors, rules).items()}

    def worst(found: Plan) -> float:
        return min(steps * 1000 // best[one] for one, _, steps in way_of(found).pairs) / 1000

    found = plan(mentees, mentors, rules, "fair", seed)

    assert worst(found) == found.notes["worst_share"] == 0.636
    assert worst(plan(mentees, mentors, rules, "coverage", seed)) == found.notes["worst_share_before"]


def test_the_loss_is_a_share_of_the_scores_however_many_are_matched() -> None:
    mentees = seekers("prior-authorization", "licensure", "licensure")
    mentors = [helper("r0", Offer("licensure", 3, 2026)), helper("r1", Offer("licensure", 1, 2026))]
    rules = Rules(2026, floor=0.0)

    careful = plan(mentees, mentors, rules, "fair", loss=0.1)
    bold = plan(mentees, mentors, rules, "fair", loss=0.2)

    best = careful.notes["total_without_floor"]
    assert careful.total == best
    assert 0.8 * best <= bold.total < 0.9 * best
