"""Dragging hours: the bar below a day writes what the server would, and leaves alone what it cannot read."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page

from mentorship.accounts.models import Person
from mentorship.availability import day_windows
from mentorship.availability.queries import windows_of
from mentorship.availability.slots import Weekly
from mentorship.extensions import db
from tests import factories

pytestmark = pytest.mark.browser
FIRST, CELLS, CELL = 5 * 60, 38, 30
WRITTEN = (
    "6–9 pm", "9–11 am, 1–3 pm", "11:30 am–1 pm", "8 pm–midnight", "10 pm–1 am next day", "midnight–4 am", "noon–1pm",
    "7:15-8:45 am", "11-1pm", "9am-5pm, 6pm-7pm", "10-12am", "12-12:30pm",
)  # fmt: skip


def at_her_hours(walk, amara: Person):
    email = amara.email
    db.session.commit()
    walker = walk("amara")
    walker.sign_in(email, factories.PASSWORD)
    walker.go("/hours")
    return walker


def bar_of(page: Page, day: int) -> Locator:
    return page.locator(".day-line").nth(day).locator(".bar-of-day")


def drag(page: Page, day: int, since: int, until: int) -> None:
    """Drag with the mouse over the cells from one minute of the day to another."""
    box = bar_of(page, day).bounding_box()
    assert box
    width = box["width"] / CELLS
    first, last = (since - FIRST) // CELL, (until - FIRST) // CELL - 1
    page.mouse.move(box["x"] + (first + 0.5) * width, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + (last + 0.5) * width, box["y"] + box["height"] / 2, steps=3)
    page.mouse.up()


def line(page: Page, day: int) -> str:
    return page.locator(f"#day_{day}").input_value()


def test_hours_are_dragged_in_and_out_and_saved(app, site, walk, amara: Person) -> None:
    factories.hours(amara, [(0, 18 * 60, 21 * 60)])
    walker = at_her_hours(walk, amara)
    page = walker.page

    drag(page, 0, 540, 660)
    drag(page, 0, 19 * 60, 20 * 60)
    drag(page, 5, 600, 720)

    assert line(page, 0) == "9–11 am, 6–7 pm, 8–9 pm"
    assert line(page, 5) == "10 am–12 pm"
    assert page.get_by_role("status").last.text_content() == "Saturday: 10 am–12 pm"
    walker.press("Save my hours")
    db.session.expire_all()
    assert windows_of([amara.id])[amara.id] == (
        Weekly(0, 540, 660),
        Weekly(0, 1080, 1140),
        Weekly(0, 1200, 1260),
        Weekly(5, 600, 720),
    )
    assert walker.complaints == []


def test_the_bar_reads_and_writes_as_the_server_does(app, site, walk, amara: Person) -> None:
    walker = at_her_hours(walk, amara)
    page = walker.page

    for typed in WRITTEN:
        page.locator("#day_2").fill(typed)
        drag(page, 2, 300, 330)
        drag(page, 2, 300, 330)

        assert line(page, 2) == day_windows.written(day_windows.read(typed)), typed


def test_a_line_that_is_not_sure_is_left_alone(app, site, walk, amara: Person) -> None:
    walker = at_her_hours(walk, amara)
    page = walker.page

    for typed in ("6-9", "9-5", "18-21", "evenings"):
        page.locator("#day_2").fill(typed)
        drag(page, 2, 540, 660)

        assert line(page, 2) == typed
        assert "unread" in (bar_of(page, 2).get_attribute("class") or "")


def test_what_is_taken_from_a_late_evening_leaves_nothing_on_another_day(
    app, site, walk, amara: Person
) -> None:
    walker = at_her_hours(walk, amara)
    page = walker.page

    page.locator("#day_0").fill("10 pm–1 am next day")
    drag(page, 0, 22 * 60, 24 * 60)
    page.locator("#day_1").fill("10 pm–1 am next day")
    drag(page, 1, 23 * 60, 24 * 60)

    assert line(page, 0) == ""
    assert line(page, 1) == "10–11 pm"
