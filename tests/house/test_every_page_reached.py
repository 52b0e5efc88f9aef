"""Walk every link of the demo as each role: every page opens, is valid, takes few queries, and changes nothing."""

from __future__ import annotations

from collections import Counter, deque

import pytest
from flask import Flask
from sqlalchemy import select

from mentorship.accounts.models import Person
from mentorship.demo.loading import SIGN_INS, load
from mentorship.extensions import db
from mentorship.pairs.models import Mentorship
from tests.house.test_who_may_open_a_page import fingerprint
from tests.pages import Browser, Page

OF_ONE_KIND = 4  # pages of one endpoint that are opened; the others differ only in their rows


@pytest.fixture
def demo(app: Flask) -> None:
    load()
    db.session.commit()


@pytest.mark.parametrize(
    ("role", "least"), [("mentee", 10), ("mentor", 9), ("coordinator", 12), ("paired", 12)]
)
def test_every_page_opens_for_whom_it_is_linked(demo: None, app: Flask, role: str, least: int) -> None:
    query = (
        select(Person).filter_by(email=SIGN_INS[role])
        if role in SIGN_INS
        else select(Person).join(Mentorship, Mentorship.mentee_id == Person.id)
    )
    person = db.session.scalars(query).first()
    assert person
    browser = Browser(app).signed_in(person)
    before = fingerprint()

    opened = walk(browser)

    assert len(opened) >= least, f"only {sorted(opened)}"
    assert fingerprint() == before


def test_strangers_can_walk_the_open_pages(demo: None, app: Flask) -> None:
    opened = walk(Browser(app))

    assert {"home.index", "accounts.sign_in", "accounts.sign_up"} <= set(opened)


def walk(browser: Browser) -> Counter[str]:
    """Open what can be reached by links from the front page; how many pages of each endpoint."""
    opened: Counter[str] = Counter()
    queue, seen = deque(["/"]), {"/"}
    while queue:
        path = queue.popleft()
        endpoint = endpoint_of(browser.app, path)
        if endpoint is None or opened[endpoint] >= OF_ONE_KIND:
            continue
        opened[endpoint] += 1
        for link in links_on(browser.open(path)):
            if link not in seen:
                seen.add(link)
                queue.append(link)
    return opened


def links_on(page: Page) -> list[str]:
    return [
        link.partition("#")[0]
        for link in page.links
        if link.startswith("/") and not link.startswith("/static")
    ]


def endpoint_of(app: Flask, path: str) -> str | None:
    if not path:
        return None
    endpoint, _values = app.url_map.bind("localhost").match(path.partition("?")[0], method="GET")
    return str(endpoint)
