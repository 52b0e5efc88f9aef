"""Where a mail server hands over answers that calendars sent; no page, and no form."""

from __future__ import annotations

import hmac

from flask import abort, current_app, request
from flask.typing import ResponseReturnValue

from mentorship.access import link_holder
from mentorship.extensions import csrf, db, settings_of
from mentorship.mail.inbox import MOST_OCTETS
from mentorship.meetings.replying import take_in
from mentorship.meetings.views import bp


@bp.post("/inbox/<token>")
@csrf.exempt
@link_holder
def inbox(token: str) -> ResponseReturnValue:
    """One raw message. Whoever knows the secret gets 204, whatever the message says: nobody should send it again."""
    ours = settings_of(current_app).inbox_secret
    if not ours or not hmac.compare_digest(token.encode("utf-8", "replace"), ours.encode()):
        abort(404)
    if (request.content_length or 0) > MOST_OCTETS:
        abort(413)
    take_in(request.get_data(cache=False)[: MOST_OCTETS + 1])
    db.session.commit()
    return "", 204
