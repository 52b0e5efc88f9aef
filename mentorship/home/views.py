"""The front page, the pair's page, and what machines ask."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import text

from mentorship import clock
from mentorship.access import anyone, member_only
from mentorship.accounts.signing_in import current_person
from mentorship.extensions import db, settings_of
from mentorship.followup.queries import why_not_ready
from mentorship.home.mentorship_page import mentorship_page
from mentorship.home.next_steps import next_steps

bp = Blueprint("home", __name__)
THEMES = ("auto", "light", "dark")


@bp.get("/")
@anyone
def index() -> ResponseReturnValue:
    """What to do next; for strangers, what this is."""
    if not current_user.is_authenticated:
        return render_template("home/welcome.html")
    first, *others = next_steps(current_person())
    return render_template("home/index.html", first=first, others=others)


@bp.get("/mentorships/<public_id>")
@member_only
def mentorship(public_id: str) -> ResponseReturnValue:
    """One pair: the next date first, then everything else."""
    return mentorship_page(public_id)


@bp.post("/theme")
@anyone
def theme() -> ResponseReturnValue:
    """Light, dark, or as the device says; kept in a cookie."""
    chosen = request.form.get("theme", "auto")
    response = redirect(url_for("home.index"), 303)
    if chosen in THEMES:
        secure = settings_of(current_app).production
        response.set_cookie(
            "theme", chosen, max_age=timedelta(days=365), samesite="Lax", httponly=True, secure=secure
        )
    return response


@bp.get("/healthz/live")
@anyone
def live() -> ResponseReturnValue:
    """The web process answers."""
    return {"live": True}


@bp.get("/healthz/ready")
@anyone
def ready() -> ResponseReturnValue:
    """The database answers, a worker runs, no mail is stuck; else 503 and why."""
    db.session.execute(text("SELECT 1"))
    trouble = why_not_ready(clock.now())
    return {"ready": not trouble, "trouble": trouble}, 503 if trouble else 200
