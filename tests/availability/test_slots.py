"""Free time is arithmetic: what each function promises, in numbers one can check by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from mentorship.availability.choosing import best_times
from mentorship.availability.slots import (
    Interval,
    Weekly,
    expand,
    intersect,
    merged,
    start_times,
    subtract,
)

NEW_YORK = ZoneInfo("America/New_York")
CHICAGO = ZoneInfo("America/Chicago")
KOLKATA = ZoneInfo("Asia/Kolkata")
MONDAY, TUESDAY, SATURDAY, SUNDAY = 0, 1, 5, 6


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def stretches(free: list[Interval]) -> list[tuple[str, str]]:
    return [(f"{one.starts_at:%m-%d %H:%M}", f"{one.ends_at:%m-%d %H:%M}") for one in free]


def hours(first: int, last: int) -> Interval:
    return Interval(first * 60, last * 60)


@pytest.mark.parametrize(
    "wrong", [(7, 0, 60), (-1, 0, 60), (0, 1440, 60), (0, -1, 60), (0, 0, 0), (0, 0, 1441)]
)
def test_a_window_outside_the_week_is_refused(wrong: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="not a weekly window"):
        Weekly(*wrong)


def test_a_window_keeps_its_local_hour_across_the_spring_change() -> None:
    mondays_at_nine = [Weekly(MONDAY, 9 * 60, 10 * 60)]

    free = expand(mondays_at_nine, NEW_YORK, at("2026-03-01"), at("2026-03-15"))

    assert stretches(free) == [("03-02 14:00", "03-02 15:00"), ("03-09 13:00", "03-09 14:00")]


def test_the_hour_that_spring_skips_is_empty() -> None:
    skipped, around = [Weekly(SUNDAY, 120, 180)], [Weekly(SUNDAY, 90, 210)]

    free = [expand(windows, NEW_YORK, at("2026-03-08"), at("2026-03-09")) for windows in (skipped, around)]

    assert [stretches(one) for one in free] == [[], [("03-08 06:30", "03-08 07:30")]]


def test_the_hour_that_autumn_repeats_is_two_and_its_second_half_comes_twice() -> None:
    whole, half = [Weekly(SUNDAY, 60, 120)], [Weekly(SUNDAY, 90, 120)]

    free = [expand(windows, NEW_YORK, at("2026-11-01"), at("2026-11-02")) for windows in (whole, half)]

    assert stretches(free[0]) == [("11-01 05:00", "11-01 07:00")]
    assert stretches(free[1]) == [("11-01 05:30", "11-01 06:00"), ("11-01 06:30", "11-01 07:00")]


def test_a_window_past_midnight_on_sunday_ends_on_monday() -> None:
    overnight = [Weekly(SUNDAY, 22 * 60, 2 * 60)]

    free = expand(overnight, UTC, at("2026-01-04"), at("2026-01-06"))

    assert stretches(free) == [("01-04 22:00", "01-05 02:00")]


def test_a_window_that_began_before_the_first_instant_is_cut_there() -> None:
    overnight = [Weekly(SUNDAY, 22 * 60, 2 * 60)]

    free = expand(overnight, UTC, at("2026-01-05T00:30"), at("2026-01-05T01:00"))

    assert stretches(free) == [("01-05 00:30", "01-05 01:00")]


def test_windows_that_touch_at_midnight_are_one_stretch() -> None:
    two_days = [Weekly(SATURDAY, 0, 1440), Weekly(SUNDAY, 0, 1440)]

    free = expand(two_days, UTC, at("2026-01-01"), at("2026-01-08"))

    assert stretches(free) == [("01-03 00:00", "01-05 00:00")]


def test_nothing_is_free_when_the_last_instant_is_not_after_the_first() -> None:
    always = [Weekly(day, 0, 1440) for day in range(7)]

    assert expand(always, NEW_YORK, at("2026-01-02"), at("2026-01-02")) == []
    assert expand(always, NEW_YORK, at("2026-01-02"), at("2026-01-01")) == []


def test_seconds_never_give_away_a_minute_that_is_not_whole() -> None:
    always = [Weekly(day, 0, 1440) for day in range(7)]

    free = expand(always, UTC, at("2026-01-01T10:00:01"), at("2026-01-01T11:00:59"))
    busy = Interval.covering(at("2026-01-01T10:30:59"), at("2026-01-01T10:31:01"))

    assert stretches(free) == [("01-01 10:01", "01-01 11:00")]
    assert stretches([busy]) == [("01-01 10:30", "01-01 10:32")]


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(TypeError):
        expand([], NEW_YORK, datetime(2026, 1, 1), datetime(2026, 1, 2))  # the point of the test


def test_a_busy_time_takes_its_buffer_with_it() -> None:
    free, busy = [hours(9, 12)], [hours(10, 11)]

    left = subtract(free, busy, buffer=15)

    assert left == [Interval(540, 585), Interval(675, 720)]


def test_busy_times_may_come_in_any_order_and_overlap() -> None:
    free = [hours(8, 12), hours(13, 17)]

    left = subtract(free, [hours(16, 18), hours(11, 14), hours(7, 9), hours(13, 15), hours(10, 10)])

    assert left == [hours(9, 11), hours(15, 16)]


def test_only_what_both_have_is_common() -> None:
    one, other = [hours(8, 12), hours(13, 17)], [hours(10, 14), hours(16, 20)]

    common = intersect(one, other)

    assert common == intersect(other, one) == [hours(10, 12), hours(13, 14), hours(16, 17)]


def test_stretches_that_meet_become_one_and_empty_ones_vanish() -> None:
    pieces = [hours(12, 13), hours(9, 10), hours(10, 11), hours(5, 5), hours(12, 12), hours(7, 6)]

    assert merged(pieces) == [hours(9, 11), hours(12, 13)]


def test_a_mentor_in_a_half_hour_zone_is_offered_their_own_full_hours() -> None:
    free = expand([Weekly(MONDAY, 9 * 60, 12 * 60)], KOLKATA, at("2026-01-05"), at("2026-01-06"))

    starts = start_times(free, free, KOLKATA, 60, step=60)

    assert [f"{start.astimezone(KOLKATA):%H:%M}" for start in starts] == ["09:00", "10:00", "11:00"]


def test_the_last_start_still_leaves_room_for_the_whole_meeting() -> None:
    free = [hours(9, 10)]

    assert [start.minute for start in start_times(free, free, UTC, 45)] == [0, 15]
    assert start_times(free, free, UTC, 61) == []


def test_a_meeting_may_run_through_the_repeated_hour() -> None:
    sunday = expand([Weekly(SUNDAY, 30, 150)], NEW_YORK, at("2026-11-01"), at("2026-11-02"))

    starts = start_times(sunday, sunday, NEW_YORK, 180, step=30)

    assert starts == [at("2026-11-01T04:30")]


@pytest.mark.parametrize(("minutes", "step"), [(0, 15), (30, 0), (30, 7)])
def test_a_grid_that_does_not_repeat_each_day_is_refused(minutes: int, step: int) -> None:
    with pytest.raises(ValueError, match="no grid"):
        start_times([hours(9, 10)], [hours(9, 10)], UTC, minutes, step)


def offered(starts: list[datetime], target: datetime | None = None, count: int = 3) -> list[str]:
    best = best_times(
        starts, minutes=60, zone_of_mentor=NEW_YORK, zone_of_mentee=CHICAGO, target=target, count=count
    )
    return [f"{start.astimezone(NEW_YORK):%a %H:%M}" for start in best]


def every_hour(first: str, days: int) -> list[datetime]:
    return [at(first) + timedelta(hours=hour) for hour in range(24 * days)]


def test_without_a_target_the_soonest_humane_hour_of_each_of_the_first_days_is_offered() -> None:
    starts = every_hour("2026-01-05T05:00", days=6)

    assert offered(starts) == ["Mon 08:00", "Tue 08:00", "Wed 08:00"]  # 7 am in Chicago


def test_with_a_target_the_days_around_it_and_its_hour_are_offered() -> None:
    starts = every_hour("2026-01-05T05:00", days=12)

    assert offered(starts, target=at("2026-01-14T19:00")) == ["Tue 14:00", "Wed 14:00", "Thu 14:00"]


def test_a_humane_day_used_twice_goes_before_a_night() -> None:
    starts = [at("2026-01-05T15:00"), at("2026-01-05T15:15"), at("2026-01-05T18:00"), at("2026-01-06T08:00")]

    assert offered(starts, count=2) == ["Mon 10:00", "Mon 13:00"]
    assert offered(starts, count=3) == ["Mon 10:00", "Mon 13:00", "Tue 03:00"]


def test_a_meeting_that_ends_after_nine_at_night_is_not_humane() -> None:
    late, next_morning = at("2026-01-06T01:15"), at("2026-01-06T14:00")

    assert offered([late, next_morning], count=1) == ["Tue 09:00"]


def test_two_offers_never_overlap_even_when_that_leaves_fewer() -> None:
    in_the_morning = [at("2026-01-05T15:00"), at("2026-01-05T15:15"), at("2026-01-05T15:45")]
    around_midnight = [at("2026-01-06T04:30"), at("2026-01-06T05:15")]

    assert offered(in_the_morning) == ["Mon 10:00"]
    assert offered(around_midnight) == ["Mon 23:30"]


def test_the_same_starts_in_another_order_give_the_same_offer() -> None:
    starts = every_hour("2026-01-05T05:00", days=9)

    assert offered(starts[::-1] + starts, at("2026-01-08T16:30")) == offered(starts, at("2026-01-08T16:30"))


def test_nothing_is_offered_when_nothing_fits() -> None:
    assert offered([]) == []
