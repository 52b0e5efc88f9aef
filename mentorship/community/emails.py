"""Mails about a group meeting. Each goes to one person and carries that person's own calendar file, or none."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from mentorship import clock
from mentorship.accounts.links import A_FORTNIGHT, signed_url
from mentorship.accounts.models import Person
from mentorship.community.models import GroupMeeting, Seat, SeatState
from mentorship.community.wording import said_when
from mentorship.formats import plural, when
from mentorship.mail.letters import Letter, absolute_url
from mentorship.mail.models import Category
from mentorship.vocabulary import time_zones

IN_TIME = "If it no longer suits, leave there, and somebody else can have your seat. No need to explain."
IF_YOU_MUST = "If it no longer suits you, move or cancel it there; everybody hears of it by mail."


def seated(group: GroupMeeting, seat: Seat, file: bytes) -> Letter:
    """To somebody who took a seat."""
    return replace(
        _invitation(group, seat, file),
        kind="community.seated",
        subject=f"You have a seat: {group.title}, {_day(group, seat.person)}",
        lines=("Your calendar takes the date from this mail.",),
    )


def promoted(group: GroupMeeting, seat: Seat, file: bytes) -> Letter:
    """To somebody who waited: the seat is theirs."""
    return replace(
        _invitation(group, seat, file),
        kind="community.promoted",
        subject=f"A seat came free for you: {group.title}, {_day(group, seat.person)}",
        lines=("You were next in line, so the seat is yours. Your calendar takes the date from this mail.",),
    )


def hosting(group: GroupMeeting, seat: Seat, file: bytes, *, by: Person) -> Letter:
    """To the host: it is planned, and people may come."""
    who = "You" if by.id == seat.person_id else "Your coordinator"
    return replace(
        _invitation(group, seat, file),
        kind="community.hosting",
        subject=f"You host {group.title} on {_day(group, seat.person)}",
        lines=(
            "Your calendar takes the date from this mail.",
            f"{who} planned it for {group.cohort.name}, with {plural(group.seats, 'seat')} besides yours.",
        ),
    )


def moved(group: GroupMeeting, seat: Seat, file: bytes, *, was: datetime, by: Person) -> Letter:
    """To everybody with a place: another time."""
    return replace(
        _invitation(group, seat, file),
        kind="community.moved",
        subject=f"Moved: {group.title} is on {_day(group, seat.person)}",
        lines=(
            "Look at the new time; your calendar takes it from this mail.",
            f"{_who(group, by, seat.person)} moved it from {when(was, seat.person.timezone)}. You keep your place.",
        ),
    )


def lost(group: GroupMeeting, seat: Seat, file: bytes, *, was: datetime, by: Person) -> Letter:
    """To somebody whose time is taken at the new time."""
    return replace(
        _cancellation(group, seat, file),
        kind="community.lost",
        subject=f"Moved to a time you do not have: {group.title}",
        lines=(
            "You have another meeting at the new time, so you are in line now and no longer have a seat.",
            f"{_who(group, by, seat.person)} moved it from {when(was, seat.person.timezone)}.",
            "Once your time is free, and a seat is, the seat is yours by itself.",
        ),
        facts=(("Now", said_when(group, seat.person)),),
        button=("Open the group meeting", page_of(group, seat.person)),
    )


def moved_in_line(group: GroupMeeting, seat: Seat, *, was: datetime) -> Letter:
    """To whoever waits: another time."""
    return replace(
        _note(group, seat),
        kind="community.moved_in_line",
        subject=f"Moved: {group.title} is on {_day(group, seat.person)}",
        lines=(
            "You keep your place in line. Leave it if the new time does not suit.",
            f"It was on {when(was, seat.person.timezone)}.",
        ),
        about=f"line:{group.uid}:{group.sequence}:{seat.person.public_id}",
    )


def left(group: GroupMeeting, seat: Seat, file: bytes, *, passed_on: bool) -> Letter:
    """To somebody who gave the seat up."""
    fate = "The next in line has your seat now." if passed_on else "Your seat is free again."
    return replace(
        _cancellation(group, seat, file),
        kind="community.left",
        subject=f"You left {group.title} on {_day(group, seat.person)}",
        lines=(f"{fate} The date leaves your calendar by itself.",),
        facts=(("Was", said_when(group, seat.person)),),
    )


def cancelled(group: GroupMeeting, seat: Seat, file: bytes, *, by: Person) -> Letter:
    """To everybody with a place: it does not take place."""
    return replace(
        _cancellation(group, seat, file),
        kind="community.cancelled",
        subject=f"Cancelled: {group.title} on {_day(group, seat.person)}",
        lines=(
            "You need not do anything. The date leaves your calendar by itself.",
            *_reason(group, seat.person, by),
        ),
        facts=(("Was", said_when(group, seat.person)),),
    )


def cancelled_in_line(group: GroupMeeting, seat: Seat, *, by: Person) -> Letter:
    """To whoever waits: nothing to wait for any more."""
    return replace(
        _note(group, seat),
        kind="community.cancelled_in_line",
        subject=f"Cancelled: {group.title} on {_day(group, seat.person)}",
        lines=("You stood in line for it. You need not do anything.", *_reason(group, seat.person, by)),
        facts=(("Was", said_when(group, seat.person)),),
        button=None,
        after=(),
    )


def page_of(group: GroupMeeting, person: Person) -> str:
    """The address of its page that needs no sign-in."""
    lasts = max(A_FORTNIGHT, group.ends_at - clock.now() + timedelta(days=1))
    return signed_url("community.by_link", person, group.public_id, lasts=lasts)


def _invitation(group: GroupMeeting, seat: Seat, file: bytes) -> Letter:
    """A place, and the time it takes. Hosts are led to the page where they see who comes, and can move it."""
    hosts = seat.state == SeatState.hosting
    letter = replace(
        _note(group, seat),
        facts=(*_time(group, seat.person), ("Host", group.host.called), ("Where", group.link)),
        after=(IF_YOU_MUST if hosts else IN_TIME,),
    )
    if hosts:
        change = absolute_url("community.change", public_id=group.public_id)
        why = f"You get this because you host a group meeting of {group.cohort.name}."
        letter = replace(letter, button=("See who comes", change), why=why)
    return _with_file(letter, group, seat, file, "REQUEST")


def _cancellation(group: GroupMeeting, seat: Seat, file: bytes) -> Letter:
    return _with_file(replace(_note(group, seat), button=None, after=()), group, seat, file, "CANCEL")


def _with_file(letter: Letter, group: GroupMeeting, seat: Seat, file: bytes, method: str) -> Letter:
    """The letter with this version of the guest's file; once there is a newer one it need not leave."""
    version = f"{group.uid}:{seat.sequence}:{seat.person.public_id}"
    return replace(
        letter,
        calendar=file,
        calendar_method=method,
        until=group.starts_at if method == "REQUEST" else None,
        dedupe_key=f"seat:{version}:{method}",
        about=f"seat:{version}",
    )


def _note(group: GroupMeeting, seat: Seat) -> Letter:
    """What every mail has; by itself it carries no file."""
    return Letter(
        to=seat.person,
        category=Category.invitation,
        kind="",
        subject="",
        lines=(),
        facts=(*_time(group, seat.person), ("Host", group.host.called)),
        button=("Open the group meeting", page_of(group, seat.person)),
        why=f"You get this because of your place in “{group.title}”, a group meeting of {group.cohort.name}.",
        dedupe_key=f"group:{group.uid}:{group.sequence}:{group.state}:{seat.person.public_id}",
        thread=group.uid,
    )


def _time(group: GroupMeeting, person: Person) -> tuple[tuple[str, str], ...]:
    return (
        ("When", said_when(group, person)),
        ("Your time zone", time_zones().get(person.timezone, person.timezone)),
    )


def _reason(group: GroupMeeting, person: Person, by: Person) -> tuple[str, ...]:
    who = _who(group, by, person)
    wrote = (f"{who} wrote: {group.cancel_reason}",) if group.cancel_reason else ()
    return (f"{who} cancelled it.", *wrote)


def _who(group: GroupMeeting, by: Person, reader: Person) -> str:
    if by.id == reader.id:
        return "You"
    return by.called if by.id == group.host_id else "Your coordinator"


def _day(group: GroupMeeting, person: Person) -> str:
    return when(group.starts_at, person.timezone)
