"""Letters for tests."""

from __future__ import annotations

from itertools import count
from typing import Any

from mentorship.extensions import db
from mentorship.mail import sending, services
from mentorship.mail.answers import Answer
from mentorship.mail.letters import Letter, Recipient
from mentorship.mail.models import Category, OutgoingMail

_number = count(1)


def letter(to: Recipient, **changes: Any) -> Letter:
    """Dr. Osei said yes."""
    words: dict[str, Any] = {
        "to": to,
        "category": Category.request,
        "kind": "test.letter",
        "subject": "Dr. Osei said yes",
        "lines": ("Book your first meeting with Dr. Osei.",),
        "button": ("Book it", "http://localhost/mentorships/x?a=1&b=2"),
        "why": "You get this because you asked Dr. Osei to meet.",
        "dedupe_key": f"test:{next(_number)}",
    }
    return Letter(**{**words, **changes})


def posted(to: Recipient, **changes: Any) -> OutgoingMail:
    """A letter that is in the post, committed."""
    mail = services.post(letter(to, **changes))
    assert mail is not None
    db.session.commit()
    return mail


def begin(mail: sending.Held) -> bool:
    """A worker is about to ask the server."""
    return sending.go_on(None, mail)[1]


def settle(mail: sending.Held, answer: Answer) -> bool:
    """A worker has its answer."""
    return sending.go_on((mail, answer), None)[0]
