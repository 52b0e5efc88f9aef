"""Saying when one can usually meet."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.availability import exceptions, services
from mentorship.availability.queries import windows_of
from mentorship.availability.slots import Weekly
from tests import factories
from tests.pages import Browser, Page

EVENING = Weekly(0, 18 * 60, 21 * 60)


def week(person: Person) -> tuple[Weekly, ...]:
    return windows_of([person.id]).get(person.id, ())


def send(client: Browser, person: Person, follow: bool = False, **fields: object) -> Page:
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
    answer = send(client, amara, day_0="6-9pm", day_5="9:15 - 10am")

    assert (answer.status, answer.location) == (303, "/")
    assert week(amara) == (EVENING, Weekly(5, 9 * 60 + 15, 10 * 60))
    assert len(week(ben)) == 5


def test_what_was_saved_stands_in_the_fields_again(client: Browser, amara: Person) -> None:
    services.set_hours(
        amara, [EVENING, Weekly(0, 7 * 60, 8 * 60), Weekly(2, 22 * 60, 60), Weekly(6, 20 * 60, 1440)]
    )

    page = client.signed_in(amara).get("availability.edit")

    assert [page.value(f"day_{day}") for day in (0, 1, 2, 6)] == [
        "7–8 am, 6–9 pm",
        "",
        "10 pm–1 am next day",
        "8 pm–midnight",
    ]


def test_a_week_saved_as_it_stands_is_the_same_week(client: Browser, amara: Person) -> None:
    wanted = [EVENING, Weekly(0, 0, 6 * 60), Weekly(2, 22 * 60, 60), Weekly(5, 690, 780), Weekly(6, 0, 1440)]
    services.set_hours(amara, wanted)
    page = client.signed_in(amara).get("availability.edit")

    send(client, amara, **{f"day_{day}": page.value(f"day_{day}") or "" for day in range(7)})

    assert set(week(amara)) == set(wanted)


def test_a_window_may_cross_midnight_or_end_at_it(client: Browser, amara: Person) -> None:
    send(client, amara, day_4="10pm-1am", day_6="20:00-24:00")

    assert week(amara) == (Weekly(4, 22 * 60, 60), Weekly(6, 20 * 60, 1440))


def test_everything_may_be_cleared(client: Browser, amara: Person) -> None:
    page = send(client, amara, follow=True)

    assert week(amara) == ()
    assert page.notice == "Your week is empty now. We cannot propose times by ourselves until you add hours."


def test_saving_says_what_was_understood_and_saving_twice_changes_nothing(
    client: Browser, amara: Person
) -> None:
    browser = client.signed_in(amara)
    for _ in range(2):
        page = browser.post("availability.edit", day_0="6-9:30 pm", day_1="18-21:30", day_5="9-11")

    assert (
        page.notice
        == "Saved, 9 hours a week: Mon and Tue 6–9:30 pm; Sat 9–11 am. We propose meeting times in them."
    )
    assert week(amara) == (Weekly(0, 1080, 1290), Weekly(1, 1080, 1290), Weekly(5, 540, 660))


def test_a_day_is_copied_to_the_days_that_were_ticked_and_all_is_saved(
    client: Browser, amara: Person
) -> None:
    week_typed = {"day_1": "9-11, 1-3pm", "day_2": "12-1", "day_6": "9-10"}

    answer = send(client, amara, copy="copy", copy_from="1", copy_to=["2", "4"], **week_typed)

    morning, noon = (540, 660), (780, 900)
    assert (answer.status, answer.location) == (303, "/hours")
    assert week(amara) == (
        *(Weekly(day, *window) for day in (1, 2, 4) for window in (morning, noon)),
        Weekly(6, 540, 600),
    )


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"copy_from": "0", "copy_to": "1"}, "Fill in Monday first, then copy it."),
        ({"copy_from": "2"}, "Tick the days that Wednesday is copied to."),
        ({"copy_from": "7", "copy_to": "1"}, "Choose a day from the list."),
        ({"copy_from": "2", "copy_to": "9"}, "Tick days of the week."),
    ],
)
def test_what_cannot_be_copied_is_said_and_nothing_is_lost(
    client: Browser, amara: Person, fields: dict[str, str], sentence: str
) -> None:
    page = send(client, amara, copy="copy", day_2="12-1", **fields)

    assert page.error == sentence
    assert page.value("day_2") == "12-1"
    assert len(week(amara)) == 5


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("6 pm", "Monday: Type hours like 6–9 pm, or 9–11 am, 1–3 pm."),
        ("6-9", "Monday: 6-9: add am or pm, like 6-9 pm."),
        ("6pm-6pm", "Monday: Choose an end that differs from the start."),
        ("6pm-8am", "Monday: 6 pm–8 am next day is very long. Check am and pm."),
        ("6-8:10pm", "Monday: Use quarter hours, like 6:15–9 pm."),
        ("9" * 50, "Monday: Type hours like 6–9 pm, or 9–11 am, 1–3 pm."),
        ("9-11 am, " * 40, "Monday: Shorten this by"),
        ("6-9pm, 8-10pm", "Monday: 6–9 pm and 8–10 pm overlap. Make them one."),
        ("6-9pm, 6-9pm", "Monday: 6–9 pm and 6–9 pm overlap. Make them one."),
        ("5pm-2am, 6-9pm", "Monday: 5 pm–2 am next day and 6–9 pm overlap."),
        ("7-8, 9-10, 11-12, 1-2, 3-4, 5-6, 7-8pm", "Monday: 6 times a day fit here."),
    ],
)
def test_bad_hours_are_explained_and_nothing_is_lost(
    client: Browser, amara: Person, typed: str, sentence: str
) -> None:
    page = send(client, amara, day_0=typed, day_3="7-8")

    assert sentence in (page.error or "")
    assert page.value("day_3") == "7-8"
    assert len(week(amara)) == 5


def test_a_megabyte_is_refused(client: Browser, amara: Person) -> None:
    page = send(client, amara, day_0="1" * 1_000_000)

    assert page.status == 413


def test_the_enter_key_saves_and_does_not_copy(client: Browser, amara: Person) -> None:
    page = client.signed_in(amara).get("availability.edit")

    form = next(
        form for form in page.all("form") if any(f.get("name") == "day_0" for f in form.iter("input"))
    )
    submits = [
        e for e in form.iter() if e.tag == "button" or (e.tag == "input" and e.get("type") == "submit")
    ]
    assert submits[0].get("name") is None


def test_what_else_counts_is_said_beside_the_week(client: Browser, monday: datetime, amara: Person) -> None:
    exceptions.set_day(amara, date(2026, 12, 5), [(540, 660)])
    exceptions.set_day(amara, date(2026, 12, 8), [])
    exceptions.set_day(amara, date(2026, 12, 9), [])
    exceptions.go_away(amara, date(2026, 12, 20), date(2027, 1, 2))
    exceptions.protect(amara, [0, 2], (780, 900), "Documentation")

    page = client.signed_in(amara).get("availability.edit")

    assert "Sat Dec 5: 9–11 am; Tue Dec 8: no meetings; 1 more" in page.text
    assert "Sun Dec 20–Sat Jan 2, 2027" in page.text
    assert "Documentation, 1–3 pm" in page.text


def test_a_coordinator_has_no_hours(client: Browser, cora: Person) -> None:
    client.signed_in(cora).get("availability.edit", status=403)
