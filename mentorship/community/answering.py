"""What a calendar answers by mail to the invitation to a group meeting: a No gives the seat to the next in line."""

from __future__ import annotations

from mentorship import clock
from mentorship.community import queries
from mentorship.community.seating import leave
from mentorship.errors import Refusal
from mentorship.meetings.models import Answer
from mentorship.meetings.replying import Said


class OneGuestMovesNothing(Refusal):
    """A guest's calendar proposes another time for everybody: the coordinator decides."""


def take_answer(said: Said) -> bool | None:
    """Whether it counts: it must answer the newest file of somebody who has a seat. None for other dates."""
    group = queries.group_with_uid(said.uid)
    if group is None:
        return None
    seat = queries.seat_of(said.person, group)
    if seat is None or not seat.takes_time or said.sequence < seat.sequence or not group.ahead(clock.now()):
        return False
    if said.other_time:
        raise OneGuestMovesNothing(f"“{group.title}” keeps its time until you move it. Tell them, or do.")
    if said.answer is Answer.declined:
        leave(group, said.person)
    return True
