"""Who wants to join a cohort: read, approve, decline."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from mentorship.access import coordinator_only
from mentorship.accounts.signing_in import current_person
from mentorship.coordination import queries
from mentorship.coordination.forms import ApproveForm, DeclineForm
from mentorship.coordination.views import bp, own_cohort
from mentorship.deeds import did
from mentorship.errors import Refusal
from mentorship.extensions import db
from mentorship.programs import services as programs
from mentorship.programs.models import Application, Cohort


@bp.get("/<public_id>/applications")
@coordinator_only
def applications(public_id: str) -> ResponseReturnValue:
    """Who wants to join, the unread first."""
    mine = own_cohort(public_id)
    return render_template(
        "coordination/applications.html", cohort=mine, applications=queries.applications_to(mine)
    )


@bp.route("/<public_id>/applications/<application_id>", methods=["GET", "POST"])
@coordinator_only
def application(public_id: str, application_id: str) -> ResponseReturnValue:
    """Read one application; approve it after checking who this is."""
    mine = own_cohort(public_id)
    theirs = own_application(mine, application_id)
    form = ApproveForm()
    if did(form, lambda: programs.approve(theirs, current_person(), form.method.data)):
        flash(f"{theirs.person.called} is in, and has a mail that says what to do next.")
        return redirect(url_for(".applications", public_id=public_id), 303)
    return show_application(theirs, form, DeclineForm(formdata=None))


@bp.post("/<public_id>/applications/<application_id>/decline")
@coordinator_only
def decline(public_id: str, application_id: str) -> ResponseReturnValue:
    """Say no, with a reason that the applicant reads."""
    theirs = own_application(own_cohort(public_id), application_id)
    form = DeclineForm()
    if not form.validate_on_submit():
        return show_application(theirs, ApproveForm(formdata=None), form)
    try:
        programs.decline(theirs, current_person(), form.reason.data)
    except Refusal as refusal:
        flash(refusal.sentence)
        return redirect(url_for(".application", public_id=public_id, application_id=application_id), 303)
    db.session.commit()
    flash(f"{theirs.person.called} has been told, with your reason.")
    return redirect(url_for(".applications", public_id=public_id), 303)


def own_application(mine: Cohort, application_id: str) -> Application:
    """An application to this cohort; 404 for any other."""
    return queries.application_in(mine, application_id) or abort(404)


def show_application(theirs: Application, approve: ApproveForm, refuse: DeclineForm) -> ResponseReturnValue:
    profile = queries.profile_behind(theirs)
    return render_template(
        "coordination/application.html",
        application=theirs,
        profile=profile,
        form=approve,
        decline_form=refuse,
    )
