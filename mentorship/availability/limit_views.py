"""What others may book, on one page."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from mentorship import clock
from mentorship.access import member_only
from mentorship.accounts.models import Person
from mentorship.accounts.signing_in import current_person
from mentorship.availability import queries, services
from mentorship.availability.booked import booked_since
from mentorship.availability.left_outside import Beyond, beyond_limits
from mentorship.availability.limit_forms import filled
from mentorship.availability.views import bp
from mentorship.deeds import did
from mentorship.formats import plural


@bp.route("/hours/limits", methods=["GET", "POST"])
@member_only
def limits() -> ResponseReturnValue:
    """How long, how much, how soon."""
    person = current_person()
    form = filled(queries.limits_of([person.id])[person.id])
    if did(form, lambda: services.set_limits(person, form.limits)):
        passed = len(_beyond(person))
        below = f" {plural(passed, 'date passes', 'dates pass')} these limits; look below." if passed else ""
        flash(f"Saved. Dates that stand already keep standing.{below}")
        return redirect(url_for(".limits"), 303)
    return render_template("availability/limits.html", form=form, person=person, outside=_beyond(person))


def _beyond(person: Person) -> list[Beyond]:
    """Dates that stand and pass the limits as they are now."""
    now = clock.now()
    first = now.astimezone(ZoneInfo(person.timezone)).replace(
        day=1, hour=0, minute=0, second=0, microsecond=0
    )
    limits = queries.limits_of([person.id])[person.id]
    return beyond_limits(booked_since(person, first), limits, person.timezone, now)
