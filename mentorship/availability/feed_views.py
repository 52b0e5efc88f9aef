"""The page of one's calendars elsewhere."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from mentorship.access import member_only
from mentorship.accounts.signing_in import current_person
from mentorship.availability import feeds, queries
from mentorship.availability.feed_forms import CalendarForm
from mentorship.availability.views import bp
from mentorship.deeds import did
from mentorship.errors import Refusal
from mentorship.extensions import db


@bp.route("/hours/calendars", methods=["GET", "POST"])
@member_only
def calendars() -> ResponseReturnValue:
    """What is read of each, and a field for another."""
    form = CalendarForm()
    if did(form, lambda: feeds.add_feed(current_person(), form.url.data)):
        flash("Added. We read it within a minute.")
        return redirect(url_for(".calendars"), 303)
    found = queries.feeds_of(current_person())
    return render_template("availability/calendars.html", form=form, feeds=found, most=feeds.MOST_FEEDS)


@bp.post("/hours/calendars/<public_id>/read")
@member_only
def read_calendar(public_id: str) -> ResponseReturnValue:
    """Have it read now, not within the hour."""
    feed = queries.feed_of(current_person(), public_id) or abort(404)
    try:
        feeds.read_soon(feed)
    except Refusal as refusal:
        flash(refusal.sentence)
    else:
        db.session.commit()
        flash("We read it within a minute.")
    return redirect(url_for(".calendars"), 303)


@bp.post("/hours/calendars/<public_id>/remove")
@member_only
def remove_calendar(public_id: str) -> ResponseReturnValue:
    """Forget it, and all that was read from it."""
    feed = queries.feed_of(current_person(), public_id) or abort(404)
    feeds.remove_feed(current_person(), feed)
    db.session.commit()
    flash("Removed. Nothing in that calendar keeps anybody from booking you now.")
    return redirect(url_for(".calendars"), 303)
