"""What either of the two can do with a request: the same from its page and from the link in a mail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mentorship.accounts.models import Person
from mentorship.fields import Form
from mentorship.pairing import services
from mentorship.pairing.forms import AnswerForm, DeclineForm, PlainForm, QuestionForm
from mentorship.pairing.models import DeclineReason, MentorRequest


@dataclass(frozen=True, slots=True)
class Act:
    """Something that one of the two can do with a request."""

    form: type[Form]
    by_mentor: bool
    does: Callable[[MentorRequest, Any], object]
    done: str

    def allowed(self, person: Person, asked: MentorRequest) -> bool:
        return person.id == (asked.mentor_id if self.by_mentor else asked.mentee_id)


ACTS = {
    "accept": Act(
        PlainForm,
        True,
        lambda asked, form: services.accept_request(asked),
        "You said yes. You both have a mail with the next step.",
    ),
    "decline": Act(
        DeclineForm,
        True,
        lambda asked, form: services.decline_request(asked, DeclineReason(form.reason.data), form.words.data),
        "Thank you for answering. They have a kind note, and know what comes next.",
    ),
    "ask_more": Act(
        QuestionForm,
        True,
        lambda asked, form: services.ask_for_more(asked, form.question.data),
        "Your question is on its way. You decide when the answer is here.",
    ),
    "answer": Act(
        AnswerForm,
        False,
        lambda asked, form: services.answer_question(asked, form.answer.data),
        "Your answer is on its way.",
    ),
    "nobody_next": Act(
        PlainForm,
        False,
        lambda asked, form: services.ask_nobody_next(asked),
        "Nobody is asked by itself after this. You choose then.",
    ),
    "withdraw": Act(
        PlainForm,
        False,
        lambda asked, form: services.withdraw_request(asked),
        "You took this request back. You can ask someone else now.",
    ),
}
