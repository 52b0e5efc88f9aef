"""What past pairs teach about the weights of a score, and whether to use it."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mentorship.access import coordinator_only
from mentorship.accounts.signing_in import current_person
from mentorship.coordination.views import bp, own_cohort
from mentorship.errors import Refusal
from mentorship.extensions import db
from mentorship.pairing import queries as pairing_queries
from mentorship.pairing import services as pairing
from mentorship.pairing.suggestions import WEIGHTED


@bp.route("/<public_id>/past-pairs", methods=["GET", "POST"])
@coordinator_only
def past_pairs(public_id: str) -> ResponseReturnValue:
    """What past pairs teach about the weights; ask for it to be worked out."""
    mine = own_cohort(public_id)
    if request.method == "POST":
        pairing.ask_for_weights(mine.program, current_person())
        db.session.commit()
        return redirect(url_for(".past_pairs", public_id=public_id), 303)
    return render_template(
        "coordination/past_pairs.html",
        cohort=mine,
        found=pairing_queries.undecided_weights(mine.program_id),
        used=pairing_queries.weights_in_use(mine.program_id),
        names=WEIGHTED,
    )


@bp.post("/<public_id>/past-pairs/<weights_id>/<any(use, go_back):verb>")
@coordinator_only
def decide_weights(public_id: str, weights_id: str, verb: str) -> ResponseReturnValue:
    """Use what was learned, or go back to the starting weights."""
    mine = own_cohort(public_id)
    learned = pairing_queries.weights_of(mine.program_id, weights_id) or abort(404)
    try:
        {"use": pairing.use_weights, "go_back": pairing.go_back}[verb](learned, current_person())
    except Refusal as refusal:
        db.session.rollback()
        flash(refusal.sentence)
    else:
        db.session.commit()
        flash(
            "From now on the learned weights count." if verb == "use" else "The starting weights count again."
        )
    return redirect(url_for(".past_pairs", public_id=public_id), 303)
