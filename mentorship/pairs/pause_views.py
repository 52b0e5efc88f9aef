"""Let a pair rest, rest longer, or carry on."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mentorship.access import link_holder, member_only
from mentorship.accounts import links
from mentorship.accounts.models import Person
from mentorship.accounts.signing_in import current_person
from mentorship.deeds import did, status
from mentorship.fields import Form
from mentorship.formats import day
from mentorship.pairs import pausing, queries
from mentorship.pairs.forms import PauseForm
from mentorship.pairs.models import Mentorship
from mentorship.pairs.views import bp, own_pair


@bp.route("/mentorships/<public_id>/pause", methods=["GET", "POST"])
@member_only
def pause(public_id: str) -> ResponseReturnValue:
    """Say until when a pair rests."""
    return resting(own_pair(public_id), current_person(), url_for("home.mentorship", public_id=public_id))


@bp.route("/p/<token>", methods=["GET", "POST"])
@link_holder
def pause_by_link(token: str) -> ResponseReturnValue:
    """The same, from a mail."""
    claims = links.read("pairs.pause_by_link", token)
    mentorship = queries.mentorship_for(claims.person, claims.subject) or abort(404)
    return resting(mentorship, claims.person, request.path)


def resting(mentorship: Mentorship, reader: Person, then: str) -> ResponseReturnValue:
    """Two things to do: rest until some day, or carry on now."""
    goes_on = request.form.get("act") == "carry_on"
    form, rested = PauseForm(mentorship, reader), list[bool]()
    sent = Form() if goes_on else form
    if goes_on and did(sent, lambda: pausing.carry_on(mentorship, reader)):
        flash("You work together again. Whenever you are ready, pick your next date.")
        return redirect(then, 303)
    if not goes_on and did(
        sent, lambda: rested.append(pausing.pause_mentorship(mentorship, reader, form.chosen))
    ):
        told = f" {mentorship.other(reader).called} hears of it by mail." if rested[0] else ""
        flash(f"You rest until {day(form.chosen)}.{told}")
        return redirect(then, 303)
    return render_template(
        "pairs/pause.html",
        form=form,
        sent=sent,
        mentorship=mentorship,
        reader=reader,
        partner=mentorship.other(reader),
    ), status(sent)
