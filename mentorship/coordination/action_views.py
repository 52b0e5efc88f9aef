"""The coordinator's queue: what waits for a person's eye, and what can be done about it in a minute."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mentorship import clock
from mentorship.access import coordinator_only
from mentorship.accounts.models import Person
from mentorship.accounts.signing_in import current_person
from mentorship.coordination import queries
from mentorship.coordination.forms import DismissForm, WriteForm
from mentorship.coordination.views import bp, own_cohort
from mentorship.deeds import did, status
from mentorship.extensions import db
from mentorship.followup import peers, queue
from mentorship.followup.actions import BY_NAME, RULES
from mentorship.followup.burden import loads, most_a_month
from mentorship.followup.models import Action

BOTH = "both"
"""Whom a mail goes to that introduces two."""


@bp.get("/<public_id>/actions")
@coordinator_only
def actions(public_id: str) -> ResponseReturnValue:
    """What waits, the oldest first, and by which rules it got here."""
    mine = own_cohort(public_id)
    waiting, later = queue.open_actions(mine, current_person(), clock.now())
    return render_template(
        "coordination/actions.html", cohort=mine, waiting=waiting, later=later, rules=RULES, by_name=BY_NAME
    )


@bp.route("/<public_id>/actions/<action_id>", methods=["GET", "POST"])
@coordinator_only
def action(public_id: str, action_id: str) -> ResponseReturnValue:
    """One of them: a draft to change and send, or put it off, or dismiss it."""
    theirs = own_action(public_id, action_id)
    people = queue.people_behind(theirs, clock.now())
    form = write_form(theirs, people)
    if people and did(form, lambda: send(theirs, people, form)):
        flash(sent(theirs, people, form))
        return redirect(url_for(".actions", public_id=public_id), 303)
    return show_action(theirs, people, form, DismissForm(formdata=None))


@bp.post("/<public_id>/actions/<action_id>/later")
@coordinator_only
def snooze(public_id: str, action_id: str) -> ResponseReturnValue:
    """Put it off for three days."""
    queue.snooze(own_action(public_id, action_id), current_person())
    db.session.commit()
    flash("Put off for three days.")
    return redirect(url_for(".actions", public_id=public_id), 303)


@bp.post("/<public_id>/actions/<action_id>/dismiss")
@coordinator_only
def dismiss(public_id: str, action_id: str) -> ResponseReturnValue:
    """Leave it out, with a reason."""
    theirs, form = own_action(public_id, action_id), DismissForm()
    if not form.validate_on_submit():
        people = queue.people_behind(theirs, clock.now())
        return show_action(theirs, people, write_form(theirs, people, blank=True), form)
    queue.dismiss(theirs, current_person(), form.reason.data)
    db.session.commit()
    flash("Dismissed. Your reason is kept.")
    return redirect(url_for(".actions", public_id=public_id), 303)


@bp.get("/<public_id>/burden")
@coordinator_only
def burden(public_id: str) -> ResponseReturnValue:
    """How much optional mail each person had, by name."""
    mine = own_cohort(public_id)
    people = sorted(queries.people_of(mine).values(), key=lambda person: person.name)
    had = loads([person.id for person in people], clock.now())
    return render_template(
        "coordination/burden.html", cohort=mine, people=people, had=had, most=most_a_month()
    )


def own_action(public_id: str, action_id: str) -> Action:
    """An action of a cohort that the signed-in coordinator runs, about others; 404 for any other."""
    return queue.action_in(own_cohort(public_id), current_person(), action_id) or abort(404)


def send(theirs: Action, people: tuple[Person, ...], form: WriteForm) -> None:
    """One mail to whoever was chosen; or one to each of two, that introduces them."""
    if is_for_both(theirs):
        peers.introduce(theirs, current_person(), form.words.data)
    else:
        queue.write(theirs, current_person(), chosen_of(people, form), form.words.data)


def sent(theirs: Action, people: tuple[Person, ...], form: WriteForm) -> str:
    """What the coordinator reads then."""
    if is_for_both(theirs):
        return (
            "Both have your mail, each with the other's name and address. It leaves the list within a minute."
        )
    to = chosen_of(people, form).called
    return f"Your mail to {to} is on its way. This comes back in three days, unless it is settled by then."


def chosen_of(people: tuple[Person, ...], form: WriteForm) -> Person:
    return next(person for person in people if person.public_id == form.to.data)


def is_for_both(theirs: Action) -> bool:
    return theirs.rule in BY_NAME and BY_NAME[theirs.rule].both


def write_form(theirs: Action, people: tuple[Person, ...], *, blank: bool = False) -> WriteForm:
    """The form with a draft to whoever is chosen in the address, else to the first; or to both."""
    if people and is_for_both(theirs):
        return form_with(
            BOTH, queue.draft_to_both(BY_NAME[theirs.rule], people), [(BOTH, queue.named(people))], blank
        )
    chosen = request.args.get("to", "")
    to = next((person for person in people if person.public_id == chosen), people[0] if people else None)
    draft = queue.draft_to(BY_NAME[theirs.rule], to, people) if to and theirs.rule in BY_NAME else ""
    return form_with(
        to.public_id if to else "", draft, [(person.public_id, person.called) for person in people], blank
    )


def form_with(to: str, draft: str, choices: list[tuple[str, str]], blank: bool) -> WriteForm:
    data = {"to": to, "words": draft}
    form = WriteForm(formdata=None, data=data) if blank else WriteForm(data=data)
    form.to.choices = choices
    return form


def show_action(
    theirs: Action, people: tuple[Person, ...], form: WriteForm, dismiss_form: DismissForm
) -> ResponseReturnValue:
    return render_template(
        "coordination/action.html",
        action=theirs,
        rule=BY_NAME.get(theirs.rule),
        people=people,
        form=form,
        dismiss_form=dismiss_form,
    ), status(form)
