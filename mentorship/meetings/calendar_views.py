"""The calendar page, and the secret address under which somebody's own calendar reads it."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from datetime import date
from zoneinfo import ZoneInfo

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mentorship import clock
from mentorship.access import link_holder, member_only
from mentorship.accounts.signing_in import current_person
from mentorship.extensions import db
from mentorship.mail.letters import absolute_url
from mentorship.meetings import own_calendar
from mentorship.meetings.month import month_of
from mentorship.meetings.own_calendar import Entry
from mentorship.meetings.views import bp


@bp.get("/calendar")
@member_only
def month() -> ResponseReturnValue:
    """One month of one's own meetings."""
    person = current_person()
    today = clock.now().astimezone(ZoneInfo(person.timezone)).date()
    shown = month_of(asked := request.args.get("month", f"{today:%Y-%m}"))
    if shown is None or asked != str(shown):
        abort(404)
    begins, ends = shown.bounds(person.timezone)
    entries = [
        entry for entry in own_calendar.entries_of(person, begins, ends) if begins <= entry.starts_at < ends
    ]
    return render_template(
        "meetings/month.html",
        month=shown,
        today=today,
        entries=entries,
        by_day=_by_day(entries, person.timezone),
        zone=person.timezone,
    )


def _by_day(entries: list[Entry], zone: str) -> dict[date, list[Entry]]:
    days: dict[date, list[Entry]] = defaultdict(list)
    for entry in entries:
        days[entry.starts_at.astimezone(ZoneInfo(zone)).date()].append(entry)
    return days


@bp.get("/calendar/feed")
@member_only
def feed() -> ResponseReturnValue:
    """Have one's own calendar follow the meetings."""
    return render_template("meetings/feed.html", address=own_calendar.address_of(current_person()), url=None)


@bp.post("/calendar/feed")
@member_only
def make_address() -> ResponseReturnValue:
    """A new address, shown this once: the page itself is the only place that ever holds it."""
    token = own_calendar.make_address(current_person())
    address = own_calendar.address_of(current_person())
    db.session.commit()
    url = absolute_url("meetings.feed_file", token=token)
    return render_template("meetings/feed.html", address=address, url=url)


@bp.post("/calendar/feed/revoke")
@member_only
def revoke_address() -> ResponseReturnValue:
    """No calendar can read it any more."""
    own_calendar.revoke_address(current_person())
    db.session.commit()
    flash("The address no longer works.")
    return redirect(url_for("meetings.feed"), 303)


@bp.get("/feed/<token>.ics")
@link_holder
def feed_file(token: str) -> ResponseReturnValue:
    """The meetings of whoever made this address; for calendars, which come back every few hours."""
    person = own_calendar.holder_of(token) or abort(404)
    file = own_calendar.feed_of(person)
    response = Response(file, mimetype="text/calendar")
    response.headers["Cache-Control"] = "private"
    response.headers["X-Robots-Tag"] = "noindex"
    response.set_etag(hashlib.sha256(file).hexdigest())
    return response.make_conditional(request)
