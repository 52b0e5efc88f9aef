"""Refusals, and the pages that explain what went wrong, what is kept and what to do."""

from __future__ import annotations

import logging

from flask import Flask, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import AnonymousUserMixin
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from mentorship.extensions import db

log = logging.getLogger(__name__)


class Refusal(Exception):
    """A rule of the program said no. Its text is the sentence that the person reads."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


EXPLANATIONS = {
    400: (
        "This page could not be read",
        "Something in the address or the form was broken. Go back and try once more.",
    ),
    403: ("This page is not yours to open", "You are signed in, but this page belongs to another role."),
    404: (
        "There is nothing at this address",
        "The page may have moved, or the link may belong to someone else.",
    ),
    405: ("This address only takes a form", "Go back to the page you came from and use its button."),
    413: (
        "That was too much at once",
        "Go back with your browser: your words are still there. Shorten them and send them again.",
    ),
    429: ("Too many tries in a row", "Wait five minutes, then try again. Your account is safe."),
    500: (
        "Something broke on our side",
        "It is not your fault, and what you saved before is safe. Try again in a minute.",
    ),
    503: ("Very busy right now", "Nothing was changed. Try again in a few seconds."),
}


def init_app(app: Flask) -> None:
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(OperationalError, _database_busy)
    app.register_error_handler(Exception, _crash)


def page(status: int, title: str, advice: str) -> tuple[str, int]:
    """An error page in the site's own words."""
    return render_template("errors/error.html", status=status, title=title, advice=advice), status


def _http_error(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if 300 <= status < 400:
        return error
    return page(status, *EXPLANATIONS.get(status, EXPLANATIONS[400 if status < 500 else 500]))


def _stale_form(_error: CSRFError) -> ResponseReturnValue:
    return page(
        400,
        "This form was open for too long",
        "Go back, reload the page and send it again. Your words are still in the form.",
    )


def _database_busy(error: OperationalError) -> ResponseReturnValue:
    """A locked or restarting database: nothing was written, so the person may simply try again."""
    db.session.rollback()
    g._login_user = AnonymousUserMixin()  # or the page would ask the same database who is signed in
    log.warning("database unavailable at %s: %s", request.endpoint, type(error.orig).__name__)
    return *page(503, *EXPLANATIONS[503]), {"Retry-After": "3"}


def _crash(error: Exception) -> ResponseReturnValue:
    db.session.rollback()
    log.exception("unhandled error at %s", request.endpoint)
    return page(500, *EXPLANATIONS[500])
