"""One round of pairs, with a trio for the odd one out: an exact program in whole numbers.

Its variables: each pair as a pair, each pair as a side of a trio, each person as a member of a trio, each
person alone, and the number of trios. All three sides of a trio count as pairs that meet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from matching.circles.integer_program import Answer, IntegerProgram
from matching.circles.rotation import Pair

NODES = 2000  # of the search tree, for each program
CLOSELY = 100  # beyond so many people, likeness is not weighed among those who meet again: it takes minutes

Costs = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Meeting:
    """What a pair would be: when they last met (0 is never, higher is later), and how unlike they are."""

    last: int
    unlikeness: int


@dataclass(frozen=True, slots=True)
class Grouping:
    """Pairs and trios; whoever is in none is alone.

    `proven` says that no grouping is better; beyond `CLOSELY` people, likeness among repeats aside.
    """

    groups: tuple[tuple[int, ...], ...]
    proven: bool


@dataclass(frozen=True, slots=True)
class _Model:
    program: IntegerProgram
    people: int
    pairs: tuple[Pair, ...]

    def side(self, at: int) -> int:
        return len(self.pairs) + at

    def member(self, person: int) -> int:
        return 2 * len(self.pairs) + person

    def alone(self, person: int) -> int:
        return 2 * len(self.pairs) + self.people + person

    @property
    def trios(self) -> int:
        return 2 * (len(self.pairs) + self.people)


def best_grouping(people: int, meetings: Mapping[Pair, Meeting], safe: Iterable[Pair] = ()) -> Grouping:
    """The best way to group so many people by pairs that may meet; `safe` new pairs are used if they suffice.

    Best is, in this order: fewest people alone, fewest trios, fewest pairs who have met, those who met longest
    ago, most alike. When new pairs suffice for everybody, only the last remains to be weighed.
    """
    found = (_solved(model, goals) for model, goals in _attempts(people, meetings, safe))
    return next(filter(None, found), Grouping((), proven=False))


def _attempts(
    people: int, meetings: Mapping[Pair, Meeting], safe: Iterable[Pair]
) -> Iterator[tuple[_Model, list[Costs]]]:
    """Programs and their goals, from the narrowest to one that always has a solution."""
    odd, new = people % 2, {pair for pair, meeting in meetings.items() if not meeting.last}
    for pairs in (new.intersection(safe), new):
        model = _model(people, pairs, odd, odd, new)
        yield model, [_unlikeness(model, meetings)]
    model = _model(people, meetings, odd, odd, new)
    yield model, _goals(model, meetings)
    model = _model(people, meetings, 0, people // 3, new, may_be_alone=True)
    alone = {model.alone(person): people + 1 for person in range(people)}
    yield model, [{**alone, model.trios: 1}, *_goals(model, meetings)]


def _model(
    people: int, pairs: Iterable[Pair], least: int, most: int, new: Iterable[Pair], may_be_alone: bool = False
) -> _Model:
    """The program that any grouping with `least` to `most` trios obeys."""
    chosen = tuple(sorted(pairs))
    count = len(chosen)
    upper = [1] * count + [min(most, 1)] * (count + people) + [int(may_be_alone)] * people + [most]
    model = _Model(IntegerProgram(upper), people, chosen)
    touching: list[list[int]] = [[] for _ in range(people)]
    for at, pair in enumerate(chosen):
        for person in pair:
            touching[person].append(at)
    for person, own in enumerate(touching):
        elsewhere = [(model.member(person), 1), (model.alone(person), 1)]
        model.program.keep([*((at, 1) for at in own), *elsewhere], low=1, high=1)
        model.program.keep([*((model.side(at), 1) for at in own), (model.member(person), -2)], low=0, high=0)
    members = [(model.member(person), 1) for person in range(people)]
    model.program.keep([*members, (model.trios, -3)], low=0, high=0)
    model.program.keep([(model.trios, 1)], low=least)
    for lot in (*_odd_lots(people, chosen), *_odd_lots(people, new)):
        _let_somebody_out(model, lot)
    return model


def _odd_lots(people: int, pairs: Iterable[Pair]) -> Iterator[set[int]]:
    """Connected people, odd in number: pairs among them cannot reach them all."""
    lots: list[set[int]] = [{person} for person in range(people)]
    for one, other in pairs:
        if lots[one] is not lots[other]:
            lots[one] |= lots[other]
            for person in lots[other]:
                lots[person] = lots[one]
    seen: set[int] = set()
    for person in range(people):
        if person not in seen and len(lots[person]) % 2:
            yield lots[person]
        seen |= lots[person]


def _let_somebody_out(model: _Model, lot: set[int]) -> None:
    """Of an odd lot somebody meets an outsider, sits in a trio, or is alone: a fact that saves much search."""
    crossing = [(at, 1) for at, (one, other) in enumerate(model.pairs) if (one in lot) != (other in lot)]
    others = [(variable, 1) for person in lot for variable in (model.member(person), model.alone(person))]
    model.program.keep([*crossing, *others], low=1)


def _goals(model: _Model, meetings: Mapping[Pair, Meeting]) -> list[Costs]:
    """Few who have met, of those the ones who met longest ago, and then people who are alike."""
    again = {pair: 1 for pair, meeting in meetings.items() if meeting.last}
    lately = {pair: meeting.last for pair, meeting in meetings.items() if meeting.last}
    return [_costs(model, again), _costs(model, lately), _unlikeness(model, meetings)]


def _unlikeness(model: _Model, meetings: Mapping[Pair, Meeting]) -> Costs:
    return _costs(model, {pair: meetings[pair].unlikeness for pair in model.pairs})


def _costs(model: _Model, of_pair: Mapping[Pair, int]) -> Costs:
    """What a pair costs, as a pair or as a side of a trio."""
    found = [(at, of_pair[pair]) for at, pair in enumerate(model.pairs) if pair in of_pair]
    return dict(found) | {model.side(at): cost for at, cost in found}


def _solved(model: _Model, goals: Sequence[Costs]) -> Grouping | None:
    """The grouping that is best by the first goal, among those by the second, and so on.

    In a large crowd it is settled who meets again before likeness, the last goal, is weighed among the rest.
    """
    answer, proven = None, True
    for costs in goals:
        if answer and costs is goals[-1] and model.people > CLOSELY:
            unused = [(variable, 1) for variable in goals[-2] if not answer.values[variable]]
            model.program.keep(unused, high=0)
        found = _in_trios(model, costs)
        if found is None:
            break
        model.program.keep(costs.items(), high=found.cost)
        answer, proven = found, proven and found.proven
    return Grouping(tuple(_groups(model, answer)), proven and answer is found) if answer else None


def _in_trios(model: _Model, costs: Costs) -> Answer | None:
    """The cheapest answer whose sides close to trios: longer rings are forbidden one by one."""
    while answer := model.program.least(costs, NODES):
        rings = [ring for ring in _rings(model, answer) if len(ring) > 3]
        if not rings:
            return answer
        for ring in rings:
            sides = [model.side(at) for at, pair in enumerate(model.pairs) if set(pair) <= ring]
            model.program.keep([(side, 1) for side in sides if answer.values[side]], high=len(ring) - 1)
    return None


def _rings(model: _Model, answer: Answer) -> list[set[int]]:
    """The people of each closed ring of sides."""
    sides = [pair for at, pair in enumerate(model.pairs) if answer.values[model.side(at)]]
    rings: list[set[int]] = []
    for pair in sides:
        joined = [ring for ring in rings if not ring.isdisjoint(pair)]
        rings = [ring for ring in rings if ring.isdisjoint(pair)] + [set(pair).union(*joined)]
    return rings


def _groups(model: _Model, answer: Answer) -> list[tuple[int, ...]]:
    pairs: list[tuple[int, ...]] = [pair for at, pair in enumerate(model.pairs) if answer.values[at]]
    return sorted([*pairs, *(tuple(sorted(ring)) for ring in _rings(model, answer))])
