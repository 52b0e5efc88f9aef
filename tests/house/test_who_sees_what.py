"""Every address that holds an id or a token opens for its own people and for nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, g
from werkzeug.routing import Rule

from mentorship.extensions import db
from tests.house import world as made
from tests.house.addresses import LINKS, NOT_MAILED, OWNERS, PAGES, ROLES
from tests.house.test_who_may_open_a_page import fingerprint
from tests.house.world import World
from tests.pages import Browser

ROLE_ONLY = {
    "mentee_only": {"mentee", "asker", "other mentee", "mentee elsewhere"},
    "mentor_only": {"mentor", "other mentor", "mentor elsewhere"},
    "coordinator_only": {"coordinator", "coordinator elsewhere"},
    "member_only": OWNERS["own page"],
    "signed_in": set(ROLES) - {"stranger"},
}
"""Access rule → the roles that it lets pass; the page itself decides about the rest."""
LAST = (
    "community.leave",
    "community.cancel",
    "availability.remove_calendar",
    "meetings.cancel",
    "meetings.cancel_rest",
    "meetings.remove_note",
    "pairs.pause",
    "pairs.end",
    "coordination.finish_run",
)
"""After these there is less to open."""


@pytest.fixture
def world(app: Flask, noise: None) -> World:
    return made.build()


def addresses(app: Flask) -> Iterator[tuple[str, str, Rule]]:
    """(endpoint, method, rule) of every address with something in it, what changes least first."""
    found = [
        (rule.endpoint, method, rule)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) & {"GET", "POST"})
        if rule.arguments and not rule.endpoint.endswith("static")
    ]
    return iter(sorted(found, key=lambda one: (one[0] in LAST, one[1], one[0])))


def test_every_address_with_an_id_or_a_token_is_in_the_table(app: Flask) -> None:
    there = {endpoint for endpoint, _, _ in addresses(app)}

    unknown, gone = there - set(PAGES) - set(LINKS), (set(PAGES) | set(LINKS)) - there

    assert not unknown, (
        f"say in tests/house/world.py whose page this is (PAGES: endpoint → a key of OWNERS), or for a token whom "
        f"it is sent to (LINKS): {sorted(unknown)}"
    )
    assert not gone, f"take out of tests/house/world.py, no address is called so: {sorted(gone)}"


def test_others_get_nowhere_and_change_nothing(app: Flask, world: World) -> None:
    wrong = []
    for role in ROLES:
        browser = browser_of(app, world, role)
        before = fingerprint()
        for endpoint, method, rule in addresses(app):
            if endpoint in PAGES and role not in OWNERS[PAGES[endpoint]]:
                expected = refusal(app, endpoint, role)
                status = answer(browser, world, endpoint, method, rule)
                if status != expected:
                    wrong.append(f"{role}: {method} {endpoint} answered {status}, not {expected}")
        assert fingerprint() == before, f"{role} changed something: {wrong}"

    assert not wrong, "\n".join(wrong)


def test_the_owners_get_in(app: Flask, world: World) -> None:
    browsers = {role: browser_of(app, world, role) for role in ROLES}
    wrong, opened = [], set()

    for endpoint, method, rule in addresses(app):
        for role in ROLES:
            if endpoint in PAGES and role in OWNERS[PAGES[endpoint]]:
                may = role in ROLE_ONLY[access(app, endpoint)]
                status = answer(browsers[role], world, endpoint, method, rule)
                if status not in ((200, 204, 303, 409) if may else (403,)):
                    wrong.append(f"{role}: {method} {endpoint} answered {status}")
                opened |= {endpoint} if may else set()

    assert not wrong, "\n".join(wrong)
    assert opened == {endpoint for endpoint, kind in PAGES.items() if OWNERS[kind]}


def test_a_broken_or_foreign_link_opens_nothing(app: Flask, world: World) -> None:
    elsewhere, wrong = world.people["mentee elsewhere"], []
    good = {endpoint: world.token(endpoint) for endpoint in LINKS}
    for role in ("stranger", "mentor", "coordinator", "mentee elsewhere"):
        browser = browser_of(app, world, role)
        before = fingerprint()
        for endpoint, method, _ in addresses(app):
            if endpoint in LINKS:
                broken = [good[endpoint][:-4], good[endpoint][1:], "nobody", f"{good[endpoint]}x"]
                of_another_kind = [token for other, token in good.items() if other != endpoint]
                of_nobody = endpoint.startswith(("accounts.", "mail.")) or endpoint in NOT_MAILED
                foreign = [] if of_nobody else [world.token(endpoint, elsewhere)]
                for token in [*broken, *of_another_kind, *foreign]:
                    path, _ = browser.address(endpoint, {"token": token})
                    status = asked(browser, path, method)
                    if status not in (404, 410):
                        wrong.append(f"{role}: {method} {endpoint} with {token[:20]}… answered {status}")
        assert fingerprint() == before, f"{role} changed something: {wrong}"

    assert not wrong, "\n".join(wrong)


def browser_of(app: Flask, world: World, role: str) -> Browser:
    browser = Browser(app)
    return browser if role == "stranger" else browser.signed_in(world.people[role])


def access(app: Flask, endpoint: str) -> str:
    rule: str = app.view_functions[endpoint].access  # set by mentorship/access.py
    return rule


def refusal(app: Flask, endpoint: str, role: str) -> int:
    """What somebody reads who is no owner."""
    rule = access(app, endpoint)
    if rule == "demo_only":
        return 404
    if role == "stranger":
        return 302
    return 404 if role in ROLE_ONLY[rule] else 403


def answer(browser: Browser, world: World, endpoint: str, method: str, rule: Rule) -> int:
    """The status of one request with good ids and, for a POST, a good token but an empty form."""
    values: dict[str, Any] = dict(world.ids[PAGES[endpoint]])
    if "verb" in rule.arguments:
        values["verb"] = sorted(rule._converters["verb"].items)[0]  # an AnyConverter
    return asked(browser, browser.address(endpoint, values)[0], method)


def asked(browser: Browser, path: str, method: str) -> int:
    """Only the status: what the pages look like is checked elsewhere, and costs more than this."""
    for name in list(g):
        g.pop(name)
    form = {"csrf_token": browser.csrf_token()} if method == "POST" else None
    status = browser.client.open(path, method=method, data=form).status_code
    db.session.rollback()
    return status
