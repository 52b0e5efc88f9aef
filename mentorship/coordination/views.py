"""The coordinator's pages. Every cohort is loaded through the coordinator who may see it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mentorship import clock
from mentorship.access import coordinator_only
from mentorship.accounts.models import Person
from mentorship.accounts.signing_in import current_person
from mentorship.coordination import proofs, queries
from mentorship.coordination.forms import AIMS, ApproveForm, DeclineForm, HandPairForm, ReasonForm, RunForm
from mentorship.errors import Refusal
from mentorship.extensions import db
from mentorship.pairing import queries as pairing_queries
from mentorship.pairing import services as pairing
from mentorship.pairing.models import MatchRun
from mentorship.pairing.suggestions import WEIGHTED
from mentorship.programs import queries as program_queries
from mentorship.programs import services as programs
from mentorship.programs.models import Application, ApplicationState, Cohort, Role

bp = Blueprint("coordination", __name__, url_prefix="/coordination")


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
        undated=[row for row in pairs if row.next_meeting is None],
        waiting=queries.waiting_in(mine),
        mail=queries.mail_in_trouble(mine),
        has_draft=queries.draft_is_open(mine),
        roles=Role,
        states=ApplicationState,
    )


@bp.get("/<public_id>/applications")
@coordinator_only
def applications(public_id: str) -> ResponseReturnValue:
    """Who wants to join, the unread first."""
    mine = own_cohort(public_id)
    return render_template(
        "coordination/applications.html", cohort=mine, applications=queries.applications_to(mine)
    )


@bp.route("/<public_id>/applications/<application_id>", methods=["GET", "POST"])
@coordinator_only
def application(public_id: str, application_id: str) -> ResponseReturnValue:
    """Read one application; approve it after checking who this is."""
    mine = own_cohort(public_id)
    theirs = own_application(mine, application_id)
    form = ApproveForm()
    if form.validate_on_submit():
        try:
            programs.approve(theirs, current_person(), form.method.data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(f"{theirs.person.called} is in, and has a mail that says what to do next.")
            return redirect(url_for(".applications", public_id=public_id), 303)
    return show_application(theirs, form, DeclineForm(formdata=None))


@bp.post("/<public_id>/applications/<application_id>/decline")
@coordinator_only
def decline(public_id: str, application_id: str) -> ResponseReturnValue:
    """Say no, with a reason that the applicant reads."""
    theirs = own_application(own_cohort(public_id), application_id)
    form = DeclineForm()
    if not form.validate_on_submit():
        return show_application(theirs, ApproveForm(formdata=None), form)
    try:
        programs.decline(theirs, current_person(), form.reason.data)
    except Refusal as refusal:
        flash(refusal.sentence)
        return redirect(url_for(".application", public_id=public_id, application_id=application_id), 303)
    db.session.commit()
    flash(f"{theirs.person.called} has been told, with your reason.")
    return redirect(url_for(".applications", public_id=public_id), 303)


def own_application(mine: Cohort, application_id: str) -> Application:
    """An application to this cohort; 404 for any other."""
    return queries.application_in(mine, application_id) or abort(404)


def show_application(theirs: Application, approve: ApproveForm, refuse: DeclineForm) -> ResponseReturnValue:
    profile = queries.profile_behind(theirs)
    return render_template(
        "coordination/application.html",
        application=theirs,
        profile=profile,
        form=approve,
        decline_form=refuse,
    )


@bp.route("/<public_id>/match", methods=["GET", "POST"])
@coordinator_only
def run(public_id: str) -> ResponseReturnValue:
    """Run the match, read the drafts, change them, publish once."""
    mine = own_cohort(public_id)
    draft = pairing_queries.draft_run(mine)
    form = run_form(draft)
    if form.validate_on_submit():
        try:
            pairing.start_run(mine, current_person(), form.objective.data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            db.session.commit()
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
    if form.validate_on_submit():
        try:
            pair = chosen(people, form.mentee.data), chosen(people, form.mentor.data)
            pairing.pair_by_hand(draft, current_person(), *pair, form.why.data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            db.session.commit()
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


@bp.get("/<public_id>/pairs")
@coordinator_only
def pairs(public_id: str) -> ResponseReturnValue:
    """Who is matched, those without a next date first."""
    mine = own_cohort(public_id)
    return render_template("coordination/pairs.html", cohort=mine, rows=queries.pairs_of(mine, clock.now()))


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
