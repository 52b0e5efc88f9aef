"""Planning the dates after the next: a look first, then one button. For the signed-in, and by a link from a mail."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mentorship.access import link_holder, member_only
from mentorship.accounts import links
from mentorship.accounts.models import Person
from mentorship.accounts.signing_in import current_person
from mentorship.deeds import did, status
from mentorship.formats import plural
from mentorship.meetings import queries, series
from mentorship.meetings.forms import HOW_MANY, CancelForm, PlanForm
from mentorship.meetings.models import Meeting, MeetingState
from mentorship.meetings.views import bp, next_url, own_meeting, page_of, seen, shown
from mentorship.pairs.models import Mentorship
from mentorship.pairs.queries import mentorship_for


@bp.route("/mentorships/<public_id>/series", methods=["GET", "POST"])
@member_only
def plan(public_id: str) -> ResponseReturnValue:
    """Plan the dates after the next."""
    mentorship = mentorship_for(current_person(), public_id) or abort(404)
    return planning(mentorship, current_person())


@bp.route("/s/<token>", methods=["GET", "POST"])
@link_holder
def plan_by_link(token: str) -> ResponseReturnValue:
    """The same, for somebody who came by a mail."""
    claims = links.read("meetings.plan_by_link", token)
    mentorship = mentorship_for(claims.person, claims.subject) or abort(404)
    return planning(mentorship, claims.person)


def planning(mentorship: Mentorship, reader: Person) -> ResponseReturnValue:
    """Show what the rhythm gives; book it once the reader agrees."""
    form = PlanForm(request.values.get("many", ""), request.form.getlist("start"))
    planned = list[Meeting]()
    if did(form, lambda: planned.extend(series.plan_series(mentorship, reader, form.many, form.starts))):
        flash(f"{plural(len(planned), 'date')} planned. Both of you get an invitation for each by mail.")
        return redirect(page_of(planned[0], reader), 303)
    ahead = queries.meetings_ahead(mentorship)
    if not ahead or not mentorship.is_open:
        return redirect(next_url(mentorship, reader), 303)
    last = ahead[-1]
    if last.state == MeetingState.held:
        return redirect(page_of(last, reader), 303)
    stops = series.planned_dates(mentorship, reader, form.many)
    return render_template(
        "meetings/plan.html",
        mentorship=mentorship,
        reader=reader,
        partner=mentorship.other(reader),
        form=form,
        last=last,
        last_url=page_of(last, reader),
        stops=stops,
        starts=[stop.starts_at for stop in stops if stop.starts_at],
        how_many=HOW_MANY,
        url=request.path,
    ), status(form)


@bp.post("/meetings/<public_id>/cancel-rest")
@member_only
def cancel_rest(public_id: str) -> ResponseReturnValue:
    """Cancel this meeting and those planned with it that come later."""
    meeting, reader = own_meeting(public_id), current_person()
    form, many = CancelForm(), list[int]()
    if did(form, lambda: many.append(series.cancel_rest(meeting, reader, seen=seen()))):
        flash(f"Cancelled: {plural(many[0], 'meeting')}. Both of you get word by mail.")
        return redirect(url_for("home.mentorship", public_id=meeting.mentorship.public_id), 303)
    return shown(meeting, reader, form)
