"""One pair's page, composed of what pairs and meetings know: the next date or the next step first."""

from __future__ import annotations

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.accounts.signing_in import current_person
from mentorship.home.check_ins import questions
from mentorship.meetings import queries
from mentorship.meetings.forms import TimeForm
from mentorship.meetings.models import Meeting
from mentorship.meetings.proposing import proposals
from mentorship.pairs.forms import GOAL_STATES
from mentorship.pairs.models import MentorshipState
from mentorship.pairs.queries import mentorship_for


def mentorship_page(public_id: str) -> ResponseReturnValue:
    """The pair's page, for one of the two."""
    person, now = current_person(), clock.now()
    mentorship = mentorship_for(person, public_id) or abort(404)
    meetings = queries.meetings_of_pair(mentorship)
    ahead = next((meeting for meeting in meetings if meeting.upcoming and not meeting.over(now)), None)
    past = [meeting for meeting in meetings if meeting.over(now)]
    wants_date = mentorship.is_open and mentorship.state != MentorshipState.paused
    return render_template(
        "home/mentorship.html",
        mentorship=mentorship,
        reader=person,
        partner=mentorship.other(person),
        ahead=ahead,
        past=past,
        to_wrap_up=_to_wrap_up(past, person, mentorship.is_open),
        check_in=next(iter(questions(person, [mentorship])), None),
        proposals=proposals(mentorship, person) if wants_date and not ahead else None,
        time_form=TimeForm(mentorship, person, formdata=None),
        goal_states=GOAL_STATES,
    )


def _to_wrap_up(past: list[Meeting], person: Person, is_open: bool) -> Meeting | None:
    """The last meeting, when this person has not yet said what came of it."""
    return past[0] if is_open and past and past[0].open_for_wrap_up(person) else None
