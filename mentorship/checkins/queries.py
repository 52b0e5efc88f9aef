"""Who is asked what, what was said, and what it comes to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import ScalarSelect, exists, func, select

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.checkins.models import FIRST_PULSE, FitAnswer, FitCheck, Pulse, PulseAnswer, pulse_day
from mentorship.extensions import db
from mentorship.meetings.models import TOOK_PLACE, Meeting
from mentorship.pairs.models import OPEN_STATES, WORKING, Mentorship, Pause
from mentorship.pairs.queries import BARE, pauses_of
from mentorship.pairs.rest_days import LONGEST
from mentorship.programs.models import ProgramCoordinator

COUNTS_FOR = timedelta(days=90)
"""So long a pulse says something about today."""
MAY_BE_ASKED_FOR = timedelta(days=120) + LONGEST
"""So long after a first meeting the mail about the fit may still come: days away and a rest push it back."""
WORTH = {FitAnswer.yes: 1.0, FitAnswer.unsure: 0.5, FitAnswer.no: 0.0}
Rests = dict[int, list[tuple[datetime, datetime | None]]]


@dataclass(frozen=True, slots=True)
class Asking:
    """A question to those of a pair who have not answered it."""

    pair: Mentorship
    people: tuple[Person, ...]
    since: datetime
    """When they could answer for the first time."""
    step: int = 0
    """Of a pulse, its day."""


@dataclass(frozen=True, slots=True)
class Said:
    """The newest answers of one of a pair, for the coordinator."""

    person: Person
    fit: FitCheck | None
    pulse: Pulse | None

    def stuck(self, now: datetime) -> bool:
        """Whether this person said last, and not long ago, that it is stuck."""
        pulse = self.pulse
        return (
            pulse is not None and pulse.answer == PulseAnswer.stuck and pulse.answered_at > now - COUNTS_FOR
        )


def fit_check_of(pair: Mentorship, person: Person) -> FitCheck | None:
    """What this one of the two said about the fit."""
    return db.session.scalar(select(FitCheck).filter_by(mentorship_id=pair.id, person_id=person.id))


def pulse_of(pair: Mentorship, person: Person, day: int) -> Pulse | None:
    """What this one of the two said at this step."""
    return db.session.scalar(select(Pulse).filter_by(mentorship_id=pair.id, person_id=person.id, day=day))


def somebody_reads(pair: Mentorship) -> bool:
    """Whether not only the two themselves run their program: what one of them says is not for the other."""
    query = select(ProgramCoordinator.person_id).filter_by(program_id=pair.cohort.program_id)
    ids = set(db.session.scalars(query))
    return not ids or not ids <= {person.id for person in pair.people}


def have_met(pair: Mentorship) -> bool:
    """Whether a meeting of theirs took place, as far as anybody knows."""
    query = select(Meeting.id).where(Meeting.mentorship_id == pair.id, Meeting.state.in_(TOOK_PLACE))
    return db.session.scalar(query.where(Meeting.ends_at <= clock.now()).limit(1)) is not None


def fit_check_waits(pair: Mentorship, person: Person) -> bool:
    """Whether this one of the two is asked about the fit now."""
    return pair.state in WORKING and fit_check_of(pair, person) is None and have_met(pair)


def step_of(pair: Mentorship, now: datetime) -> int | None:
    """The newest step that a pair has reached; days of rest do not count toward it."""
    return pulse_day(_begun(pair, pauses_of([pair.id]), now), now)


def pulse_waits(pair: Mentorship, person: Person) -> bool:
    """Whether this one of the two is asked now how it goes."""
    day = step_of(pair, clock.now())
    return pair.state in WORKING and day is not None and pulse_of(pair, person, day) is None


def questions_to(person: Person, pairs: Sequence[Mentorship]) -> dict[int, Literal["fit", "pulse"]]:
    """Pair id → what this person is asked about it now, the fit first. One query for all pairs, and one more where some
    have rested."""
    said, now = _said_by(person, pairs), clock.now()
    rested = [pair_id for pair_id, (_, _, has_rested) in said.items() if has_rested]
    rests = pauses_of(rested) if rested else {}
    found: dict[int, Literal["fit", "pulse"]] = {}
    for pair in pairs:
        if pair.state in WORKING:
            fit, day, _ = said[pair.id]
            if fit:
                found[pair.id] = "fit"
            elif (day or 0) < (pulse_day(_begun(pair, rests, now), now) or 0):
                found[pair.id] = "pulse"
    return found


def still_asked_fit(pair_and_person: str) -> bool:
    """Whether whoever 'pair:person' names is still asked about the fit."""
    found = _pair_and_person(pair_and_person)
    return found is not None and fit_check_waits(*found)


def still_asked_pulse(pair_and_person: str) -> bool:
    """Whether whoever 'pair:person' names is still asked how it goes."""
    found = _pair_and_person(pair_and_person)
    return found is not None and pulse_waits(*found)


def fit_checks_waiting(now: datetime) -> list[Asking]:
    """Working pairs that have met, not too long ago, and who of them has not said how it fits."""
    first = _first_end(now)
    answers = select(func.count()).where(FitCheck.mentorship_id == Mentorship.id)
    query = select(Mentorship, first).where(Mentorship.state.in_(WORKING), first >= now - MAY_BE_ASKED_FOR)
    query = query.where(answers.correlate(Mentorship).scalar_subquery() < 2).options(*BARE)
    rows = db.session.execute(query.order_by(Mentorship.id)).all()
    answered = _who_answered([pair.id for pair, _ in rows])
    return [
        Asking(pair, tuple(p for p in pair.people if (pair.id, p.id) not in answered), met)
        for pair, met in rows
    ]


def pulses_waiting(now: datetime) -> list[Asking]:
    """Working pairs that have reached a step, and who of them has not said how it goes."""
    begun = Mentorship.started_at <= now - timedelta(days=FIRST_PULSE)
    query = select(Mentorship).where(Mentorship.state.in_(WORKING), begun).options(*BARE)
    pairs = db.session.scalars(query.order_by(Mentorship.id)).all()
    newest = {key: pulse.day for key, pulse in _newest_pulses([pair.id for pair in pairs]).items()}
    rests, waiting = pauses_of([pair.id for pair in pairs]), []
    for pair in pairs:
        begun_at = _begun(pair, rests, now)
        day = pulse_day(begun_at, now)
        people = tuple(p for p in pair.people if day and newest.get((pair.id, p.id), 0) < day)
        if day and people:
            waiting.append(Asking(pair, people, begun_at + timedelta(days=day), day))
    return waiting


def doubts() -> Iterator[tuple[Mentorship, Person, FitCheck]]:
    """Who of an open pair said that it does not fit, or may not."""
    query = select(Mentorship, FitCheck).join(FitCheck, FitCheck.mentorship_id == Mentorship.id)
    query = query.where(Mentorship.state.in_(OPEN_STATES), FitCheck.answer != FitAnswer.yes).options(*BARE)
    for pair, check in db.session.execute(query.order_by(FitCheck.id)):
        yield pair, next(person for person in pair.people if person.id == check.person_id), check


def said_in(pairs: Sequence[Mentorship]) -> dict[int, list[Said]]:
    """Pair id → what each of the two said last; whoever said nothing is not in it."""
    ids = [pair.id for pair in pairs]
    checks = {(check.mentorship_id, check.person_id): check for check in _fit_checks(ids)}
    pulses, found = _newest_pulses(ids), defaultdict[int, list[Said]](list)
    for pair in pairs:
        for person in (pair.mentee, pair.mentor):
            said = Said(person, checks.get((pair.id, person.id)), pulses.get((pair.id, person.id)))
            if said.fit or said.pulse:
                found[pair.id].append(said)
    return found


def fit_of(pair_ids: Collection[int]) -> dict[int, float]:
    """Pair id → how well it fits by what its people said, 0 to 1; pairs of which nobody said anything are not in it."""
    worth = defaultdict[int, list[float]](list)
    for check in _fit_checks(pair_ids):
        worth[check.mentorship_id].append(WORTH[check.answer])
    return {pair_id: sum(known) / len(known) for pair_id, known in worth.items()}


def _begun(pair: Mentorship, rests: Rests, now: datetime) -> datetime:
    """When the pair would have begun, had it worked without a rest ever since."""
    return pair.started_at + sum(
        ((over or now) - begun for begun, over in rests.get(pair.id, ())), timedelta()
    )


def _said_by(person: Person, pairs: Sequence[Mentorship]) -> dict[int, tuple[bool, int | None, bool]]:
    """Pair id → (have they met and this person has not said how it fits, the newest step at which this person
    said how it goes, has the pair ever rested)."""
    own = exists().where(FitCheck.mentorship_id == Mentorship.id, FitCheck.person_id == person.id)
    met = exists().where(
        Meeting.mentorship_id == Mentorship.id,
        Meeting.state.in_(TOOK_PLACE),
        Meeting.ends_at <= clock.now(),
    )
    newest = select(func.max(Pulse.day)).where(
        Pulse.mentorship_id == Mentorship.id, Pulse.person_id == person.id
    )
    rested = exists().where(Pause.mentorship_id == Mentorship.id)
    query = select(Mentorship.id, met & ~own, newest.scalar_subquery(), rested)
    rows = db.session.execute(query.where(Mentorship.id.in_([pair.id for pair in pairs])))
    return {pair_id: (fit, day, has_rested) for pair_id, fit, day, has_rested in rows}


def _first_end(now: datetime) -> ScalarSelect[datetime]:
    """When the first meeting of a pair that took place was over."""
    query = select(func.min(Meeting.ends_at)).where(
        Meeting.mentorship_id == Mentorship.id, Meeting.state.in_(TOOK_PLACE), Meeting.ends_at <= now
    )
    return query.correlate(Mentorship).scalar_subquery()


def _fit_checks(pair_ids: Collection[int]) -> Sequence[FitCheck]:
    return db.session.scalars(select(FitCheck).where(FitCheck.mentorship_id.in_(pair_ids))).all()


def _who_answered(pair_ids: Collection[int]) -> set[tuple[int, int]]:
    return {(check.mentorship_id, check.person_id) for check in _fit_checks(pair_ids)}


def _newest_pulses(pair_ids: Collection[int]) -> dict[tuple[int, int], Pulse]:
    """(pair id, person id) → the pulse of the highest step."""
    query = select(Pulse).where(Pulse.mentorship_id.in_(pair_ids)).order_by(Pulse.day)
    return {(pulse.mentorship_id, pulse.person_id): pulse for pulse in db.session.scalars(query)}


def _pair_and_person(ids: str) -> tuple[Mentorship, Person] | None:
    pair_id, _, person_id = ids.partition(":")
    pair = db.session.scalar(select(Mentorship).filter_by(public_id=pair_id))
    person = next((p for p in pair.people if p.public_id == person_id), None) if pair else None
    return (pair, person) if pair and person else None
