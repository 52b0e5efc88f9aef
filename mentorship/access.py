"""Who may open a page. Every view carries exactly one of these, right under its route; a test counts them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, Protocol

from flask import Flask, abort, current_app, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from mentorship.database import reading_only
from mentorship.extensions import login_manager, settings_of

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]


class SignedIn(Protocol):
    """What a guard needs to know about the person."""

    is_authenticated: bool
    is_mentee: bool
    is_mentor: bool
    is_coordinator: bool


def _rule(name: str, allows: Callable[[SignedIn], bool]) -> Callable[[View[P]], View[P]]:
    """A decorator that sends strangers to the sign-in page and refuses others who may not enter."""

    def decorator(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            if not current_user.is_authenticated:
                refused: ResponseReturnValue = login_manager.unauthorized()
                return refused
            if not allows(current_user):
                abort(403)
            return view(*args, **kwargs)

        return _named(guarded, name)

    return decorator


def _named(view: View[P], name: str) -> View[P]:
    view.access = name  # type: ignore[attr-defined]  # read by the house test that counts the rules
    return view


signed_in = _rule("signed_in", lambda person: True)
mentee_only = _rule("mentee_only", lambda person: person.is_mentee)
mentor_only = _rule("mentor_only", lambda person: person.is_mentor)
member_only = _rule("member_only", lambda person: person.is_mentee or person.is_mentor)
coordinator_only = _rule("coordinator_only", lambda person: person.is_coordinator)


def anyone(view: View[P]) -> View[P]:
    """Open to the world."""
    return _named(view, "anyone")


def link_holder(view: View[P]) -> View[P]:
    """Open to whoever holds a signed link from a mail; the view reads the link first of all."""
    return _named(view, "link_holder")


def demo_only(view: View[P]) -> View[P]:
    """Absent (404) outside demo mode."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if not settings_of(current_app).demo:
            abort(404)
        return view(*args, **kwargs)

    return _named(guarded, "demo_only")


def init_app(app: Flask) -> None:
    """GET and HEAD never change state: while one is answered, the database refuses to write.

    Nothing of ours ever has a NUL in its address, and PostgreSQL refuses to look for one.
    """

    def read_only_for_reading() -> None:
        reading_only.set(request.method in ("GET", "HEAD", "OPTIONS"))

    def name_for_the_access_log() -> None:
        """The rule, never the address: addresses hold the secrets of mailed links and of feeds (gunicorn.conf.py)."""
        request.environ["hallway.rule"] = str(request.url_rule or "-")

    def nothing_lives_there() -> None:
        if "\0" in request.path:
            abort(404)

    def writable_again(_error: BaseException | None) -> None:
        reading_only.set(False)

    app.before_request(name_for_the_access_log)
    app.before_request(read_only_for_reading)
    app.before_request(nothing_lives_there)
    app.teardown_request(writable_again)
