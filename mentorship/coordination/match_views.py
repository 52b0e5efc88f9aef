"""The match of a cohort: run it, change the draft, publish it once."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from mentorship.access import coordinator_only
from mentorship.accounts.models import Person
from mentorship.accounts.signing_in import current_person
from mentorship.coordination import proofs, queries
from mentorship.coordination.forms import AIMS, HandPairForm, ReasonForm, RunForm
from mentorship.coordination.views import bp, own_cohort
from mentorship.deeds import did
from mentorship.errors import Refusal
from mentorship.extensions import db
from mentorship.pairing import queries as pairing_queries
from mentorship.pairing import services as pairing
from mentorship.pairing.models import MatchRun
from mentorship.programs import queries as program_queries
from mentorship.programs.models import Cohort, Role


@bp.route("/<public_id>/match", methods=["GET", "POST"])
@coordinator_only
def run(public_id: str) -> ResponseReturnValue:
    """Run the match, read the drafts, change them, publish once."""
    mine = own_cohort(public_id)
    draft = pairing_queries.draft_run(mine)
    form = run_form(draft)
    if did(form, lambda: pairing.start_run(mine, current_person(), form.objective.data)):
        return redirect(url_for(".run", public_id=public_id), 303)
    return show_run(mine, draft, form, hand_form(mine) if draft and draft.finished_at else None)


def run_form(draft: MatchRun | None, **data: None) -> RunForm:
    """The form for a run; it starts with the aim of the draft that is there."""
    return RunForm(**data, data={"objective": draft.objective} if draft else None)


def hand_form(mine: Cohort, **data: None) -> HandPairForm:
    """The form for a pair by hand, with the people who could be in it."""
    form = HandPairForm(**data)
    waiting, mentors = queries.unpaired_mentees(mine), program_queries.approved_people(mine, Role.mentor)
    form.mentee.choices = {person.public_id: person.called for person in waiting}
    form.mentor.choices = {person.public_id: person.called for person in mentors}
    return form


@bp.post("/<public_id>/match/<proposal_id>/<any(lock, unlock, reject):verb>")
@coordinator_only
def decide(public_id: str, proposal_id: str, verb: str) -> ResponseReturnValue:
    """Lock, unlock or reject one proposed pair."""
    mine, form = own_cohort(public_id), ReasonForm()
    proposal = pairing_queries.proposal_in(mine, proposal_id) or abort(404)
    act = {"lock": pairing.lock, "unlock": pairing.unlock, "reject": pairing.reject}[verb]
    try:
        if not form.validate():
            raise Refusal(form.complaints[0][1])
        act(proposal, current_person(), form.why.data)
    except Refusal as refusal:
        flash(refusal.sentence)
        typed = {proposal_id: form.why.data}
        draft = pairing_queries.draft_run(mine)
        return show_run(mine, draft, run_form(draft, formdata=None), hand_form(mine, formdata=None), typed)
    db.session.commit()
    return redirect(url_for(".run", public_id=public_id, _anchor=proposal_id), 303)


@bp.post("/<public_id>/match/by-hand")
@coordinator_only
def pair_by_hand(public_id: str) -> ResponseReturnValue:
    """Propose a pair that the engine did not; the hard rules still hold."""
    mine = own_cohort(public_id)
    draft = pairing_queries.draft_run(mine) or abort(404)
    form = hand_form(mine)
    people = queries.people_by_public_id(mine)

    def pair_them() -> None:
        pair = chosen(people, form.mentee.data), chosen(people, form.mentor.data)
        pairing.pair_by_hand(draft, current_person(), *pair, form.why.data)

    if did(form, pair_them):
        return redirect(url_for(".run", public_id=public_id), 303)
    return show_run(mine, draft, run_form(draft, formdata=None), form)


def chosen(people: dict[str, Person], public_id: str | None) -> Person:
    """Somebody of the two lists; refused for whom no list ever held."""
    if public_id not in people:
        raise Refusal("Choose a mentee and a mentor from the lists.")
    return people[public_id]


def show_run(
    mine: Cohort,
    draft: MatchRun | None,
    form: RunForm,
    hand: HandPairForm | None,
    typed: Mapping[str, str] = MappingProxyType({}),
) -> ResponseReturnValue:
    """The draft; `typed` holds the reason that was not taken, by its proposal."""
    return render_template(
        "coordination/run.html",
        cohort=mine,
        run=draft,
        aim=AIMS[draft.objective][0] if draft else "",
        proved=proofs.proved(draft) if draft else [],
        changes=proofs.changes(draft) if draft else "",
        form=form,
        hand_form=hand,
        typed=typed,
    )


@bp.post("/<public_id>/match/stop")
@coordinator_only
def stop(public_id: str) -> ResponseReturnValue:
    """Wait no longer for the match; the draft stays as it was before."""
    mine = own_cohort(public_id)
    draft = pairing_queries.latest_run(mine) or abort(404)
    try:
        pairing.stop_run(draft, current_person())
    except Refusal as refusal:
        db.session.rollback()
        flash(refusal.sentence)
    else:
        db.session.commit()
    return redirect(url_for(".run", public_id=public_id), 303)


@bp.post("/<public_id>/match/<any(publish, discard):verb>")
@coordinator_only
def finish_run(public_id: str, verb: str) -> ResponseReturnValue:
    """Publish the draft, once, or throw it away."""
    mine = own_cohort(public_id)
    draft = pairing_queries.latest_run(mine) or abort(404)
    try:
        {"publish": pairing.publish, "discard": pairing.discard}[verb](draft, current_person())
    except Refusal as refusal:
        db.session.rollback()
        flash(refusal.sentence)
        return redirect(url_for(".run", public_id=public_id), 303)
    db.session.commit()
    flash(
        "Published. Everyone has been told, those who wait with the reason."
        if verb == "publish"
        else "The draft is gone. Nobody was told anything."
    )
    return redirect(url_for(".cohort", public_id=public_id), 303)
