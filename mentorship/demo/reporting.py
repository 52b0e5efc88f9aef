"""What a simulated year came to, read from the rows that it left."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import defer

from mentorship.accounts.models import Person
from mentorship.availability import calm, quiet
from mentorship.availability.queries import hours_of
from mentorship.demo.living import Cast
from mentorship.demo.simulating import Seen
from mentorship.extensions import db, settings_of
from mentorship.followup.models import Action
from mentorship.mail.models import OPTIONAL, Category, MailState, OutgoingMail
from mentorship.mail.services import CAN_WAIT
from mentorship.pairs.models import Mentorship

A_WEEK, A_MONTH = timedelta(days=7), timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Report:
    """The figures that must hold, and those that are good to know."""

    people: int
    pairs: int
    sent: int
    undelivered: int
    longest_silent_wait: timedelta
    at_night_or_protected: int
    most_optional_in_a_month: int
    most_allowed: int
    most_nudges_in_a_week: int
    said_again: int
    quiet: tuple[tuple[str, datetime, datetime | None], ...]
    """(the two, since when, when a coordinator was told) of each pair that went quiet."""
    kinds: tuple[tuple[str, int], ...]
    each: tuple[tuple[str, str, int, float], ...]
    """(name, how they are, mails, a month) of each person, by account."""

    @property
    def late(self) -> list[str]:
        """Quiet pairs that a coordinator was not told of within a day."""
        return [who for who, since, told in self.quiet if told is None or told > since + timedelta(days=1)]

    @property
    def broken(self) -> list[str]:
        """What must hold in every simulation and did not, in words."""
        promises = {
            "Somebody waited for a mentor for more than 48 hours without a word.": self.longest_silent_wait
            > timedelta(hours=48),
            "Mail came at night or in protected time.": self.at_night_or_protected > 0,
            "Somebody had more optional mail in a month than is allowed.": self.most_optional_in_a_month
            > self.most_allowed,
            "Somebody had more than one nudge in a week.": self.most_nudges_in_a_week > 1,
            "A pair went quiet and no coordinator was told in time.": bool(self.late),
            "A day that was written once more wrote something new.": self.said_again > 0,
            "Mail was not delivered.": self.undelivered > 0,
        }
        return [sentence for sentence, is_so in promises.items() if is_so]


def report(cast: Cast, seen: Seen, months: int) -> Report:
    """Read it all together."""
    mails = _sent()
    by_person: defaultdict[int, list[Mail]] = defaultdict(list)
    for mail in mails:
        by_person[mail.person_id].append(mail)
    optional = {key: [m for m in own if m.category in OPTIONAL] for key, own in by_person.items()}
    nudges = {key: [m for m in own if m.category is Category.nudge] for key, own in by_person.items()}
    people = db.session.scalars(select(Person).where(Person.id.in_(cast.manner)).order_by(Person.id)).all()
    return Report(
        people=len(people),
        pairs=db.session.query(Mentorship).count(),
        sent=len(mails),
        undelivered=_undelivered(),
        longest_silent_wait=max(seen.waited.values(), default=timedelta(0)),
        at_night_or_protected=_at_bad_times(people, by_person),
        most_allowed=settings_of(current_app).mails_a_month,
        most_optional_in_a_month=max((_most_within(own, A_MONTH) for own in optional.values()), default=0),
        most_nudges_in_a_week=max((_most_within(own, A_WEEK) for own in nudges.values()), default=0),
        said_again=seen.said_again,
        quiet=tuple(_quiet(seen)),
        kinds=tuple(sorted(Counter(mail.template for mail in mails).items())),
        each=tuple(
            (p.called, cast.manner[p.id].value, len(by_person[p.id]), len(by_person[p.id]) / months) for p in people
        ),
    )  # fmt: skip


def told(found: Report) -> str:
    """The report in lines to read."""
    lines = [
        f"{found.people} people, {found.pairs} pairs, {found.sent} mails, {found.undelivered} undelivered.",
        f"Longest wait for a mentor without a word: {found.longest_silent_wait}.",
        f"Mails at night or in protected time: {found.at_night_or_protected}.",
        (
            f"Most optional mails to one person in 30 days: {found.most_optional_in_a_month}; "
            f"most nudges in 7: {found.most_nudges_in_a_week}."
        ),
        f"Mails that the same days, written once more, added: {found.said_again}.",
        f"Pairs that went quiet: {len(found.quiet)}; noticed late: {len(found.late)}.",
    ]
    lines += [
        f"  {who}: quiet on {since:%Y-%m-%d}, " + (f"listed on {at:%Y-%m-%d}" if at else "never listed")
        for who, since, at in found.quiet
    ]
    lines += found.broken or ["Every promise is kept."]
    lines += ["What was sent:", *(f"  {count:6} {kind}" for kind, count in found.kinds)]
    lines += ["Who received how much (mails, a month):"]
    lines += [f"  {count:5} {month:5.1f}  {name} ({manner})" for name, manner, count, month in found.each]
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as far as the report looks at it."""

    person_id: int
    category: Category
    template: str
    at: datetime


def _sent() -> list[Mail]:
    query = select(OutgoingMail).options(defer(OutgoingMail.message)).where(OutgoingMail.sent_at.is_not(None))
    rows = db.session.scalars(query.order_by(OutgoingMail.sent_at, OutgoingMail.id))
    return [Mail(row.person_id, row.category, row.template, row.sent_at) for row in rows if row.sent_at]


def _undelivered() -> int:
    return (
        db.session.query(OutgoingMail)
        .filter(OutgoingMail.state.in_((MailState.failed, MailState.unsure)))
        .count()
    )


def _most_within(mails: Sequence[Mail], span: timedelta) -> int:
    """The most of these, which are in order, that lie within one span of time."""
    most = first = 0
    for last, mail in enumerate(mails):
        while mails[first].at <= mail.at - span:
            first += 1
        most = max(most, last - first + 1)
    return most


def _at_bad_times(people: Sequence[Person], by_person: dict[int, list[Mail]]) -> int:
    hours, night = hours_of([person.id for person in people]), calm.night()
    return sum(
        quiet.is_quiet(hours[person.id], ZoneInfo(person.timezone), mail.at, night)
        for person in people
        for mail in by_person.get(person.id, ())
        if mail.category in CAN_WAIT
    )


def _quiet(seen: Seen) -> list[tuple[str, datetime, datetime | None]]:
    opened = {
        action.fact: action.opened_at
        for action in db.session.scalars(
            select(Action).filter_by(rule="quiet_pair").order_by(Action.id.desc())
        )
    }
    found = []
    for pair_id, since in sorted(seen.quiet_since.items()):
        pair = db.session.get_one(Mentorship, pair_id)
        found.append((f"{pair.mentee.called} and {pair.mentor.called}", since, opened.get(pair.public_id)))
    return found
