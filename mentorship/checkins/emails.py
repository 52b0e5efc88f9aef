"""The two questions by mail: one click to choose, one to send, without signing in."""

from __future__ import annotations

from mentorship.accounts.links import signed_url
from mentorship.accounts.models import Person
from mentorship.checkins.queries import Asking, somebody_reads
from mentorship.checkins.wording import FIT, PULSE, fit_question, pulse_question, who_reads
from mentorship.mail.letters import Letter
from mentorship.mail.models import Category
from mentorship.pairs.models import Mentorship


def fit_check(asking: Asking, person: Person, key: str) -> Letter:
    """To either of the two, once, after their first meeting."""
    pair = asking.pair
    partner, url = pair.other(person).called, signed_url("checkins.fit_by_link", person, pair.public_id)
    return Letter(
        to=person,
        category=Category.follow_up,
        kind="checkins.fit_check",
        subject=f"One private question after your first meeting with {partner}",
        lines=(
            f"One click, and one to send it: {_in_a_sentence(fit_question(pair, person))}",
            who_reads(pair, person),
            "There is no fault in a no. A change needs no reason, and nothing happens before somebody talks to you.",
        ),
        button=("Answer", url),
        choices=tuple((label, f"{url}?answer={answer}") for answer, label in FIT.items()),
        why=f"You get this because you and {partner} have met for the first time. It comes once.",
        dedupe_key=key,
        about=f"fit:{_whose(pair, person)}",
        support=True,
    )


def pulse(asking: Asking, person: Person, key: str) -> Letter:
    """To either of the two, at day 30 and every 60 days from then on."""
    pair = asking.pair
    partner, url = pair.other(person).called, signed_url("checkins.pulse_by_link", person, pair.public_id)
    return Letter(
        to=person,
        category=Category.nudge,
        kind="checkins.pulse",
        subject=pulse_question(pair, person),
        lines=(
            f"Say it in one word: well, slowly or stuck. {who_reads(pair, person)}",  # a digest shows this line alone
            *(
                ["If it is stuck, your coordinator sees that the two of you could use a hand."]
                * somebody_reads(pair)
            ),
        ),
        button=("Say how it is going", url),
        choices=tuple((label, f"{url}?answer={answer}") for answer, (label, _) in PULSE.items()),
        why=f"You get this because you and {partner} work together. It comes a month after the start, then every two.",
        dedupe_key=key,
        about=f"pulse:{_whose(pair, person)}",
        support=True,
    )


def _whose(pair: Mentorship, person: Person) -> str:
    return f"{pair.public_id}:{person.public_id}"


def _in_a_sentence(question: str) -> str:
    return question[0].lower() + question[1:]
