"""Keep answers, and know when there are enough of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from mentorship import clock, vocabulary
from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.profiles import answers, topics
from mentorship.profiles.answers import AnswerRefused, choice, needed, number
from mentorship.profiles.models import (
    Disclosure,
    DisclosureKind,
    Exclusion,
    ExclusionKind,
    Need,
    Offer,
    Profile,
)

CHECKS: Mapping[str, Callable[[Any], Any]] = {
    "degree": needed("Choose MD or DO.", choice(lambda: answers.DEGREES, "Choose MD or DO.")),
    "specialty": needed("Enter your specialty, like Family medicine.", answers.specialty),
    "practice_model": needed(
        "Choose how you practice, or plan to.",
        choice(vocabulary.practice_models, "Choose a way to practice from the list."),
    ),
    "stage": needed(
        "Choose where you are on the way.", choice(vocabulary.stages, "Choose a stage from the list.")
    ),
    "practice_state": needed(
        "Choose the state you practice in, or plan to.",
        choice(lambda: vocabulary.STATES, "Choose a state from the list."),
    ),
    "licensed_states": answers.states,
    "languages": needed("Enter at least one language, like English.", answers.languages),
    "needs": needed("Pick at least the one thing you want help with most.", topics.needs),
    "offers": needed("Pick at least one topic you can help with.", topics.offers),
    "about": str,
    "values": answers.values,
    "style": answers.style,
    "wanted_language": choice(lambda: vocabulary.LANGUAGES, "Choose a language from the list."),
    "wants_same_state": bool,
    "opened_year": answers.year,
    "capacity": needed(
        "Enter how many mentees you have room for; 0 is an answer.",
        number(0, lambda: answers.MOST_PLACES, "Enter a number from {low} to {high}."),
    ),
    "reply_days": needed(
        "Choose how soon you usually answer.",
        choice(lambda: answers.REPLY_DAYS, "Choose how soon you usually answer."),
    ),
    "meeting_link": answers.meeting_link,
    "paused": bool,
    "employer": str,
    "market": answers.market,
    "npi": answers.npi,
    "disclosures": answers.disclosures,
    "exclusions": answers.exclusions,
}
MEMBERS_NEED: tuple[str, ...] = ("specialty", "practice_model", "practice_state", "languages")
MENTEES_NEED, MENTORS_NEED = ("stage", "needs"), ("offers",)


def is_ready(profile: Profile) -> bool:
    """Whether there are enough answers to be matched in every role that this person holds."""
    wanted = MEMBERS_NEED
    wanted += MENTEES_NEED if profile.person.is_mentee else ()
    wanted += MENTORS_NEED if profile.person.is_mentor else ()
    return all(getattr(profile, name) for name in wanted)


def save(person: Person, given: Mapping[str, Any]) -> dict[str, AnswerRefused]:
    """Keep every answer that holds. The others come back with their sentences; what was kept before stands."""
    profile = _profile_to_change(person)
    refused = {}
    for name, answer in given.items():
        try:
            _keep(profile, name, CHECKS[name](answer))
        except AnswerRefused as refusal:
            refused[refusal.at or name] = refusal
    profile.updated_at = clock.now()
    return refused


def finish(profile: Profile) -> bool:
    """Mark a profile with enough answers as complete; whether this was the first time."""
    first_time = profile.completed_at is None and is_ready(profile)
    if first_time:
        profile.completed_at = clock.now()
    return first_time


def _profile_to_change(person: Person) -> Profile:
    """This person's profile, made when there is none, and locked: two savings of one page wait for each other."""
    own = (
        select(Profile)
        .filter_by(person_id=person.id)
        .with_for_update(of=Profile)
        .execution_options(populate_existing=True)
    )
    profile = db.session.scalar(own)
    if profile is None:
        try:
            with db.session.begin_nested():
                db.session.add(Profile(person_id=person.id, updated_at=clock.now()))
                db.session.flush()
        except IntegrityError:
            pass  # the other saving was faster; its row is the one
        profile = db.session.scalars(own).one()
    return profile


def _keep(profile: Profile, name: str, value: Any) -> None:
    if name in ROWS:
        ROWS[name](profile, value)
    else:
        setattr(profile, name, value)


def _keep_needs(profile: Profile, slugs: Sequence[str]) -> None:
    if slugs != [need.topic for need in profile.needs]:
        _emptied(profile.needs).extend(
            Need(topic=slug, rank=rank) for rank, slug in enumerate(slugs, start=1)
        )


def _keep_offers(profile: Profile, rows: Sequence[topics.OfferRow]) -> None:
    if rows != [topics.OfferRow(topic=o.topic, depth=o.depth, last_year=o.last_year) for o in profile.offers]:
        _emptied(profile.offers).extend(Offer(**row) for row in rows)


def _keep_disclosures(profile: Profile, words: Mapping[DisclosureKind, str]) -> None:
    """Words that did not change keep the day on which they were declared."""
    before = {disclosure.kind: disclosure for disclosure in profile.disclosures}
    if words != {kind: disclosure.words for kind, disclosure in before.items()}:
        dates = {kind: old.declared_at for kind, old in before.items() if old.words == words.get(kind)}
        _emptied(profile.disclosures).extend(
            Disclosure(kind=kind, words=said, declared_at=dates.get(kind, clock.now()))
            for kind, said in words.items()
        )


def _keep_exclusions(profile: Profile, people: Mapping[str, ExclusionKind]) -> None:
    if people.get(profile.person.email):
        raise AnswerRefused("One of these addresses is your own. Enter the other person's.")
    if people != {exclusion.email: exclusion.kind for exclusion in profile.exclusions}:
        _emptied(profile.exclusions).extend(
            Exclusion(email=email, kind=kind) for email, kind in people.items()
        )


ROWS: Mapping[str, Callable[[Profile, Any], None]] = {
    "needs": _keep_needs,
    "offers": _keep_offers,
    "disclosures": _keep_disclosures,
    "exclusions": _keep_exclusions,
}


def _emptied(rows: list[Any]) -> list[Any]:
    """The same collection without its rows: they must be gone before new ones take their unique places."""
    rows.clear()
    db.session.flush()
    return rows
