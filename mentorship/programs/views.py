"""The page on which members join."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mentorship.access import member_only
from mentorship.accounts.signing_in import current_person
from mentorship.errors import Refusal
from mentorship.extensions import db
from mentorship.programs import queries, services

bp = Blueprint("programs", __name__)


@bp.route("/join", methods=["GET", "POST"])
@member_only
def apply() -> ResponseReturnValue:
    """Ask to join a cohort; see what came of it."""
    person = current_person()
    if request.method == "POST":
        wanted = request.form.get("cohort"), request.form.get("role")
        try:
            for cohort, role in queries.ways_to_join(person):
                if (cohort.public_id, role) == wanted:
                    services.apply(person, cohort, role)
                    db.session.commit()
                    return redirect(url_for("programs.apply"), 303)
        except Refusal as refusal:
            db.session.rollback()
            flash(refusal.sentence)
        else:
            flash("This cohort cannot be joined now, or you have asked already. This is where things stand.")
        return redirect(url_for("programs.apply"), 303)
    applications = queries.applications_of(person)
    return render_template(
        "programs/apply.html",
        applications=applications,
        ways=queries.ways_to_join(person),
        teams=queries.teams_of(applications),
    )
