"""The account's own mails. Their words name nobody: the address may not be the writer's."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app

from mentorship import clock
from mentorship.accounts.links import signed_url
from mentorship.accounts.models import Person
from mentorship.extensions import settings_of
from mentorship.mail.letters import Letter, absolute_url
from mentorship.mail.models import Category

CONFIRM_LASTS, RESET_LASTS = timedelta(days=3), timedelta(hours=1)


def confirm(person: Person) -> Letter:
    """To somebody who signed up: is this address yours?"""
    url = signed_url("accounts.confirm", person, person.public_id, lasts=CONFIRM_LASTS)
    return _letter(
        person,
        "confirm",
        f"Confirm your address for {_site()}",
        ("Confirm this address, and your account is ready.",),
        button=("Confirm my address", url),
        after=("The link works for three days. If you did not sign up, do nothing, and nothing happens.",),
        why=f"You get this because somebody signed up for {_site()} with this address.",
    )


def already_a_member(person: Person) -> Letter:
    """To somebody whose address was used to sign up a second time."""
    return _letter(
        person,
        "already_a_member",
        f"You already have an account at {_site()}",
        (
            "Sign in with your password, or set a new one if you no longer have it.",
            "Somebody just tried to sign up with your address. If it was not you: nothing was shown to them.",
        ),
        button=("Sign in", absolute_url("accounts.sign_in")),
        choices=(("Set a new password", absolute_url("accounts.forgot")),),
        why=f"You get this because somebody signed up for {_site()} with this address.",
    )


def reset(person: Person) -> Letter:
    """To somebody who forgot their password."""
    url = signed_url("accounts.reset", person, person.public_id, lasts=RESET_LASTS)
    return _letter(
        person,
        "reset",
        f"Set a new password for {_site()}",
        ("Open the page below and choose a new password.",),
        button=("Choose a new password", url),
        after=(
            "The link works once, for one hour. If you did not ask for it, do nothing: your password stays.",
        ),
        why=f"You get this because somebody asked for a new password for your account at {_site()}.",
    )


def password_changed(person: Person) -> Letter:
    """To somebody whose password has just been changed, by them or not."""
    return _letter(
        person,
        "password_changed",
        f"Your password for {_site()} was changed",
        (
            "If you changed it, there is nothing to do. You are signed out on all other devices.",
            "If you did not, set a new password now and tell your coordinator.",
        ),
        button=("Set a new password", absolute_url("accounts.forgot")),
        why="You get this because the password of your account was changed.",
    )


def _letter(
    person: Person,
    kind: str,
    subject: str,
    lines: tuple[str, ...],
    *,
    button: tuple[str, str],
    why: str,
    choices: tuple[tuple[str, str], ...] = (),
    after: tuple[str, ...] = (),
) -> Letter:
    """Each of these mails is a fact of its own, however often it is asked for: its moment is in its key."""
    return Letter(
        to=person,
        category=Category.account,
        kind=f"accounts.{kind}",
        subject=subject,
        lines=lines,
        button=button,
        choices=choices,
        after=after,
        why=why,
        dedupe_key=f"{kind}:{person.public_id}:{clock.now().isoformat()}",
    )


def _site() -> str:
    return settings_of(current_app).site_name
