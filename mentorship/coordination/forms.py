"""What a coordinator may type."""

from __future__ import annotations

from wtforms import SelectField

from mentorship.fields import Form, OneOf, Text, Words

METHODS = {
    "membership roll": "On our membership roll",
    "license seen": "License seen on the state board's page",
    "short call": "A short call",
}
AIMS = {
    "fair": (
        "Nobody far behind",
        "Everybody who can be matched is, and the weakest matches are lifted for at most half a percent of the total.",
    ),
    "coverage": (
        "Most people matched",
        "As many mentees as possible get a mentor, even where some pairs fit a little less well.",
    ),
    "total": (
        "Best fit overall",
        "All pairs together fit as well as they can. Someone may wait so that others fit much better.",
    ),
    "stable": (
        "Nobody would rather swap",
        "No mentee and mentor would both rather have each other. More people may have to wait.",
    ),
}
"""Aim → what it is called, and what it means to somebody who has to choose; the usual one first."""


class ApproveForm(Form):
    """How the coordinator knows who this is."""

    method = SelectField(
        "How did you check who this is?",
        choices=METHODS,
        invalid_choice_message="Choose how you checked who this is.",
    )


class DeclineForm(Form):
    """Why not; the applicant reads it."""

    reason = Words(
        "Why not? The applicant reads this.",
        needed="Write one sentence; the applicant reads it.",
        longest=600,
        rows=3,
    )


class RunForm(Form):
    """What the match should aim at."""

    objective = OneOf(
        "What should the match aim at?",
        options=AIMS,
        default=next(iter(AIMS)),
        invalid_choice_message="Choose what the match should aim at.",
    )


class ReasonForm(Form):
    """Why the coordinator overrules the engine; kept with the proposal."""

    why = Text("Why?", longest=300)


class HandPairForm(Form):
    """A pair by hand."""

    mentee = SelectField("Mentee", validate_choice=False)
    mentor = SelectField("Mentor", validate_choice=False)
    why = Text("Why this pair?", needed="Say why, in a few words; it is kept with the pair.", longest=300)


class WriteForm(Form):
    """A few words to one of those whom an action is about."""

    to = SelectField("To", invalid_choice_message="Choose whom to write to from the list.")
    words = Words("Your mail", needed="Write a sentence or two.", longest=2000, rows=8)


class DismissForm(Form):
    """Why an action is left out; kept with it."""

    reason = Text(
        "Why does it not need anything?", needed="Say why, in a few words; it is kept.", longest=300
    )
