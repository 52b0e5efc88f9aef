"""The look in a real browser: accessible, no wider than the screen, by day and by night; the small scripts."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, Route

from tests.browser import MISSING, chromium
from tests.house.look_sample import sample_page

pytestmark = [pytest.mark.browser, pytest.mark.skipif(chromium() is None, reason=MISSING)]
SITE = "http://hallway.test"


def opened(chrome: Browser, app: Flask, html: str, *, width: int = 1280, scheme: str = "light") -> Page:
    """A page whose style sheets and scripts come straight from the app; no server, no socket."""
    page = chrome.new_page(
        viewport={"width": width, "height": 844},
        color_scheme=scheme,
        timezone_id="America/Denver",
        reduced_motion="reduce",
    )
    client = app.test_client()
    page.route("**/*", lambda route: _answer(route, client, html))
    page.goto(SITE)
    return page


def _answer(route: Route, client: FlaskClient, html: str) -> None:
    path = route.request.url.removeprefix(SITE)
    if path == "/":
        headers = {**client.get("/healthz/live").headers, "Content-Type": "text/html; charset=utf-8"}
        route.fulfill(
            body=html, headers={name: value for name, value in headers.items() if name != "Content-Length"}
        )
    else:
        answer = client.get(path)
        route.fulfill(status=answer.status_code, body=answer.data, content_type=answer.content_type)
        answer.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_every_component_is_accessible_and_fits(chrome: Browser, app: Flask, width: int, scheme: str):
    page = opened(
        chrome, app, sample_page(app, name="", about="Too long for five"), width=width, scheme=scheme
    )

    found = Axe().run(page)

    assert [
        (violation["id"], violation["nodes"][0]["html"]) for violation in found.response["violations"]
    ] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_everything_that_is_pressed_is_large_enough_for_a_thumb(chrome: Browser, app: Flask):
    page = opened(chrome, app, sample_page(app), width=390)

    small = page.evaluate(
        """[...document.querySelectorAll('button, summary, select, .btn, .choice, header a, input.form-control')]
           .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 44)
           .map(e => e.outerHTML.slice(0, 120))"""
    )

    assert small == []


def test_the_device_decides_about_colors_unless_the_person_did(chrome: Browser, app: Flask):
    html = sample_page(app)
    chosen = html.replace('<html lang="en"', '<html lang="en" data-bs-theme="light"')

    night = [
        opened(chrome, app, shown, scheme="dark").evaluate("getComputedStyle(document.body).backgroundColor")
        for shown in (html, chosen)
    ]

    assert night == ["rgb(16, 23, 22)", "rgb(247, 249, 248)"]


def test_an_unchosen_time_zone_becomes_the_browsers(chrome: Browser, app: Flask):
    zones = "".join(
        f'<option value="{zone}">{zone}</option>' for zone in ("", "America/New_York", "America/Denver")
    )
    html = sample_page(app).replace("<h1>", f'<select aria-label="Zone" data-time-zone>{zones}</select><h1>')

    page = opened(chrome, app, html)

    assert page.locator("[data-time-zone]").input_value() == "America/Denver"


def test_what_is_typed_is_kept_after_a_second_and_says_so(chrome: Browser, app: Flask):
    html = sample_page(app).replace(
        '<form method="post" novalidate>', '<form method="post" novalidate data-autosave="/keep">'
    )
    page = opened(chrome, app, html)
    kept: list[str] = []
    page.route(
        "**/keep", lambda route: (kept.append(route.request.post_data or ""), route.fulfill(status=204))
    )

    page.fill("#name", "Amara Lee")
    page.get_by_text("Saved").wait_for(timeout=5000)

    assert len(kept) == 1
    assert "Amara Lee" in kept[0]
    assert page.get_by_text("Saved").get_attribute("role") == "status"
