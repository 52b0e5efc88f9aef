"""The test client: a person at a browser. Every page fetched is checked against the rules that all pages share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask, g, url_for
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import event
from werkzeug.test import TestResponse

from mentorship.accounts.models import Person
from mentorship.accounts.signing_in import open_session
from mentorship.extensions import db

MOST_QUERIES = 12


class Page:
    """An answer, its HTML already found valid."""

    def __init__(self, response: TestResponse) -> None:
        self.response, self.status = response, response.status_code
        self.html = response.get_data(as_text=True)
        self.location = response.location
        is_html = response.mimetype == "text/html" and bool(self.html)
        self.tree = checked(self.html) if is_html and not 300 <= self.status < 400 else None

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """Elements by tag and attributes; class_='x' finds one class among several."""
        found = self.tree.iter(tag) if self.tree is not None else []
        return [
            element
            for element in found
            if all(_has(element, name, value) for name, value in attributes.items())
        ]

    @property
    def text(self) -> str:
        """What a person reads on the page's main part."""
        main = self.all("main")
        return words_of(main[0]) if main else ""

    @property
    def h1(self) -> str:
        return words_of(self.all("h1")[0])

    @property
    def error(self) -> str | None:
        """The refusal or the complaints at the top of a form, or an error page's title."""
        boxes = self.all("div", class_="error-summary")
        return words_of(boxes[0]) if boxes else None

    @property
    def notice(self) -> str | None:
        """What the last action came to (the flashed message)."""
        boxes = self.all("div", class_="flash")
        return words_of(boxes[0]) if boxes else None

    @property
    def links(self) -> list[str]:
        return [element.get("href", "") for element in self.all("a")]

    def value(self, name: str) -> str | None:
        """What stands in a field."""
        for tag in ("input", "textarea", "select"):
            for element in self.all(tag, name=name):
                if tag == "textarea":
                    return element.text or ""
                if tag == "select":
                    chosen = [o for o in element.iter("option") if o.get("selected") is not None]
                    return chosen[0].get("value") if chosen else None
                if element.get("type") not in ("radio", "checkbox") or element.get("checked") is not None:
                    return element.get("value")
        return None


class Browser:
    """One browser with its own cookies. `signed_in(person)` is another browser."""

    def __init__(self, app: Flask) -> None:
        self.app, self.client = app, app.test_client()

    def signed_in(self, person: Person) -> Browser:
        browser = Browser(self.app)
        token = open_session(person)
        db.session.commit()
        with browser.client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = token, True
        return browser

    def get(self, endpoint: str, status: int = 200, **values: Any) -> Page:
        """Open a page; it must answer with this status, in few queries, and change nothing (the database refuses)."""
        return self.open(self.address(endpoint, values)[0], status)

    def open(self, path: str, status: int = 200, method: str = "GET", data: Any = None) -> Page:
        """Open a path as it stands in a link."""
        db.session.commit()
        with counted_queries() as queries:
            page = self._fetched(path, method, data)
        db.session.expire_all()
        assert page.status == status, (
            f"{method} {path} answered {page.status}, not {status}: {page.text[:500]}"
        )
        if method == "GET":
            assert len(queries) <= MOST_QUERIES, f"{path} took {len(queries)} queries: {tables_of(queries)}"
        return page

    def post(self, endpoint: str, status: int | None = None, follow: bool = True, **values: Any) -> Page:
        """Send a form. Values that the address needs go there, all others into the form. Follows the redirect."""
        path, fields = self.address(endpoint, values)
        return self.send(path, fields, status=status, follow=follow)

    def send(self, path: str, fields: dict[str, Any], status: int | None = None, follow: bool = True) -> Page:
        """Send a form to a path."""
        db.session.commit()
        data = {
            "csrf_token": self.csrf_token(),
            **{name: value for name, value in fields.items() if value is not None},
        }
        page = self._fetched(path, "POST", data)
        db.session.expire_all()
        if follow and page.location and page.status in (302, 303):
            return self.open(page.location, 200 if status is None else status)
        assert status is None or page.status == status, (
            f"POST {path} answered {page.status}: {page.text[:500]}"
        )
        return page

    def _fetched(self, path: str, method: str, data: Any) -> Page:
        """One request. It shares the test's app context, so what real requests lose at their end is lost here, too:
        what was left in `g` (who it was!), and what the view did not commit."""
        for name in list(g):
            g.pop(name)
        page = Page(self.client.open(path, method=method, data=data))
        db.session.rollback()
        return page

    def csrf_token(self) -> str:
        with self.client.session_transaction() as session:
            session.setdefault("csrf_token", "c" * 40)
            raw = session["csrf_token"]
        return URLSafeTimedSerializer(self.app.secret_key or "", salt="wtf-csrf-token").dumps(raw)

    def address(self, endpoint: str, values: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """The path of an endpoint, and the values that it did not take."""
        wanted = {name for rule in self.app.url_map.iter_rules(endpoint) for name in rule.arguments}
        with self.app.test_request_context():
            path = url_for(endpoint, **{name: value for name, value in values.items() if name in wanted})
        return path, {name: value for name, value in values.items() if name not in wanted}


def checked(html: str) -> Element:
    """Parse strictly and apply the rules of every page."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree: Element = parser.parse(html)
    lines = html.splitlines()
    errors = [
        f"{code} near: {lines[min(line, len(lines)) - 1].strip()[:120]}"
        for (line, _), code, _ in parser.errors
    ]
    assert not errors, "invalid HTML: " + "; ".join(errors[:5])
    _check_head_and_headings(tree)
    _check_ids_and_labels(tree)
    _check_forms(tree)
    return tree


def _check_head_and_headings(tree: Element) -> None:
    titles = [words_of(title) for title in tree.iter("title") if title.text]
    assert titles and titles[0], "the page has no title"
    headings = [words_of(h1) for h1 in tree.iter("h1")]
    assert len(headings) == 1 and headings[0], f"a page has exactly one h1, this one has {headings}"
    assert not [e.tag for e in tree.iter() if e.get("style")], (
        "style= is refused by the content security policy"
    )


def _check_ids_and_labels(tree: Element) -> None:
    ids = [element.get("id", "") for element in tree.iter() if element.get("id") is not None]
    assert len(ids) == len(set(ids)), f"ids stand twice: {sorted({i for i in ids if ids.count(i) > 1})}"
    for attribute in ("for", "aria-describedby", "aria-labelledby", "aria-controls"):
        wanted = [part for e in tree.iter() for part in (e.get(attribute) or "").split()]
        assert set(wanted) <= set(ids), f"{attribute} names ids that are not there: {set(wanted) - set(ids)}"
    labelled = {label.get("for") for label in tree.iter("label")}
    inside = {id(field) for label in tree.iter("label") for field in label.iter()}
    for tag in ("input", "select", "textarea"):
        for field in tree.iter(tag):
            named = field.get("id") in labelled or id(field) in inside or field.get("aria-label")
            quiet = field.get("type") in ("hidden", "submit", "button")
            assert quiet or named, f"a field has no label: {field.attrib}"
    for button in [*tree.iter("button"), *tree.iter("a")]:
        assert words_of(button) or button.get("aria-label"), f"a button or link says nothing: {button.attrib}"


def _check_forms(tree: Element) -> None:
    for form in tree.iter("form"):
        if form.get("method", "get").lower() == "post":
            hidden = [field.get("name") for field in form.iter("input")]
            assert "csrf_token" in hidden, f"a form has no CSRF token: {form.attrib}"


def tables_of(queries: list[str]) -> list[str]:
    """What each statement reads, for a message that can be read."""
    return [re.sub(r"\s+", " ", query.partition("FROM ")[2])[:40] or query[:40] for query in queries]


def words_of(element: Element) -> str:
    return re.sub(r"\s+", " ", "".join(element.itertext())).strip()


def _has(element: Element, name: str, value: str) -> bool:
    if name == "class_":
        return value in (element.get("class") or "").split()
    return element.get(name.rstrip("_").replace("_", "-")) == value


@contextmanager
def counted_queries() -> Iterator[list[str]]:
    """The statements that ran inside the block, without transaction control."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("PRAGMA", "BEGIN", "SET TRANSACTION")):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
