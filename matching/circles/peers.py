"""Peer introductions, round by round: pairs, a trio when the number is odd, and somebody new while there is.

Each round is an exact optimum (see `introductions`): few seconds for 200 people. More than `AT_ONCE` people are
dealt into pools by a hash of their ids and of the number of the round, and each pool is an optimum by itself.

When an even number of people, kept apart by no rule, is paired again and again, all its rounds are new until
everybody has met everybody (see `rotation`). With an odd number, with rules, or when people come and go, a
round has as few repeats as that round can have, but may leave later ones less choice. A trio uses up three new
pairs at once, so that an odd number runs out of new rounds sooner, while single pairs are still new. Five people
have one: each pair that is new then joins the trio to the other two, and no three people are all new to one
another. Seven have three, whichever rounds are taken. Neither can have more; nine could have six, if a round
looked ahead.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations

from matching.circles import peer_words as words
from matching.circles.crowd import Crowd, bits, gather, share_an_hour, tie
from matching.circles.introductions import Meeting, best_grouping
from matching.circles.left_over import Left
from matching.circles.peer_rules import is_sensitive, peer_verdict
from matching.circles.rotation import Pair, safe_pairs
from matching.hard_rules import Outcome, Verdict
from matching.people import Mentee, Rules, sorted_by_id
from matching.progress import Show, silent

Rounds = Sequence[Collection[Collection[str]]]
"""Earlier rounds, the oldest first, as groups of ids."""

AT_ONCE = 200  # about 20,000 pairs: seconds
SAME_NEEDS, SAME_STAGE, SAME_HOUR = 50, 25, 25  # parts of likeness, in hundredths: what to talk about is half
TIES = 16  # steps by which a hash of the ids tells equals apart


@dataclass(frozen=True, slots=True)
class PeerGroup:
    """Two or three people by id, why they, who of them have met before, and what to look at first."""

    members: tuple[str, ...]
    why: str
    again: tuple[tuple[str, str], ...] = ()
    review: tuple[Verdict, ...] = ()


@dataclass(frozen=True, slots=True)
class Peers:
    """One round. `repeats` counts the pairs who meet again, and `note` says why they do.

    `proven` says that no round reaches more people, or as many with fewer repeats.
    """

    groups: tuple[PeerGroup, ...]
    left: tuple[Left, ...]
    repeats: int
    note: str
    proven: bool


@dataclass(frozen=True, slots=True)
class _Pool:
    """People by place, the number of the round, the pairs that no rule forbids, and earlier rounds."""

    crowd: Crowd
    number: int
    meetings: Mapping[Pair, Meeting]
    rounds: tuple[frozenset[Pair], ...]


def pair_peers(
    people: Sequence[Mentee], past_rounds: Rounds, rules: Rules, seed: int = 0, report: Show = silent
) -> Peers:
    """The next round: nobody alone unless rules leave no choice, and no pair again while a round can be new.

    Among equals, those who met longest ago, then those who are alike (needs, stage, a free hour). Unknown ids
    in `past_rounds` are ignored; the input's order changes nothing. `report` hears each step, and the share of it
    that is done where that can be known.
    """
    everybody = sorted_by_id(people)
    dealt = _dealt(everybody, len(past_rounds), seed)
    pools, found = [], []
    for turn, part in enumerate(dealt, 1):
        which = f", {turn} of {len(dealt)} pools" if len(dealt) > 1 else ""
        pools.append(_pool(part, past_rounds, rules, seed, partial(report, f"Comparing peers{which}")))
        report(f"Introducing peers{which}", None)
        found.append(best_grouping(len(part), pools[-1].meetings, _safe(pools[-1])))
    rounds = list(zip(pools, found, strict=True))
    groups = [_peer_group(pool, group, rules) for pool, grouping in rounds for group in grouping.groups]
    reached = {member for group in groups for member in group.members}
    repeats = sum(len(group.again) for group in groups)
    everybody_new = not repeats and len(reached) == len(everybody)
    return Peers(
        groups=tuple(sorted(groups, key=lambda group: group.members)),
        left=tuple(_left(person, everybody, rules) for person in everybody if person.id not in reached),
        repeats=repeats,
        note=words.note(repeats, odd=len(everybody) % 2 == 1),
        proven=everybody_new or (len(pools) == 1 and found[0].proven),
    )


def _dealt(people: Sequence[Mentee], number: int, seed: int) -> list[Sequence[Mentee]]:
    """Pools of at most `AT_ONCE` people, all even but the last, dealt anew for each round."""
    pools = -(-len(people) // AT_ONCE)
    if pools <= 1:
        return [people] if people else []
    size = 2 * -(-len(people) // (2 * pools))
    dealt = sorted(people, key=lambda person: tie(seed, str(number), person.id))
    return [dealt[start : start + size] for start in range(0, len(dealt), size)]


def _pool(
    people: Sequence[Mentee], past: Rounds, rules: Rules, seed: int, report: Callable[[float], None]
) -> _Pool:
    crowd = gather(people, rules.year, seed)
    place_of = {person.id: place for place, person in enumerate(crowd.people)}
    rounds = tuple(frozenset(_met(groups, place_of)) for groups in past)
    last = {pair: number for number, pairs in enumerate(rounds, 1) for pair in pairs}
    step = TIES * (len(people) + 3)  # so that no sum of ties outweighs a difference
    meetings = {}
    for one, other in combinations(range(len(crowd.people)), 2):
        if other == one + 1:
            report(one / len(people))
        if _verdict(crowd.people[one], crowd.people[other], rules).outcome is not Outcome.BLOCKED:
            chance = tie(seed, *sorted((crowd.people[one].id, crowd.people[other].id)))[0][0] % TIES
            unlikeness = (100 - _likeness(crowd, one, other)) * step + chance
            meetings[one, other] = Meeting(last.get((one, other), 0), unlikeness)
    return _Pool(crowd, len(past) + 1, meetings, tuple(pairs for pairs in rounds if pairs))


def _met(groups: Collection[Collection[str]], place_of: Mapping[str, int]) -> set[Pair]:
    """The pairs of known people who met in a round."""
    known = [sorted(place_of[one] for one in set(group) if one in place_of) for group in groups]
    return {pair for group in known for pair in combinations(group, 2)}


def _safe(pool: _Pool) -> set[Pair]:
    """The new pairs that leave all later rounds open, where that can be known."""
    count = len(pool.crowd.people)
    if count % 2 or len(pool.meetings) < count * (count - 1) // 2:
        return set()
    liking = {pair: -meeting.unlikeness for pair, meeting in pool.meetings.items()}
    return safe_pairs(range(count), pool.rounds, liking) or set()


def _verdict(one: Mentee, other: Mentee, rules: Rules) -> Verdict:
    """What the rules say of two people who talk about whatever either of them needs."""
    needs = [need.topic for person in (one, other) for need in person.needs]
    return peer_verdict(one, other, rules, is_sensitive(needs))


def _likeness(crowd: Crowd, one: int, other: int) -> int:
    """How much two people have in common, in hundredths."""
    first, second = crowd.people[one], crowd.people[other]
    needs, others = ({need.topic for need in person.needs} for person in (first, second))
    shared = len(needs & others) / len(needs | others) if needs & others else 0
    same_stage = first.stage is not None and first.stage == second.stage
    hour = share_an_hour(crowd, bits((one, other)))
    return round(SAME_NEEDS * shared) + SAME_STAGE * same_stage + SAME_HOUR * hour


def _peer_group(pool: _Pool, group: tuple[int, ...], rules: Rules) -> PeerGroup:
    members = sorted((pool.crowd.people[place] for place in group), key=lambda person: person.id)
    last = {pair: met for pair in combinations(group, 2) if (met := pool.meetings[pair].last)}
    verdicts = [_verdict(one, other, rules) for one, other in combinations(members, 2)]
    return PeerGroup(
        members=tuple(person.id for person in members),
        why=words.why(pool.crowd, bits(group), pool.number - max(last.values()) if last else 0),
        again=tuple(sorted(_ids(pool.crowd, pair) for pair in last)),
        review=tuple(dict.fromkeys(one for one in verdicts if one.outcome is Outcome.REVIEW)),
    )


def _ids(crowd: Crowd, pair: Pair) -> tuple[str, str]:
    one, other = sorted(crowd.people[place].id for place in pair)
    return one, other


def _left(person: Mentee, everybody: Sequence[Mentee], rules: Rules) -> Left:
    others = [other for other in everybody if other.id != person.id]
    if not others:
        return Left(person.id, "company", words.NOBODY_ELSE)
    blocked = all(_verdict(person, other, rules).outcome is Outcome.BLOCKED for other in others)
    return Left(person.id, "apart", words.ALL_APART if blocked else words.ALL_NEEDED)
