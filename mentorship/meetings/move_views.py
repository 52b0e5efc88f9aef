"""Propose another time for a date that stands, and answer such a proposal; part of the meeting's page."""

from __future__ import annotations

from flask import flash, redirect
from flask.typing import ResponseReturnValue

from mentorship.accounts.models import Person
from mentorship.deeds import did
from mentorship.meetings import moving
from mentorship.meetings.forms import OtherTimeForm, TimeForm
from mentorship.meetings.models import Meeting
from mentorship.meetings.views import page_of, shown


def asking_first(meeting: Meeting, reader: Person, version: int | None) -> ResponseReturnValue:
    """Ask the partner whether another time suits."""
    form, partner = TimeForm(meeting.mentorship, reader), meeting.mentorship.other(reader).called
    moved = list[bool]()
    if did(form, lambda: moved.append(_proposed(meeting, reader, form, version))):
        asked = f"{partner} is asked by mail. Your date stays where it is until they say yes."
        agreed = (
            f"{partner} had proposed this very time, so you meet then. Both of you get the new time by mail."
        )
        flash(agreed if moved[0] else asked)
        return redirect(page_of(meeting, reader), 303)
    return shown(meeting, reader, form)


def agreeing(meeting: Meeting, reader: Person, version: int | None) -> ResponseReturnValue:
    """Yes to the other time."""
    form = OtherTimeForm()
    if did(form, lambda: moving.accept_move(meeting, reader, form.time, seen=version)):
        flash("Moved. Both of you get the new time by mail.")
        return redirect(page_of(meeting, reader), 303)
    return shown(meeting, reader, form)


def keeping(meeting: Meeting, reader: Person, version: int | None) -> ResponseReturnValue:
    """No to the other time, or no longer."""
    form, partner = OtherTimeForm(), meeting.mentorship.other(reader).called
    if did(form, lambda: moving.decline_move(meeting, reader, form.time, seen=version)):
        flash(f"Your date stands as it was, and {partner} hears of it by mail.")
        return redirect(page_of(meeting, reader), 303)
    return shown(meeting, reader, form)


def _proposed(meeting: Meeting, reader: Person, form: TimeForm, version: int | None) -> bool:
    return moving.propose_move(meeting, reader, form.chosen, seen=version, anyway=form.anyway.data)
