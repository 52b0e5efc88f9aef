"""Free hours meet across time zones, midnight, Sunday and the change of clocks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import Window
from matching.week import hours_apart, in_words, minutes, shared_quarters, week_of
from tests.matching.strategies import windows

EIGHT_PM, TEN_PM = 20 * 60, 22 * 60


def shared(one: tuple[Window, str], other: tuple[Window, str]) -> int:
    return minutes(shared_quarters(week_of([one[0]], one[1], 2026), week_of([other[0]], other[1], 2026)))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (
            (Window(1, EIGHT_PM, TEN_PM), "America/New_York"),
            (Window(1, EIGHT_PM, TEN_PM), "America/New_York"),
            120,
        ),
        (
            (Window(1, EIGHT_PM, TEN_PM), "America/New_York"),
            (Window(1, EIGHT_PM, TEN_PM), "America/Chicago"),
            60,
        ),
        (
            (Window(1, EIGHT_PM, TEN_PM), "America/New_York"),
            (Window(2, EIGHT_PM, TEN_PM), "America/New_York"),
            0,
        ),
        # Arizona does not change its clocks: two hours behind in winter, three in summer.
        (
            (Window(1, EIGHT_PM, TEN_PM), "America/New_York"),
            (Window(1, 18 * 60, EIGHT_PM), "America/Phoenix"),
            60,
        ),
        # Over midnight, and over the end of the week.
        (
            (Window(6, 23 * 60, 60), "America/New_York"),
            (Window(6, EIGHT_PM, TEN_PM), "America/Los_Angeles"),
            120,
        ),
        ((Window(6, 23 * 60, 0), "America/New_York"), (Window(0, 0, 60), "America/New_York"), 0),
        # Only whole quarters count.
        (
            (Window(1, EIGHT_PM + 1, EIGHT_PM + 29), "America/New_York"),
            (Window(1, 0, 1440), "America/New_York"),
            0,
        ),
    ],
)
def test_shared_minutes_hold_all_year_round(
    one: tuple[Window, str], other: tuple[Window, str], expected: int
) -> None:
    assert shared(one, other) == expected


@given(
    st.lists(windows, max_size=3), st.sampled_from(["America/New_York", "Asia/Kolkata", "Pacific/Auckland"])
)
def test_everybody_shares_their_whole_week_with_themselves(free: list[Window], timezone: str) -> None:
    week = week_of(free, timezone, 2026)

    assert shared_quarters(week, week) == week.free
    assert minutes(week.free) <= sum((w.end - w.start) % 1440 or 1440 for w in free)


def test_clocks_are_at_most_half_a_day_apart() -> None:
    assert hours_apart("Pacific/Honolulu", "Pacific/Auckland", 2026) == 1


@pytest.mark.parametrize(
    ("window", "words"),
    [
        (Window(1, EIGHT_PM, TEN_PM), "Tuesday evenings"),
        (Window(4, 11 * 60, 14 * 60), "Friday afternoons"),
        (Window(6, 7 * 60, 9 * 60), "Sunday mornings"),
    ],
)
def test_shared_hours_are_told_by_day_and_part_of_day(window: Window, words: str) -> None:
    assert in_words(week_of([window], "America/New_York", 2026).free) == words
