"""What the two say about a meeting that is over."""

from __future__ import annotations

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.audit.services import record
from mentorship.extensions import db
from mentorship.formats import when
from mentorship.meetings.models import Happened, Meeting, MeetingState, WrapUp
from mentorship.meetings.refusals import MeetingIsOver, NotOverYet


def wrap_up(meeting: Meeting, person: Person, happened: Happened, next_step: str) -> WrapUp:
    """What one of the two says about a meeting that is over; they may say it again, differently."""
    db.session.refresh(meeting, with_for_update={"of": Meeting})
    if not meeting.over(clock.now()):
        raise NotOverYet(
            f"This meeting ends on {when(meeting.ends_at, person.timezone)}. Come back after it."
        )
    answer = meeting.wrap_up_by(person)
    if answer is None:
        if not meeting.open_for_wrap_up(person):
            raise MeetingIsOver("This meeting was cancelled beforehand, so there is nothing to wrap up.")
        answer = WrapUp(person_id=person.id)
        meeting.wrap_ups.append(answer)
    answer.happened, answer.next_step, answer.answered_at = happened, next_step, clock.now()
    meeting.state = _outcome([wrap_up.happened for wrap_up in meeting.wrap_ups])
    db.session.flush()
    record(person, "wrapped up", meeting, happened=happened.value)
    return answer


def finish_step(meeting: Meeting, person: Person) -> None:
    """Somebody has done their next step."""
    answer = meeting.wrap_up_by(person)
    if answer and answer.next_step and answer.done_at is None:
        answer.done_at = clock.now()


def _outcome(answers: list[Happened]) -> MeetingState:
    """One who says that they met is believed; a no-show needs nobody's blame, only a new date."""
    if Happened.yes in answers:
        return MeetingState.completed
    return MeetingState.no_show if Happened.no_show in answers else MeetingState.cancelled
