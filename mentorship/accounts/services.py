"""Sign up, confirm, change and reset, without ever telling a stranger who has an account."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from mentorship import clock
from mentorship.accounts import emails, links, queries, tries
from mentorship.accounts.addresses import normalized as normalized
from mentorship.accounts.models import Person
from mentorship.accounts.signing_in import end_all_sessions
from mentorship.audit.services import record
from mentorship.database import new_public_id
from mentorship.errors import Refusal
from mentorship.extensions import db
from mentorship.mail.letters import Letter
from mentorship.mail.services import post

ROLES = ("mentee", "mentor")


class WrongPassword(Refusal):
    """The address, the password or both."""


class AlreadyConfirmed(Refusal):
    """The address was confirmed before."""


def sign_up(*, email: str, name: str, timezone: str, role: str, password_hash: str) -> None:
    """Add an account and ask its address; who already has one is told so, by mail alone.

    Until an address is confirmed the last sign-up counts and earlier links die: nobody can keep a stranger's
    address under a password of their own.
    """
    person = queries.person_by_email(email) or _added(normalized(email), name, password_hash)
    if person.confirmed_at:
        with _for_nobody() as nobody:
            record(None, "signed_up", nobody, role=role)
        post(emails.already_a_member(person))
        return
    person.name, person.timezone, person.password_hash = name, timezone, password_hash
    person.is_mentee, person.is_mentor = (role == known for known in ROLES)
    person.link_version += 1
    record(None, "signed_up", person, role=role)
    post(emails.confirm(person))


def ask_again(email: str) -> None:
    """Send the mail of the sign-up once more, if there was one."""
    person = queries.person_by_email(email)
    _tell(person, emails.already_a_member if person and person.confirmed_at else emails.confirm)


def check_unconfirmed(person: Person) -> None:
    """Raise AlreadyConfirmed when there is nothing left to confirm."""
    if person.confirmed_at:
        raise AlreadyConfirmed("Your address is confirmed already.")


def confirm(person: Person) -> None:
    """The address is theirs. Only the first button pressed does it, however many are pressed at once."""
    unconfirmed = update(Person).where(Person.id == person.id, Person.confirmed_at.is_(None))
    if not db.session.scalar(unconfirmed.values(confirmed_at=clock.now()).returning(Person.id)):
        raise AlreadyConfirmed("Your address is confirmed already.")
    record(person, "confirmed_address", person)


def forgot_password(email: str) -> None:
    """Send a link to set a new password, if the address has an account."""
    person = queries.person_by_email(email)
    _tell(person if person and not person.disabled_at else None, emails.reset)


def reset_password(person: Person, token: str, password_hash: str) -> None:
    """Set the password by a mailed link, which works once. Having the mail also confirms the address."""
    links.use_once(token)
    person.confirmed_at = person.confirmed_at or clock.now()
    tries.forget_account(tries.SIGNING_IN, person.email)
    _set_password(person, password_hash, "reset_password")


def change_password(person: Person, password_hash: str) -> None:
    """Set the password of somebody who knew the old one."""
    _set_password(person, password_hash, "changed_password")


def change_name(person: Person, name: str) -> None:
    """How others read this person's name."""
    person.name = name


def change_zone(person: Person, timezone: str) -> None:
    """Whose clock this person lives by. Meetings are instants and stay; hours go with the clock."""
    record(person, "changed_zone", person, was=person.timezone, now=timezone)
    person.timezone = timezone


def _set_password(person: Person, password_hash: str, action: str) -> None:
    person.password_hash = password_hash
    end_all_sessions(person)
    record(person, action, person)
    post(emails.password_changed(person))


def _tell(person: Person | None, letter: Callable[[Person], Letter]) -> None:
    """Post a letter to somebody; for nobody, take as long."""
    with _for_nobody() as nobody:
        if person is None:
            post(letter(nobody))
    if person:
        post(letter(person))


@contextmanager
def _for_nobody() -> Iterator[Person]:
    """Do for nobody what is done for somebody, then undo it: the time it takes tells nothing about an address."""
    in_vain = db.session.begin_nested()
    address = f"{new_public_id()}@nobody.invalid"
    nobody = Person(email=address, name="Nobody", password_hash="", created_at=clock.now(), link_version=0)
    db.session.add(nobody)
    db.session.flush()
    yield nobody
    db.session.flush()
    in_vain.rollback()


def _added(email: str, name: str, password_hash: str) -> Person:
    """A new row, or the one that a simultaneous sign-up has just added."""
    person = Person(
        email=email, name=name, password_hash=password_hash, created_at=clock.now(), link_version=0
    )
    try:
        with db.session.begin_nested():
            db.session.add(person)
            db.session.flush()
    except IntegrityError:
        return queries.person_by_email(email) or person
    return person
