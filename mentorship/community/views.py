"""Group meetings: what is ahead, one at a time, and what their hosts and coordinators do with them."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mentorship import clock
from mentorship.access import coordinator_only, signed_in
from mentorship.accounts.models import Person
from mentorship.accounts.signing_in import current_person
from mentorship.community import queries, services
from mentorship.community.forms import CallOffForm, MoveForm, PlanForm, SeatsForm
from mentorship.community.invitations import file_of
from mentorship.community.models import GroupMeeting, SeatState
from mentorship.community.wording import said_when
from mentorship.deeds import did, status
from mentorship.fields import Form
from mentorship.formats import plural
from mentorship.meetings.invitation import Method
from mentorship.meetings.views import seen
from mentorship.programs.models import Cohort, CohortState, Role
from mentorship.programs.queries import approved_people, cohort_for_coordinator, cohorts_of_coordinator

bp = Blueprint("community", __name__)


@bp.get("/groups")
@signed_in
def index() -> ResponseReturnValue:
    """What is ahead in my cohorts: seats left, and my place."""
    person = current_person()
    groups = queries.groups_ahead(person)
    ids = [group.id for group, _seat in groups]
    return render_template(
        "community/index.html",
        groups=groups,
        reader=person,
        taken=queries.seats_taken(ids),
        places=queries.waiting_places(person, ids),
        cohorts=[one for one in cohorts_of_coordinator(person) if one.state != CohortState.closed],
        said_when=said_when,
    )


@bp.get("/groups/<public_id>/invite.ics")
@signed_in
def download(public_id: str) -> ResponseReturnValue:
    """My own place as a file for any calendar."""
    person = current_person()
    group = queries.group_for(person, public_id) or abort(404)
    seat = queries.seat_of(person, group)
    if seat is None or not seat.takes_time or not group.ahead(clock.now()):
        abort(404)
    headers = {"Content-Disposition": 'attachment; filename="group.ics"'}
    return Response(file_of(group, seat, Method.PUBLISH), mimetype="text/calendar", headers=headers)


@bp.route("/groups/plan/<public_id>", methods=["GET", "POST"])
@coordinator_only
def plan(public_id: str) -> ResponseReturnValue:
    """Plan a circle or a training session for a cohort."""
    person = current_person()
    cohort = cohort_for_coordinator(person, public_id) or abort(404)
    if cohort.state == CohortState.closed and request.method == "GET":
        abort(404)
    form, planned = PlanForm(person, _hosts(cohort, person)), list[GroupMeeting]()
    if did(form, lambda: planned.append(services.plan(cohort, person, **form.words()))):
        flash("Planned. The host has the invitation by mail, and the cohort can take seats.")
        return redirect(url_for("community.show", public_id=planned[0].public_id), 303)
    return render_template("community/plan.html", cohort=cohort, form=form, reader=person), status(form)


@bp.get("/groups/<public_id>/change")
@signed_in
def change(public_id: str) -> ResponseReturnValue:
    """Who comes; another time, another size, or an end."""
    return changing(own_group(public_id))


@bp.post("/groups/<public_id>/move")
@signed_in
def move(public_id: str) -> ResponseReturnValue:
    """Another time."""
    group, person, lost = own_group(public_id), current_person(), list[int | None]()
    form = MoveForm(group, person)
    if did(form, lambda: lost.append(services.move(group, person, form.chosen, seen=seen()))):
        flash(_said_of_move(lost[0]))
        return redirect(url_for("community.change", public_id=public_id), 303)
    return changing(group, form)


@bp.post("/groups/<public_id>/seats")
@signed_in
def set_seats(public_id: str) -> ResponseReturnValue:
    """Another number of seats; the waitlist open or closed."""
    group, person = own_group(public_id), current_person()
    form = SeatsForm(group)
    if did(
        form,
        lambda: services.set_seats(group, person, form.seats.data, waitlist_open=form.waitlist_open.data),
    ):
        flash("Saved. A seat that is free now goes to whoever is next in line.")
        return redirect(url_for("community.change", public_id=public_id), 303)
    return changing(group, form)


@bp.post("/groups/<public_id>/cancel")
@signed_in
def cancel(public_id: str) -> ResponseReturnValue:
    """It does not take place."""
    group, person, form = own_group(public_id), current_person(), CallOffForm()
    if did(form, lambda: services.cancel(group, person, form.reason.data, seen=seen())):
        flash("Cancelled. Everybody with a place or in line gets word by mail.")
        return redirect(url_for("community.show", public_id=public_id), 303)
    return changing(group, form)


def own_group(public_id: str) -> GroupMeeting:
    """A group meeting that the signed-in person hosts or coordinates; 404 for any other."""
    return queries.group_run_by(current_person(), public_id) or abort(404)


def changing(group: GroupMeeting, form: Form | None = None) -> ResponseReturnValue:
    """The page for changes. `form` is whichever of its forms was sent, with its complaints."""
    person = current_person()
    blank = {
        "move_form": lambda: MoveForm(group, person, formdata=None),
        "seats_form": lambda: SeatsForm(group, formdata=None),
        "cancel_form": lambda: CallOffForm(formdata=None),
    }
    kinds = {"move_form": MoveForm, "seats_form": SeatsForm, "cancel_form": CallOffForm}
    forms = {name: form if isinstance(form, kinds[name]) else make() for name, make in blank.items()}
    return render_template(
        "community/change.html",
        group=group,
        reader=person,
        form=form,
        ahead=group.ahead(clock.now()),
        seated=queries.people_in(group, SeatState.seated),
        waiting=queries.people_in(group, SeatState.waiting),
        said_when=said_when,
        **forms,
    ), status(form) if form else 200


def _said_of_move(lost: int | None) -> str:
    if lost is None:
        return "It stands at that time already."
    have = f"{plural(lost, 'person has', 'people have')} another meeting then"
    stand = f" {have}, and {'is' if lost == 1 else 'are'} in line now." if lost else ""
    return f"Moved. Everybody with a place or in line gets the new time by mail.{stand}"


def _hosts(cohort: Cohort, coordinator: Person) -> list[Person]:
    """Whoever plans it, or a mentor of the cohort."""
    mentors = sorted(approved_people(cohort, Role.mentor), key=lambda person: person.name)
    return [coordinator, *(person for person in mentors if person.id != coordinator.id)]
