"""What the two of a pair do to it; their page itself is composed in home."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from mentorship.access import member_only
from mentorship.accounts.signing_in import current_person
from mentorship.deeds import did, status
from mentorship.fields import Form
from mentorship.pairs import queries, services
from mentorship.pairs.forms import EndForm, GoalForm, GoalStateForm, SignForm
from mentorship.pairs.models import GoalState, Mentorship

bp = Blueprint("pairs", __name__)


def own_pair(public_id: str) -> Mentorship:
    """A pair of the signed-in person; 404 for any other."""
    return queries.mentorship_for(current_person(), public_id) or abort(404)


@bp.route("/mentorships/<public_id>/agreement", methods=["GET", "POST"])
@member_only
def sign(public_id: str) -> ResponseReturnValue:
    """Read the agreement and agree."""
    mentorship, form = own_pair(public_id), SignForm()
    if did(form, lambda: services.sign_agreement(mentorship, current_person())):
        return back(mentorship, "You have agreed. Thank you.")
    return asked("pairs/sign.html", form, mentorship)


@bp.route("/mentorships/<public_id>/goals", methods=["GET", "POST"])
@member_only
def add_goal(public_id: str) -> ResponseReturnValue:
    """Write down a goal."""
    mentorship, form = own_pair(public_id), GoalForm()
    if did(form, lambda: services.add_goal(mentorship, current_person(), **form.words())):
        return back(mentorship, "Your goal is written down. Either of you can change where it stands.")
    return asked("pairs/goal.html", form, mentorship)


@bp.post("/goals/<public_id>")
@member_only
def set_goal(public_id: str) -> ResponseReturnValue:
    """Say where a goal stands."""
    mentorship, goal = queries.goal_for(current_person(), public_id) or abort(404)
    form = GoalStateForm()
    if did(
        form, lambda: services.set_goal_state(mentorship, goal, current_person(), GoalState(form.state.data))
    ):
        return back(mentorship, "Noted where your goal stands.")
    return back(mentorship, form.refusal or "Choose where the goal stands from the list.")


@bp.route("/mentorships/<public_id>/end", methods=["GET", "POST"])
@member_only
def end(public_id: str) -> ResponseReturnValue:
    """End the pair, without blame."""
    mentorship, form = own_pair(public_id), EndForm()
    if did(form, lambda: services.end(mentorship, current_person(), **form.words())):
        partner = mentorship.other(current_person()).called
        return back(mentorship, f"It has ended. {partner} gets a kind note, without your reason.")
    return asked("pairs/end.html", form, mentorship)


def asked(template: str, form: Form, mentorship: Mentorship) -> ResponseReturnValue:
    """The form's page, with whatever it has to complain about."""
    partner = mentorship.other(current_person())
    return render_template(template, form=form, mentorship=mentorship, partner=partner), status(form)


def back(mentorship: Mentorship, message: str) -> ResponseReturnValue:
    """To the pair's page, with a word about what happened."""
    flash(message)
    return redirect(url_for("home.mentorship", public_id=mentorship.public_id), 303)
