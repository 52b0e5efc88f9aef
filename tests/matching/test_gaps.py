"""What is missing for a better fit, and which of it could lift the fit most."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hypothesis import example, given

from matching import Mentee, Mentor, Need, Offer, Suggestion, Window, explain
from matching.columns import seekers
from matching.gaps import FEW_HOURS, NO_CLOCK, NOTHING_SAID, WORTH_SAYING
from matching.reasons import has_not_listed, if_listed
from tests.matching import strategies
from tests.matching.cast import AMARA, BEN, BLANK, EVENING, RULES

Filled = Iterator[tuple[str, str, Mentor]]
"""What is missing, what is said of it, and the mentor for whom it is not: with the answer that fits best."""

ROUNDED = 1e-5  # what points and fits may lose when they are rounded
ALL_WEEK = tuple(Window(day, 0, 24 * 60) for day in range(7))
CODING = Mentee("e0", specialty="207Q00000X", needs=(Need("coding-documentation"),))
CODER = Mentor("r0", offers=(Offer("coding-documentation", 3, 2026),))


@given(strategies.free_pair)
@example((replace(CODING, model="dpc"), CODER))
@example((replace(CODING, values=("autonomy", "service")), CODER))
@example((replace(CODING, timezone="America/New_York", free=EVENING), replace(CODER, free=EVENING)))
@example((Mentee("e0", texts=("my claims keep bouncing",)), CODER))
def test_everything_missing_is_named_and_what_could_lift_the_fit_most(pair: tuple[Mentee, Mentor]) -> None:
    mentee, mentor = pair
    found = explain(mentee, mentor, RULES)

    gaps = [*_unsaid(mentee, mentor, found), *_unsaid_hours(mentee, mentor), *_unlisted(mentee, mentor)]
    gaps += _few_hours(mentor, found)
    lifts = {change: explain(mentee, filled, RULES).score - found.score for _, change, filled in gaps}

    best = max(lifts.values(), default=0.0)
    assert {missing for missing, _, _ in gaps} == {*found.missing} - {NOTHING_SAID, NO_CLOCK}
    assert lifts[found.change] > best - ROUNDED if found.change else best < WORTH_SAYING + ROUNDED


def _unsaid(mentee: Mentee, mentor: Mentor, found: Suggestion) -> Filled:
    if mentee.model and not mentor.model:
        yield _said("how they practice", replace(mentor, model=mentee.model))
    if mentee.stage and not mentor.opened_year:
        yield _said("when the practice opened", replace(mentor, opened_year=2016))
    if mentee.values and not mentor.values:
        yield _said("what they value", replace(mentor, values=mentee.values))
    if mentee.specialty and not mentor.specialty:
        yield _said("in which specialty they practice", replace(mentor, specialty=mentee.specialty))
    if mentee.languages and not mentor.languages:
        yield _said("which languages they speak", replace(mentor, languages=mentee.languages))
    counts = any(part.name == "state" for part in found.contributions)
    if counts and mentee.practice_state and not mentor.practice_state:
        yield _said("in which state they practice", replace(mentor, practice_state=mentee.practice_state))
    if not dict(mentee.style).keys() <= dict(mentor.style).keys():
        style = tuple({**dict(mentee.style), **dict(mentor.style)}.items())
        has = "Has said only in part" if mentor.style else "Has not said"
        yield _said("how they like to work", replace(mentor, style=style), has)


def _unsaid_hours(mentee: Mentee, mentor: Mentor) -> Filled:
    """The hours come with their zone, if that is unknown, too; the zone alone also brings hours said before."""
    if mentee.timezone and mentee.free and not mentor.free:
        zone = mentor.timezone or mentee.timezone
        yield _said("when they are free", replace(mentor, free=ALL_WEEK, timezone=zone))
    if mentee.timezone and not mentor.timezone:
        has = "Has said when they are free, but not" if mentor.free else "Has not said"
        yield _said("in which time zone they live", replace(mentor, timezone=mentee.timezone), has)


def _few_hours(mentor: Mentor, found: Suggestion) -> Filled:
    if FEW_HOURS in found.missing:
        change = "More free hours in common would lift this fit most."
        yield FEW_HOURS, change, replace(mentor, free=ALL_WEEK)


def _unlisted(mentee: Mentee, mentor: Mentor) -> Filled:
    asked = seekers([mentee], RULES.weights, RULES.year).asks(0)
    topics = {ask.key for ask in asked if ask.facet == "topic"}
    for slug in topics - {offer.topic for offer in mentor.offers}:
        offers = (*mentor.offers, Offer(slug, 3, RULES.year))
        yield has_not_listed(slug), if_listed(slug), replace(mentor, offers=offers)


def _said(what: str, filled: Mentor, has: str = "Has not said") -> tuple[str, str, Mentor]:
    return f"{has} {what}", f"{what[0].upper()}{what[1:]}, once said, could lift this fit most.", filled


def test_hours_without_a_time_zone_are_said_to_lack_it() -> None:
    timed = replace(CODING, timezone="America/New_York", free=EVENING)
    unzoned = replace(CODER, free=EVENING)

    theirs, ours = explain(timed, unzoned, RULES), explain(replace(timed, timezone=None), unzoned, RULES)

    assert "Has said when they are free, but not in which time zone they live" in theirs.missing
    assert "Has not said when they are free" not in theirs.missing
    assert theirs.missing[0] != NO_CLOCK
    assert ours.missing[0] == NO_CLOCK


def test_what_a_mentor_has_not_said_is_missing_and_not_punished() -> None:
    found = explain(AMARA, BLANK, RULES)

    assert found.missing[0] == "Has not listed prior authorization"
    assert "Has not said when they are free" in found.missing
    assert "Has not said how they practice" in found.missing
    assert "Has not said in which state they practice" in found.missing
    assert found.coverage < explain(AMARA, BEN, RULES).coverage
    assert all(c.value > 0 for c in found.contributions)


def test_what_would_change_a_fit_most_is_said_and_does() -> None:
    without = replace(BEN, offers=(Offer("pricing", 2),), texts=())
    busy = replace(BEN, offers=tuple(Offer(need.topic, 3, 2026) for need in AMARA.needs), free=())
    never = replace(busy, free=(Window(5, 60, 120),))

    lacking, unsaid, few = (explain(AMARA, mentor, RULES) for mentor in (without, busy, never))

    assert lacking.change == "Experience with prior authorization would lift this fit most."
    assert (
        explain(AMARA, replace(without, offers=(Offer("prior-authorization"),)), RULES).score > lacking.score
    )
    assert unsaid.change == "When they are free, once said, could lift this fit most."
    assert few.missing == ("Few or no free hours in common",)
    assert few.change == "More free hours in common would lift this fit most."
    assert explain(AMARA, replace(busy, free=EVENING), RULES).change == ""
