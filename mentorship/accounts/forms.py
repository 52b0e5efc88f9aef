"""What may be typed to sign up, sign in and change an account."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from wtforms import PasswordField, RadioField, SelectField, ValidationError
from wtforms.widgets import EmailInput

from mentorship.accounts import addresses, passwords
from mentorship.fields import UNWANTED, Form, Text
from mentorship.vocabulary import time_zones

TITLES = re.compile(r"^(dr\b\.?|doctor\b)\s*|[,\s]+(md|m\.d\.|do|d\.o\.)\s*$", re.IGNORECASE)
# A name goes into mails to people who never asked for one: it must not carry an address to click.
WEB_ADDRESS = re.compile(
    r"[@/\\<>]|www\.|\.(com|net|org|info|biz|io|co|me|ru|cn|xyz|top|link|site|online)\b", re.IGNORECASE
)
ROLES = {"mentee": "I would like a mentor", "mentor": "I would like to mentor"}


class EmailAddress(Text):
    """An address that mail can be sent to, normalized."""

    widget = EmailInput()
    typed = ""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.typed = valuelist[0] if valuelist else ""
        super().process_formdata(valuelist)

    def pre_validate(self, form: Any) -> None:
        complaint = addresses.complaint(self.typed)
        if complaint:
            raise ValidationError(complaint)
        self.data = addresses.normalized(self.typed)


class PersonName(Text):
    """A physician's name without the titles that the site adds itself."""

    def tidy(self, text: str) -> str:
        text = super().tidy(text)
        return TITLES.sub("", text).strip() if len(text) < 2 * self.longest else text

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        if WEB_ADDRESS.search(self.data or ""):
            raise ValidationError("Write your name as colleagues say it, without web or e-mail addresses.")


class Password(PasswordField):
    """A password as it was typed; spaces count, and pasting is welcome."""

    missing = "Enter your password."

    def pre_validate(self, form: Any) -> None:
        if not self.data:
            raise ValidationError(self.missing)
        if len(self.data) > passwords.LONGEST or UNWANTED.search(self.data):
            raise ValidationError(
                f"A password has at most {passwords.LONGEST} characters, all of them visible."
            )


class NewPassword(Password):
    """A password that will do; the form's `known` words are refused as passwords."""

    missing = "Choose a password."

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        weakness = passwords.weakness(self.data, *form.known())
        if weakness:
            raise ValidationError(weakness)


class Role(RadioField):
    """Which side of the table."""

    def pre_validate(self, form: Any) -> None:
        if self.data not in ROLES:
            raise ValidationError("Choose whether you would like a mentor or would like to mentor.")


class TimeZone(SelectField):
    """The zone whose clock a person lives by."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, choices={"": "Choose your time zone", **time_zones()}, **kwargs)

    def pre_validate(self, form: Any) -> None:
        if self.data not in time_zones():
            raise ValidationError("Choose your time zone from the list.")


def _new_password(label: str) -> NewPassword:
    hint = f"At least {passwords.SHORTEST} characters. Four or five words of your own are easy to remember."
    return NewPassword(label, description=hint, render_kw={"autocomplete": "new-password"})


def _name() -> PersonName:
    hint = "First and last name, without titles. Others read “Dr. Amara Lee”."
    return PersonName(
        "Your name",
        longest=80,
        needed="Enter your first and last name.",
        hint=hint,
        render_kw={"autocomplete": "name"},
    )


class AddressForm(Form):
    """Just an address: to have a mail sent again, to reset a password."""

    email = EmailAddress("Your e-mail address", render_kw={"autocomplete": "email", "spellcheck": "false"})


class SignUpForm(Form):
    """Everything an account needs."""

    role = Role("What brings you here?", choices=ROLES)
    name = _name()
    email = EmailAddress("Your e-mail address", render_kw={"autocomplete": "email", "spellcheck": "false"})
    password = _new_password("Choose a password")
    timezone = TimeZone("Your time zone", render_kw={"data-time-zone": "guess"})

    def known(self) -> list[str]:
        return [self.email.typed, self.name.data or ""]


class SignInForm(Form):
    """The two keys."""

    email = EmailAddress("Your e-mail address", render_kw={"autocomplete": "username", "spellcheck": "false"})
    password = Password("Your password", render_kw={"autocomplete": "current-password"})


class ResetForm(Form):
    """A new password, for whoever holds the mailed link."""

    password = _new_password("Choose a new password")

    def __init__(self, *known: str) -> None:
        super().__init__()
        self._known = known

    def known(self) -> list[str]:
        return list(self._known)


class ChangePasswordForm(ResetForm):
    """The current password and a new one."""

    present = Password("Your current password", render_kw={"autocomplete": "current-password"})
    password = _new_password("Choose a new password")


class DetailsForm(Form):
    """What others read."""

    name = _name()
