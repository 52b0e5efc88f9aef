"""What time makes happen to pairs: their dates, goals, rests, check-ins, and the turns of their cohort."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from mentorship.checkins import emails as checkin_emails
from mentorship.checkins.models import FIRST_PULSE, PULSE_EVERY
from mentorship.checkins.queries import fit_checks_waiting, pulses_waiting
from mentorship.followup import emails, queries, resting, stalling
from mentorship.followup import stalling_emails as stalled
from mentorship.followup.pause_emails import pause_ending
from mentorship.followup.trigger import Trigger
from mentorship.mail.models import Category
from mentorship.pairs.models import Goal, Mentorship


def _since(met: tuple[Mentorship, datetime]) -> str:
    return f"{met[0].public_id}:{met[1]:%Y-%m-%dT%H:%M}"


def _date_called_for(met: tuple[Mentorship, datetime]) -> datetime:
    return met[1] + timedelta(weeks=met[0].cadence_weeks)


def _day_of_a_goal(found: tuple[Mentorship, Goal]) -> datetime:
    pair, goal = found
    return datetime.combine(goal.due_on or pair.started_at, time(), ZoneInfo(pair.mentee.timezone))


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
        stops="The goal is done, changed or dropped; the pair rests or has ended.",
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
