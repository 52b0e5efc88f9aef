"""The sentences about a peer group, and about a round of them."""

from __future__ import annotations

from matching import vocabulary
from matching.circles.crowd import Crowd, hour_of, places, share_an_hour
from matching.circles.words import hour, number
from matching.reasons import listed

NOBODY_ELSE = "There is nobody else."
ALL_APART = "Rules keep them apart from everybody else."
ALL_NEEDED = "Those whom they may meet are needed by others."


def why(crowd: Crowd, members: int, rounds_ago: int) -> str:
    """What two or three people share, and when any of them last met; 0 rounds ago is never."""
    shared = _shared(crowd, members)
    both = "Both" if members.bit_count() == 2 else "All three"
    met = "They have not met yet." if not rounds_ago else f"{_who(members)} met {_ago(rounds_ago)}."
    return f"{both} {listed(shared)}. {met}" if shared else met


def note(repeats: int, odd: bool) -> str:
    """Why pairs meet again in a round; nothing when none do."""
    if not repeats:
        return ""
    again = "One pair meets again" if repeats == 1 else f"{number(repeats).capitalize()} pairs meet again"
    trio = "; three who meet at once use up three new pairs" if odd else ""
    return f"{again}: no round that reaches as many people is left with new pairs alone{trio}."


def _shared(crowd: Crowd, members: int) -> list[str]:
    people = [crowd.people[place] for place in places(members)]
    needs = set.intersection(*({need.topic for need in person.needs} for person in people))
    stages = {person.stage for person in people}
    labels = {choice.slug: choice.label for choice in vocabulary.stages()}
    found = []
    if needs:
        found.append(
            f"need help with {listed([f'“{vocabulary.topic(topic).label}”' for topic in sorted(needs)])}"
        )
    if len(stages) == 1 and None not in stages:
        found += [f"are at the stage “{labels[stage]}”" for stage in stages if stage]
    if share_an_hour(crowd, members):
        found.append(f"are free on {hour(hour_of(crowd, members))}")
    return found


def _who(members: int) -> str:
    return "They" if members.bit_count() == 2 else "Two of them"


def _ago(rounds: int) -> str:
    return "in the last round" if rounds == 1 else f"{number(rounds)} rounds ago"
