"""How well two people fit, part by part, each between 0 and 1.

An answer that nobody gave counts as what two people picked at random would reach (the `…_UNKNOWN` numbers):
silence neither helps nor hurts, and only facts above that number become reasons. They are our judgment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from matching import reasons, vocabulary
from matching.cover import worth
from matching.people import Mentee, Mentor, Need, Offer
from matching.reasons import Fact
from matching.similarity import nearest, shared_words, text_vector, topic_vector
from matching.week import Week, hours_apart, in_words, minutes, shared_quarters, week_of

if TYPE_CHECKING:
    from matching.similarity import Array

TOPIC_UNLISTED = 0.1  # what any independent physician is taken to know of a topic they did not list
TOPIC_UNKNOWN = 0.4
TEXT_UNKNOWN = 0.1
MODEL_UNKNOWN, MODEL_FAR = 0.4, 0.2
STAGE_UNKNOWN, STAGE_BEHIND, STAGE_JUST_PASSED, STAGE_LONG_PASSED = 0.5, 0.1, 0.6, 0.5
VALUES_UNKNOWN, STYLE_UNKNOWN = 0.3, 0.6
SPECIALTY_UNKNOWN, SPECIALTY_CLOSE = 0.3, 0.5
HOURS_UNKNOWN, ENOUGH_MINUTES = 0.3, 120
CLOCK_UNKNOWN, FARTHEST_HOURS = 0.7, 6
LANGUAGE_UNKNOWN = 0.5
STATE_UNKNOWN, STATE_LICENSED = 0.3, 0.7
WISH_UNKNOWN = 0.5

_STAGE_YEARS = {"explore": 0, "plan": 0, "launch": 0, "year1": 1, "grow": 3, "mature": 6}
_NEAR_MODELS = {
    frozenset({"dpc", "micropractice"}): 0.7,
    frozenset({"dpc", "concierge"}): 0.7,
    frozenset({"dpc", "hybrid"}): 0.7,
    frozenset({"concierge", "hybrid"}): 0.7,
    frozenset({"insurance", "hybrid"}): 0.7,
    frozenset({"insurance", "small-group"}): 0.7,
    frozenset({"cash", "micropractice"}): 0.6,
    frozenset({"cash", "dpc"}): 0.6,
    frozenset({"cash", "concierge"}): 0.6,
    frozenset({"insurance", "micropractice"}): 0.6,
    frozenset({"cash", "hybrid"}): 0.5,
    frozenset({"virtual", "dpc"}): 0.5,
    frozenset({"virtual", "cash"}): 0.5,
    frozenset({"virtual", "micropractice"}): 0.5,
}


@dataclass(frozen=True, slots=True)
class Ready:
    """A person with what comparing needs: their week, and their texts (and offers) as vectors."""

    week: Week | None
    texts: tuple[Array, ...] = field(compare=False)
    offers: tuple[Array, ...] = field(compare=False, default=())


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the fit: its height, how much of it is known, why it is high and what it lacks."""

    fit: float
    known: float = 1.0
    facts: tuple[Fact, ...] = ()
    missing: tuple[str, ...] = ()


def ready(person: Mentee | Mentor, year: int) -> Ready:
    """A person made ready for comparing."""
    week = None if person.timezone is None else week_of(person.free, person.timezone, year)
    offers = person.offers if isinstance(person, Mentor) else ()
    return Ready(
        week,
        tuple(text_vector(text) for text in person.texts),
        tuple(topic_vector(offer.topic) for offer in offers),
    )


def topic_fit(mentee: Mentee, mentor: Mentor, year: int) -> Part:
    """How well the offers cover the needs. Offers nobody asked for cost nothing: generalists are welcome."""
    if not mentee.needs:
        return Part(TOPIC_UNKNOWN, known=0)
    needs = sorted(mentee.needs, key=lambda need: -need.priority)
    total = sum(need.priority for need in needs)
    offered = {offer.topic for offer in mentor.offers}
    covered = _mean(
        *((need.priority / total, _cover(need, rank, mentor.offers, year)) for rank, need in enumerate(needs))
    )
    missing = tuple(reasons.has_not_listed(need.topic) for need in needs if need.topic not in offered)
    return replace(covered, known=float(bool(mentor.offers)), missing=missing)


def _cover(need: Need, rank: int, offers: Sequence[Offer], year: int) -> Part:
    """How well the best offer covers one need; a reason if it adds to what the other offers give."""
    ranked = sorted(offers, key=lambda offer: (-worth(offer, need.topic, year), offer.topic))
    worths = [max(TOPIC_UNLISTED, worth(offer, need.topic, year)) for offer in ranked[:2]]
    best, second = [*worths, TOPIC_UNLISTED, TOPIC_UNLISTED][:2]
    if best == second:
        return Part(best)
    return Part(best, facts=(reasons.offers_topic(ranked[0], need.topic, rank, best - second),))


def _scaled(fact: Fact, share: float) -> Fact:
    return Fact(fact.lift * share, fact.evidence, fact.sentence)


def text_fit(mentee: Mentee, mentor: Mentor, one: Ready, other: Ready) -> Part:
    """How near the mentee's own words are to the mentor's words and offers."""
    items = (*other.texts, *other.offers)
    if not one.texts or not items:
        return Part(TEXT_UNKNOWN, known=0)
    found = [nearest(text, items) for text in one.texts]
    fit = sum(near for near, _ in found) / len(found)
    facts = _alike(mentee, mentor, [places for _, places in found], fit - TEXT_UNKNOWN)
    return Part(max(TEXT_UNKNOWN, fit), facts=facts)


def _alike(mentee: Mentee, mentor: Mentor, places: list[tuple[int, ...]], lift: float) -> tuple[Fact, ...]:
    """Words in common with the mentor's nearest text, when texts (not only offers) are near."""
    for text, best in zip(mentee.texts, places, strict=True):
        for place in best:
            words = shared_words(text, mentor.texts[place])[:3] if place < len(mentor.texts) else ()
            if words and lift > 0:
                return (reasons.wrote_alike(words, lift),)
    return ()


def stage_model_fit(mentee: Mentee, mentor: Mentor, year: int) -> Part:
    """Whether the mentor runs such a practice, and passed the mentee's stage some years ago."""
    both = _mean((0.5, _model_part(mentee, mentor)), (0.5, _stage_part(mentee, mentor, year)))
    if len(both.facts) < 2:
        return both
    model, opened = both.facts  # "opened a DPC practice in 2019" says it all
    return replace(
        both, facts=(Fact(model.lift + opened.lift, f"{model.evidence} {opened.evidence}", opened.sentence),)
    )


def _model_part(mentee: Mentee, mentor: Mentor) -> Part:
    if mentor.model is None:
        return Part(MODEL_UNKNOWN, known=0, missing=("Has not said how they practice",))
    if mentee.model is None:
        return Part(MODEL_UNKNOWN, known=0)
    same = mentee.model == mentor.model
    fit = 1.0 if same else _NEAR_MODELS.get(frozenset({mentee.model, mentor.model}), MODEL_FAR)
    lift = fit - MODEL_UNKNOWN
    return Part(fit, facts=(reasons.runs_practice(mentor.model, same, lift),) if lift > 0 else ())


def _stage_part(mentee: Mentee, mentor: Mentor, year: int) -> Part:
    if mentor.opened_year is None:
        return Part(STAGE_UNKNOWN, known=0, missing=("Has not said when the practice opened",))
    if mentee.stage is None:
        return Part(STAGE_UNKNOWN, known=0)
    fit = _years_past(year - mentor.opened_year - _STAGE_YEARS[mentee.stage])
    lift = fit - STAGE_UNKNOWN
    return Part(fit, facts=(reasons.opened_practice(mentee, mentor, lift),) if lift > 0 else ())


def _years_past(years: int) -> float:
    """Two to ten years ahead is best: far enough to know, near enough to remember."""
    if years < 0:
        return STAGE_BEHIND
    if years < 2:
        return STAGE_JUST_PASSED
    return max(STAGE_LONG_PASSED, 1 - 0.025 * max(0, years - 10))


def values_style_fit(mentee: Mentee, mentor: Mentor) -> Part:
    """Whether both want the same from work, and like to work in the same way."""
    return _mean((0.5, _values_part(mentee, mentor)), (0.5, _style_part(mentee, mentor)))


def _values_part(mentee: Mentee, mentor: Mentor) -> Part:
    if not mentee.values or not mentor.values:
        return Part(VALUES_UNKNOWN, known=0)
    shared = [value for value in mentee.values if value in mentor.values]
    fit = len(shared) / len(mentee.values)
    lift = fit - VALUES_UNKNOWN
    return Part(fit, facts=(reasons.shares_values(shared, lift),) if lift > 0 else ())


def _style_part(mentee: Mentee, mentor: Mentor) -> Part:
    ours, theirs = dict(mentee.style), dict(mentor.style)
    both = [slider for slider in vocabulary.STYLE if slider.slug in ours and slider.slug in theirs]
    if not both:
        return Part(STYLE_UNKNOWN, known=0)
    apart = sum(abs(ours[slider.slug] - theirs[slider.slug]) for slider in both)
    fit = 1 - apart / (4 * len(both))
    lefts = [slider.left for slider in both if max(ours[slider.slug], theirs[slider.slug]) < 3]
    rights = [slider.right for slider in both if min(ours[slider.slug], theirs[slider.slug]) > 3]
    lift, leanings = fit - STYLE_UNKNOWN, lefts + rights
    return Part(fit, facts=(reasons.shares_style(leanings, lift),) if leanings and lift > 0 else ())


def specialty_fit(mentee: Mentee, mentor: Mentor) -> Part:
    """How far office advice carries over between the specialties."""
    if mentee.specialty is None or mentor.specialty is None:
        return Part(SPECIALTY_UNKNOWN, known=0)
    fit = vocabulary.specialty_similarity(mentee.specialty, mentor.specialty)
    same = mentee.specialty == mentor.specialty
    close = reasons.shares_specialty(mentor.specialty, same, fit - SPECIALTY_UNKNOWN)
    return Part(fit, facts=(close,) if fit >= SPECIALTY_CLOSE else ())


def availability_fit(mentee: Mentee, mentor: Mentor, one: Ready, other: Ready) -> Part:
    """Whether they can meet: hours in common, nearby clocks, a language."""
    hours, clocks = _hours_part(one.week, other.week), _clock_part(one.week, other.week)
    return _mean((0.6, hours), (0.2, clocks), (0.2, _language_part(mentee, mentor)))


def _hours_part(one: Week | None, other: Week | None) -> Part:
    if other is None or not other.free:
        return Part(HOURS_UNKNOWN, known=0, missing=("Has not said when they are free",))
    if one is None or not one.free:
        return Part(HOURS_UNKNOWN, known=0)
    shared = shared_quarters(one, other)
    fit = min(1.0, minutes(shared) / ENOUGH_MINUTES)
    lift = fit - HOURS_UNKNOWN
    if lift > 0:
        return Part(fit, facts=(reasons.free_together(in_words(shared), lift),))
    return Part(fit, missing=("Few or no free hours in common; one more hour a week would change this",))


def _clock_part(one: Week | None, other: Week | None) -> Part:
    if one is None or other is None:
        return Part(CLOCK_UNKNOWN, known=0)
    apart = hours_apart(one, other)
    same = (reasons.same_clock(1 - CLOCK_UNKNOWN),) if apart == 0 else ()
    return Part(max(0.0, 1 - apart / FARTHEST_HOURS), facts=same)


def _language_part(mentee: Mentee, mentor: Mentor) -> Part:
    if not mentee.languages or not mentor.languages:
        return Part(LANGUAGE_UNKNOWN, known=0)
    shared = [code for code in mentee.languages if code in mentor.languages]
    fit = len(shared) / len(mentee.languages)
    besides, lift = [code for code in shared if code != "en"], fit - LANGUAGE_UNKNOWN
    return Part(fit, facts=(reasons.speaks(besides, lift),) if besides and lift > 0 else ())


def state_fit(mentee: Mentee, mentor: Mentor) -> Part:
    """Whether the mentor knows the mentee's state at first hand."""
    if mentee.practice_state is None:
        return Part(STATE_UNKNOWN, known=0)
    if mentor.practice_state is None and not mentor.licensed_states:
        return Part(STATE_UNKNOWN, known=0, missing=("Has not said in which state they practice",))
    practices = mentor.practice_state == mentee.practice_state
    fit = 1.0 if practices else STATE_LICENSED * (mentee.practice_state in mentor.licensed_states)
    known = reasons.knows_state(practices, mentee.practice_state, fit - STATE_UNKNOWN)
    return Part(fit, facts=(known,) if fit > STATE_UNKNOWN else ())


def preference_fit(mentee: Mentee, mentor: Mentor) -> Part:
    """What both wished for. The mentor's wish counts but is not told."""
    ours, theirs = _wish(mentor.id, mentee.preferences), _wish(mentee.id, mentor.preferences)
    fit, known = (ours.fit + theirs.fit) / 2, (ours.known + theirs.known) / 2
    if not ours.known:
        return Part(fit, known)
    wish = reasons.wished_for(mentee.preferences.index(mentor.id), (ours.fit - WISH_UNKNOWN) / 2)
    return Part(fit, known, (wish,))


def _wish(wanted: str, preferences: Sequence[str]) -> Part:
    if wanted not in preferences:
        return Part(WISH_UNKNOWN, known=0)
    return Part(1 - (1 - WISH_UNKNOWN) * preferences.index(wanted) / len(preferences))


def _mean(*parts: tuple[float, Part]) -> Part:
    return Part(
        fit=sum(share * part.fit for share, part in parts),
        known=sum(share * part.known for share, part in parts),
        facts=tuple(_scaled(fact, share) for share, part in parts for fact in part.facts),
        missing=tuple(sentence for _, part in parts for sentence in part.missing),
    )
