"""Single days, days away and protected time: each a list of what is set, and a form to add to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from mentorship.access import member_only
from mentorship.accounts.signing_in import current_person
from mentorship.availability import exceptions, queries, summaries
from mentorship.availability.booked import booked_ahead, outside
from mentorship.availability.day_windows import Times, said
from mentorship.availability.exception_forms import AwayForm, DayForm, ProtectedForm, RemoveForm
from mentorship.availability.slots import Hours, Weekly
from mentorship.availability.views import bp
from mentorship.deeds import did
from mentorship.extensions import db
from mentorship.fields import Form
from mentorship.formats import plural


@bp.route("/hours/days", methods=["GET", "POST"])
@member_only
def days() -> ResponseReturnValue:
    """Dates that are not like every other of their weekday."""
    person, form = current_person(), DayForm()
    if did(form, lambda: exceptions.set_day(person, form.on_day.data, form.hours.windows)):
        return _saved(".days", _on(form.on_day.data, form.hours.windows))
    today = exceptions.today_of(person)
    rows = [
        (on, summaries.a_day(on, today), summaries.hours(windows, on), Hours(instead={on: windows}))
        for on, windows in queries.days_ahead(person, today).items()
    ]
    return _page("days", form, rows)


@bp.post("/hours/days/remove")
@member_only
def usual_day() -> ResponseReturnValue:
    """Let a date be as its weekday is."""
    form = RemoveForm()
    exceptions.usual_again(current_person(), form.day() or abort(404))
    return _removed(".days", "That day has your weekly hours again.")


@bp.route("/hours/away", methods=["GET", "POST"])
@member_only
def away() -> ResponseReturnValue:
    """Days on which nothing is offered."""
    person, form = current_person(), AwayForm()
    if did(form, lambda: exceptions.go_away(person, form.first_day.data, form.last_day.data)):
        return _saved(".away", Hours(away=((form.first_day.data, form.last_day.data),)))
    today = exceptions.today_of(person)
    rows = [
        (
            one.public_id,
            summaries.days(one.first_day, one.last_day, today),
            plural((one.last_day - one.first_day).days + 1, "day"),
            Hours(away=((one.first_day, one.last_day),)),
        )
        for one in queries.time_off_ahead(person, today)
    ]
    return _page("away", form, rows)


@bp.post("/hours/away/remove")
@member_only
def come_back() -> ResponseReturnValue:
    """Offer the usual hours again on days that were taken off."""
    exceptions.come_back(current_person(), RemoveForm().words)
    return _removed(".away", "Those days have your weekly hours again.")


@bp.route("/hours/protected", methods=["GET", "POST"])
@member_only
def protected() -> ResponseReturnValue:
    """Time that is never offered, week after week."""
    person, form = current_person(), ProtectedForm()
    if did(form, lambda: exceptions.protect(person, form.weekdays.numbers, form.window, form.called.data)):
        return _saved(".protected", Hours(protected=form.weekly))
    rows = [
        (
            one.key,
            one.called or "Protected time",
            f"{summaries.weekdays(one.weekdays)}, {said(one.window)}",
            Hours(protected=one.weekly),
        )
        for one in queries.protected_of(person)
    ]
    return _page("protected", form, rows)


@bp.post("/hours/protected/remove")
@member_only
def unprotect() -> ResponseReturnValue:
    """Let protected time be offered again, where the weekly hours reach."""
    exceptions.unprotect(current_person(), *(RemoveForm().protected() or abort(404)))
    return _removed(".protected", "That time may be offered again.")


def _on(on_day: date, windows: Sequence[Times]) -> Hours:
    return Hours(instead={on_day: tuple(Weekly(on_day.weekday(), *window) for window in windows)})


def _saved(endpoint: str, taken: Hours) -> ResponseReturnValue:
    """Say what is still booked in what was just taken out."""
    person = current_person()
    still = outside(booked_ahead(person), person.timezone, exceptions=taken)
    meetings = plural(len(still), "meeting is", "meetings are")
    flash(f"Saved. {meetings.capitalize()} still booked then; look below." if still else "Saved.")
    return redirect(url_for(endpoint), 303)


def _removed(endpoint: str, words: str) -> ResponseReturnValue:
    db.session.commit()
    flash(words)
    return redirect(url_for(endpoint), 303)


def _page(name: str, form: Form, rows: list[tuple[Any, str, str, Hours]]) -> ResponseReturnValue:
    """The list of what is set (what to send to remove it, its name, its times, what is still booked), and the form."""
    person = current_person()
    booked = booked_ahead(person)
    listed = [
        (what, words, times, outside(booked, person.timezone, exceptions=hours))
        for what, words, times, hours in rows
    ]
    return render_template(f"availability/{name}.html", form=form, rows=listed, person=person)
