"""Why a pair scores as it does: each part's points, and the facts that earned them.

A fact is told only if the score would be lower without it, whatever else hangs on the same answer. `gaps` says
what is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from matching import reasons, vocabulary
from matching.columns import week_of_person, wish_fit
from matching.cover import RELATED_TOPIC, TOPIC_UNLISTED, WRITTEN_WORTH, nearness, worth
from matching.fit import FACETS, GRAIN, NEUTRAL, SILENCE, Ask, rounded, states_known, unheard_fit
from matching.hours_in_common import ENOUGH_QUARTERS
from matching.people import Mentee, Mentor, Offer
from matching.reasons import Fact
from matching.similarity import shared_words, suggest_topics
from matching.week import hours_apart, in_words, shared_quarters

CLOSE_SPECIALTY = 0.5  # from here on a mentor's specialty is a reason
UNSAID_FIT = {facet: rounded(fit) for facet, fit in NEUTRAL.items()}


@dataclass(frozen=True, slots=True)
class Contribution:
    """One part of a score: `value` points of at most `weight`, and the facts that earned them."""

    name: str
    value: float
    weight: float
    facts: tuple[Fact, ...] = ()

    @property
    def evidence(self) -> tuple[str, ...]:
        """What the facts quote, strongest first."""
        return tuple(fact.evidence for fact in sorted(self.facts, key=lambda fact: -fact.lift))


@dataclass(frozen=True, slots=True)
class Answer:
    """A mentor's answer to one question: how far it fits, and how much of it is known."""

    ask: Ask
    fit: float
    known: float

    @property
    def value(self) -> float:
        """The points it earns."""
        return self.ask.points * self.fit

    def lift(self) -> float:
        """The points it earns above silence."""
        return self.ask.points * (self.fit - UNSAID_FIT[self.ask.facet])


@dataclass(frozen=True, slots=True)
class Source:
    """What makes a mentor worth something for a topic: an offer, or a text that speaks of it."""

    worth: float
    offer: Offer | None = None
    text: str = ""
    words: tuple[str, ...] = ()


def answers(
    mentee: Mentee, mentor: Mentor, asked: Sequence[Ask], fits: Sequence[float], year: int
) -> tuple[Answer, ...]:
    """A mentor's answer to every question of a mentee; `fits` are their columns' fits, before hours and wishes."""
    return tuple(_answer(mentee, mentor, ask, fit, year) for ask, fit in zip(asked, fits, strict=True))


def _answer(mentee: Mentee, mentor: Mentor, ask: Ask, fit: float, year: int) -> Answer:
    if ask.key == "wish":
        named = (mentor.id in mentee.preferences) + (mentee.id in mentor.preferences)
        return Answer(ask, wish_fit(mentee, mentor), named / 2)
    if ask.facet == SILENCE:
        return Answer(ask, fit, 0)
    if ask.facet == "topic":
        return Answer(ask, fit, float(bool(mentor.offers or mentor.texts)))
    known = _has_said(mentor, ask)
    if ask.facet == "hours" and known:
        fit = min(_shared(mentee, mentor, year).bit_count(), ENOUGH_QUARTERS) / ENOUGH_QUARTERS
    return Answer(ask, fit, float(known))


def _has_said(mentor: Mentor, ask: Ask) -> bool:
    if ask.facet == "style":
        return ask.key.partition(":")[0] in dict(mentor.style)
    return FACETS[ask.facet].said(mentor) is not None


def contributions(
    mentee: Mentee, mentor: Mentor, found: Sequence[Answer], year: int
) -> tuple[Contribution, ...]:
    """The parts of a score in the order of the questions. Their values add up to it."""
    parts: dict[str, list[Answer]] = {}
    for answer in found:
        parts.setdefault(answer.ask.part, []).append(answer)
    return tuple(
        Contribution(
            name,
            sum(answer.value for answer in part),
            sum(answer.ask.points for answer in part),
            tuple(fact for fact in _FACTS[name](mentee, mentor, part, year) if fact.lift > 0),
        )
        for name, part in parts.items()
    )


def coverage(found: Sequence[Answer]) -> float:
    """The share of the answers that a score rests on, by what they are worth."""
    asked = sum(answer.ask.points for answer in found)
    return round(sum(answer.ask.points * answer.known for answer in found) / asked, 6) if asked else 0.0


def sources(mentor: Mentor, topic: str, year: int) -> list[Source]:
    """What makes a mentor worth something for a topic, best first."""
    offers = [
        Source(worth(offer, topic, year), offer=offer)
        for offer in mentor.offers
        if nearness(topic, offer.topic)
    ]
    texts = [
        Source(WRITTEN_WORTH * spoken[topic][0], text=text, words=spoken[topic][1])
        for text in mentor.texts
        if topic in (spoken := topics_of(text))
    ]
    return sorted((*offers, *texts), key=lambda source: (-source.worth, source.offer is None))


@lru_cache(maxsize=4_096)
def topics_of(text: str) -> Mapping[str, tuple[float, tuple[str, ...]]]:
    """Every topic a text speaks of: how surely, and the words that say so."""
    return {hit.topic: (hit.score, hit.words) for hit in suggest_topics(text, len(vocabulary.topics()))}


def _needs(mentee: Mentee, mentor: Mentor, part: Sequence[Answer], year: int) -> Iterator[Fact]:
    ranked = [need.topic for need in sorted(mentee.needs, key=lambda need: -need.priority)]
    for answer in part:
        if answer.ask.facet == "topic":
            best, lift = _best_source(mentor, answer, year)
            rank = ranked.index(answer.ask.key)
            if best.offer:
                yield reasons.offers_topic(best.offer, answer.ask.key, rank, lift)
            elif best.words:
                yield reasons.writes_about(best.words, answer.ask.key, rank, lift)


def _best_source(mentor: Mentor, answer: Answer, year: int) -> tuple[Source, float]:
    """The best source, and the points that all sources earn; nothing if they would be earned without the best."""
    best, second = [*sources(mentor, answer.ask.key, year), Source(0.0), Source(0.0)][:2]
    without = rounded(max(TOPIC_UNLISTED, second.worth))
    return best, answer.ask.points * (answer.fit - TOPIC_UNLISTED) * (answer.fit > without)


def _text(mentee: Mentee, mentor: Mentor, part: Sequence[Answer], year: int) -> Iterator[Fact]:
    """What the mentee wrote and did not tick: a topic the mentor knows, or words that both chose.

    Nothing, unless the mentee's words lift the score: without them nothing would be asked.
    """
    ticked, unheard = {need.topic for need in mentee.needs}, unheard_fit(mentee)
    asked = sum(answer.ask.points + GRAIN for answer in part)  # up to a grain of each was rounded away
    if sum(answer.value for answer in part) <= asked * unheard:
        return
    for answer in part:
        if answer.ask.facet == "topic" and answer.ask.key not in ticked:
            best, lift = _best_source(mentor, answer, year)
            lift = min(lift, answer.ask.points * (answer.fit - unheard))
            wrote = _surest(mentee.texts, answer.ask.key)
            private = (
                "W" in vocabulary.topic(answer.ask.key).flags
            )  # bare words about well-being are not passed on
            if best.offer and nearness(answer.ask.key, best.offer.topic) >= RELATED_TOPIC:
                yield reasons.answers_words(best.offer, topics_of(wrote)[answer.ask.key][1], lift)
            elif best.text and (both := shared_words(wrote, best.text)[:3]) and not private:
                yield reasons.wrote_alike(both, lift)


def _surest(texts: Sequence[str], topic: str) -> str:
    """The text that speaks of a topic most surely."""
    return max(texts, key=lambda text: topics_of(text).get(topic, (0.0, ()))[0])


def _stage_model(mentee: Mentee, mentor: Mentor, part: Sequence[Answer], year: int) -> list[Fact]:
    facts = []
    for answer in part:
        if answer.ask.facet == "model" and mentor.model and answer.lift() > 0:
            facts.append(reasons.runs_practice(mentor.model, mentee.model == mentor.model, answer.lift()))
        if answer.ask.facet == "stage" and mentor.opened_year and answer.lift() > 0:
            facts.append(reasons.opened_practice(mentee, mentor, answer.lift()))
    if len(facts) < 2:
        return facts
    model, opened = facts  # "opened a DPC practice in 2019" says it all
    both = f"{model.evidence} {opened.evidence}"
    return [Fact(model.lift + opened.lift, both, opened.sentence)]


def _values_style(mentee: Mentee, mentor: Mentor, part: Sequence[Answer], year: int) -> Iterator[Fact]:
    values = [answer for answer in part if answer.ask.facet == "value" and answer.known]
    shared = [answer.ask.key for answer in values if answer.fit == 1]
    if shared:
        yield reasons.shares_values(shared, sum(answer.lift() for answer in values))
    styles = [answer for answer in part if answer.ask.facet == "style" and answer.known]
    leanings = list(_leanings(mentee, mentor))
    if leanings:
        yield reasons.shares_style(leanings, sum(answer.lift() for answer in styles))


def _leanings(mentee: Mentee, mentor: Mentor) -> Iterator[str]:
    """The ends of the sliders to which both lean, left ends first."""
    ours, theirs = dict(mentee.style), dict(mentor.style)
    both = [slider for slider in vocabulary.STYLE if slider.slug in ours and slider.slug in theirs]
    yield from (slider.left for slider in both if max(ours[slider.slug], theirs[slider.slug]) < 3)
    yield from (slider.right for slider in both if min(ours[slider.slug], theirs[slider.slug]) > 3)


def _specialty(mentee: Mentee, mentor: Mentor, part: Sequence[Answer], year: int) -> Iterator[Fact]:
    (answer,) = part
    if mentor.specialty and answer.known and answer.fit >= CLOSE_SPECIALTY:
        yield reasons.shares_specialty(mentor.specialty, mentee.specialty == mentor.specialty, answer.lift())


def _availability(mentee: Mentee, mentor: Mentor, part: Sequence[Answer], year: int) -> Iterator[Fact]:
    lifts = {answer.ask.facet: answer.lift() for answer in part if answer.known}
    if lifts.get("hours", 0) > 0:
        yield reasons.free_together(in_words(_shared(mentee, mentor, year)), lifts["hours"])
    if mentor.timezone and mentee.timezone and hours_apart(mentee.timezone, mentor.timezone, year) == 0:
        yield reasons.same_clock(lifts["clock"] + min(0, lifts.get("hours", 0)))  # no hours without a zone
    asked = [answer for answer in part if answer.ask.facet == "language"]
    besides = [answer.ask.key for answer in asked if answer.fit == 1 and answer.ask.key != "en"]
    if besides:
        yield reasons.speaks(besides, sum(answer.lift() for answer in asked))


def _shared(mentee: Mentee, mentor: Mentor, year: int) -> int:
    one, other = week_of_person(mentee, year), week_of_person(mentor, year)
    return shared_quarters(one, other) if one and other else 0


def _state(mentee: Mentee, mentor: Mentor, part: Sequence[Answer], year: int) -> Iterator[Fact]:
    (answer,) = part
    if mentee.practice_state and states_known(mentor):
        practices = mentor.practice_state == mentee.practice_state
        yield reasons.knows_state(practices, mentee.practice_state, answer.lift())


def _preferences(mentee: Mentee, mentor: Mentor, part: Sequence[Answer], year: int) -> Iterator[Fact]:
    """The mentee's own wish. The mentor's counts but is not told."""
    (answer,) = part
    if mentor.id in mentee.preferences:
        place = mentee.preferences.index(mentor.id)
        ours = 1 - (1 - NEUTRAL["wish"]) * place / len(mentee.preferences)
        yield reasons.wished_for(place, answer.ask.points * (ours - NEUTRAL["wish"]) / 2)


_Facts = Callable[[Mentee, Mentor, Sequence[Answer], int], Iterable[Fact]]
_FACTS: dict[str, _Facts] = {
    "needs": _needs,
    "text": _text,
    "stage_model": _stage_model,
    "values_style": _values_style,
    "specialty": _specialty,
    "availability": _availability,
    "state": _state,
    "preferences": _preferences,
}
