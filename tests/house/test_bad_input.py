"""Whatever anybody sends to any address is answered by a page, never by an error of ours or a piece of the inside."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from random import Random
from urllib.parse import quote, quote_plus

import pytest
from flask import Flask, g
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from werkzeug.routing import Rule

from mentorship.accounts.models import Person
from mentorship.config import DEMO_SECRET
from mentorship.extensions import db
from tests import conftest, factories
from tests.house import world as made
from tests.house.addresses import LINKS, PAGES, ROLES
from tests.house.world import World
from tests.pages import Browser, Page

FUZZ = {"phases": [Phase.generate], "database": None}
INSIDES = (
    "traceback",
    "sqlalchemy",
    "psycopg",
    "sqlite",
    "[sql:",
    "select person",
    "insert into",
    "$argon2",
    "jinja2",
    DEMO_SECRET,
)
TEXTS = (
    "", " ", "\x00", "a\x00b", "\ud800", "x\udfff", "\u2028", "\u2029\x85\x0b", "\r\n\r\nBcc: x@y.example", "\u202eabc",
    "\u0645\u0631\u062d\u0628\u0627", "\U0001f469\U0001f3fd\u200d\u2695\ufe0f", "e\u0301" * 300,
    "'\"><script>alert(1)</script>", "{{7*7}}", "%s%n%00",
    "' OR 1=1 --", "../../etc/passwd", "=?utf-8?q?hi=0d=0aBcc:_x@y?=", "nobody", "x" * 5_000, "\u00df" * 20_000,
)  # fmt: skip
NUMBERS = (
    "0",
    "-1",
    "1",
    "2147483648",
    "9223372036854775808",
    "1e400",
    "NaN",
    "0x10",
    "٣",
    "1" * 5_000,
    "1.5",
)
TIMES = (
    "2001-01-01", "9999-12-31", "0001-01-01", "2026-02-30", "2027-03-14T02:30:00-05:00", "2027-11-07T01:30",
    "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-12-01T19:00:00", "12/03/2026", "25:61", "02:30",
    "1970-01-01T00:00:00+00:00", "2027-01-05T19:00:00.5+00:00", "2027-01-05T19:00:00+00:00", "24:00", "99/99/9999",
)  # fmt: skip
PLACES = (
    "no-such-topic",
    "XX",
    "Mars/Olympus",
    "not@an@address",
    "javascript:alert(1)",
    "//evil.example",
    "publish",
)
PLAUSIBLE = {
    "email": "somebody@example.com", "password": "four words of mine", "present": factories.PASSWORD,
    "due_on": "2027-11-01", "date": "2026-12-15", "time": "19:00", "name": "Grace Hopper", "page": "2",
}  # fmt: skip
MEGABYTE = "m" * 1_000_000
ACTS = ("accept", "decline", "cancel", "nothing", "ask_to_move", "accept_move", "decline_move")


@dataclass(frozen=True)
class Sent:
    """One request, so that it can be said what went wrong with it."""

    role: str
    method: str
    path: str
    body: str

    def __str__(self) -> str:
        return f"{self.role}: {self.method} {self.path[:200]} {self.body[:600]}"


class Fuzz:
    """One role's sweep over every address, with a choice of bad and good values."""

    def __init__(self, app: Flask, world: World, role: str, chance: Random) -> None:
        self.app, self.world, self.role, self.chance = app, world, role, chance
        self.forms: dict[str, dict[str, list[str]]] = {}
        self.answers: Counter[int] = Counter()
        self.enter()

    def enter(self) -> None:
        """A fresh session: some of the buttons end it."""
        browser = Browser(self.app)
        person = self.world.people.get(self.role)
        self.browser = browser.signed_in(person) if person else browser

    def sweep(self) -> None:
        """Every address and method, pages before forms: the forms are then known, and little is gone yet."""
        rules = [rule for rule in self.app.url_map.iter_rules() if not rule.endpoint.endswith("static")]
        for rule in sorted(rules, key=lambda rule: rule.endpoint):
            if "GET" in (rule.methods or ()):
                self.learn(path := self.path(rule, bad=False), self.ask(rule, "GET", path))
                method = self.chance.choice(("GET", "HEAD"))
                self.ask(rule, method, f"{self.path(rule, bad=True)}?{self.bad_query()}")
        posts = [rule for rule in rules if "POST" in (rule.methods or ())]
        for rule in self.chance.sample(posts, len(posts)):
            self.enter()
            path = self.path(rule, bad=self.chance.random() < 0.2)
            fields = encoded([("csrf_token", self.browser.csrf_token()), *self.fields(path)])
            self.ask(rule, "POST", path, fields)

    def learn(self, path: str, page: Page) -> None:
        """Keep the names of all fields that the page's forms have, and the values that stand in them."""
        for form in page.all("form", method="post"):
            fields = self.forms.setdefault(form.get("action") or path, {})
            for field in (field for tag in ("input", "select", "textarea") for field in form.iter(tag)):
                name, values = field.get("name", "csrf_token"), (field, *field.iter("option"))
                if name != "csrf_token":
                    fields.setdefault(name, []).extend(filter(None, (v.get("value") for v in values)))

    def fields(self, path: str) -> list[tuple[str, str]]:
        """The form of this address, or of another one: nearly all good, or nearly all bad, and something unasked."""
        form = self.forms.get(path) or self.chance.choice([*self.forms.values(), {"act": []}])
        badness = self.chance.choice((0.1, 0.3, 0.9))
        sent = [
            (name, self.nasty() if self.chance.random() < badness else self.good(name, values))
            for name, values in form.items()
            for _ in range(self.chance.choice((1, 1, 1, 1, 0, 2)))
        ]
        if self.chance.random() < 0.3:
            sent.append(("act", self.chance.choice(ACTS)))
        return [*sent, (self.chance.choice(("id", "role", "is_coordinator", "state", "\x00")), "1")]

    def good(self, name: str, values: list[str]) -> str:
        return self.chance.choice(values) if values else PLAUSIBLE.get(name, "Words.")

    def nasty(self) -> str:
        if self.chance.random() < 0.01:
            return MEGABYTE
        return self.chance.choice(self.chance.choice((TEXTS, NUMBERS, TIMES, PLACES)))

    def path(self, rule: Rule, *, bad: bool) -> str:
        """The address with good values in its places; when bad, at least one of them is not."""
        known = dict(self.world.ids.get(PAGES.get(rule.endpoint, ""), {}))
        if rule.endpoint in LINKS:
            known["token"] = self.world.token(rule.endpoint)
        if "verb" in rule.arguments:
            known["verb"] = self.chance.choice(sorted(rule._converters["verb"].items))  # an AnyConverter
        spoilt = self.chance.choice(sorted(rule.arguments)) if bad and rule.arguments else None
        path = rule.rule
        for part in re.findall(r"<[^>]+>", path):
            name = part.strip("<>").rpartition(":")[2]
            value = self.nasty()[:3_000] if name == spoilt else str(known[name])
            path = path.replace(part, quote(value.encode("utf-8", "surrogatepass"), safe=""), 1)
        return path

    def bad_query(self) -> str:
        names = ("q", "topic", "specialty", "state", "model", "language", "page", "next", "role", "token")
        return encoded([(name, self.nasty()[:3_000]) for name in self.chance.sample(names, 3)])

    def ask(self, rule: Rule, method: str, path: str, body: str = "") -> Page:
        """One request; what comes back must be a page for people, or nothing."""
        for name in list(g):
            g.pop(name)
        kind = "application/x-www-form-urlencoded"
        response = self.browser.client.open(path, method=method, data=body or None, content_type=kind)
        db.session.rollback()
        self.answers[response.status_code] += 1
        sent = Sent(self.role, method, path, body)
        assert response.status_code < 500 or rule.endpoint == "home.ready", (
            f"{response.status_code} for {sent}"
        )
        try:
            page = Page(response)
        except AssertionError as broken:
            raise AssertionError(f"{broken} for {sent}") from None
        inside = [word for word in INSIDES if word in page.html.casefold()]
        assert not inside, f"{inside} in the answer to {sent}"
        return page


def encoded(fields: list[tuple[str, str]]) -> str:
    """A form's body; lone surrogates and all."""
    return "&".join(
        "=".join(quote_plus(part.encode("utf-8", "surrogatepass")) for part in pair) for pair in fields
    )


def sweep(app: Flask, role: str, chance: Random) -> Counter[int]:
    """Build everything anew, send everything; how often each status came back."""
    conftest._empty()
    factories.noise()
    fuzz = Fuzz(app, made.build(), role, chance)
    fuzz.sweep()
    return fuzz.answers


@pytest.mark.parametrize("role", ["stranger", "mentee", "mentor", "coordinator"])
def test_bad_input_gets_a_page_and_no_error(app: Flask, role: str) -> None:
    answers = sweep(app, role, Random(role))

    assert answers.total() > 120
    assert answers[200] > 20 < answers[404] + answers[410] + answers[302]


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
@settings(max_examples=4, **FUZZ)  # a dict of options
@given(chance=st.randoms(use_true_random=True))
def test_a_lot_of_bad_input_gets_pages_and_no_error(app: Flask, role: str, chance: Random) -> None:
    assert sweep(app, role, chance).total() > 120


def test_too_much_at_once_is_refused_with_a_sentence(app: Flask) -> None:
    page = Browser(app).send("/sign-up", {"name": MEGABYTE}, status=413)

    assert page.h1 == "That was too much at once"


def test_an_address_with_a_nul_leads_nowhere(app: Flask, cora: Person) -> None:
    page = Browser(app).signed_in(cora).open("/coordination/a%00b", 404)

    assert page.h1 == "There is nothing at this address"
