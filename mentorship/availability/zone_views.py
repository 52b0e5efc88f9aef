"""Another time zone: first what moves, then the button."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mentorship import clock
from mentorship.access import signed_in
from mentorship.accounts.services import change_zone
from mentorship.accounts.signing_in import current_person
from mentorship.availability import queries, summaries
from mentorship.availability.booked import booked_ahead
from mentorship.availability.views import bp
from mentorship.availability.zone_change import moved
from mentorship.availability.zone_forms import ZoneForm
from mentorship.extensions import db


@bp.get("/settings/zone")
@signed_in
def zone() -> ResponseReturnValue:
    """Choose a zone; with one chosen, what it moves. Looking changes nothing."""
    if "timezone" not in request.args:
        return _page(ZoneForm(obj=current_person()), None)
    form = ZoneForm(request.args, meta={"csrf": False})
    return _page(form, form.timezone.data if form.validate() else None)


@bp.post("/settings/zone")
@signed_in
def set_zone() -> ResponseReturnValue:
    """Live by another clock from now on."""
    form = ZoneForm()
    if not form.validate_on_submit():
        return _page(form, None)
    change_zone(current_person(), form.timezone.data)
    db.session.commit()
    flash("Your time zone is changed. Every meeting stays at the same moment.")
    return redirect(url_for("accounts.settings"), 303)


def _page(form: ZoneForm, wanted: str | None) -> str:
    person = current_person()
    hours = queries.hours_of([person.id])[person.id]
    return render_template(
        "availability/zone.html",
        form=form,
        person=person,
        now=clock.now(),
        wanted=wanted,
        week=summaries.of_week(hours.week),
        moves=moved(booked_ahead(person), hours, person.timezone, wanted) if wanted else [],
    )
