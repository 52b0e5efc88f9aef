"""Pages about meetings, for the signed-in and for whoever holds a link from a mail. Opening a link changes nothing."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mentorship import clock
from mentorship.access import link_holder, member_only
from mentorship.accounts import links
from mentorship.accounts.models import Person
from mentorship.accounts.signing_in import current_person
from mentorship.deeds import did, status
from mentorship.fields import Form
from mentorship.formats import when
from mentorship.meetings import asking, entries, queries, services
from mentorship.meetings.answering import answers_to
from mentorship.meetings.forms import CancelForm, TimeForm
from mentorship.meetings.invitation import Method
from mentorship.meetings.models import Meeting, MeetingNote
from mentorship.meetings.proposing import Proposals, proposals
from mentorship.pairs.models import Mentorship
from mentorship.pairs.queries import mentorship_for

bp = Blueprint("meetings", __name__)


@bp.route("/mentorships/<public_id>/meetings", methods=["GET", "POST"])
@member_only
def book(public_id: str) -> ResponseReturnValue:
    """Pick the next date."""
    mentorship = mentorship_for(current_person(), public_id) or abort(404)
    return booking(mentorship, current_person(), request.path)


@bp.route("/n/<token>", methods=["GET", "POST"])
@link_holder
def next_by_link(token: str) -> ResponseReturnValue:
    """Pick the next date from a mail; the times are worked out when the page is opened, so that none is taken."""
    claims = links.read("meetings.next_by_link", token)
    mentorship = mentorship_for(claims.person, claims.subject) or abort(404)
    return booking(mentorship, claims.person, request.path)


def booking(mentorship: Mentorship, reader: Person, url: str) -> ResponseReturnValue:
    """Book or ask for what the form says; else offer times, or show the date that stands."""
    if request.form.get("act") == "times":
        return asking_for_times(mentorship, reader, url)
    form, taken = TimeForm(mentorship, reader), list[Meeting]()
    if did(form, lambda: taken.append(take(mentorship, reader, form))):
        flash(said_of(taken[0], reader))
        return redirect(page_of(taken[0], reader), 303)
    ahead = queries.next_meeting(mentorship)
    if ahead and not form.refusal:
        return redirect(page_of(ahead, reader), 303)
    return times_page(mentorship, reader, form, url, ahead)


def asking_for_times(mentorship: Mentorship, reader: Person, url: str) -> ResponseReturnValue:
    """Ask the partner to propose a time."""
    form, partner = Form(), mentorship.other(reader)
    if did(form, lambda: asking.ask_for_times(mentorship, reader)):
        flash(f"{partner.called} gets your question by mail, with a link to propose a time.")
        return redirect(url, 303)
    blank = TimeForm(mentorship, reader, formdata=None)
    blank.refusal = form.refusal
    return times_page(mentorship, reader, blank, url, queries.next_meeting(mentorship))


def times_page(
    mentorship: Mentorship, reader: Person, form: TimeForm, url: str, ahead: Meeting | None
) -> ResponseReturnValue:
    """Times to choose from; beside a refusal, the date that stands."""
    return render_template(
        "meetings/book.html",
        mentorship=mentorship,
        reader=reader,
        partner=mentorship.other(reader),
        form=form,
        ahead=ahead,
        ahead_url=page_of(ahead, reader) if ahead else None,
        proposals=offer(mentorship, reader, ahead, near=form.wanted),
        url=url,
    ), status(form)


def take(mentorship: Mentorship, reader: Person, form: TimeForm) -> Meeting:
    """The date that the form invites to, or asks about first."""
    if request.form.get("act") == "ask":
        return asking.propose(mentorship, reader, form.chosen, anyway=form.anyway.data)
    return services.book(mentorship, reader, form.chosen, **form.ticked)


def said_of(meeting: Meeting, reader: Person) -> str:
    if meeting.expires_at is None:
        return "The date stands. Both of you get the invitation by mail."
    partner, until = meeting.mentorship.other(reader).called, when(meeting.expires_at, reader.timezone)
    if meeting.booked_by_id != reader.id:
        return f"{partner} has asked for this very time. Accept it, and the date stands."
    return f"{partner} is asked by mail. The time is kept for you two until {until}."


def offer(
    mentorship: Mentorship, reader: Person, ahead: Meeting | None, near: datetime | None = None
) -> Proposals | None:
    """Times to choose from, unless a date stands or the pair has ended."""
    return proposals(mentorship, reader, near=near) if mentorship.is_open and not ahead else None


@bp.get("/meetings/<public_id>")
@member_only
def show(public_id: str) -> ResponseReturnValue:
    """One meeting."""
    meeting, person = own_meeting(public_id), current_person()
    return shown(meeting, person, TimeForm(meeting.mentorship, person))


@bp.post("/meetings/<public_id>/move")
@member_only
def reschedule(public_id: str) -> ResponseReturnValue:
    """Move it to another time."""
    return moving(own_meeting(public_id), current_person(), seen())


@bp.post("/meetings/<public_id>/cancel")
@member_only
def cancel(public_id: str) -> ResponseReturnValue:
    """Cancel it."""
    return cancelling(own_meeting(public_id), current_person(), seen())


def moving(meeting: Meeting, reader: Person, version: int | None) -> ResponseReturnValue:
    form, before = TimeForm(meeting.mentorship, reader), meeting.sequence
    if did(form, lambda: services.reschedule(meeting, reader, form.chosen, seen=version, **form.ticked)):
        moved = meeting.sequence != before
        flash("Moved. Both of you get the new time by mail." if moved else "It stands at that time already.")
        return redirect(page_of(meeting, reader), 303)
    return shown(meeting, reader, form)


def cancelling(meeting: Meeting, reader: Person, version: int | None) -> ResponseReturnValue:
    form = CancelForm()
    if did(form, lambda: services.cancel(meeting, reader, form.reason.data, seen=version)):
        flash("Cancelled. Both of you get word by mail, and it leaves your calendars.")
        return redirect(page_of(meeting, reader), 303)
    return shown(meeting, reader, form)


def shown(meeting: Meeting, reader: Person, form: Form, *, version: int | None = None) -> ResponseReturnValue:
    """The meeting's page. `form` is whichever of its forms was sent, with its complaints."""
    now, mentorship = clock.now(), meeting.mentorship
    time_form = form if isinstance(form, TimeForm) else TimeForm(mentorship, reader, formdata=None)
    ended, over = meeting.proposal_ended(now), meeting.over(now)
    open_still = meeting.upcoming and not over and not ended
    overtaken = open_still and version is not None and version != meeting.sequence
    changeable = open_still and not overtaken
    ahead = queries.next_meeting(mentorship) if ended else None
    return render_template(
        "meetings/proposed.html" if meeting.expires_at else "meetings/show.html",
        meeting=meeting,
        reader=reader,
        partner=mentorship.other(reader),
        form=form,
        time_form=time_form,
        cancel_form=form if isinstance(form, CancelForm) else CancelForm(formdata=None),
        overtaken=overtaken,
        ended=ended,
        answers=answers_to(meeting, reader),
        other_time=queries.other_time_for(meeting, reader) if changeable else None,
        move_asked=meeting.other_time(now) if changeable else None,
        came_about=request.args.get("other"),
        ahead=ahead,
        ahead_url=page_of(ahead, reader) if ahead else None,
        first=queries.last_start(mentorship) is None,
        changeable=changeable,
        over=over,
        begun=meeting.starts_at <= now,
        proposals=proposals(mentorship, reader, moving=meeting, near=time_form.wanted)
        if changeable
        else None,
        notes=notes_shown(meeting, reader),
        together=queries.series_of(meeting) if changeable else [],
        urls=urls_of(meeting, reader),
    ), status(form)


@bp.get("/meetings/<public_id>/invite.ics")
@member_only
def download(public_id: str) -> ResponseReturnValue:
    """The meeting as a file for any calendar."""
    meeting = own_meeting(public_id)
    if not meeting.upcoming:
        abort(404)
    headers = {"Content-Disposition": 'attachment; filename="mentoring.ics"'}
    return Response(entries.file_of(meeting, Method.PUBLISH), mimetype="text/calendar", headers=headers)


def own_meeting(public_id: str) -> Meeting:
    """A meeting of the signed-in person; 404 for any other."""
    return queries.meeting_for(current_person(), public_id) or abort(404)


def seen() -> int | None:
    """The version of the meeting that stood on the page the form was on."""
    return request.form.get("seen", type=int)


def by_mail() -> bool:
    """Whether this page was reached by a link from a mail, so that whatever follows must be, too."""
    return "token" in (request.view_args or {})


def notes_shown(meeting: Meeting, reader: Person) -> list[MeetingNote] | None:
    """The notes that somebody may read; None for whoever came by a link, because links in mails travel."""
    return None if by_mail() else queries.notes_for(meeting, reader)


def page_of(meeting: Meeting, reader: Person) -> str:
    """The meeting's page, by a fresh link for somebody who came by link."""
    if not by_mail():
        return url_for("meetings.show", public_id=meeting.public_id)
    token = links.token_for("meetings.by_link", reader, meeting.public_id, version=meeting.sequence)
    return url_for("meetings.by_link", token=token)


def next_url(mentorship: Mentorship, reader: Person) -> str:
    """Where the next date is picked."""
    if not by_mail():
        return url_for("meetings.book", public_id=mentorship.public_id)
    token = links.token_for("meetings.next_by_link", reader, mentorship.public_id)
    return url_for("meetings.next_by_link", token=token)


def plan_url(mentorship: Mentorship, reader: Person) -> str:
    """Where the dates after the next are planned."""
    if not by_mail():
        return url_for("meetings.plan", public_id=mentorship.public_id)
    token = links.token_for("meetings.plan_by_link", reader, mentorship.public_id)
    return url_for("meetings.plan_by_link", token=token)


def wrap_up_url(meeting: Meeting, reader: Person) -> str:
    """Where the meeting is wrapped up."""
    if not by_mail():
        return url_for("meetings.wrap_up", public_id=meeting.public_id)
    token = links.token_for("meetings.wrap_up_by_link", reader, meeting.public_id)
    return url_for("meetings.wrap_up_by_link", token=token)


def urls_of(meeting: Meeting, reader: Person) -> dict[str, str]:
    """Where the meeting's page leads and sends its forms."""
    here = page_of(meeting, reader)
    further = {
        "wrap_up": wrap_up_url(meeting, reader),
        "next": next_url(meeting.mentorship, reader),
        "plan": plan_url(meeting.mentorship, reader),
        "fresh": here,
    }
    if by_mail():
        return {**further, "move": here, "cancel": here, "answer": here}
    names = {"move": "reschedule", "download": "download"}
    names |= {name: name for name in ("cancel", "cancel_rest", "answer")}
    own = {name: url_for(f"meetings.{view}", public_id=meeting.public_id) for name, view in names.items()}
    return {**further, **own}
