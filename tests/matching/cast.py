"""Amara and the mentors that the tests of a score compare for her."""

from __future__ import annotations

from matching import (
    Mentee,
    Mentor,
    Need,
    Offer,
    Rules,
    Window,
)

RULES = Rules(2026)
EVENING = (Window(1, 18 * 60, 21 * 60),)
AMARA = Mentee(
    "amara",
    specialty="207Q00000X",
    practice_state="OH",
    stage="plan",
    model="dpc",
    timezone="America/New_York",
    free=EVENING,
    languages=("en", "es"),
    needs=(Need("direct-primary-care", 2), Need("prior-authorization", 3), Need("licensure", 1)),
    texts=("I am drowning in prior auths for imaging.",),
    values=("autonomy", "meaning", "family-time"),
    style=(("structure", 1), ("push", 5)),
    preferences=("ben",),
)
BEN = Mentor(
    "ben",
    specialty="207R00000X",
    practice_state="OH",
    model="dpc",
    opened_year=2019,
    timezone="America/New_York",
    free=EVENING,
    languages=("en", "es"),
    offers=(Offer("prior-authorization", 3, 2024), Offer("pricing", 2)),
    texts=("We cut prior auth time for imaging in half.",),
    values=("autonomy", "service", "meaning"),
    style=(("structure", 2), ("push", 4)),
)
DEV = Mentor("dev", offers=(Offer("marketing", 3, 2025),))
BLANK = Mentor("erin")
