"""Calendars' answers by mail that nobody could place: the coordinator looks at them and sets them aside."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from mentorship.access import coordinator_only
from mentorship.coordination import queries
from mentorship.coordination.views import bp, own_cohort
from mentorship.extensions import db
from mentorship.meetings.replying import set_aside


@bp.get("/<public_id>/replies")
@coordinator_only
def replies(public_id: str) -> ResponseReturnValue:
    """Who answered, when, and what is unclear about it. Never what the mail says: it is not kept."""
    mine = own_cohort(public_id)
    return render_template("coordination/replies.html", cohort=mine, rows=queries.unclear_replies(mine))


@bp.post("/<public_id>/replies/<reply_id>")
@coordinator_only
def set_reply_aside(public_id: str, reply_id: str) -> ResponseReturnValue:
    """Done with it."""
    reply = queries.unclear_reply(own_cohort(public_id), reply_id) or abort(404)
    set_aside(reply)
    db.session.commit()
    flash("Set aside.")
    return redirect(url_for(".replies", public_id=public_id), 303)
