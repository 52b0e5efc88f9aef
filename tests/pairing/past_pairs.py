"""Past pairs of a program, and weights that were learned from them, for tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from mentorship import clock
from mentorship.extensions import db
from mentorship.meetings.models import Meeting, MeetingState
from mentorship.pairing.models import LearnedWeights, WeightsState
from mentorship.pairs.models import Mentorship, MentorshipState
from mentorship.programs.models import Cohort
from tests import factories

SPECIALTIES = ("207Q00000X", "208600000X", "2084P0800X")
PARTS = ("needs", "stage_model", "values_style", "specialty", "availability", "state", "preferences")
ONLY_HOURS = {**dict.fromkeys(PARTS, 0.0), "needs": 0.05, "availability": 0.95}


def met_once(pair: Mentorship) -> Meeting:
    """A meeting of the pair that took place a day after they began."""
    starts = pair.started_at + timedelta(days=1)
    meeting = Meeting(
        mentorship_id=pair.id,
        uid=f"{pair.public_id}@example.com",
        stamped_at=starts,
        starts_at=starts,
        ends_at=starts + timedelta(minutes=45),
        zone="America/Chicago",
        wall_time="2026-01-01T19:00",
        link="https://example.com/room",
        state=MeetingState.completed,
        booked_by_id=pair.mentee_id,
        created_at=pair.started_at,
    )
    db.session.add(meeting)
    db.session.commit()
    return meeting


def specialty_decided(cohort: Cohort, mentees: int) -> None:
    """Pairs a year ago: those of one specialty met and kept to the end, the others did neither. Topics told nothing."""
    long_ago = clock.now() - timedelta(days=365)
    offers = {"prior-authorization": 3, "denials-appeals": 2}
    mentors = [
        factories.mentor(cohort, f"Past M{n}", offers=offers, specialty=SPECIALTIES[n]) for n in range(3)
    ]
    for number in range(mentees):
        mentee = factories.mentee(
            cohort,
            f"Past {number}",
            needs=["prior-authorization"] if number % 5 < 3 else ["office-lease"],
            specialty=SPECIALTIES[number % 3],
        )
        well = number % 4 < 2
        mentor = mentors[number % 3 if well else (number + 1) % 3]
        state = MentorshipState.completed if well else MentorshipState.ended_early
        pair = factories.mentorship(cohort, mentor, mentee, state, started_at=long_ago)
        if well:
            met_once(pair)


def learned(cohort: Cohort, state: WeightsState = WeightsState.ready, **columns: Any) -> LearnedWeights:
    """Weights that were worked out: only needs and hours count, and they were shown to be better."""
    coordinator = factories.person("Asked Before", is_coordinator=True)
    changes = [{"part": part, "before": 1 / 7, "after": ONLY_HOURS[part]} for part in PARTS]
    values = {
        "weights": ONLY_HOURS,
        "figures": {"adopt": True, "pairs": 180, "mentees": 120, "changes": changes, "trial": None},
        "sentence": "The learned weights put the better pair first in 74 of 100 cases, today's weights in 66; "
        "the gain is between 5 and 11.",
        "finished_at": clock.now(),
        "decided_by_id": coordinator.id if state == WeightsState.used else None,
        "decided_at": clock.now() if state == WeightsState.used else None,
        **columns,
    }
    row = LearnedWeights(
        program_id=cohort.program_id, state=state, asked_by_id=coordinator.id, asked_at=clock.now(), **values
    )
    db.session.add(row)
    db.session.commit()
    return row
