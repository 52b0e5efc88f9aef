"""The table of what time makes happen. A new row is one declaration here and one mail."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from mentorship.accounts.models import Person
from mentorship.checkins import emails as checkin_emails
from mentorship.checkins.models import FIRST_PULSE, PULSE_EVERY
from mentorship.checkins.queries import fit_checks_waiting, pulses_waiting
from mentorship.followup import emails, group_emails, groups, joining, queries, resting, stalling
from mentorship.followup import joining_emails as on_the_way
from mentorship.followup import stalling_emails as stalled
from mentorship.followup.openings import waiting_letter
from mentorship.followup.pause_emails import pause_ending
from mentorship.followup.trigger import Trigger
from mentorship.mail.models import Category
from mentorship.meetings.models import Meeting
from mentorship.pairing import emails as pairing_emails
from mentorship.pairs.models import Goal, Mentorship

A_FORTNIGHT_EACH = tuple(range(1, 366, 14))
SILENT_LIMIT = 2
"""After so many unanswered requests in a row nobody is sent to a mentor for now."""


def _version(meeting: Meeting) -> str:
    return f"{meeting.uid}:{meeting.sequence}"


def _both(meeting: Meeting) -> Iterable[Person]:
    return meeting.mentorship.people


def _who_has_not_answered(meeting: Meeting) -> Iterable[Person]:
    return (person for person in meeting.mentorship.people if meeting.wrap_up_by(person) is None)


def _since(met: tuple[Mentorship, datetime]) -> str:
    return f"{met[0].public_id}:{met[1]:%Y-%m-%dT%H:%M}"


def _date_called_for(met: tuple[Mentorship, datetime]) -> datetime:
    return met[1] + timedelta(weeks=met[0].cadence_weeks)


def _day_of_a_goal(found: tuple[Mentorship, Goal]) -> datetime:
    pair, goal = found
    return datetime.combine(goal.due_on or pair.started_at, time(), ZoneInfo(pair.mentee.timezone))


MEETINGS: tuple[Trigger[Any], ...] = (
    Trigger(
        name="hour_before",
        when="Within the hour before a meeting.",
        stops="The meeting is moved or cancelled, or has begun.",
        category=Category.hour_before,
        due=queries.meetings_in_an_hour,
        fact=_version,
        whom=_both,
        letter=emails.hour_before,
        urgent=True,
    ),
    Trigger(
        name="day_before",
        when="A day before a meeting, unless its invitation is only hours old.",
        stops="The meeting is moved or cancelled, or is only four hours away.",
        category=Category.reminder,
        due=queries.meetings_in_a_day,
        fact=_version,
        whom=_both,
        letter=emails.day_before,
    ),
    Trigger(
        name="after_meeting",
        when="After the end of a meeting: how was it, the next step, the next date.",
        stops="The person has answered, or three days have passed.",
        category=Category.follow_up,
        due=queries.meetings_just_over,
        fact=lambda meeting: meeting.uid,
        whom=_who_has_not_answered,
        letter=emails.after_meeting,
    ),
    Trigger(
        name="missed",
        when="An hour after somebody said that a meeting did not take place.",
        stops="The partner says that they met, or there is a new date.",
        category=Category.follow_up,
        due=queries.meetings_missed,
        fact=lambda meeting: meeting.uid,
        whom=_both,
        letter=emails.missed,
    ),
)
GROUPS: tuple[Trigger[Any], ...] = (
    Trigger(
        name="group_hour_before",
        when="Within the hour before a group meeting, to whoever has a place in it.",
        stops="It is moved or cancelled, the person left, or it has begun.",
        category=Category.hour_before,
        due=groups.seats_in_an_hour,
        fact=groups.version,
        whom=lambda seat: [seat.person],
        letter=group_emails.hour_before,
        urgent=True,
    ),
    Trigger(
        name="group_day_before",
        when="A day before a group meeting, unless the invitation is only hours old.",
        stops="It is moved or cancelled, the person left, or it is only four hours away.",
        category=Category.reminder,
        due=groups.seats_in_a_day,
        fact=groups.version,
        whom=lambda seat: [seat.person],
        letter=group_emails.day_before,
    ),
)
REQUESTS: tuple[Trigger[Any], ...] = (
    Trigger(
        name="request_reminder",
        when="On the second working day after a mentor was asked.",
        stops="The mentor has answered, or the mentee took the request back.",
        then="On the last working day the request ends, and the mentee's next choice is asked, or the mentee hears "
        "whom to ask next.",
        category=Category.request,
        due=joining.requests_to_remind_of,
        fact=lambda request: request.public_id,
        whom=lambda request: [request.mentor],
        letter=lambda request, _mentor, _key: pairing_emails.reminder(request),
    ),
    Trigger(
        name="waiting",
        when="A day after a mentee is left without a mentor or an open request, then every two weeks.",
        stops="The mentee has asked somebody, or works with a mentor.",
        then="After 14 days the coordinator is asked to look.",
        category=Category.request,
        due=joining.waits,
        fact=lambda wait: f"{wait.application.public_id}:{wait.since:%Y-%m-%dT%H:%M}",
        whom=lambda wait: [wait.application.person],
        letter=waiting_letter,
        since=lambda wait: wait.since,
        days=A_FORTNIGHT_EACH,
    ),
    Trigger(
        name="first_silence",
        when="A request to a mentor has ended without a word from them.",
        stops="The mentor pauses new requests, or answers another one.",
        then=f"After {SILENT_LIMIT} in a row the mentor is shown as taking no new requests.",
        category=Category.nudge,
        due=lambda now: [silence for silence in joining.silences(now) if silence[1] < SILENT_LIMIT],
        fact=lambda silence: silence[0].public_id,
        whom=lambda silence: [silence[0].mentor],
        letter=on_the_way.first_silence,
    ),
)
JOINING: tuple[Trigger[Any], ...] = (
    Trigger(
        name="profile_unfinished",
        when="7 and 14 days after an account was confirmed whose profile is not finished.",
        stops="The profile is finished.",
        category=Category.nudge,
        due=joining.unfinished_profiles,
        fact=lambda person: person.public_id,
        whom=lambda person: [person],
        letter=on_the_way.profile_unfinished,
        since=lambda person: person.confirmed_at,
        days=(7, 14),
    ),
    Trigger(
        name="application_unfinished",
        when="7 and 14 days after a profile was finished, while a cohort takes members and none was chosen.",
        stops="The person has asked to join.",
        category=Category.nudge,
        due=joining.unfinished_applications,
        fact=lambda profile: profile.public_id,
        whom=lambda profile: [profile.person],
        letter=on_the_way.application_unfinished,
        since=lambda profile: profile.completed_at,
        days=(7, 14),
    ),
    Trigger(
        name="never_asked",
        when="7 and 14 days after a mentee was let in and has asked no mentor.",
        stops="The mentee has asked a mentor, or was matched.",
        category=Category.nudge,
        due=joining.never_asked,
        fact=lambda application: application.public_id,
        whom=lambda application: [application.person],
        letter=on_the_way.never_asked,
        since=lambda application: application.decided_at,
        days=(7, 14),
    ),
)
PAIRS: tuple[Trigger[Any], ...] = (
    Trigger(
        name="first_date",
        when="10 and 14 days after a pair began that has not met and has no date.",
        stops="There is a date, the pair rests or has ended.",
        then="After 28 days the coordinator is asked to look.",
        category=Category.nudge,
        due=queries.pairs_without_first_date,
        fact=lambda pair: pair.public_id,
        whom=lambda pair: pair.people,
        letter=emails.first_date,
        since=lambda pair: pair.started_at,
        pair=lambda pair: pair,
        days=(10, 14),
    ),
    Trigger(
        name="next_date",
        when="14 days after the agreed rhythm called for a date.",
        stops="There is a date, the pair rests or has ended.",
        then="After 60 days, or four weeks past their rhythm if that is later, the coordinator is asked to look.",
        category=Category.nudge,
        due=queries.pairs_without_next_date,
        fact=_since,
        whom=lambda met: met[0].people,
        letter=emails.next_date,
        since=_date_called_for,
        counted_from=lambda met: met[1],
        pair=lambda met: met[0],
        days=(14,),
    ),
    Trigger(
        name="no_goal",
        when="21 days after a pair began that has written down no goal.",
        stops="There is a goal, the pair rests or has ended.",
        category=Category.nudge,
        due=stalling.pairs_without_goal,
        fact=lambda pair: pair.public_id,
        whom=lambda pair: [pair.mentee],
        letter=stalled.no_goal,
        since=lambda pair: pair.started_at,
        pair=lambda pair: pair,
        days=(21,),
    ),
    Trigger(
        name="goal_past",
        when="A week after the day that a goal was meant for.",
        stops="Somebody says where the goal stands, the pair rests or has ended.",
        category=Category.nudge,
        due=stalling.goals_past,
        fact=lambda found: f"{found[1].public_id}:{found[1].due_on}",
        whom=lambda found: [found[0].mentee],
        letter=stalled.goal_past,
        since=_day_of_a_goal,
        pair=lambda found: found[0],
        days=(7,),
    ),
    Trigger(
        name="pause_ending",
        when="Three days before the day until which a pair rests.",
        stops="The pair carries on, rests until another day, or has ended.",
        then="On that day the pair works together again by itself.",
        category=Category.follow_up,
        due=resting.rests_near_their_end,
        fact=lambda rest: f"{rest[0].public_id}:{rest[1]}",
        whom=lambda rest: rest[0].people,
        letter=pause_ending,
    ),
    Trigger(
        name="step_stalled",
        when="A week after a second meeting in a row whose next step somebody did not do.",
        stops="The step is done.",
        then="The coordinator sees it at the same time.",
        category=Category.nudge,
        due=stalling.steps_stalled,
        fact=lambda step: f"{step.pair.public_id}:{step.last.meeting_id}",
        whom=lambda step: [step.person],
        letter=stalled.step_stalled,
    ),
)
COHORTS: tuple[Trigger[Any], ...] = (
    Trigger(
        name="half_way",
        when="In the week after the middle of a cohort.",
        stops="The pair has ended.",
        category=Category.nudge,
        due=stalling.pairs_half_way,
        fact=lambda pair: pair.public_id,
        whom=lambda pair: pair.people,
        letter=stalled.half_way,
    ),
    Trigger(
        name="closing",
        when="In the last two weeks of a cohort.",
        stops="The pair has ended.",
        category=Category.nudge,
        due=stalling.pairs_near_the_end,
        fact=lambda pair: pair.public_id,
        whom=lambda pair: pair.people,
        letter=stalled.closing,
    ),
    Trigger(
        name="afterwards",
        when="90 days after a pair reached what it set out to do.",
        stops="Nothing; it comes once.",
        category=Category.nudge,
        due=stalling.completed_pairs,
        fact=lambda pair: pair.public_id,
        whom=lambda pair: [pair.mentee],
        letter=stalled.afterwards,
    ),
)
CHECK_INS: tuple[Trigger[Any], ...] = (
    Trigger(
        name="fit_check",
        when="A day after a pair's first meeting that took place, to each of the two, once.",
        stops="The person has answered, nobody says any more that they met, the pair rests or has ended.",
        then="At “not sure” and “no” the coordinator is asked to talk to them.",
        category=Category.follow_up,
        due=fit_checks_waiting,
        fact=lambda asking: asking.pair.public_id,
        whom=lambda asking: asking.people,
        letter=checkin_emails.fit_check,
        since=lambda asking: asking.since,
        pair=lambda asking: asking.pair,
        days=(1,),
    ),
    Trigger(
        name="pulse",
        when=f"{FIRST_PULSE} days after a pair began, then every {PULSE_EVERY} days.",
        stops="The person has answered, the pair rests or has ended.",
        then="At “stuck” the pair shows as one that needs a check-in.",
        category=Category.nudge,
        due=pulses_waiting,
        fact=lambda asking: f"{asking.pair.public_id}:{asking.step}",
        whom=lambda asking: asking.people,
        letter=checkin_emails.pulse,
        since=lambda asking: asking.since,
        pair=lambda asking: asking.pair,
    ),
)
TRIGGERS: tuple[Trigger[Any], ...] = (
    *MEETINGS, *GROUPS, *REQUESTS, *COHORTS, *PAIRS, *CHECK_INS, *JOINING
)  # fmt: skip
"""What is urgent first: it is served first when a month has little room left."""
