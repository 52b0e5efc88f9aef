"""Hours of a day, as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorship.availability import day_windows
from mentorship.availability.day_windows import HOW, NotTimes, Times

DAY = 24 * 60
TIMES = st.tuples(st.integers(0, 95).map((15).__mul__), st.integers(1, 96).map((15).__mul__)).filter(
    lambda window: window[0] != window[1]
)
SHORT = TIMES.filter(lambda window: window[1] > window[0] or window[1] + DAY - window[0] <= 12 * 60)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("", ""),
        ("6-9 pm", "6–9 pm"),
        ("6PM - 9PM", "6–9 pm"),
        ("9-11, 1-3pm", "9–11 am, 1–3 pm"),
        ("1-3pm; 9-11", "9–11 am, 1–3 pm"),
        ("7:30 to 8:15 am and 5-6", "7:30–8:15 am, 5–6 pm"),
        ("9-5", "9 am–5 pm"),
        ("9am-5", "9 am–5 pm"),
        ("11-1pm", "11 am–1 pm"),
        ("12-2", "12–2 pm"),
        ("1-3", "1–3 pm"),
        ("18-21", "6–9 pm"),
        ("18:00–21:30", "6–9:30 pm"),
        ("1830-2000", "6:30–8 pm"),
        ("06:00-08:00", "6–8 am"),
        ("noon-1:30", "12–1:30 pm"),
        ("8 pm until midnight", "8 pm–midnight"),
        ("8p-12a", "8 pm–midnight"),
        ("00:00-24:00", "all day"),
        ("All day", "all day"),
        ("10-1am", "10 pm–1 am next day"),
        ("10pm-1", "10 pm–1 am next day"),
        ("22:00-1:00", "10 pm–1 am next day"),
        ("midnight-6 a.m.", "midnight–6 am"),
    ],
)
def test_hours_are_read_as_people_write_them(typed: str, written: str) -> None:
    windows = day_windows.read(typed)

    assert day_windows.written(windows) == written


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("6-9", "6-9: add am or pm, like 6-9 pm."),
        ("evenings", HOW),
        ("9", HOW),
        ("9-10-11", HOW),
        ("9-25", HOW),
        ("13pm-2pm", HOW),
        ("0am-2am", HOW),
        ("9:60-11", HOW),
        ("٩-١١", HOW),
        ("9-11 " * 60, HOW),
        ("6-8:10 pm", "Use quarter hours, like 6:15–9 pm."),
        ("9am-9am", "Choose an end that differs from the start."),
        ("18:00:30-19:00", HOW),
        ("midnight–1 am next day", HOW),
        ("6–9 pm next day", HOW),
    ],
)
def test_what_is_unclear_is_asked(typed: str, sentence: str) -> None:
    with pytest.raises(NotTimes) as refusal:
        day_windows.read(typed)

    assert refusal.value.sentence == sentence


@given(st.lists(TIMES, max_size=4))
def test_what_is_written_is_read_again_the_same(windows: list[Times]) -> None:
    assert day_windows.read(day_windows.written(windows)) == sorted(windows)


@given(
    st.text(max_size=40)
    | st.from_regex(r"[0-9]{1,2}(:[0-9]{2})? ?([ap]m?)? ?(-|to) ?[0-9]{1,4} ?([ap]m)?", fullmatch=True)
)
def test_any_text_is_times_of_a_day_or_a_question(typed: str) -> None:
    try:
        windows = day_windows.read(typed)
    except NotTimes:
        windows = []

    assert all(0 <= starts < DAY and 0 < ends <= DAY and starts != ends for starts, ends in windows)


def every_minute(window: Times) -> set[int]:
    """Counted one by one."""
    starts, ends = window
    return set(range(starts, ends if ends > starts else ends + DAY))


@given(st.lists(SHORT, min_size=1, max_size=3))
def test_windows_overlap_exactly_when_they_share_a_minute(windows: list[Times]) -> None:
    shared = sum(map(len, map(every_minute, windows))) > len(set().union(*map(every_minute, windows)))

    assert overlap(sorted(windows)) == shared


def overlap(windows: list[Times]) -> bool:
    try:
        day_windows.check("Thursday", windows)
    except day_windows.HoursOverlap:
        return True
    return False


def test_a_day_holds_six_windows_and_no_night_longer_than_half_a_day() -> None:
    seven = [(hour * 60, hour * 60 + 30) for hour in range(7, 21, 2)]

    with pytest.raises(day_windows.TooManyWindows, match="Tuesday: 6 times a day fit here"):
        day_windows.check("Tuesday", seven)
    with pytest.raises(day_windows.EndsTooLate, match="6 pm–8 am next day is very long"):
        day_windows.check("Tuesday", [(18 * 60, 8 * 60)])
