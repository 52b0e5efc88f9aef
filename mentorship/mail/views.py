"""What a person wants to receive, and the demo's mailbox."""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user

from mentorship.access import demo_only, link_holder, signed_in
from mentorship.errors import page
from mentorship.extensions import csrf, db, settings_of
from mentorship.mail import maildir, queries, services, unsubscribing
from mentorship.mail.forms import PreferencesForm
from mentorship.mail.models import OPTIONAL

bp = Blueprint("mail", __name__)
# A mail brings its own styles and may not do anything else; its links open in the page around it.
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; "
    "sandbox allow-top-navigation-by-user-activation"
)


@bp.route("/settings/mail", methods=["GET", "POST"])
@signed_in
def preferences() -> ResponseReturnValue:
    """Choose which mail comes."""
    unwanted = queries.unwanted_by(current_user.id)
    form = PreferencesForm(data={category: category not in unwanted for category in OPTIONAL})
    if form.validate_on_submit():
        services.set_preferences(current_user.id, form.wanted)
        db.session.commit()
        flash("Saved. This counts from the next mail on.")
        return redirect(url_for("mail.preferences"), 303)
    return render_template("mail/preferences.html", form=form)


@bp.route("/unsubscribe/<token>", methods=["GET", "POST"])
@csrf.exempt
@link_holder
def unsubscribe(token: str) -> ResponseReturnValue:
    """Switch one kind of mail off. Mail programs send the form by themselves, without a session, and follow no redirect
    (RFC 8058); the token can do nothing else, so it stands in for the form's own."""
    person_id, category = unsubscribing.read(token)
    if request.method == "POST":
        services.switch_off(person_id, category)
        db.session.commit()
    off = category in queries.unwanted_by(person_id)
    return render_template("mail/unsubscribe.html", category=category, off=off)


@bp.errorhandler(unsubscribing.UnsubscribeRefused)
def unsubscribe_refused(refusal: unsubscribing.UnsubscribeRefused) -> ResponseReturnValue:
    return page(410, "This link cannot be used", refusal.sentence)


@bp.get("/dev/mailbox")
@demo_only
def mailbox() -> ResponseReturnValue:
    """Every mail that the demo sent, newest first."""
    folder = settings_of(current_app).mailbox_dir
    return render_template("mail/mailbox.html", mails=maildir.newest(folder) if folder else None)


@bp.get("/dev/mailbox/<key>")
@demo_only
def message(key: str) -> ResponseReturnValue:
    """One mail as it arrived: HTML, text and calendar file."""
    return render_template("mail/message.html", mail=_delivered(key))


@bp.get("/dev/mailbox/<key>/html")
@demo_only
def message_html(key: str) -> ResponseReturnValue:
    """The HTML part alone, for the frame on the mail's page."""
    html = _delivered(key).html or abort(404)
    response = make_response(html.replace("<head>", '<head><base target="_top">', 1))
    response.headers["Content-Security-Policy"] = MAIL_POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


@bp.get("/dev/mailbox/<key>/invite.ics")
@demo_only
def message_calendar(key: str) -> ResponseReturnValue:
    """The calendar file, as attached."""
    file = _delivered(key).calendar or abort(404)
    headers = {"Content-Disposition": 'attachment; filename="invite.ics"'}
    return Response(file, content_type="text/calendar; charset=utf-8", headers=headers)


def _delivered(key: str) -> maildir.Delivered:
    folder = settings_of(current_app).mailbox_dir
    return (folder and maildir.delivered(folder, key)) or abort(404)
