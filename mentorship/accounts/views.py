"""Pages of an account: sign up, confirm, sign in and out, reset, settings."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.exceptions import HTTPException

from mentorship.access import anyone, link_holder, signed_in
from mentorship.accounts import links, passwords, queries, services, signing_in, tries
from mentorship.accounts.forms import (
    AddressForm,
    ChangePasswordForm,
    DetailsForm,
    ResetForm,
    SignInForm,
    SignUpForm,
)
from mentorship.accounts.models import Person
from mentorship.accounts.signing_in import current_person
from mentorship.errors import Refusal, page
from mentorship.extensions import db, settings_of
from mentorship.fields import clean

bp = Blueprint("accounts", __name__)
NEW_PASSWORD = "Your new password is set. All other devices are signed out."  # noqa: S105 - words about one


class OtherPerson(Refusal):
    """Signed in as one person, holding the link of another."""


@bp.route("/sign-up", methods=["GET", "POST"])
@anyone
def sign_up() -> ResponseReturnValue:
    """Ask for an account. The answer is the same for a new address and a known one; the mail differs."""
    if current_user.is_authenticated:
        return redirect(url_for("home.index"), 303)
    form = SignUpForm(role=request.args.get("role"))
    if form.validate_on_submit():
        try:
            _counted(tries.MAIL, form.email.data)
        except tries.TooManyTries as refusal:
            form.refuse(refusal)
        else:
            services.sign_up(
                email=form.email.data,
                name=form.name.data,
                timezone=form.timezone.data,
                role=form.role.data,
                password_hash=passwords.hashed(form.password.data),
            )
            db.session.commit()
            return _to_check_mail(form.email.data)
    return render_template("accounts/sign_up.html", form=form)


@bp.route("/sign-up/mail", methods=["GET", "POST"])
@anyone
def check_mail() -> ResponseReturnValue:
    """Wait for the mail, or have it sent again."""
    form = AddressForm(email=session.get("awaiting"))
    if form.validate_on_submit():
        try:
            _counted(tries.MAIL, form.email.data)
        except tries.TooManyTries as refusal:
            form.refuse(refusal)
        else:
            services.ask_again(form.email.data)
            db.session.commit()
            flash("If this address is waiting to be confirmed, another mail is on its way.")
            return _to_check_mail(form.email.data)
    demo = settings_of(current_app).demo
    return render_template("accounts/check_mail.html", form=form, awaiting=session.get("awaiting"), demo=demo)


@bp.route("/confirm/<token>", methods=["GET", "POST"])
@link_holder
def confirm(token: str) -> ResponseReturnValue:
    """Show the button that confirms an address; press it."""
    try:
        person = _holder("accounts.confirm", token)
        services.check_unconfirmed(person)
        if request.method == "POST":
            services.confirm(person)
            return _enter(person, url_for("profiles.edit", screen=1), "Your address is confirmed.")
    except Refusal as refusal:
        return _link_refused(refusal, url_for("accounts.check_mail"))
    return render_template("accounts/confirm.html", person=person)


@bp.route("/sign-in", methods=["GET", "POST"])
@anyone
def sign_in() -> ResponseReturnValue:
    """Sign in and go on to where the person was heading."""
    if current_user.is_authenticated:
        return redirect(_next_page(), 303)
    form = SignInForm()
    if form.validate_on_submit():
        try:
            person = _proven(form.email.data, form.password.data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            if not person.confirmed_at:
                db.session.commit()
                flash("Your password is right. One thing is missing: your address is not confirmed yet.")
                return _to_check_mail(person.email)
            return _enter(person, _next_page())
    return render_template("accounts/sign_in.html", form=form, next=clean(request.values.get("next", "")))


@bp.post("/sign-out")
@anyone
def sign_out() -> ResponseReturnValue:
    """End this session, here and on the server. A second press does no harm."""
    if current_user.is_authenticated:
        signing_in.sign_out()
        db.session.commit()
    session.clear()
    flash("You are signed out.")
    return redirect(url_for("home.index"), 303)


@bp.route("/forgot", methods=["GET", "POST"])
@anyone
def forgot() -> ResponseReturnValue:
    """Ask for a link to set a new password. The answer never tells whether there is an account."""
    form = AddressForm()
    if form.validate_on_submit():
        try:
            _counted(tries.MAIL, form.email.data)
        except tries.TooManyTries as refusal:
            form.refuse(refusal)
        else:
            services.forgot_password(form.email.data)
            db.session.commit()
            flash(f"If {form.email.data} has an account, a mail brings you a link. It works for one hour.")
            return redirect(url_for("accounts.sign_in"), 303)
    return render_template("accounts/forgot.html", form=form)


@bp.route("/reset/<token>", methods=["GET", "POST"])
@link_holder
def reset(token: str) -> ResponseReturnValue:
    """Set a new password by a link from a mail, once."""
    try:
        person = _holder("accounts.reset", token)
        form = ResetForm(person.email, person.name)
        if form.validate_on_submit():
            services.reset_password(person, token, passwords.hashed(form.password.data))
            return _enter(person, url_for("home.index"), NEW_PASSWORD)
    except Refusal as refusal:
        return _link_refused(refusal, url_for("accounts.forgot"))
    return render_template("accounts/reset.html", form=form, person=person)


@bp.route("/settings", methods=["GET", "POST"])
@signed_in
def settings() -> ResponseReturnValue:
    """The name, and the way to everything else about the account."""
    person = current_person()
    form = DetailsForm(obj=person)
    if form.validate_on_submit():
        services.change_name(person, form.name.data)
        db.session.commit()
        flash("Saved.")
        return redirect(url_for("accounts.settings"), 303)
    return render_template("accounts/settings.html", form=form)


@bp.route("/settings/password", methods=["GET", "POST"])
@signed_in
def change_password() -> ResponseReturnValue:
    """A new password for whoever knows the present one; this device stays signed in."""
    form = ChangePasswordForm(current_person().email, current_person().name)
    if form.validate_on_submit():
        try:
            person = _proven(current_person().email, form.present.data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            services.change_password(person, passwords.hashed(form.password.data))
            return _enter(person, url_for("accounts.settings"), NEW_PASSWORD)
    return render_template("accounts/change_password.html", form=form)


@bp.post("/settings/sign-out-everywhere")
@signed_in
def sign_out_everywhere() -> ResponseReturnValue:
    """End every session of this person, this one too."""
    signing_in.end_all_sessions(current_person())
    db.session.commit()
    session.clear()
    flash("You are signed out on every device.")
    return redirect(url_for("accounts.sign_in"), 303)


def _counted(limits: tries.Limits, account: str) -> tries.Try:
    """Count this try for good, before anything costly happens; raise TooManyTries."""
    noted = tries.note(limits, account, request.remote_addr or "")
    db.session.commit()
    try:
        tries.check(noted)
    finally:
        db.session.commit()
    return noted


def _proven(email: str, password: str) -> Person:
    """Whoever has this address and this password; nobody waits for the database while we hash."""
    noted = _counted(tries.SIGNING_IN, email)
    stored = queries.password_hash_of(email)
    db.session.commit()
    fits = passwords.matches(stored, password)
    person = queries.person_by_email(email)
    if not fits or person is None:
        raise services.WrongPassword(
            "The address or the password is not right. Check both, or reset your password."
        )
    tries.succeeded(noted)
    return person


def _enter(person: Person, target: str, said: str = "") -> ResponseReturnValue:
    """Sign somebody in with a fresh session and go on."""
    session.clear()
    signing_in.sign_in(person)
    db.session.commit()
    if said:
        flash(said)
    return redirect(target, 303)


def _to_check_mail(email: str) -> ResponseReturnValue:
    session["awaiting"] = email
    return redirect(url_for("accounts.check_mail"), 303)


def _holder(purpose: str, token: str) -> Person:
    """Whose link this is; refused when it has been used, or when somebody else is signed in."""
    if links.was_used(token):
        raise links.LinkUsed("This link has been used already.")
    person = links.read(purpose, token).person
    if current_user.is_authenticated and current_person().id != person.id:
        raise OtherPerson(
            f"You are signed in as {current_person().called}, and this link belongs to another account."
        )
    return person


@bp.app_errorhandler(links.LinkRefused)
def unusable_link(refusal: links.LinkRefused) -> ResponseReturnValue:
    """A link from a mail, of whichever room, that is broken, expired or overtaken: say so, and what to do."""
    return page(410, "This link cannot be used", refusal.sentence)


def _link_refused(refusal: Refusal, ask_again: str) -> ResponseReturnValue:
    """What is the matter with the link, and the form that asks for a new one."""
    db.session.rollback()
    done = isinstance(refusal, links.LinkUsed | services.AlreadyConfirmed)
    status = 200 if done else 403 if isinstance(refusal, OtherPerson) else 410
    form = AddressForm(formdata=None)
    words = {"sentence": refusal.sentence, "done": done, "ask_again": ask_again}
    return render_template("accounts/link_refused.html", form=form, **words), status


def _next_page() -> str:
    """Where the person was heading: one of this site's own pages that can be opened, else home."""
    target = request.values.get("next", "")
    return target if _is_own_page(target) else url_for("home.index")


def _is_own_page(target: str) -> bool:
    if not target.startswith("/") or target.startswith("//") or "\\" in target or not target.isprintable():
        return False
    path = target.partition("?")[0].partition("#")[0]
    try:
        current_app.url_map.bind("").match(path, method="GET")
    except HTTPException:
        return False
    return path not in (url_for("accounts.sign_in"), url_for("accounts.sign_up"))
