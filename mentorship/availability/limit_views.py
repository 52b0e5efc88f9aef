"""What others may book, on one page."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from mentorship.access import member_only
from mentorship.accounts.signing_in import current_person
from mentorship.availability import queries, services
from mentorship.availability.limit_forms import filled
from mentorship.availability.views import bp
from mentorship.errors import Refusal
from mentorship.extensions import db


@bp.route("/hours/limits", methods=["GET", "POST"])
@member_only
def limits() -> ResponseReturnValue:
    """How long, how much, how soon."""
    person = current_person()
    form = filled(queries.limits_of([person.id])[person.id])
    if form.validate_on_submit():
        try:
            services.set_limits(person, form.limits)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            db.session.commit()
            flash("Saved. Dates that stand already keep standing.")
            return redirect(url_for(".limits"), 303)
    return render_template("availability/limits.html", form=form)
