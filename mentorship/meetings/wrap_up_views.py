"""Say what came of a meeting, and pick the next date on the spot."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mentorship import clock
from mentorship.access import link_holder, member_only
from mentorship.accounts import links
from mentorship.accounts.models import Person
from mentorship.accounts.signing_in import current_person
from mentorship.deeds import did, status
from mentorship.extensions import db
from mentorship.meetings import queries, services
from mentorship.meetings.forms import TimeForm, WrapUpForm
from mentorship.meetings.models import Meeting
from mentorship.meetings.views import bp, next_url, notes_shown, offer, own_meeting, page_of


@bp.route("/meetings/<public_id>/wrap-up", methods=["GET", "POST"])
@member_only
def wrap_up(public_id: str) -> ResponseReturnValue:
    """Say what came of a meeting, and pick the next date."""
    return wrapping_up(own_meeting(public_id), current_person())


@bp.route("/w/<token>", methods=["GET", "POST"])
@link_holder
def wrap_up_by_link(token: str) -> ResponseReturnValue:
    """The same, from a mail."""
    claims = links.read("meetings.wrap_up_by_link", token)
    meeting = queries.meeting_for(claims.person, claims.subject) or abort(404)
    return wrapping_up(meeting, claims.person)


def wrapping_up(meeting: Meeting, reader: Person) -> ResponseReturnValue:
    """Ask; once answered, thank and offer the next date on the spot."""
    answer, ahead = meeting.wrap_up_by(reader), queries.next_meeting(meeting.mentorship)
    form, over = WrapUpForm(obj=answer), meeting.over(clock.now())
    if did(form, lambda: services.wrap_up(meeting, reader, *form.words())):
        return redirect(request.path, 303)
    return render_template(
        "meetings/wrap_up.html",
        meeting=meeting,
        reader=reader,
        partner=meeting.mentorship.other(reader),
        form=form,
        answer=answer,
        over=over,
        askable=over and (answer or meeting.open_for_wrap_up(reader)),
        meeting_url=page_of(meeting, reader),
        notes=notes_shown(meeting, reader),
        ahead=ahead,
        ahead_url=page_of(ahead, reader) if ahead else None,
        proposals=offer(meeting.mentorship, reader, ahead) if answer else None,
        time_form=TimeForm(meeting.mentorship, reader, formdata=None),
        url=next_url(meeting.mentorship, reader),
    ), status(form)


@bp.post("/meetings/<public_id>/step-done")
@member_only
def step_done(public_id: str) -> ResponseReturnValue:
    """My next step from this meeting is done."""
    meeting = own_meeting(public_id)
    services.finish_step(meeting, current_person())
    db.session.commit()
    flash("Noted: your step is done.")
    return redirect(url_for("home.mentorship", public_id=meeting.mentorship.public_id), 303)
