"""Writing, changing and removing one's own notes about a meeting. Only for the signed-in: links in mails travel."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from mentorship.access import member_only
from mentorship.accounts.signing_in import current_person
from mentorship.extensions import db
from mentorship.meetings import notes, queries
from mentorship.meetings.forms import NoteForm
from mentorship.meetings.models import Meeting, MeetingNote
from mentorship.meetings.views import bp, own_meeting


@bp.route("/meetings/<public_id>/notes", methods=["GET", "POST"])
@member_only
def write_note(public_id: str) -> ResponseReturnValue:
    """Write a note."""
    meeting = own_meeting(public_id)
    form = NoteForm(meeting.mentorship.other(current_person()))
    if form.validate_on_submit():
        notes.write_note(meeting, current_person(), form.words.data, shared=form.shared)
        db.session.commit()
        flash("Your note is kept.")
        return back_to(meeting)
    return render_template("meetings/note.html", meeting=meeting, note=None, form=form)


@bp.route("/notes/<public_id>", methods=["GET", "POST"])
@member_only
def change_note(public_id: str) -> ResponseReturnValue:
    """Change one's own note."""
    note, meeting = own_note(public_id)
    form = NoteForm(meeting.mentorship.other(current_person()), note)
    if form.validate_on_submit():
        notes.change_note(note, form.words.data, shared=form.shared)
        db.session.commit()
        flash("Your note is changed.")
        return back_to(meeting)
    return render_template("meetings/note.html", meeting=meeting, note=note, form=form)


@bp.post("/notes/<public_id>/remove")
@member_only
def remove_note(public_id: str) -> ResponseReturnValue:
    """Remove one's own note."""
    note, meeting = own_note(public_id)
    notes.remove_note(note)
    db.session.commit()
    flash("Your note is gone.")
    return back_to(meeting)


def own_note(public_id: str) -> tuple[MeetingNote, Meeting]:
    """A note of the signed-in person's, and its meeting; 404 for any other."""
    note = queries.own_note(current_person(), public_id) or abort(404)
    return note, queries.meeting_of(note)


def back_to(meeting: Meeting) -> ResponseReturnValue:
    return redirect(url_for("meetings.show", public_id=meeting.public_id, _anchor="notes"), 303)
