"""The two questions, for the signed-in and for whoever holds a link from a mail. Opening a link changes nothing."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mentorship import clock
from mentorship.access import link_holder, member_only
from mentorship.accounts import links
from mentorship.accounts.models import Person
from mentorship.accounts.signing_in import current_person
from mentorship.checkins import queries, services, wording
from mentorship.checkins.forms import FitForm, PulseForm
from mentorship.checkins.models import FitCheck, Pulse
from mentorship.deeds import did, status
from mentorship.fields import Form
from mentorship.pairs.models import Mentorship
from mentorship.pairs.queries import mentorship_for

bp = Blueprint("checkins", __name__)


@bp.route("/mentorships/<public_id>/fit", methods=["GET", "POST"])
@member_only
def fit(public_id: str) -> ResponseReturnValue:
    """Say whether it is the right person."""
    return saying_fit(own_pair(public_id), current_person())


@bp.route("/f/<token>", methods=["GET", "POST"])
@link_holder
def fit_by_link(token: str) -> ResponseReturnValue:
    """The same, from a mail."""
    claims = links.read("checkins.fit_by_link", token)
    return saying_fit(mentorship_for(claims.person, claims.subject) or abort(404), claims.person)


@bp.route("/mentorships/<public_id>/pulse", methods=["GET", "POST"])
@member_only
def pulse(public_id: str) -> ResponseReturnValue:
    """Say how it is going."""
    return saying_pulse(own_pair(public_id), current_person())


@bp.route("/h/<token>", methods=["GET", "POST"])
@link_holder
def pulse_by_link(token: str) -> ResponseReturnValue:
    """The same, from a mail."""
    claims = links.read("checkins.pulse_by_link", token)
    return saying_pulse(mentorship_for(claims.person, claims.subject) or abort(404), claims.person)


def saying_fit(pair: Mentorship, reader: Person) -> ResponseReturnValue:
    """Ask; once answered, thank, and let the answer be changed while the pair is open."""
    answer = queries.fit_check_of(pair, reader)
    form = FitForm(data=chosen(answer))
    if did(form, lambda: services.say_fit(pair, reader, *form.said())):
        return redirect(request.path, 303)
    asked = answer is not None or queries.have_met(pair)
    question = wording.fit_question(pair, reader)
    return shown("checkins/fit.html", pair, reader, form, answer=answer, asked=asked, question=question)


def saying_pulse(pair: Mentorship, reader: Person) -> ResponseReturnValue:
    """Ask; once answered, thank, and let the answer be changed while the pair is open and no new one is due."""
    day = queries.step_of(pair, clock.now())
    answer = queries.pulse_of(pair, reader, day) if day else None
    form = PulseForm(data=chosen(answer))
    if did(form, lambda: services.say_pulse(pair, reader, *form.said())):
        return redirect(request.path, 303)
    question = wording.pulse_question(pair, reader)
    return shown("checkins/pulse.html", pair, reader, form, answer=answer, asked=bool(day), question=question)


def shown(template: str, pair: Mentorship, reader: Person, form: Form, **values: Any) -> ResponseReturnValue:
    """The question's page. A page from a mail has no way on but to sign in."""
    return render_template(
        template,
        pair=pair,
        form=form,
        partner=pair.other(reader),
        who_reads=wording.who_reads(pair, reader),
        read=queries.somebody_reads(pair),
        back=None
        if "token" in (request.view_args or {})
        else url_for("home.mentorship", public_id=pair.public_id),
        **values,
    ), status(form)


def chosen(answer: FitCheck | Pulse | None) -> dict[str, str]:
    """What stands in the form at first: what the link in the mail says, else what was said before."""
    said = answer.answer.value if answer else ""
    return {"answer": request.args.get("answer") or said, "words": answer.words if answer else ""}


def own_pair(public_id: str) -> Mentorship:
    """A pair of the signed-in person; 404 for any other."""
    return mentorship_for(current_person(), public_id) or abort(404)
