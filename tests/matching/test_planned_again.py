"""A plan after another: people stay where they are unless moving is worth it, and no figure counts the staying."""

from __future__ import annotations

import math
from typing import Any

import pytest

from matching import BadRecord, Mentee, Mentor, Need, Objective, Offer, Rules, plan


def test_the_same_people_planned_again_stay_where_they_are() -> None:
    mentees = [Mentee(f"e{n}", needs=(Need("licensure"),)) for n in range(8)]
    mentors = [Mentor(f"r{n}", offers=(Offer("licensure", 2),)) for n in range(4)]
    before = [(pair.mentee, pair.mentor) for pair in plan(mentees, mentors, Rules(2026), seed=1).pairs]

    again = plan(mentees, mentors, Rules(2026), seed=2, previous=before)

    assert [(pair.mentee, pair.mentor) for pair in again.pairs] == before
    assert again.moved == ()


def test_when_a_mentor_leaves_only_their_mentees_move_unless_much_is_gained() -> None:
    mentees = [Mentee(f"e{n}", needs=(Need("licensure"),)) for n in range(6)]
    mentors = [Mentor(f"r{n}", offers=(Offer("licensure", 2),)) for n in range(4)]
    before = [(pair.mentee, pair.mentor) for pair in plan(mentees, mentors, Rules(2026)).pairs]
    left = before[0][1]

    again = plan(mentees, [one for one in mentors if one.id != left], Rules(2026), previous=before)

    assert list(again.moved) == [mentee for mentee, mentor in before if mentor == left]
    assert len(again.pairs) == 6


def test_somebody_moves_when_it_is_worth_more_than_staying() -> None:
    amara, ben = Mentee("amara", needs=(Need("licensure"),)), Mentor("ben", capacity=1)
    gus = Mentor("gus", offers=(Offer("licensure", 3, 2026),))
    rules = Rules(2026, floor=0.0)

    moved = plan([amara], [ben, gus], rules, previous=[("amara", "ben"), ("gone", "ben")])
    stayed = plan([amara], [ben, gus], rules, previous=[("amara", "ben")], stay=1.0)

    assert (moved.pairs[0].mentor, moved.moved) == ("gus", ("amara",))
    assert (stayed.pairs[0].mentor, stayed.moved) == ("ben", ())


@pytest.mark.parametrize(("objective", "note"), [("fair", "total_without_floor"), ("stable", "best_total")])
def test_what_staying_is_worth_is_in_no_figure(objective: Objective, note: str) -> None:
    mentees = [Mentee(f"e{n}", needs=(Need("licensure"),)) for n in range(4)]
    mentors = [Mentor(f"r{n}", offers=(Offer("licensure", 2),), capacity=1) for n in range(4)]
    plain = plan(mentees, mentors, Rules(2026), objective)

    again = plan(
        mentees,
        mentors,
        Rules(2026),
        objective,
        previous=[(pair.mentee, pair.mentor) for pair in plain.pairs],
        stay=0.2,
    )

    assert (again.notes[note], again.total, again.bound) == (plain.notes[note], plain.total, plain.bound)
    assert again.notes.get("worst_share_before", 1.0) <= 1.0


def test_who_keeps_one_of_two_former_mentors_has_not_moved() -> None:
    amara, eli = Mentee("amara", needs=(Need("licensure"),)), Mentee("eli", needs=(Need("licensure"),))
    ben, gus = Mentor("ben", offers=(Offer("licensure", 3),)), Mentor("gus")
    before = [("amara", "ben"), ("amara", "gus"), ("eli", "gus")]

    again = plan([amara, eli], [ben, gus], Rules(2026), previous=before)

    assert [(pair.mentee, pair.mentor) for pair in again.pairs] == [("amara", "ben"), ("eli", "ben")]
    assert again.moved == ("eli",)


@pytest.mark.parametrize("pair", ["e0", ("amara",), ("amara", "ben", "gus"), ("amara", 7), 3, None])
def test_a_former_pair_that_is_none_is_refused(pair: Any) -> None:
    with pytest.raises(BadRecord, match="is not a pair of a mentee's and a mentor's id") as refused:
        plan([Mentee("e0")], [Mentor("ben")], Rules(2026), previous=[("e0", "ben"), pair])

    assert (refused.value.record_id, refused.value.field) == ("plan", "previous")


@pytest.mark.parametrize("pairs", [None, 7, iter([("e0", "ben")])])
def test_what_is_no_list_of_former_pairs_is_refused(pairs: Any) -> None:
    with pytest.raises(BadRecord, match=r"plan: previous: .* is not a list of pairs"):
        plan([Mentee("e0")], [Mentor("ben")], Rules(2026), previous=pairs)


@pytest.mark.parametrize("share", [math.nan, math.inf, -math.inf, -5, -0.001, 1.001, True, "0.1", None])
@pytest.mark.parametrize("field", ["stay", "loss"])
def test_what_is_no_share_of_a_score_is_refused(field: str, share: Any) -> None:
    with pytest.raises(BadRecord, match="is not between 0 and 1") as refused:
        plan([Mentee("amara")], [Mentor("ben")], Rules(2026), "fair", **{field: share})

    assert (refused.value.record_id, refused.value.field) == ("plan", field)
