"""Every page says who may open it, takes no form without its token, and changes nothing on GET."""

from __future__ import annotations

import hashlib

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from mentorship.accounts.models import Person
from mentorship.database import Base, reading_only
from mentorship.extensions import db
from tests.pages import Browser

RULES = {
    "anyone",
    "signed_in",
    "mentee_only",
    "mentor_only",
    "member_only",
    "coordinator_only",
    "link_holder",
    "demo_only",
}

WITHOUT_TOKEN = {"meetings.inbox": 404}
"""What is no form and has no session to misuse, and its answer to somebody who does not know its secret."""


SENT_BY_MAIL_PROGRAMS = {"mail.unsubscribe"}
"""Forms that come without a session (RFC 8058); a signed token that can do nothing else stands in for theirs."""


def test_every_view_carries_an_access_rule(app: Flask) -> None:
    without = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if not rule.endpoint.endswith("static")
        and getattr(app.view_functions[rule.endpoint], "access", None) not in RULES
    ]

    assert not without, (
        f"put one of {sorted(RULES)} from mentorship/access.py right under the route of: {without}"
    )


def test_every_post_refuses_a_missing_csrf_token(
    app: Flask, client: Browser, cora: Person, amara: Person, ben: Person
) -> None:
    rules = [
        rule
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or set()) and rule.endpoint not in SENT_BY_MAIL_PROGRAMS
    ]

    for person in (amara, ben, cora):
        browser = client.signed_in(person)
        before = fingerprint()
        for rule in rules:
            answer = browser.client.post(path_of(rule))
            expected = WITHOUT_TOKEN.get(rule.endpoint, 400)
            assert answer.status_code == expected, (
                f"{rule} took a form without its token: {answer.status_code}"
            )
        assert fingerprint() == before

    assert len(rules) > 20


def test_strangers_are_sent_to_the_sign_in_page_or_refused(app: Flask, client: Browser) -> None:
    open_to_all = {"anyone", "link_holder", "demo_only"}
    closed = [
        rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or set())
        and not rule.endpoint.endswith("static")
        and app.view_functions[rule.endpoint].access not in open_to_all  # set by mentorship/access.py
    ]

    for rule in closed:
        answer = client.client.get(path_of(rule))
        assert answer.status_code == 302, f"{rule} answered a stranger with {answer.status_code}"
        assert "/sign-in" in answer.location

    assert len(closed) > 15


def test_the_database_refuses_to_write_while_a_get_is_answered(app: Flask, amara: Person) -> None:
    token = reading_only.set(True)
    try:
        amara_again = db.session.scalars(select(Person).filter_by(id=amara.id)).one()
        amara_again.name = "Somebody Else"
        with pytest.raises(DBAPIError):
            db.session.commit()
    finally:
        db.session.rollback()
        reading_only.reset(token)

    assert db.session.get_one(Person, amara.id).name == "Amara Lee"


def path_of(rule: object) -> str:
    """The rule's address with made-up values in its places."""
    adapter = rule.map.bind("localhost")  # werkzeug's Rule
    values = {name: sample(rule, name) for name in rule.arguments}
    path: str = adapter.build(rule.endpoint, values, method="POST" if "POST" in rule.methods else "GET")
    return path


def sample(rule: object, name: str) -> object:
    converter = rule._converters[name]
    if type(converter).__name__ == "IntegerConverter":
        return 1
    if type(converter).__name__ == "AnyConverter":
        return sorted(converter.items)[0]
    return "nobody"


def fingerprint() -> str:
    """A digest of every row of every table."""
    digest = hashlib.sha256()
    for table in Base.metadata.sorted_tables:
        rows = db.session.execute(text(f"SELECT * FROM {table.name}")).all()
        digest.update(f"{table.name}{sorted(map(repr, rows))}".encode())
    db.session.rollback()
    return digest.hexdigest()
