"""What a score says for itself: its reasons, their evidence, what is missing, what would change it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from hypothesis import assume, given

from matching import (
    Mentee,
    Mentor,
    Offer,
    Window,
    explain,
)
from matching.vocabulary import topic
from tests.matching import strategies
from tests.matching.cast import AMARA, BEN, BLANK, EVENING, RULES


@given(strategies.free_pair)
def test_without_the_evidence_of_the_top_reason_the_score_falls(pair: tuple[Mentee, Mentor]) -> None:
    found = explain(*pair, RULES)
    facts = [(fact, part.name) for part in found.contributions for fact in part.facts]
    assume(facts)
    best, name = max(facts, key=lambda entry: entry[0].lift)

    forgotten = explain(*FORGET[name](*pair, best.evidence), RULES)

    assert forgotten.score < found.score


STYLE_WORDS = (
    "agenda",
    "conversation",
    "challenge",
    "encourage",
    "numbers",
    "stories",
    "steps",
    "meetings",
    "messages",
)


def _forget_offer(mentee: Mentee, mentor: Mentor, evidence: str) -> tuple[Mentee, Mentor]:
    if evidence.startswith("Writes"):
        return mentee, replace(mentor, texts=())
    dropped = [o for o in mentor.offers if topic(o.topic).label[1:] in evidence]
    return mentee, replace(mentor, offers=tuple(o for o in mentor.offers if o not in dropped))


FORGET: dict[str, Callable[[Mentee, Mentor, str], tuple[Mentee, Mentor]]] = {
    "needs": _forget_offer,
    "text": lambda e, r, told: (e, replace(r, texts=())) if told[0] == "“" else _forget_offer(e, r, told),
    "stage_model": lambda e, r, told: (
        e,
        replace(
            r,
            model=None if "practice" in told else r.model,
            opened_year=None if "opened" in told else r.opened_year,
        ),
    ),
    "values_style": lambda e, r, told: (
        e,
        replace(r, style=()) if any(w in told for w in STYLE_WORDS) else replace(r, values=()),
    ),
    "specialty": lambda e, r, _: (e, replace(r, specialty=None)),
    "availability": lambda e, r, told: (
        e,
        replace(r, languages=("en",)) if "Spanish" in told else replace(r, free=(), timezone=None),
    ),
    "state": lambda e, r, _: (e, replace(r, practice_state=None, licensed_states=())),
    "preferences": lambda e, r, _: (replace(e, preferences=()), r),
}


def test_reasons_quote_the_evidence_in_both_voices() -> None:
    found = explain(AMARA, BEN, RULES)

    assert found.reasons[0] == "Has taught prior authorization (last in 2024), your first need"
    assert "Opened a DPC practice in your state in 2019" in found.reasons
    assert "Free Tuesday evenings when you are" in found.reasons
    assert "Has taught prior authorization (last in 2024), the mentee's first need" in found.reasons_for(
        "they"
    )
    assert not any("{" in sentence for sentence in (*found.reasons, *found.reasons_for("they")))


def test_every_part_carries_its_evidence() -> None:
    found = explain(AMARA, BEN, RULES)

    evidence = {c.name: c.evidence for c in found.contributions}

    assert evidence["needs"][0] == "Has taught prior authorization (last in 2024)"
    assert evidence["text"] == ()  # what Amara wrote about is a need that she ticked, too
    assert evidence["stage_model"] == ("a DPC practice opened in 2019",)
    assert evidence["values_style"] == ("autonomy and meaning", "structured agenda and encourage me")
    assert evidence["specialty"] == ("Internal medicine (general)",)
    assert evidence["availability"] == ("Tuesday evenings", "Spanish", "same clock")
    assert evidence["state"] == ("OH",)
    assert evidence["preferences"] == ("wish 1",)


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
    assert unsaid.change == "When they are free, once said, could change this fit most."
    assert few.missing == ("Few or no free hours in common",)
    assert few.change == "One more free hour in common would lift this fit most."
    assert explain(AMARA, replace(busy, free=EVENING), RULES).change == ""
