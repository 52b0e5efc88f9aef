"""What the site writes to a pair whose work has stalled, and at the turns of a cohort."""

from __future__ import annotations

from mentorship.accounts.models import Person
from mentorship.followup.stalling import StalledStep
from mentorship.formats import day
from mentorship.mail.letters import Letter, absolute_url
from mentorship.mail.models import Category
from mentorship.pairs.models import Goal, Mentorship


def step_stalled(stalled: StalledStep, person: Person, key: str) -> Letter:
    """To whoever twice did not come to the step they had written down."""
    partner = stalled.pair.other(person)
    return _about_pair(
        stalled.pair, person, key,
        name="step_stalled",
        subject="A step that keeps waiting",
        lines=(
            f"Make it smaller with {partner.called}: what could be done in ten minutes?",
            (f"You wrote: “{stalled.last.next_step}” It has waited since before your last meeting, too. "
            "That says more about the step than about you."),
            ("If it needs somebody who has done exactly this, ask your coordinator for a second physician to talk to, "
            "or for a session about it."),
        ),
        label="Open your page together",
        why=f"You get this because you wrote down a next step after each of two meetings with {partner.called}.",
        about=f"stalled:{stalled.pair.public_id}:{person.public_id}",
    )  # fmt: skip


def no_goal(pair: Mentorship, person: Person, key: str) -> Letter:
    """To the mentee: three weeks, and nothing written down."""
    partner = pair.other(person)
    return _about_pair(
        pair, person, key,
        name="no_goal",
        subject=f"One thing you want from the work with {partner.called}",
        lines=(
            "Write down one goal, in a sentence. One process that should run by itself is enough.",
            "Pairs that name one thing early find it easier to see that they moved.",
        ),
        label="Write down a goal",
        why=f"You get this because you and {partner.called} have worked together for three weeks without a goal.",
        about=f"no_goal:{pair.public_id}",
    )  # fmt: skip


def goal_past(found: tuple[Mentorship, Goal], person: Person, key: str) -> Letter:
    """To the mentee: the day of a goal has passed."""
    pair, goal = found
    passed = f"The day you had in mind was {day(goal.due_on)}." if goal.due_on else ""
    return _about_pair(
        pair, person, key,
        name="goal_past",
        subject="Where does your goal stand?",
        lines=(
            "Say with one click: done, still under way, changed or dropped. Each of them is a good answer.",
            f"Your goal: “{goal.words}” {passed}".strip(),
        ),
        label="Say where it stands",
        why=f"You get this because you set this goal with {pair.other(person).called}.",
        about=f"goal:{goal.public_id}",
    )  # fmt: skip


def half_way(pair: Mentorship, person: Person, key: str) -> Letter:
    """To both: the middle of the cohort."""
    partner = pair.other(person)
    return _about_pair(
        pair, person, key,
        name="half_way",
        subject=f"Half way through {pair.cohort.name}",
        lines=(
            f"Ask {partner.called} one question at your next meeting: what should we do differently from here on?",
            f"{pair.cohort.name} ends on {day(pair.cohort.ends_on)}. There is time to change what you work on.",
        ),
        label="Open your page together",
        why=f"You get this because you and {partner.called} work together in {pair.cohort.name}.",
        about=f"working:{pair.public_id}",
    )  # fmt: skip


def closing(pair: Mentorship, person: Person, key: str) -> Letter:
    """To both: the cohort ends; how do you go on?"""
    partner = pair.other(person)
    return _about_pair(
        pair, person, key,
        name="closing",
        subject=f"{pair.cohort.name} ends on {day(pair.cohort.ends_on)}",
        lines=(
            f"Choose a last date with {partner.called}, and say together what has changed since the first.",
            "After that it is up to you two: keep talking when you like, or close it with a thank-you. Both are fine.",
        ),
        label="Open your page together",
        why=f"You get this because you and {partner.called} work together in {pair.cohort.name}.",
        about=f"working:{pair.public_id}",
    )  # fmt: skip


def afterwards(pair: Mentorship, person: Person, key: str) -> Letter:
    """To the mentee, ninety days after: what is next?"""
    partner = pair.other(person)
    return _about_pair(
        pair, person, key,
        name="afterwards",
        subject=f"Three months after your work with {partner.called}",
        lines=(
            "Look once at what you two wrote down. Some of it will have become normal without your noticing.",
            ("If something new stalls, you can look for a mentor again. "
            "And what you have solved, somebody else is about to face: you could be the one they ask."),
        ),
        label="See what you did together",
        why=f"You get this because you and {partner.called} completed your mentorship three months ago.",
        about="",
    )  # fmt: skip


def _about_pair(
    pair: Mentorship,
    person: Person,
    key: str,
    *,
    name: str,
    subject: str,
    lines: tuple[str, ...],
    label: str,
    why: str,
    about: str,
) -> Letter:
    page = absolute_url("home.mentorship", public_id=pair.public_id)
    return Letter(
        to=person, category=Category.nudge, kind=f"followup.{name}", subject=subject, lines=lines,
        button=(label, page), why=why, dedupe_key=key, about=about,
    )  # fmt: skip
