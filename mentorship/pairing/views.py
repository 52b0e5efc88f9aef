"""Pages for finding a mentor and for what becomes of a request."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mentorship import clock, vocabulary
from mentorship.access import link_holder, member_only, mentee_only, mentor_only
from mentorship.accounts import links
from mentorship.accounts.models import Person
from mentorship.accounts.signing_in import current_person
from mentorship.availability.limits import LENGTHS
from mentorship.deeds import did, status
from mentorship.fields import Form
from mentorship.formats import when
from mentorship.pairing import filters, hearing, queries, services, suggesting
from mentorship.pairing.acts import ACTS
from mentorship.pairing.forms import AskForm, FindForm
from mentorship.pairing.lengths import offered
from mentorship.pairing.models import MentorRequest
from mentorship.pairing.standing import Standing, missing_answers, standing_of, why_not
from mentorship.pairing.suggestions import Candidate, NotReady
from mentorship.pairs.queries import load_of
from mentorship.profiles.forms import NeedsAndOffersForm, filled
from mentorship.profiles.queries import profile_of
from mentorship.programs.models import Cohort

bp = Blueprint("pairing", __name__)
ON_A_PAGE = 20
Found = TypeVar("Found")


@bp.before_request
def load_model_first() -> None:
    """No transaction may wait, and make others wait, while the text model is loaded."""
    hearing.load_model()


@bp.route("/profile/topics", methods=["GET", "POST"])
@member_only
def hear() -> ResponseReturnValue:
    """The profile's second screen as it was sent, with the topics that its words speak of. Nothing is kept."""
    if request.method == "GET":
        return redirect(url_for("profiles.edit", screen=2))
    form = filled(NeedsAndOffersForm, current_person(), profile_of(current_person()))
    heard = hearing.heard(form.about.data or "") if form.about.validate(form) else None
    wanted = [*(row.data for row in form.need_topics), *(one.topic for one in heard or ())]
    wellbeing = current_person().is_mentee and vocabulary.on_wellbeing(wanted)
    return render_template("profiles/screen_2.html", form=form, heard=heard, wellbeing=wellbeing)


@bp.get("/mentors")
@mentee_only
def mentors() -> ResponseReturnValue:
    """The mentors of my cohort, best fit first, with the reasons."""
    standing = standing_of(current_person())
    form = FindForm(request.args)
    form.validate()
    if standing.cohort is None:
        return _not_yet()
    try:
        everybody = suggesting.ranked(current_person(), standing.cohort, form.query)
    except NotReady:
        return _not_yet()
    found = filters.narrowed(everybody, form.chosen)
    return render_template(
        "pairing/mentors.html",
        form=form,
        standing=standing,
        understood=hearing.understood(form.query),
        why_empty=filters.why_empty(everybody, form.chosen, form.labels, form.query),
        **_paged(found, form),
    )


def _not_yet() -> ResponseReturnValue:
    """What is missing before mentors can be suggested, and the one link to it."""
    return render_template("pairing/not_yet.html", missing=missing_answers(current_person()))


def _paged(found: Sequence[Candidate], form: FindForm) -> dict[str, Any]:
    pages = max(1, -(-len(found) // ON_A_PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    kept: dict[str, Any] = {**form.chosen, "q": form.query or None}
    return {
        "total": len(found),
        "found": found[(page - 1) * ON_A_PAGE : page * ON_A_PAGE],
        "page": page,
        "pages": pages,
        "address": lambda number: url_for(".mentors", page=number, **kept),
    }


@bp.get("/mentors/<public_id>")
@mentee_only
def mentor(public_id: str) -> ResponseReturnValue:
    """One mentor: what they offer, how they fit, what they have disclosed."""
    standing, _, (candidate, answers) = visible_mentor(public_id, suggesting.one)
    return render_template(
        "pairing/mentor.html",
        standing=standing,
        candidate=candidate,
        answers=answers,
        asked=standing.request_to(candidate.row.id),
        refusal=why_not(standing, candidate),
    )


@bp.route("/mentors/<public_id>/ask", methods=["GET", "POST"])
@mentee_only
def ask(public_id: str) -> ResponseReturnValue:
    """Ask a mentor to meet."""
    standing, cohort, (candidate, answers, others) = visible_mentor(public_id, suggesting.one_and_others)
    row = candidate.row
    lengths, unlike = offered(row.called, row.lengths or LENGTHS, row.readers or LENGTHS)
    refusal = why_not(standing, candidate)
    following = suggesting.next_among(others, standing.asked)
    form, asked = AskForm.for_mentor(cohort, answers.disclosures, lengths, following), list[MentorRequest]()
    if refusal:
        form.refuse(refusal)
    elif unlike and not form.is_submitted():
        form.refuse(unlike)
    elif did(form, lambda: asked.append(_asked(answers.person, form))):
        until = when(asked[0].expires_at)
        flash(f"{asked[0].mentor.called} has your note. You will hear by {until} at the latest.")
        return redirect(url_for(".request_page", public_id=asked[0].public_id), 303)
    return render_template(
        "pairing/ask.html",
        form=form,
        closed=form.refusal if form.is_submitted() else refusal,
        candidate=candidate,
        answers=answers,
        due=services.due(cohort, candidate.row),
    ), status(form) if form.is_submitted() else 200


def _asked(mentor: Person, form: AskForm) -> MentorRequest:
    return services.ask(
        current_person(),
        mentor,
        why=form.why.data,
        cadence_weeks=form.cadence_weeks.data,
        meeting_minutes=form.meeting_minutes.data,
        next_mentor_id=form.next_mentor_id,
    )


def visible_mentor(
    public_id: str, look: Callable[[Person, Cohort, str], Found | None]
) -> tuple[Standing, Cohort, Found]:
    """A mentor whom the signed-in mentee may see; 404 for any other, whatever the reason."""
    standing = standing_of(current_person())
    if standing.cohort is None:
        abort(404)
    try:
        found = look(current_person(), standing.cohort, public_id)
    except NotReady:
        found = None
    if found is None:
        abort(404)
    return standing, standing.cohort, found


@bp.get("/requests")
@member_only
def mine() -> ResponseReturnValue:
    """What I asked and what I was asked; what waits for me first."""
    return render_template(
        "pairing/mine.html",
        requests=queries.requests_of(current_person()),
        now=clock.now(),
        me=current_person(),
    )


@bp.get("/requests/<public_id>")
@member_only
def request_page(public_id: str) -> ResponseReturnValue:
    """One request: who asks what, where it stands, and what I can do."""
    return _show(current_person(), own_request(public_id))


@bp.post("/requests/<public_id>/accept")
@mentor_only
def accept(public_id: str) -> ResponseReturnValue:
    """Yes."""
    return _act(current_person(), own_request(public_id), "accept")


@bp.post("/requests/<public_id>/decline")
@mentor_only
def decline(public_id: str) -> ResponseReturnValue:
    """No, with a reason."""
    return _act(current_person(), own_request(public_id), "decline")


@bp.post("/requests/<public_id>/ask-more")
@mentor_only
def ask_more(public_id: str) -> ResponseReturnValue:
    """A question first."""
    return _act(current_person(), own_request(public_id), "ask_more")


@bp.post("/requests/<public_id>/answer")
@mentee_only
def answer(public_id: str) -> ResponseReturnValue:
    """The answer to the mentor's question."""
    return _act(current_person(), own_request(public_id), "answer")


@bp.post("/requests/<public_id>/withdraw")
@mentee_only
def withdraw(public_id: str) -> ResponseReturnValue:
    """Take it back."""
    return _act(current_person(), own_request(public_id), "withdraw")


@bp.post("/requests/<public_id>/nobody-next")
@mentee_only
def nobody_next(public_id: str) -> ResponseReturnValue:
    """Ask nobody by itself after this one."""
    return _act(current_person(), own_request(public_id), "nobody_next")


@bp.route("/r/<token>", methods=["GET", "POST"])
@link_holder
def by_link(token: str) -> ResponseReturnValue:
    """The same page and acts, from the link in a mail, without signing in."""
    try:
        claims = links.read("pairing.by_link", token)
    except links.LinkRefused as refusal:
        return render_template("pairing/link_refused.html", sentence=refusal.sentence), 410
    asked = queries.request_for(claims.person, claims.subject)
    if asked is None:
        return render_template("pairing/link_refused.html", sentence="This request is no longer here."), 410
    if request.method == "POST":
        return _act(claims.person, asked, request.form.get("act", ""), link=url_for(".by_link", token=token))
    return _show(claims.person, asked, link=url_for(".by_link", token=token))


def own_request(public_id: str) -> MentorRequest:
    """A request that the signed-in person made or got; 404 for any other."""
    return queries.request_for(current_person(), public_id) or abort(404)


def _act(person: Person, asked: MentorRequest, name: str, link: str | None = None) -> ResponseReturnValue:
    """Do one of the acts, or show the page again with what stands in the way."""
    act = ACTS.get(name)
    if act is None or not act.allowed(person, asked):
        abort(404)
    form = act.form()
    if did(form, lambda: act.does(asked, form)):
        flash(act.done)
        return redirect(link or url_for(".request_page", public_id=asked.public_id), 303)
    return _show(person, asked, link, {name: form})


def _show(
    person: Person, asked: MentorRequest, link: str | None = None, filled: dict[str, Form] | None = None
) -> ResponseReturnValue:
    forms = {name: act.form(formdata=None) for name, act in ACTS.items()} | (filled or {})
    as_mentor = person.id == asked.mentor_id
    answers = queries.answers_of([asked.mentee_id, asked.mentor_id])
    capacity = answers[asked.mentor_id].capacity if asked.mentor_id in answers else 0
    return render_template(
        "pairing/request.html",
        asked=asked,
        me=person,
        as_mentor=as_mentor,
        waits=asked.is_open and asked.expires_at > clock.now(),
        outcome=services.outcome_of(asked),
        about=answers.get(asked.mentee_id),
        free=max(0, capacity - load_of([asked.mentor_id])[asked.mentor_id]) if as_mentor else 0,
        capacity=capacity,
        mentorship=queries.mentorship_from(asked),
        next_mentor=None if as_mentor else asked.next_mentor,
        followed=None if as_mentor or not asked.next_mentor_id else queries.request_that_followed(asked),
        forms=forms,
        form=next(iter((filled or {}).values()), forms["accept"]),
        target=lambda name: link or url_for(f".{name}", public_id=asked.public_id),
    )
