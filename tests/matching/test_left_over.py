"""Whoever sits in no circle is told a cause, and taking it away seats them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching.circles.crowd import gather
from matching.circles.forming import _limits, form_circles
from matching.circles.left_over import Left, left_over
from matching.circles.seating import Seating
from matching.people import Mentee, Need, Window
from tests.matching.tables import (
    RULES,
    groups,
    like,
    people,
)

slowly = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SIZES = st.sampled_from([((2, 3), 2), ((2, 4), 3), ((3, 3), 3), ((3, 4), 3)])


@slowly
@given(people(7), SIZES, groups(7))
def test_taking_away_the_cause_seats_somebody_who_was_left(
    mentees: list[Mentee], sizes: tuple[tuple[int, int], int], past: list[list[str]]
) -> None:
    size, aim = sizes
    found = form_circles(mentees, RULES, size=size, aim=aim, past=[past])

    for left in found.left:
        after, rounds = list(mentees), [past]
        if left.rule == "company":
            after += [newcomer(left, n) for n in range(left.missing)]
        elif left.rule == "apart":
            after = [replace(one, employer="", do_not_match=frozenset(), market="") for one in mentees]
        elif left.rule == "met_before":
            rounds = []
        else:
            assert left.rule in ("needs", "hours")
            continue
        again = form_circles(after, RULES, size=size, aim=aim, past=rounds)
        assert again.seated > found.seated + len(after) - len(mentees)


def newcomer(left: Left, number: int) -> Mentee:
    """Somebody tied to nobody, who needs just this and is free just then."""
    assert left.hour and left.topic
    window = Window(left.hour.weekday, left.hour.start, (left.hour.start + 60) % 1440)
    return Mentee(f"new{number}", needs=(Need(left.topic),), timezone=left.hour.timezone, free=(window,))


THREE = [like(f"p{n}") for n in range(3)]
LICENSURE = "need help with “State medical licensure” and are free on Tuesdays at 7:00 p.m. New York time"


@pytest.mark.parametrize(
    ("crowd", "past", "rule", "cause", "missing"),
    [
        ([like("amara", needs=())], [], "needs", "No need is named.", 0),
        (
            [like("amara", timezone=None)],
            [],
            "hours",
            "No full hour is free every week, winter and summer, in a known time zone.",
            0,
        ),
        ([like("amara")], [], "company", "Nobody else shares a need and a free hour.", 3),
        ([like("amara"), *THREE[:2]], [], "company", f"Three {LICENSURE}; four are needed.", 1),
        (
            [like("amara", free=(Window(1, 1140, 1200), Window(2, 0, 600)))]
            + [like(f"p{n}", free=(Window(1, 1140, 1200), Window(3, 0, 60))) for n in range(2)]
            + [like(f"q{n}", free=(Window(3, 0, 60),)) for n in range(2)],
            [],
            "company",
            f"Three {LICENSURE}, but only one could form one more circle; four are needed.",
            3,
        ),
        (
            [like("amara", do_not_match=frozenset({"p0"})), *THREE],
            [],
            "apart",
            f"Enough people {LICENSURE}, but not all of them may sit together.",
            0,
        ),
        (
            [like("amara"), *THREE],
            [[["amara", "p0", "p1", "p2"]]],
            "met_before",
            f"Enough people {LICENSURE}, but only in a group that has met before.",
            0,
        ),
    ],
)
def test_whoever_is_left_is_told_why(
    crowd: list[Mentee], past: list[list[list[str]]], rule: str, cause: str, missing: int
) -> None:
    found = form_circles(crowd, RULES, past=past)

    (left,) = [one for one in found.left if one.person == "amara"]
    assert (left.rule, left.cause, left.missing) == (rule, cause, missing)


def test_a_search_that_ended_early_says_so() -> None:
    crowd = gather([like(f"p{n}") for n in range(4)], 2026)
    limits = _limits(crowd, RULES, (4, 8), 6, (), lambda done: None)

    left = left_over(crowd, Seating((), bound=4, proven=False), limits)

    assert {one.rule for one in left} == {"search"}
    assert {one.cause for one in left} == {"The search ended before a place was found."}


def test_a_private_cause_is_in_no_sentence() -> None:
    crowd = [like("amara", do_not_match=frozenset({"p0"})), *THREE]

    text = repr(form_circles(crowd, RULES))

    assert "do_not_match" not in text
    assert "asked not" not in text
