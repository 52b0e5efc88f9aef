"""Two short screens, saved as they are filled in, and one optional page about privacy."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from mentorship import vocabulary
from mentorship.access import member_only
from mentorship.accounts.signing_in import current_person
from mentorship.extensions import db
from mentorship.profiles import queries, services
from mentorship.profiles.answers import AnswerMissing
from mentorship.profiles.fields import AnswerForm
from mentorship.profiles.forms import NeedsAndOffersForm, PracticeForm, PrivacyForm, filled
from mentorship.profiles.models import Profile

bp = Blueprint("profiles", __name__)
SCREENS: dict[int, type[AnswerForm]] = {1: PracticeForm, 2: NeedsAndOffersForm}


@bp.route("/profile/<int:screen>", methods=["GET", "POST"])
@member_only
def edit(screen: int) -> ResponseReturnValue:
    """One of the two screens. What holds is kept even when something else needs mending."""
    profile = queries.profile_of(current_person())
    form = _form(screen, profile)
    if form.is_submitted() and _saved(form):
        return _next(screen)
    specialties = vocabulary.specialty_labels().values()
    return render_template(
        f"profiles/screen_{screen}.html", form=form, specialties=specialties, wellbeing=_wellbeing(profile)
    )


@bp.post("/profile/<int:screen>/draft")
@member_only
def save_draft(screen: int) -> ResponseReturnValue:
    """Keep what holds so far; 204, or the sentences for what does not, by field. Empty fields are no mistake yet."""
    form = _form(screen, queries.profile_of(current_person()))
    form.validate()
    refused = services.save(current_person(), form.answers())
    db.session.commit()
    form.explain(
        {name: refusal for name, refusal in refused.items() if not isinstance(refusal, AnswerMissing)}
    )
    return jsonify(not_saved=dict(form.complaints)) if form.complaints else Response(status=204)


@bp.route("/profile/privacy", methods=["GET", "POST"])
@member_only
def privacy() -> ResponseReturnValue:
    """Whom this person must not meet, and what others should know; all of it optional."""
    form = filled(PrivacyForm, current_person(), queries.profile_of(current_person()))
    if form.is_submitted() and _saved(form):
        flash("Saved. You can change it at any time.")
        return redirect(url_for(".privacy"), 303)
    return render_template("profiles/privacy.html", form=form)


def _form(screen: int, profile: Profile | None) -> AnswerForm:
    return filled(SCREENS.get(screen) or abort(404), current_person(), profile)


def _saved(form: AnswerForm) -> bool:
    """Keep what holds; whether that was everything."""
    form.validate()
    form.explain(services.save(current_person(), form.answers()))
    db.session.commit()
    return not (form.errors or form.refusal)


def _next(screen: int) -> ResponseReturnValue:
    """Screen 2 after screen 1; then, the first time, the cohorts to join; else home, which knows what is next."""
    if screen == 1:
        return redirect(url_for(".edit", screen=2), 303)
    profile = queries.profile_of(current_person()) or abort(404)
    first_time = services.finish(profile)
    db.session.commit()
    if profile.completed_at is None:
        flash("Saved. The first screen still needs an answer or two.")
        return redirect(url_for(".edit", screen=1), 303)
    flash("Your profile is saved.")
    return redirect(url_for("programs.apply" if first_time else "home.index"), 303)


def _wellbeing(profile: Profile | None) -> bool:
    """Whether a need touches on how this person is doing."""
    return vocabulary.on_wellbeing(need.topic for need in (profile.needs if profile else []))
