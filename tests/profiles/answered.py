"""A first screen as somebody would fill it in, and the profile that came of it."""

from __future__ import annotations

from typing import Any

from mentorship.accounts.models import Person
from mentorship.profiles.models import Profile
from mentorship.profiles.queries import profile_of

PRACTICE: dict[str, Any] = {
    "degree": "DO",
    "specialty": "peds",
    "practice_model": "dpc",
    "stage": "launch",
    "practice_state": "TX",
    "licensed_states": "tx, New Mexico and ok",
    "languages": "English, spanish, Mandarin",
}


def own(person: Person) -> Profile:
    profile = profile_of(person)
    assert profile is not None
    return profile
