"""Notes about a meeting: for their writer alone, or for both."""

from __future__ import annotations

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.meetings.models import Meeting, MeetingNote


def write_note(meeting: Meeting, person: Person, words: str, *, shared: bool) -> MeetingNote:
    """Keep some words. Nobody is told: a shared note is read where the meeting is."""
    note = MeetingNote(
        meeting_id=meeting.id, person_id=person.id, words=words, shared=shared, written_at=clock.now()
    )
    db.session.add(note)
    return note


def change_note(note: MeetingNote, words: str, *, shared: bool) -> None:
    """Other words, or other readers."""
    note.words, note.shared, note.written_at = words, shared, clock.now()


def remove_note(note: MeetingNote) -> None:
    """It is gone for both."""
    db.session.delete(note)
