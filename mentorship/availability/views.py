"""Weekly hours, on one page."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from mentorship import clock
from mentorship.access import member_only
from mentorship.accounts.models import Person
from mentorship.accounts.signing_in import current_person
from mentorship.availability import queries, services, summaries
from mentorship.availability.booked import Booked, booked_ahead
from mentorship.availability.forms import HoursForm, data_of
from mentorship.availability.left_outside import Beyond, beyond_hours
from mentorship.deeds import did
from mentorship.formats import plural

bp = Blueprint("availability", __name__)


@bp.route("/hours", methods=["GET", "POST"])
@member_only
def edit() -> ResponseReturnValue:
    """When this person can usually meet. The second button copies a day first, then saves as well."""
    person = current_person()
    windows = queries.windows_of([person.id]).get(person.id, ())
    form = HoursForm(data=data_of(windows))
    if form.copy.data:
        form.copy_day()
    booked = booked_ahead(person)
    outside = _outside(person, booked)
    if did(form, lambda: services.set_hours(person, form.windows)):
        flash(services.what_it_means(form.windows))
        left = [one for one in _outside(person, booked) if one not in outside]
        if left:
            flash(
                f"{plural(len(left), 'date now lies', 'dates now lie')} outside of these hours; look below."
            )
        return redirect(url_for(".edit" if form.copy.data or left else "home.index"), 303)
    return render_template(
        "availability/edit.html",
        form=form,
        windows=windows,
        person=person,
        now=clock.now(),
        also=_also(person),
        outside=[Beyond(one, "") for one in outside],
    )


def _outside(person: Person, booked: Sequence[Booked]) -> list[Booked]:
    """Dates that stand outside of the hours as they are now."""
    return beyond_hours(booked, queries.hours_of([person.id])[person.id], person.timezone)


def _also(person: Person) -> list[tuple[str, str, str]]:
    """What else shapes somebody's times: (name, endpoint, what is set)."""
    today = clock.now().astimezone(ZoneInfo(person.timezone)).date()
    return [
        ("Single days", ".days", summaries.of_days(queries.days_ahead(person, today), today)),
        ("Days away", ".away", summaries.of_away(queries.time_off_ahead(person, today), today)),
        ("Protected time", ".protected", summaries.of_protected(queries.protected_of(person))),
        ("Limits", ".limits", summaries.of_limits(queries.limits_of([person.id])[person.id])),
        ("Other calendars", ".calendars", summaries.of_calendars(queries.feeds_of(person))),
    ]
