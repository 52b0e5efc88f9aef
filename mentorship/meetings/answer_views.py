"""Answer a date or a time that was asked for; the page behind a meeting's link in a mail does all of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from flask import abort, flash, redirect, request
from flask.typing import ResponseReturnValue

from mentorship.access import link_holder, member_only
from mentorship.accounts import links
from mentorship.accounts.models import Person
from mentorship.accounts.signing_in import current_person
from mentorship.deeds import did
from mentorship.fields import Form
from mentorship.meetings import asking, queries
from mentorship.meetings.forms import TimeForm
from mentorship.meetings.models import Answer, Meeting
from mentorship.meetings.move_views import agreeing, asking_first, keeping
from mentorship.meetings.views import bp, cancelling, moving, own_meeting, page_of, said_of, seen, shown

Answering = Callable[[Meeting, Person, int | None], ResponseReturnValue]


@bp.post("/meetings/<public_id>/answer")
@member_only
def answer(public_id: str) -> ResponseReturnValue:
    """Accept a time, decline it, or ask for another."""
    deed = ANSWERS.get(request.form.get("act", ""), showing)
    return deed(own_meeting(public_id), current_person(), seen())


@bp.route("/m/<token>", methods=["GET", "POST"])
@link_holder
def by_link(token: str) -> ResponseReturnValue:
    """One meeting, from a mail: move, cancel or answer it. A link from an older version only says where it has gone."""
    claims = links.read("meetings.by_link", token)
    meeting = queries.meeting_for(claims.person, claims.subject) or abort(404)
    if request.method == "POST":
        deed = DEEDS.get(request.form.get("act", ""), moving)
        return deed(meeting, claims.person, claims.version)
    return shown(meeting, claims.person, TimeForm(meeting.mentorship, claims.person), version=claims.version)


def showing(meeting: Meeting, reader: Person, version: int | None) -> ResponseReturnValue:
    """For an answer that is none: the page, as it was."""
    return shown(meeting, reader, TimeForm(meeting.mentorship, reader, formdata=None), version=version)


def accepting(meeting: Meeting, reader: Person, version: int | None) -> ResponseReturnValue:
    form, waits = Form(), meeting.expires_at is not None
    say = asking.accept if waits else partial(asking.say, answer=Answer.accepted)
    if did(form, lambda: say(meeting, reader, seen=version)):
        partner = meeting.mentorship.other(reader).called
        invited = "The date stands. Both of you get the invitation by mail."
        flash(invited if waits else f"Good. {partner} sees that you come.")
        return redirect(page_of(meeting, reader), 303)
    return shown(meeting, reader, form)


def declining(meeting: Meeting, reader: Person, version: int | None) -> ResponseReturnValue:
    form, waits = Form(), meeting.expires_at is not None
    say = asking.decline if waits else partial(asking.say, answer=Answer.declined)
    if did(form, lambda: say(meeting, reader, seen=version)):
        partner = meeting.mentorship.other(reader).called
        free = f"The time is free again, and {partner} hears of it by mail."
        flash(
            free if waits else f"{partner} hears that you cannot come. Move it below, or leave that to them."
        )
        return redirect(page_of(meeting, reader), 303)
    return shown(meeting, reader, form)


def proposing(meeting: Meeting, reader: Person, version: int | None) -> ResponseReturnValue:
    form = TimeForm(meeting.mentorship, reader)
    if did(
        form,
        lambda: asking.propose_instead(meeting, reader, form.chosen, seen=version, anyway=form.anyway.data),
    ):
        flash(said_of(meeting, reader))
        return redirect(page_of(meeting, reader), 303)
    return shown(meeting, reader, form)


ANSWERS: dict[str, Answering] = {
    "accept": accepting,
    "decline": declining,
    "propose": proposing,
    "ask_to_move": asking_first,
    "accept_move": agreeing,
    "decline_move": keeping,
}
DEEDS: dict[str, Answering] = {**ANSWERS, "cancel": cancelling}
"""What the button of a form says → what is done."""
