"""The real thing: a threaded server, a real SMTP server, a real browser, and a clock that can be moved."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page
from werkzeug.serving import make_server

from mentorship import create_app
from mentorship.config import Settings
from mentorship.extensions import db
from mentorship.followup.cli import run_once
from tests.mail.smtp_server import Inbox, smtp_server

PICTURES = Path(__file__).parents[2] / "build" / "pictures"
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@dataclass
class Site:
    """The running site: its address, its app, and what its SMTP server has received."""

    url: str
    app: Flask
    inbox: Inbox

    def work(self) -> None:
        """What the worker does in one round: the clock's work, match runs, mail."""
        with self.app.app_context():
            run_once()


@pytest.fixture
def site(app: Flask) -> Iterator[Site]:
    """The site on the test's own database, sending through a real SMTP server."""
    with smtp_server() as inbox:
        server = make_server("127.0.0.1", 0, lambda environ, start: real(environ, start), threaded=True)
        url = f"http://127.0.0.1:{server.server_port}"
        settings = Settings(
            app_env="test",
            database_url=app.config["SQLALCHEMY_DATABASE_URI"],
            instance_dir=app.extensions["settings"].instance_dir,
            base_url=url,
            smtp_url=f"smtp://127.0.0.1:{inbox.port}",
        ).checked()
        real = create_app(settings)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield Site(url, real, inbox)
        server.shutdown()
        thread.join()
        server.server_close()
        with real.app_context():
            db.engine.dispose()


class Walker:
    """One person at a browser of their own."""

    def __init__(self, site: Site, context: BrowserContext, name: str) -> None:
        self.site, self.context, self.name = site, context, name
        self.page: Page = context.new_page()
        self.page.set_default_timeout(10_000)
        self.complaints: list[str] = []
        self.page.on(
            "console",
            lambda message: self.complaints.append(message.text) if message.type == "error" else None,
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def go(self, path: str) -> Page:
        self.page.goto(path if path.startswith("http") else self.site.url + path)
        return self.page

    def fill(self, **fields: str) -> None:
        """Fill fields by their labels, given with underscores for spaces."""
        for label, value in fields.items():
            self.page.get_by_label(label.replace("_", " ")).first.fill(value)

    def click(self, words: str) -> None:
        """Press the button or follow the link that says this."""
        self.page.get_by_role("button", name=words).or_(
            self.page.get_by_role("link", name=words)
        ).first.click()
        self.page.wait_for_load_state()

    def press(self, words: str) -> None:
        """Press a button; links that say the same are left alone."""
        self.page.get_by_role("button", name=words).first.click()
        self.page.wait_for_load_state()

    @property
    def h1(self) -> str:
        return self.page.locator("h1").inner_text()

    @property
    def text(self) -> str:
        return self.page.locator("main").inner_text()

    def sign_in(self, email: str, password: str) -> None:
        self.go("/sign-in")
        self.page.get_by_label("E-mail").fill(email)
        self.page.get_by_label("Password").fill(password)
        self.press("Sign in")

    def picture(self, name: str) -> None:
        """Keep what the page looks like, on a desk and on a phone."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        for kind, size in (("phone", PHONE), ("desk", DESKTOP)):
            self.page.set_viewport_size(size)  # a plain dict is what it takes
            self.page.screenshot(path=PICTURES / f"{name}-{kind}.png", full_page=True)


@pytest.fixture
def walk(site: Site, chrome: Browser) -> Iterator[object]:
    """walk(name) is a new person at a new browser; no page of theirs may log an error."""
    walkers: list[Walker] = []

    def start(name: str, **options: object) -> Walker:
        context = chrome.new_context(viewport=DESKTOP, timezone_id="America/Denver", **options)
        walkers.append(Walker(site, context, name))
        return walkers[-1]

    yield start
    for walker in walkers:
        walker.context.close()
    assert not [complaint for walker in walkers for complaint in walker.complaints]
