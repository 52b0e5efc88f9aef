"""Whether what a mail is about still holds; asked when the mail is about to leave."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.meetings.models import Answer, Attendance, Meeting, MoveProposal
from mentorship.meetings.queries import UPCOMING, next_meeting
from mentorship.pairs.models import Mentorship

# Put together once, because it is asked for every invitation that leaves.
CURRENT = select(Meeting.id).where(Meeting.uid == bindparam("uid"), Meeting.sequence == bindparam("sequence"))


def is_current(uid_and_sequence: str) -> bool:
    """Whether 'uid:sequence' is still the newest version of a meeting; a mail about an older one need not leave."""
    uid, _, sequence = uid_and_sequence.rpartition(":")
    found = db.session.connection().scalar(CURRENT, {"uid": uid, "sequence": int(sequence)})
    return found is not None


def is_declined(uid_sequence_and_person: str) -> bool:
    """Whether the person with this public id still says No to this version of a meeting ahead: 'uid:sequence:id'."""
    uid, sequence, public_id = uid_sequence_and_person.rsplit(":", 2)
    query = select(Attendance.id).join(Meeting).join(Person, Attendance.person_id == Person.id)
    query = query.where(Attendance.answer == Answer.declined, Person.public_id == public_id)
    query = query.where(Meeting.uid == uid, Meeting.sequence == int(sequence), Meeting.state.in_(UPCOMING))
    return db.session.scalar(query) is not None


def is_still_asked(uid_and_sequence: str) -> bool:
    """Whether 'uid:sequence' is a time that still waits for its answer."""
    uid, _, sequence = uid_and_sequence.rpartition(":")
    query = select(Meeting).filter_by(uid=uid, sequence=int(sequence))
    meeting = db.session.scalar(query)
    return meeting is not None and meeting.waits(clock.now())


def still_finds_no_time(pair_and_person: str) -> bool:
    """Whether the pair that 'pair:person' names is open and has no date yet."""
    public_id, _, _ = pair_and_person.partition(":")
    mentorship = db.session.scalar(select(Mentorship).filter_by(public_id=public_id))
    return mentorship is not None and mentorship.is_open and next_meeting(mentorship) is None


def is_move_asked(public_id: str) -> bool:
    """Whether this proposal of another time still waits for its answer."""
    query = select(MoveProposal.id).filter_by(public_id=public_id)
    return db.session.scalar(query.where(MoveProposal.expires_at > clock.now())) is not None
