"""A cohort and its people. Every cohort is loaded through the coordinator who may see it."""

from __future__ import annotations

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from mentorship import clock
from mentorship.access import coordinator_only
from mentorship.accounts.signing_in import current_person
from mentorship.checkins.queries import said_in
from mentorship.checkins.wording import FIT, PULSE
from mentorship.coordination import queries
from mentorship.followup.queue import open_actions
from mentorship.followup.watching import verdicts
from mentorship.pairs.health import Health
from mentorship.programs import queries as program_queries
from mentorship.programs.models import ApplicationState, Cohort, Role

bp = Blueprint("coordination", __name__, url_prefix="/coordination")
HEALTH_TONES = {
    Health.too_early: "neutral",
    Health.on_track: "good",
    Health.needs_check_in: "waiting",
    Health.at_risk: "warning",
    Health.paused: "ended",
}


def own_cohort(public_id: str) -> Cohort:
    """A cohort that the signed-in coordinator runs; 404 for any other."""
    return program_queries.cohort_for_coordinator(current_person(), public_id) or abort(404)


@bp.get("/")
@coordinator_only
def index() -> ResponseReturnValue:
    """The cohorts I run."""
    return render_template(
        "coordination/index.html", cohorts=program_queries.cohorts_of_coordinator(current_person())
    )


@bp.get("/<public_id>")
@coordinator_only
def cohort(public_id: str) -> ResponseReturnValue:
    """Where a cohort stands: a few numbers, what each means, and the list behind it."""
    mine, now = own_cohort(public_id), clock.now()
    pairs = queries.pairs_of(mine, now)
    return render_template(
        "coordination/cohort.html",
        cohort=mine,
        counts=queries.counts(mine),
        pairs=pairs,
        undated=[row for row in pairs if row.undated],
        waiting=queries.waiting_in(mine),
        mail=queries.mail_in_trouble(mine),
        unclear=queries.unclear_replies(mine),
        has_draft=queries.draft_is_open(mine),
        actions=open_actions(mine, current_person(), now)[0],
        roles=Role,
        states=ApplicationState,
    )


@bp.get("/<public_id>/pairs")
@coordinator_only
def pairs(public_id: str) -> ResponseReturnValue:
    """Who is matched, those without a next date first."""
    mine, now = own_cohort(public_id), clock.now()
    rows = queries.pairs_of(mine, now)
    mentorships = [row.mentorship for row in rows]
    # What a partner said in private is not for a coordinator who is one of the two.
    said = said_in([pair for pair in mentorships if current_person() not in pair.people])
    return render_template(
        "coordination/pairs.html",
        cohort=mine,
        rows=rows,
        verdicts=verdicts(mentorships, said, now),
        tones=HEALTH_TONES,
        said=said,
        fit=FIT,
        pulse=PULSE,
    )


@bp.get("/<public_id>/waiting")
@coordinator_only
def waiting(public_id: str) -> ResponseReturnValue:
    """Who waits, since when, and why."""
    mine = own_cohort(public_id)
    return render_template("coordination/waiting.html", cohort=mine, rows=queries.waiting_in(mine))


@bp.get("/<public_id>/mail")
@coordinator_only
def mail(public_id: str) -> ResponseReturnValue:
    """Which mail did not arrive: to whom, what about, why. Never what it says."""
    mine = own_cohort(public_id)
    return render_template(
        "coordination/mail.html",
        cohort=mine,
        mail=queries.mail_in_trouble(mine),
        people=queries.people_of(mine),
    )
