"""A circle shares its topic and its hour on every member's clock, and says so."""

from __future__ import annotations

from dataclasses import asdict
from itertools import combinations

from hypothesis import HealthCheck, given, settings

from matching.circles.forming import form_circles
from matching.people import Mentee, Need, Window
from tests.matching.tables import (
    RULES,
    ZONES,
    apart,
    can_attend,
    groups,
    like,
    people,
)

slowly = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@slowly
@given(people(8), groups(8))
def test_a_circle_shares_its_topic_and_its_hour_on_every_clock(
    mentees: list[Mentee], past: list[list[str]]
) -> None:
    by_id = {one.id: one for one in mentees}

    found = form_circles(mentees, RULES, size=(2, 4), aim=3, past=[past])

    for circle in found.circles:
        assert circle.hour.timezone in ZONES
        for one in circle.members:
            assert can_attend(by_id[one], circle.hour)
            assert circle.topic in {need.topic for need in by_id[one].needs}
        for one, other in combinations(circle.members, 2):
            assert not apart(by_id[one], by_id[other], [circle.topic])
    everybody = [one for circle in found.circles for one in circle.members] + [
        one.person for one in found.left
    ]
    assert sorted(everybody) == sorted(by_id)


def test_the_hour_is_told_on_the_clock_that_most_members_live_by() -> None:
    crowd = [like(f"n{n}") for n in range(3)]
    crowd.append(like("phoenix", timezone="America/Phoenix", free=(Window(1, 16 * 60, 18 * 60),)))

    (circle,) = form_circles(crowd, RULES).circles

    assert asdict(circle.hour) == {"weekday": 1, "start": 19 * 60, "timezone": "America/New_York"}
    assert circle.why == (
        "All four need help with “State medical licensure” and are free on Tuesdays at 7:00 p.m. New York time."
    )


def test_the_hour_is_told_on_a_clock_on_which_it_never_moves() -> None:
    crowd = [like(f"p{n}", timezone="America/Phoenix", free=(Window(1, 960, 1080),)) for n in range(3)]

    (circle,) = form_circles([*crowd, like("york")], RULES).circles

    assert asdict(circle.hour) == {"weekday": 1, "start": 19 * 60, "timezone": "America/New_York"}


def test_an_hour_that_is_shared_only_in_winter_is_not_shared() -> None:
    crowd = [like(f"n{n}") for n in range(3)]
    crowd.append(like("phoenix", timezone="America/Phoenix", free=(Window(1, 17 * 60, 18 * 60),)))

    found = form_circles(crowd, RULES)

    assert found.circles == ()


def test_the_full_hour_is_liked_better_than_a_quarter_past() -> None:
    crowd = [like(f"n{n}", free=(Window(6, 23 * 60 + 15, 90),)) for n in range(4)]

    (circle,) = form_circles(crowd, RULES).circles

    assert (circle.hour.weekday, circle.hour.start) == (0, 0)
    assert "on Mondays at 12:00 a.m. New York time" in circle.why


def test_new_company_is_said_to_be_new() -> None:
    crowd = [like(f"l{n}") for n in range(4)]
    crowd += [like(f"r{n}", needs=(Need("rest-and-leave"),)) for n in range(4)]
    new = "No two of them have sat in a circle together."

    first = form_circles(crowd, RULES, past=[[["l0", "gone"], ["r0", "gone"]]])
    second = form_circles(crowd, RULES, past=[[["l0", "l1", "r0"]]])

    assert [new in circle.why for circle in first.circles] == [False, False]
    assert [new in circle.why for circle in second.circles] == [False, True]
