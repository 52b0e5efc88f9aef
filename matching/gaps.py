"""What is missing for a better fit: what a mentor has not said or does not have, and what it could add at best."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matching import reasons
from matching.checking import says_nothing
from matching.columns import week_of_person
from matching.cover import nearness
from matching.evidence import Answer
from matching.fit import NEUTRAL
from matching.hours_in_common import ENOUGH_QUARTERS
from matching.people import Mentee, Mentor
from matching.week import free_quarters

WORTH_SAYING = 0.03  # points that an answer could add before it is said that it would change the fit
NOTHING_SAID = "The mentee has answered nothing yet, so this score says nothing about the two"
NO_CLOCK = "The mentee has said when they are free, but not in which time zone, so hours do not count yet"
FEW_HOURS = "Few or no free hours in common"
UNSAID = {
    "model": "how they practice",
    "stage": "when the practice opened",
    "value": "what they value",
    "style": "how they like to work",
    "specialty": "in which specialty they practice",
    "hours": "when they are free",
    "clock": "in which time zone they live",
    "language": "which languages they speak",
    "state": "in which state they practice",
}


@dataclass(frozen=True, slots=True)
class Gap:
    """What a mentor has not said or does not have, the points it could add, and a sentence that says so."""

    missing: str
    points: float
    change: str


def unanswered(mentee: Mentee) -> Iterator[str]:
    """What a mentee has left open, so that nothing, or not what they said, could be compared."""
    if says_nothing(mentee):
        yield NOTHING_SAID
    if mentee.free and not mentee.timezone:
        yield NO_CLOCK


def gaps(mentee: Mentee, mentor: Mentor, found: Sequence[Answer], year: int) -> tuple[Gap, ...]:
    """What a mentor has not said or does not have, what could add most first."""
    unsaid, few_hours = (kind(mentee, mentor, found, year) for kind in (_unsaid, _few_hours))
    known = [*_unlisted(mentor, found), *unsaid, *few_hours]
    return tuple(sorted(known, key=lambda gap: (-gap.points, gap.missing)))


def change(found: Sequence[Gap]) -> str:
    """What would lift a score most, if it would lift it much."""
    return found[0].change if found and found[0].points >= WORTH_SAYING else ""


def _unlisted(mentor: Mentor, found: Sequence[Answer]) -> Iterator[Gap]:
    """Topics that are asked for and not on offer. Who has taught one lately knows those near it, too."""
    asked = [answer for answer in found if answer.ask.facet == "topic"]
    wanted = {answer.ask.key for answer in asked}
    for slug in wanted - {offer.topic for offer in mentor.offers}:
        points = 0.0
        for answer in asked:
            if (near := nearness(answer.ask.key, slug)) > answer.fit:
                points += answer.ask.points * (near - answer.fit)
        yield Gap(reasons.has_not_listed(slug), points, reasons.if_listed(slug))


def _unsaid(mentee: Mentee, mentor: Mentor, found: Sequence[Answer], year: int) -> Iterator[Gap]:
    """Answers that a mentor has not given, of those that a mentee asks for."""
    lifts: dict[str, float] = {}
    for answer in found:
        facet = answer.ask.facet
        elsewhere = facet == "state" and mentor.practice_state is None  # whatever the licenses say
        if facet in UNSAID and (elsewhere or not answer.known):
            lifts[facet] = lifts.get(facet, 0.0) + _could_add(mentee, mentor, answer, year)
    if "clock" in lifts and mentor.free:
        lifts["clock"] += lifts.pop("hours", 0.0)  # the hours wait for their zone alone
    elif "clock" in lifts and "hours" in lifts:
        lifts["hours"] += lifts["clock"]  # who says when says by which clock
    for facet, points in lifts.items():
        what = UNSAID[facet]
        change = f"{what[0].upper()}{what[1:]}, once said, could lift this fit most."
        yield Gap(_has_not_said(mentor, facet), points, change)


def _has_not_said(mentor: Mentor, facet: str) -> str:
    if facet == "clock" and mentor.free:
        return f"Has said when they are free, but not {UNSAID[facet]}"
    if facet == "style" and mentor.style:
        return f"Has said only in part {UNSAID[facet]}"
    return f"Has not said {UNSAID[facet]}"


def _few_hours(mentee: Mentee, mentor: Mentor, found: Sequence[Answer], year: int) -> Iterator[Gap]:
    for answer in found:
        if answer.ask.facet == "hours" and answer.known and answer.fit <= NEUTRAL["hours"]:
            points = _could_add(mentee, mentor, answer, year)
            yield Gap(FEW_HOURS, points, "More free hours in common would lift this fit most.")


def _could_add(mentee: Mentee, mentor: Mentor, answer: Answer, year: int) -> float:
    """The points that the best answer adds. Hours without a zone are taken as on the mentee's clock."""
    best = 1.0
    if answer.ask.facet == "hours" and (week := week_of_person(mentee, year)):
        free = week.free
        if mentor.free and not mentor.timezone:
            free &= free_quarters(mentor.free)
        best = min(free.bit_count(), ENOUGH_QUARTERS) / ENOUGH_QUARTERS
    return answer.ask.points * (best - answer.fit)
