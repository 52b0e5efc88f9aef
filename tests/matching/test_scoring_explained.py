"""What a score says for itself: its reasons, their evidence, what is missing, what would change it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from hypothesis import example, given

from matching import (
    Mentee,
    Mentor,
    Need,
    Offer,
    Window,
    explain,
)
from matching.reasons import Fact
from matching.vocabulary import topic
from tests.matching import strategies
from tests.matching.cast import AMARA, BEN, RULES

Forgotten = Iterable[tuple[Mentee, Mentor]]


NEW_YORK = "America/New_York"
TO_LICENSE = Mentee("e0", needs=(Need("licensure"),))
MORNINGS = [(Window(day, 600, 720),) for day in (0, 3)]


@given(strategies.free_pair)
@example((replace(TO_LICENSE, languages=("en", "es", "fr")), Mentor("r0", languages=("es",))))
@example((replace(TO_LICENSE, languages=("en", "es")), Mentor("r0", languages=("es",))))
@example(
    (
        replace(TO_LICENSE, timezone=NEW_YORK, free=MORNINGS[0]),
        Mentor("r0", timezone=NEW_YORK, free=MORNINGS[1]),
    )
)
@example(
    (
        Mentee("e0", texts=("my claims keep bouncing",)),
        Mentor("r0", offers=(Offer("denials-appeals", 1, 2005),)),
    )
)
def test_without_the_evidence_of_any_reason_the_score_falls(pair: tuple[Mentee, Mentor]) -> None:
    found = explain(*pair, RULES)

    for part in found.contributions:
        for fact in part.facts:
            for forgotten in FORGET[part.name](*pair, fact):
                assert explain(*forgotten, RULES).score < found.score


def _forget_topic(mentee: Mentee, mentor: Mentor, fact: Fact) -> Forgotten:
    """The mentor's offer or text, and the mentee's own words where the sentence names them."""
    if "Writes" in fact.sentence:
        yield mentee, replace(mentor, texts=())
    else:
        kept = [o for o in mentor.offers if topic(o.topic).label[1:] not in fact.evidence]
        yield mentee, replace(mentor, offers=tuple(kept))
    if "wrote" in fact.sentence or "{you do}" in fact.sentence:
        yield replace(mentee, texts=()), mentor


def _forget_practice(mentee: Mentee, mentor: Mentor, fact: Fact) -> Forgotten:
    if "practice" in fact.evidence:
        yield mentee, replace(mentor, model=None)
    if "opened" in fact.evidence:
        yield mentee, replace(mentor, opened_year=None)


def _forget_picked(mentee: Mentee, mentor: Mentor, fact: Fact) -> Forgotten:
    if fact.sentence.startswith("Works"):
        yield mentee, replace(mentor, style=())
    else:
        yield mentee, replace(mentor, values=())


def _forget_when(mentee: Mentee, mentor: Mentor, fact: Fact) -> Forgotten:
    first = fact.sentence.partition(" ")[0]
    without: dict[str, Mentor] = {
        "Speaks": replace(mentor, languages=()),
        "Free": replace(mentor, free=()),
        "Lives": replace(mentor, timezone=None),
    }
    yield mentee, without[first]


FORGET: dict[str, Callable[[Mentee, Mentor, Fact], Forgotten]] = {
    "needs": _forget_topic,
    "text": _forget_topic,
    "stage_model": _forget_practice,
    "values_style": _forget_picked,
    "specialty": lambda e, r, _: [(e, replace(r, specialty=None))],
    "availability": _forget_when,
    "state": lambda e, r, _: [(e, replace(r, practice_state=None, licensed_states=()))],
    "preferences": lambda e, r, _: [(replace(e, preferences=()), r)],
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
