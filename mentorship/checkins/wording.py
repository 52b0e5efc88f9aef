"""The two questions and their answers, as pages, mails and the coordinator's queue say them."""

from __future__ import annotations

from mentorship.accounts.models import Person
from mentorship.checkins.models import FitAnswer, PulseAnswer
from mentorship.checkins.queries import somebody_reads
from mentorship.pairs.models import Mentorship

FIT = {FitAnswer.yes: "Yes", FitAnswer.unsure: "Not sure", FitAnswer.no: "No"}
PULSE = {
    PulseAnswer.well: ("Well", ""),
    PulseAnswer.slowly: ("Slowly", "It moves, though less than you hoped."),
    PulseAnswer.stuck: ("Stuck", "Nothing moves at the moment."),
}


def fit_question(pair: Mentorship, person: Person) -> str:
    """What this one of the two is asked after the first meeting."""
    partner = pair.other(person).called
    if person.id == pair.mentee_id:
        return f"Is {partner} the right person for what you need?"
    return f"Can you help with what {partner} needs?"


def pulse_question(pair: Mentorship, person: Person) -> str:
    """What this one of the two is asked every now and then."""
    return f"How is it going with {pair.other(person).called}?"


def who_reads(pair: Mentorship, person: Person) -> str:
    """The promise about the answer."""
    reads = "Only your coordinator reads your answer."
    if not somebody_reads(pair):
        reads = "Nobody reads your answer until another coordinator joins."
    return f"{reads} {pair.other(person).called} never does."
