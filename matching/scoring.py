"""How well a mentor suits a mentee: a score whose parts add up, and the words behind each part.

The weights are those of `Weights`, changed in two ways by what the mentee needs, then scaled to add up to 1:
the specialty counts double when a need is about coding, payers or equipment, and the state counts only when a
need is bound to a state. Of the topic's weight, `TEXT_SHARE` goes to the free texts.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from matching import vocabulary
from matching.fit import (
    Part,
    Ready,
    availability_fit,
    preference_fit,
    ready,
    specialty_fit,
    stage_model_fit,
    state_fit,
    text_fit,
    topic_fit,
    values_style_fit,
)
from matching.hard_rules import Outcome, Verdict, verdicts, worst
from matching.people import DEFAULT_WEIGHTS, Mentee, Mentor, Rules, Weights, sorted_by_id
from matching.reasons import Fact, Voice, sentences
from matching.search import answered_topics, relevance, understand

__all__ = ["DEFAULT_WEIGHTS", "Weights"]

TEXT_SHARE = 0.15
SPECIALTY_COUNTS_DOUBLE = frozenset(
    {
        "coding-documentation",
        "prior-authorization",
        "denials-appeals",
        "payer-contracting",
        "value-based-contracts",
        "audits-payer-reviews",
        "supplies-vaccines-dispensing",
    }
)


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
class Suggestion:
    """One mentor for one mentee. The values of the contributions add up to the score."""

    mentee: Mentee
    mentor: Mentor
    score: float
    coverage: float
    contributions: tuple[Contribution, ...]
    reasons: tuple[str, ...]
    missing: tuple[str, ...]
    review: tuple[Verdict, ...] = ()
    query_topics: tuple[str, ...] = ()

    def reasons_for(self, voice: Voice) -> tuple[str, ...]:
        """The reasons as told to the mentee ("you") or about the mentee ("they")."""
        return sentences([fact for part in self.contributions for fact in part.facts], voice)


@dataclass(frozen=True, slots=True)
class Blocked:
    """A mentor that a hard rule keeps away; the cause is for coordinators only."""

    mentor: Mentor
    rule: str
    cause: str


@dataclass(frozen=True, slots=True)
class Ranking:
    """The mentors for one mentee, best first, and those that a hard rule keeps away."""

    mentee: Mentee
    suggestions: tuple[Suggestion, ...]
    blocked: tuple[Blocked, ...]


@dataclass(frozen=True, slots=True)
class Index:
    """Mentors made ready for ranking, so that the heavy work is done once."""

    mentors: tuple[Mentor, ...]
    rules: Rules
    ready: tuple[Ready, ...] = field(compare=False, repr=False)


class PairIsBlocked(ValueError):
    """A hard rule keeps this pair apart, so there is nothing to explain."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.cause)
        self.verdict = verdict


def build_index(mentors: Sequence[Mentor], rules: Rules) -> Index:
    """Mentors made ready for `rank`; a mentor named twice is a `BadRecord`."""
    ordered = sorted_by_id(mentors)
    return Index(ordered, rules, tuple(ready(mentor, rules.year) for mentor in ordered))


def rank(mentee: Mentee, index: Index, query: str = "") -> Ranking:
    """The mentors for one mentee, best first; with a query, only those who answer it, most relevant first."""
    suggestions, blocked = _sort_out(mentee, index)
    if query.strip():
        return Ranking(mentee, _answering(query, suggestions, index), blocked)
    return Ranking(mentee, tuple(sorted(suggestions, key=_best_first)), blocked)


def explain(mentee: Mentee, mentor: Mentor, rules: Rules) -> Suggestion:
    """One pair alone, or `PairIsBlocked`."""
    suggestions, blocked = _sort_out(mentee, build_index([mentor], rules))
    if blocked:
        raise PairIsBlocked(Verdict(Outcome.BLOCKED, blocked[0].rule, blocked[0].cause))
    return suggestions[0]


def score_if_allowed(mentee: Mentee, mentor: Mentor, rules: Rules) -> float:
    """What a pair would score if no rule kept it apart: to say what stands in the way, never to offer it."""
    weights = applied_weights(mentee, rules.weights)
    parts = fit_parts(mentee, mentor, ready(mentee, rules.year), ready(mentor, rules.year), rules.year)
    return _suggestion(mentee, mentor, weights, parts, ()).score


def _sort_out(mentee: Mentee, index: Index) -> tuple[list[Suggestion], tuple[Blocked, ...]]:
    """Every mentor is either suggested or blocked; the hard rules are asked about each."""
    suggestions, blocked = [], []
    seeker, weights = ready(mentee, index.rules.year), applied_weights(mentee, index.rules.weights)
    for mentor, helper in zip(index.mentors, index.ready, strict=True):
        answers = verdicts(mentee, mentor, index.rules)
        verdict = worst(answers)
        if verdict.outcome is Outcome.BLOCKED:
            blocked.append(Blocked(mentor, verdict.rule, verdict.cause))
        else:
            parts = fit_parts(mentee, mentor, seeker, helper, index.rules.year)
            suggestions.append(_suggestion(mentee, mentor, weights, parts, answers))
    return suggestions, tuple(blocked)


def _suggestion(
    mentee: Mentee,
    mentor: Mentor,
    weights: dict[str, float],
    parts: dict[str, Part],
    answers: tuple[Verdict, ...],
) -> Suggestion:
    contributions = tuple(_contribution(name, weight, parts[name]) for name, weight in weights.items())
    return Suggestion(
        mentee=mentee,
        mentor=mentor,
        score=math.fsum(part.value for part in contributions),
        coverage=round(math.fsum(weight * parts[name].known for name, weight in weights.items()), 6),
        contributions=contributions,
        reasons=sentences(fact for part in contributions for fact in part.facts),
        missing=tuple(sentence for name in weights for sentence in parts[name].missing),
        review=tuple(answer for answer in answers if answer.outcome is Outcome.REVIEW),
    )


def _contribution(name: str, weight: float, part: Part) -> Contribution:
    facts = tuple(Fact(fact.lift * weight, fact.evidence, fact.sentence) for fact in part.facts)
    return Contribution(name, weight * part.fit, weight, facts)


def fit_parts(mentee: Mentee, mentor: Mentor, seeker: Ready, helper: Ready, year: int) -> dict[str, Part]:
    """Every part of the fit of one pair, by the name of its weight."""
    return {
        "topic": topic_fit(mentee, mentor, year),
        "text": text_fit(mentee, mentor, seeker, helper),
        "stage_model": stage_model_fit(mentee, mentor, year),
        "values_style": values_style_fit(mentee, mentor),
        "specialty": specialty_fit(mentee, mentor),
        "availability": availability_fit(mentee, mentor, seeker, helper),
        "state": state_fit(mentee, mentor),
        "preferences": preference_fit(mentee, mentor),
    }


def applied_weights(mentee: Mentee, weights: Weights) -> dict[str, float]:
    """What each part counts for this mentee, adding up to 1; the same for every mentor, so scores compare."""
    needed = [vocabulary.topic(need.topic) for need in mentee.needs]
    doubled = 2 if any(topic.slug in SPECIALTY_COUNTS_DOUBLE for topic in needed) else 1
    raw = {
        "topic": weights.topic * (1 - TEXT_SHARE),
        "text": weights.topic * TEXT_SHARE,
        "stage_model": weights.stage_model,
        "values_style": weights.values_style,
        "specialty": weights.specialty * doubled,
        "availability": weights.availability,
        "state": weights.state * any("S" in topic.flags for topic in needed),
        "preferences": weights.preferences,
    }
    total = math.fsum(raw.values())
    return {name: weight / total for name, weight in raw.items() if weight}


def _best_first(suggestion: Suggestion) -> tuple[float, str]:
    return -suggestion.score, suggestion.mentor.id


def _answering(typed: str, suggestions: Sequence[Suggestion], index: Index) -> tuple[Suggestion, ...]:
    """The mentors who answer a query, most relevant first, each with the topics they answer."""
    query = understand(typed)
    helpers = {mentor.id: helper for mentor, helper in zip(index.mentors, index.ready, strict=True)}
    found = []
    for suggestion in suggestions:
        mentor = suggestion.mentor
        relevant = relevance(query, mentor, helpers[mentor.id], index.rules.year)
        if relevant > 0:
            answered = replace(suggestion, query_topics=answered_topics(query, mentor))
            found.append(((-relevant, *_best_first(suggestion)), answered))
    return tuple(answered for _, answered in sorted(found, key=lambda entry: entry[0]))
