"""Saying when one can usually meet."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.availability import services
from mentorship.availability.forms import minute_of_day
from mentorship.availability.queries import windows_of
from mentorship.availability.slots import Weekly
from tests import factories
from tests.pages import Browser, Page

EVENING = Weekly(0, 18 * 60, 21 * 60)


def week(person: Person) -> tuple[Weekly, ...]:
    return windows_of([person.id]).get(person.id, ())


def send(client: Browser, person: Person, follow: bool = False, **fields: str) -> Page:
    return client.signed_in(person).post("availability.edit", follow=follow, **fields)


def test_an_empty_page_says_why_hours_matter(client: Browser) -> None:
    nadia = factories.person("Nadia Haddad", is_mentee=True)

    page = client.signed_in(nadia).get("availability.edit")

    assert "With your hours we propose times by ourselves" in page.text


def test_the_zone_and_its_time_stand_at_the_top(client: Browser, amara: Person) -> None:
    with clock.moved_to(datetime(2026, 11, 25, 1, 42, tzinfo=UTC)):
        page = client.signed_in(amara).get("availability.edit")

    assert "your time zone, Central, where it is now Tue Nov 24, 7:42 pm" in page.text


def test_hours_replace_what_was_there(client: Browser, amara: Person, ben: Person) -> None:
    answer = send(client, amara, from_0_0="18:00", until_0_0="21:00", from_5_0="09:15", until_5_0="10:00")

    assert (answer.status, answer.location) == (303, "/")
    assert week(amara) == (EVENING, Weekly(5, 9 * 60 + 15, 10 * 60))
    assert len(week(ben)) == 5


def test_what_was_saved_stands_in_the_fields_again(client: Browser, amara: Person) -> None:
    services.set_hours(
        amara, [EVENING, Weekly(0, 7 * 60, 8 * 60), Weekly(2, 22 * 60, 60), Weekly(6, 20 * 60, 1440)]
    )

    page = client.signed_in(amara).get("availability.edit")

    assert [page.value(f"{side}_0_{row}") for row in (0, 1) for side in ("from", "until")] == [
        "07:00",
        "08:00",
        "18:00",
        "21:00",
    ]
    assert (page.value("from_2_0"), page.value("until_2_0")) == ("22:00", "01:00")
    assert page.value("until_6_0") == "00:00"


def test_a_window_may_cross_midnight_or_end_at_it(client: Browser, amara: Person) -> None:
    send(client, amara, from_4_0="22:00", until_4_0="01:00", from_6_0="20:00", until_6_0="00:00")

    assert week(amara) == (Weekly(4, 22 * 60, 60), Weekly(6, 20 * 60, 1440))


def test_everything_may_be_cleared(client: Browser, amara: Person) -> None:
    page = send(client, amara, follow=True)

    assert week(amara) == ()
    assert page.notice == "Your week is empty now. We cannot propose times by ourselves until you add hours."


def test_saving_twice_changes_nothing(client: Browser, amara: Person) -> None:
    browser = client.signed_in(amara)
    for _ in range(2):
        page = browser.post("availability.edit", from_0_0="18:00", until_0_0="21:30")

    assert page.notice == "Saved: 3.5 hours a week. We propose meeting times in them."
    assert week(amara) == (Weekly(0, 18 * 60, 21 * 60 + 30),)


def test_monday_is_copied_to_the_other_workdays_and_the_weekend_is_kept(
    client: Browser, amara: Person
) -> None:
    answer = send(
        client,
        amara,
        copy="Copy",
        from_0_0="18:00",
        until_0_0="21:00",
        from_2_0="12:00",
        from_6_0="9:00",
        until_6_0="10:00",
    )

    assert (answer.status, answer.location) == (303, "/hours")
    assert week(amara) == (*(Weekly(day, 18 * 60, 21 * 60) for day in range(5)), Weekly(6, 9 * 60, 10 * 60))


def test_an_empty_monday_is_not_copied_over_the_other_days(client: Browser, amara: Person) -> None:
    page = send(client, amara, copy="Copy", from_2_0="12:00", until_2_0="13:00")

    assert page.error == "Fill in Monday first, then copy it."
    assert (page.value("from_2_0"), page.value("until_2_0")) == ("12:00", "13:00")
    assert len(week(amara)) == 5


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"until_0_0": ""}, "Monday: Say until when, or clear both."),
        ({"from_0_0": ""}, "Say from when, or clear both."),
        ({"until_0_0": "18:00"}, "Choose an end that differs from the start."),
        ({"until_0_0": "8:00"}, "Monday: 6:00 pm–8:00 am the next day is very long. Check am and pm."),
        ({"until_0_0": "18:10"}, "Use quarter hours, like 6:15 pm."),
        ({"from_0_0": "25:00"}, "Enter a time like 6:00 pm."),
        ({"from_0_0": "\x00"}, "Enter a time like 6:00 pm."),
        ({"from_0_0": "9" * 50}, "Enter a time like 6:00 pm."),
        ({"from_0_0": str(2**63)}, "Enter a time like 6:00 pm."),
        (
            {"from_0_1": "20:00", "until_0_1": "22:00"},
            "Monday: 6:00 pm–9:00 pm and 8:00 pm–10:00 pm overlap. Make them one.",
        ),
        (
            {"from_0_1": "18:00", "until_0_1": "21:00"},
            "Monday: 6:00 pm–9:00 pm and 6:00 pm–9:00 pm overlap. Make them one.",
        ),
        (
            {"from_0_1": "17:00", "until_0_1": "2:00"},
            "Monday: 5:00 pm–2:00 am the next day and 6:00 pm–9:00 pm overlap.",
        ),
    ],
)
def test_bad_hours_are_explained_and_nothing_is_lost(
    client: Browser, amara: Person, fields: dict[str, str], sentence: str
) -> None:
    typed = {"from_0_0": "18:00", "until_0_0": "21:00", "from_3_2": "07:00", "until_3_2": "08:00", **fields}

    page = send(client, amara, **typed)

    assert page.status == 200
    assert sentence in (page.error or "")
    assert page.value("from_3_2") == "07:00"
    assert len(week(amara)) == 5


def test_a_megabyte_is_refused(client: Browser, amara: Person) -> None:
    page = send(client, amara, from_0_0="1" * 1_000_000)

    assert page.status == 413


def test_the_enter_key_saves_and_does_not_copy(client: Browser, amara: Person) -> None:
    page = client.signed_in(amara).get("availability.edit")

    form = next(
        form
        for form in page.all("form")
        if any(field.get("name") == "from_0_0" for field in form.iter("input"))
    )
    submits = [
        e for e in form.iter() if e.tag == "button" or (e.tag == "input" and e.get("type") == "submit")
    ]
    assert submits[0].get("name") is None


def test_a_coordinator_has_no_hours(client: Browser, cora: Person) -> None:
    client.signed_in(cora).get("availability.edit", status=403)


def test_a_day_holds_three_windows(amara: Person) -> None:
    four = [Weekly(1, hour * 60, hour * 60 + 30) for hour in (7, 9, 11, 13)]

    with pytest.raises(services.TooManyWindows, match="Tuesday: 3 times a day fit here"):
        services.set_hours(amara, four)


@pytest.mark.parametrize(
    ("typed", "minute"),
    [
        ("18:00", 1080),
        ("6 pm", 1080),
        ("6:15PM", 1095),
        ("6p.m.", 1080),
        ("0:00", 0),
        ("12 am", 0),
        ("12pm", 720),
        ("1830", 1110),
    ],
)
def test_times_are_read_as_people_write_them(typed: str, minute: int) -> None:
    assert minute_of_day(typed) == minute


@pytest.mark.parametrize("typed", ["", "24:00", "13 pm", "0 am", "6:60", "six", "٦:٠٠", "18:00:30"])
def test_what_is_no_time_is_none(typed: str) -> None:
    assert minute_of_day(typed) is None


NIGHT = 12 * 60
WINDOWS = st.builds(
    Weekly, st.just(3), st.integers(0, 95).map((15).__mul__), st.integers(1, 96).map((15).__mul__)
).filter(lambda window: window.ends > window.starts or window.ends + 1440 - window.starts <= NIGHT)


def minutes(window: Weekly) -> set[int]:
    """Every minute of it, counted one by one."""
    end = window.ends if window.ends > window.starts else window.ends + 1440
    return set(range(window.starts, end))


@given(st.lists(WINDOWS, min_size=1, max_size=3))
def test_windows_of_a_day_overlap_exactly_when_they_share_a_minute(windows: list[Weekly]) -> None:
    shared = sum(len(minutes(window)) for window in windows) > len(set().union(*map(minutes, windows)))
    ordered = sorted(windows, key=lambda window: window.starts)

    refused = overlap(ordered)

    assert refused == shared


def overlap(windows: list[Weekly]) -> bool:
    try:
        services.check_day(3, windows)
    except services.HoursOverlap:
        return True
    return False


@given(st.text(max_size=30) | st.from_regex(r"[0-9]{1,2}:?[0-9]{0,2} ?[apAP]?m?", fullmatch=True))
def test_any_text_is_a_minute_of_the_day_or_nothing(typed: str) -> None:
    minute = minute_of_day(typed)

    assert minute is None or 0 <= minute < 1440
