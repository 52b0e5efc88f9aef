"""What a form asks for is done and kept, or refused in words; said once for every view with a form."""

from __future__ import annotations

from collections.abc import Callable

from mentorship.database import reading_only
from mentorship.errors import Refusal
from mentorship.extensions import db
from mentorship.fields import Form


def did(form: Form, deed: Callable[[], object]) -> bool:
    """Whether the form was sent in good order and the program agreed; if so the deed is kept."""
    if not form.validate_on_submit():
        return False
    try:
        deed()
    except Refusal as refusal:
        db.session.rollback()
        # What is left is to show why; on SQLite that must not keep others from writing.
        reading_only.set(True)
        form.refuse(refusal)
        return False
    db.session.commit()
    return True


def status(form: Form) -> int:
    """The answer's code: 409 when the program refused, and the page says why."""
    return 409 if form.refusal else 200
