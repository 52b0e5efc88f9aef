"""One group meeting, for whoever may come: take a seat, leave. Opening a link from a mail changes nothing."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mentorship import clock
from mentorship.access import link_holder, member_only, signed_in
from mentorship.accounts import links
from mentorship.accounts.models import Person
from mentorship.accounts.signing_in import current_person
from mentorship.community import queries, seating
from mentorship.community.forms import SeatForm
from mentorship.community.models import GroupMeeting, SeatState
from mentorship.community.views import bp
from mentorship.community.wording import said_when
from mentorship.deeds import did, status
from mentorship.fields import Form
from mentorship.meetings.views import by_mail

TAKEN = "You have a seat. The invitation is on its way by mail."
IN_LINE = "You are in line. When a seat comes free it is yours, and the invitation comes by mail."
LEFT = {
    seating.Left.nothing: "You have no seat here, and no place in line.",
    seating.Left.the_line: "You left the line.",
    seating.Left.a_free_seat: "You left. Your seat is free again.",
    seating.Left.a_seat_passed_on: "You left. The next in line has your seat now.",
}
ANOTHER = "You have another meeting then."
"""All that a page behind a link says of it: with whom and when is for whoever signs in, because links travel."""


@bp.get("/groups/<public_id>")
@signed_in
def show(public_id: str) -> ResponseReturnValue:
    """One group meeting."""
    return shown(visible(public_id), current_person(), SeatForm(formdata=None))


@bp.post("/groups/<public_id>/seat")
@member_only
def take(public_id: str) -> ResponseReturnValue:
    """Take a seat, or stand in line for one."""
    return taking(visible(public_id), current_person())


@bp.post("/groups/<public_id>/leave")
@member_only
def leave(public_id: str) -> ResponseReturnValue:
    """Give it up."""
    return leaving(visible(public_id), current_person())


@bp.route("/g/<token>", methods=["GET", "POST"])
@link_holder
def by_link(token: str) -> ResponseReturnValue:
    """The same, from a mail."""
    claims = links.read("community.by_link", token)
    group = queries.group_for(claims.person, claims.subject) or abort(404)
    act = request.form.get("act") if request.method == "POST" else None
    if act == "leave":
        return leaving(group, claims.person)
    if act == "take":
        return taking(group, claims.person)
    return shown(group, claims.person, SeatForm(formdata=None))


def taking(group: GroupMeeting, reader: Person) -> ResponseReturnValue:
    form = SeatForm()
    if did(form, lambda: take_seat(group, reader)):
        seat = queries.seat_of(reader, group)
        flash(TAKEN if seat and seat.takes_time else IN_LINE)
        return redirect(request.path if by_mail() else page_of(group), 303)
    return shown(group, reader, form)


def leaving(group: GroupMeeting, reader: Person) -> ResponseReturnValue:
    form, left = SeatForm(), list[seating.Left]()
    if did(form, lambda: left.append(seating.leave(group, reader))):
        flash(LEFT[left[0]])
        return redirect(request.path if by_mail() else page_of(group), 303)
    return shown(group, reader, form)


def take_seat(group: GroupMeeting, reader: Person) -> None:
    """Refused in words that name no other meeting to whoever came by a link."""
    try:
        seating.take_seat(group, reader)
    except seating.AnotherMeetingThen:
        if not by_mail():
            raise
        raise seating.AnotherMeetingThen(f"{ANOTHER} Move or leave that one first.") from None


def what_is_instead(group: GroupMeeting, reader: Person) -> str | None:
    """What has the reader's time then; behind a link only that something has."""
    instead = seating.what_is_instead(group, reader)
    return ANOTHER if instead and by_mail() else instead


def shown(group: GroupMeeting, reader: Person, form: Form) -> ResponseReturnValue:
    """The page of a group meeting. Names are for whoever is in it, and never on a page that a link opens."""
    seat, free = queries.seat_of(reader, group), queries.free_seats(group)
    place, runs = queries.waiting_places(reader, [group.id]).get(group.id), queries.runs(reader, group)
    inside = (runs or (seat is not None and seat.takes_time)) and not by_mail()
    return render_template(
        "community/show.html",
        group=group,
        reader=reader,
        form=form,
        seat=seat,
        free=free,
        place=place,
        busy=what_is_instead(group, reader) if place else None,
        soon=seating.too_late_to_pass_on(group),
        people=queries.people_in(group, SeatState.seated) if inside else None,
        runs=runs and not by_mail(),
        may_come=reader.is_mentee or reader.is_mentor,
        by_mail=by_mail(),
        ahead=group.ahead(clock.now()),
        over=group.ends_at <= clock.now(),
        said_when=said_when,
        urls=urls_of(group),
    ), status(form)


def visible(public_id: str) -> GroupMeeting:
    """A group meeting that the signed-in person may see; 404 for any other."""
    return queries.group_for(current_person(), public_id) or abort(404)


def page_of(group: GroupMeeting) -> str:
    return url_for("community.show", public_id=group.public_id)


def urls_of(group: GroupMeeting) -> dict[str, str]:
    """Where the page sends its forms: a page from a mail sends them to itself."""
    if by_mail():
        return {"take": request.path, "leave": request.path}
    return {act: url_for(f"community.{act}", public_id=group.public_id) for act in ("take", "leave")}
