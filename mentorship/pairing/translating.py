"""Rows into the engine's frozen values, and its fit of two people into ours."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import matching
from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.availability.queries import windows_of
from mentorship.availability.slots import Weekly
from mentorship.pairing import queries
from mentorship.pairing.queries import MentorRow
from mentorship.pairing.suggestions import Fit, NotReady, Part
from mentorship.pairing.ties import Ties, ties_of
from mentorship.profiles.models import DisclosureKind, Profile
from mentorship.profiles.services import is_ready

log = logging.getLogger(__name__)

Hours = Mapping[int, Sequence[Weekly]]
PRIORITY = {1: 3, 2: 2}
"""A need's rank → how much the engine lets it count; the others count 1."""


def as_values(
    mentees: Sequence[Person], rows: Mapping[int, MentorRow]
) -> tuple[dict[int, matching.Mentee], dict[int, matching.Mentor]]:
    """Those mentees and mentors whose answers suffice, by id, as they are today; each mentor with one free place."""
    hours = windows_of([*(person.id for person in mentees), *rows])
    profiles = queries.answers_of([*(person.id for person in mentees), *rows])
    mentors = {int(mentor.id): mentor for mentor in mentors_of(rows, hours, profiles)}
    return seekers_of(mentees, rows, hours, profiles), mentors


def weights_for(program_id: int) -> matching.Weights:
    """What the parts of a score count in this program: the learned weights in use, else the starting ones."""
    used = queries.weights_in_use(program_id)
    return matching.Weights(**used.weights) if used else matching.DEFAULT_WEIGHTS


def mentors_of(
    rows: Mapping[int, MentorRow], hours: Hours, profiles: Mapping[int, Profile]
) -> list[matching.Mentor]:
    """Every ready mentor with one place and no load: places are counted elsewhere, always fresh."""
    found = []
    for row in rows.values():
        if row.id in profiles and is_ready(profiles[row.id]):
            try:
                mentor = _mentor(profiles[row.id], row, hours)
                matching.check_years([mentor], clock.now().year)
                found.append(mentor)
            except matching.BadRecord as bad:
                log.error("mentor left out of matching: %s", bad)
    return found


def _mentor(profile: Profile, row: MentorRow, hours: Hours) -> matching.Mentor:
    disclosed = {disclosure.kind for disclosure in profile.disclosures}
    return matching.Mentor(
        **_shared(profile, row.id, row.timezone, hours),
        opened_year=profile.opened_year,
        offers=tuple(matching.Offer(offer.topic, offer.depth, offer.last_year) for offer in profile.offers),
        capacity=1,
        paused=profile.paused,
        seeks_deal=DisclosureKind.seeks_deal in disclosed,
        vendor_paid=DisclosureKind.vendor_paid in disclosed,
    )


def seeker_of(
    mentee: Person, rows: Mapping[int, MentorRow], hours: Hours, profiles: Mapping[int, Profile]
) -> matching.Mentee:
    """One mentee; NotReady when the answers do not suffice."""
    found = seekers_of([mentee], rows, hours, profiles)
    if mentee.id not in found:
        raise NotReady(mentee.public_id)
    return found[mentee.id]


def seekers_of(
    mentees: Sequence[Person],
    rows: Mapping[int, MentorRow | Person],
    hours: Hours,
    profiles: Mapping[int, Profile],
) -> dict[int, matching.Mentee]:
    """Those of the mentees whose answers suffice, with what ties them to the others."""
    addresses = {person.email: person.id for person in mentees}
    exclusions = queries.exclusions_touching(list(addresses.values()), list(addresses))
    ties = ties_of(addresses, {row.email: row.id for row in rows.values()}, exclusions)
    found = {}
    for person in mentees:
        profile = profiles.get(person.id)
        if profile and is_ready(profile):
            try:
                found[person.id] = _mentee(profile, person, hours, ties[person.id])
            except matching.BadRecord as bad:
                log.error("mentee left out of matching: %s", bad)
    return found


def _mentee(profile: Profile, person: Person, hours: Hours, ties: Ties) -> matching.Mentee:
    return matching.Mentee(
        **{**_shared(profile, person.id, person.timezone, hours), **ties},
        stage=profile.stage,
        needs=tuple(matching.Need(need.topic, PRIORITY.get(need.rank, 1)) for need in profile.needs),
        wanted_language=profile.wanted_language,
        wants_same_state=profile.wants_same_state,
    )


def _shared(profile: Profile, person_id: int, timezone: str, hours: Hours) -> dict[str, Any]:
    """What both kinds of people answer."""
    free = tuple(
        matching.Window(window.weekday, window.starts, window.ends) for window in hours.get(person_id, ())
    )
    return {
        "id": str(person_id),
        "specialty": profile.specialty,
        "practice_state": profile.practice_state,
        "licensed_states": tuple(profile.licensed_states),
        "market": profile.market,
        "model": profile.practice_model,
        "timezone": timezone,
        "free": free,
        "languages": tuple(profile.languages),
        "texts": (profile.about,) if profile.about else (),
        "values": tuple(profile.values),
        "style": tuple(sorted(profile.style.items())),
        "employer": profile.employer,
    }


def named(pairs: Collection[tuple[int, int]]) -> frozenset[tuple[str, str]]:
    """(mentee id, mentor id) pairs as the engine names them."""
    return frozenset((str(mentee_id), str(mentor_id)) for mentee_id, mentor_id in pairs)


def fit_of(suggestion: matching.Suggestion) -> Fit:
    return Fit(
        score=suggestion.score,
        coverage=suggestion.coverage,
        reasons=suggestion.reasons,
        told=suggestion.reasons_for("they"),
        missing=suggestion.missing,
        change=suggestion.change,
        review=tuple(verdict.cause for verdict in suggestion.review),
        contributions=tuple(
            Part.named(part.name, part.value, part.weight) for part in suggestion.contributions
        ),
    )
