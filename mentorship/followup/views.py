"""The page on which somebody who waits asks for a colleague who waits as well. Opening it changes nothing."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mentorship.access import link_holder, mentee_only
from mentorship.accounts import links
from mentorship.accounts.signing_in import current_person
from mentorship.deeds import did, status
from mentorship.fields import Form
from mentorship.followup import peers
from mentorship.followup.joining import is_waiting
from mentorship.programs.models import Application

bp = Blueprint("followup", __name__)
ACTS = {"introduce": peers.wish, "stop": peers.take_back}


@bp.route("/applications/<public_id>/colleague", methods=["GET", "POST"])
@mentee_only
def peer(public_id: str) -> ResponseReturnValue:
    """Ask to be introduced, or take it back."""
    return wishing(peers.application_for(current_person(), public_id) or abort(404))


@bp.route("/c/<token>", methods=["GET", "POST"])
@link_holder
def peer_by_link(token: str) -> ResponseReturnValue:
    """The same, from a mail."""
    claims = links.read("followup.peer_by_link", token)
    return wishing(peers.application_for(claims.person, claims.subject) or abort(404))


def wishing(application: Application) -> ResponseReturnValue:
    """One button: ask, or take it back."""
    form, act = Form(), ACTS.get(request.form.get("act", ""))
    if act and did(form, lambda: act(application)):
        return redirect(request.path, 303)
    return render_template(
        "followup/peer.html",
        form=form,
        application=application,
        waits=is_waiting(application.public_id),
        back=None if "token" in (request.view_args or {}) else url_for("home.index"),
    ), status(form)
