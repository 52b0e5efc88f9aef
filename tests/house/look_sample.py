"""One page with every component in every state, for the tests of the look."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, render_template_string
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from mentorship.errors import Refusal
from mentorship.fields import Form, Text, Words, optional
from mentorship.pairing.suggestions import Part

PAGE = Path(__file__).with_name("look_sample.html").read_text()
TOPICS = {"Payers": {"contracts": "Contracts", "denials": "Denials"}, "People": {"hiring": "Hiring"}}


class Hours(Form):
    class Meta:
        csrf = False

    day = SelectField("Day", choices={"0": "Monday"}, validate_choice=False)
    start = StringField("From")


class Sample(Form):
    name = Text("Your name", needed="Enter your name.", hint="Without the title.")
    npi = Text("NPI", validators=[optional])
    about = Words("About your practice", longest=5)
    topic = SelectField("Main topic", choices=TOPICS, validate_choice=False)
    topics = SelectMultipleField(
        "All topics",
        choices=TOPICS,
        validators=[InputRequired("Choose a topic.")],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    rhythm = RadioField(
        "How often?", choices={"2": "Every 2 weeks", "4": "Once a month"}, description="You can change this."
    )
    agreed = BooleanField("I agree", validators=[InputRequired("Tick the box.")])
    hours = FieldList(FormField(Hours), "Hours", min_entries=2, description="Your own clock.")


class Suggestion:
    score, coverage = 0.71, 0.9
    reasons, missing = ("Has taught prior authorization.",), ("Your values are not known.",)
    contributions = (Part("Topics", 0.38, 0.4), Part("Values and working style", 0.0, 0.15))


def sample_page(app: Flask, **answers: str) -> str:
    """The page as HTML; with answers, as after a form with mistakes was sent."""
    with app.test_request_context("/", method="POST" if answers else "GET", data=answers or None):
        form = Sample()
        if answers:
            form.validate()
            form.refuse(Refusal("Dr. Ben Osei has no free place."))
        return render_template_string(PAGE, form=form, suggestion=Suggestion())
