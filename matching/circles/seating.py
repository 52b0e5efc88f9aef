"""Who sits in which circle: as many people as can be, in circles as even as can be."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from matching.circles.crowd import Cell, Crowd, bits, places
from matching.circles.integer_program import Answer
from matching.circles.mingling import Group, Limits, mingle, split
from matching.circles.table_program import Party, Table, model_of, parties_of, weigh_sizes

ALL_SEATS = 400  # up to so many pairs of person and cell, sizes are weighed over all cells at once
CELLS_EACH = 3  # beyond that, everybody's largest cells are tried first
NODES = 200  # of the search tree, for each program
TOO_UNEVEN = 2  # circles of one topic that differ by so much can perhaps be evened out
EVENING = "Making the circles even"
ROUGHLY = 0.1  # with many cells, sizes are near enough to the best when they cost so much per person


@dataclass(frozen=True, slots=True)
class Seating:
    """The circles, how many people any arrangement can seat at most, and whether none is better than this."""

    groups: tuple[Group, ...]
    bound: int
    proven: bool

    @property
    def full(self) -> bool:
        """Whether nobody more could sit in a circle."""
        return sum(group.members.bit_count() for group in self.groups) == self.bound


def seat(crowd: Crowd, limits: Limits, report: Callable[[str], None]) -> Seating:
    """As many people as can be, then sizes as near to the aim as can be, then everybody's stronger needs.

    A table whose people rules forbid to split is taken apart into tables of one circle, for which the rules
    are exact, and all is solved again; this ends, for there are only so many tables. `report` hears what is done.
    """
    sizes = [(cell, cell.people.bit_count() // limits.least) for cell in crowd.cells]
    tables = [Table(cell, circles) for cell, circles in sizes if circles]
    while tables:
        parties, bound, proven = _arrange(crowd, tables, limits, report)
        splits = [split(tables[party.table].cell, party.people, party.circles, limits) for party in parties]
        stuck = {party.table for party, groups in zip(parties, splits, strict=True) if groups is None}
        if not stuck:
            report("Bringing together who has not met")
            seated = [group for groups in splits if groups for group in groups]
            return Seating(tuple(mingle(seated, crowd, limits)), bound, proven)
        tables = [part for at, table in enumerate(tables) for part in _parts(table, at in stuck)]
    return Seating((), 0, proven=True)


def _parts(table: Table, stuck: bool) -> list[Table]:
    return [Table(table.cell, 1)] * table.circles if stuck else [table]


def _arrange(
    crowd: Crowd, tables: Sequence[Table], limits: Limits, report: Callable[[str], None]
) -> tuple[list[Party], int, bool]:
    """The parties at the tables, the bound on the number of people seated, and whether all is proven."""
    everywhere = range(len(tables))
    report("Seating as many people as can be")
    if sum(table.cell.people.bit_count() for table in tables) <= ALL_SEATS:
        parties, bound = _most_people(tables, everywhere, limits)
        report(EVENING)
        parties, even = _even_sizes(tables, everywhere, parties, limits)
    else:
        parties, bound = _most_people_of_many(tables, limits)
        report(EVENING)
        parties, even = _evener_sizes(tables, parties, limits), False
    proven = even and _seated(parties) == bound
    report("Weighing what people need most")
    return _stronger_needs(crowd, tables, parties, limits), bound, proven


def _most_people(tables: Sequence[Table], among: Collection[int], limits: Limits) -> tuple[list[Party], int]:
    """The parties that seat most people at some of the tables, and the bound on their number."""
    model = model_of(tables, among, limits)
    costs = dict.fromkeys(range(len(model.people)), -1)
    answer = model.program.least(costs, NODES) or Answer(
        (0,) * len(model.program.upper), 0, sum(costs.values())
    )
    return parties_of(model, answer), int(-answer.bound + 1e-6)


def _most_people_of_many(tables: Sequence[Table], limits: Limits) -> tuple[list[Party], int]:
    """The same at all the tables; everybody's largest cells alone mostly seat all who can be seated."""
    reach = 0
    for table in tables:
        reach |= table.cell.people
    parties, _ = _most_people(tables, _largest_each(tables, CELLS_EACH), limits)
    if _seated(parties) == reach.bit_count():
        return parties, reach.bit_count()
    others, bound = _most_people(tables, range(len(tables)), limits)
    return max(others, parties, key=_seated), bound


def _largest_each(tables: Sequence[Table], count: int) -> set[int]:
    """The tables with most people for everybody, so many each."""
    chosen: set[int] = set()
    seen: dict[int, int] = {}
    for at in sorted(range(len(tables)), key=lambda at: (-tables[at].cell.people.bit_count(), at)):
        for place in places(tables[at].cell.people):
            seen[place] = seen.get(place, 0) + 1
            if seen[place] <= count:
                chosen.add(at)
    return chosen


def _even_sizes(
    tables: Sequence[Table], among: Collection[int], parties: list[Party], limits: Limits, gap: float = 0
) -> tuple[list[Party], bool]:
    """Parties of as many people in the most even circles, and whether that is proven.

    Each person adds 1 to the cost, so that the gap is a share of the people and not of an unevenness near 0.
    """
    model = model_of(tables, among, limits)
    everybody = [(seat, 1) for seat in range(len(model.people))]
    model.program.keep(everybody, _seated(parties), _seated(parties))
    weigh_sizes(model, limits)
    costs = dict.fromkeys(range(len(model.people)), 1)
    costs |= {model.unevenness(at): 1 for at in range(len(model.tables))}
    answer = model.program.least(costs, NODES, gap)
    better = answer and answer.cost <= _seated(parties) + _unevenness(parties, limits)
    return (parties_of(model, answer), answer.proven) if answer and better else (parties, False)


def _evener_sizes(tables: Sequence[Table], parties: list[Party], limits: Limits) -> list[Party]:
    """Nearly the most even circles; and no two of one topic that their own members could fill more evenly."""
    among = _largest_each(tables, 1) | {party.table for party in parties}
    parties, _ = _even_sizes(tables, among, parties, limits, ROUGHLY)
    better: list[Party] | None = parties
    while better:
        parties, better = better, _one_pair_evened(tables, better, limits)
    return sorted(parties, key=lambda party: party.table)


def _one_pair_evened(tables: Sequence[Table], parties: list[Party], limits: Limits) -> list[Party] | None:
    """The parties after two of one topic that differed by much have become more even, or None."""
    for one, other in combinations(parties, 2):
        sizes = one.sizes() + other.sizes()
        same_topic = tables[one.table].cell.topic == tables[other.table].cell.topic
        if same_topic and max(sizes) - min(sizes) >= TOO_UNEVEN:
            evened = _regrouped(tables, [one, other], limits)
            if _unevenness(evened, limits) < _unevenness([one, other], limits):
                return [party for party in parties if party not in (one, other)] + evened
    return None


def _regrouped(tables: Sequence[Table], parties: list[Party], limits: Limits) -> list[Party]:
    """The same people in the most even circles that they can form about their topic."""
    topic = tables[parties[0].table].cell.topic
    people = bits(place for party in parties for place in places(party.people))
    at_hand = [
        at for at, table in enumerate(tables) if table.cell.topic == topic and table.cell.people & people
    ]
    near = [replace(tables[at], cell=Cell(topic, tables[at].cell.people & people)) for at in at_hand]
    inside = [replace(party, table=at_hand.index(party.table)) for party in parties]
    evened, _ = _even_sizes(near, range(len(near)), inside, limits)
    return [replace(party, table=at_hand[party.table]) for party in evened]


def _stronger_needs(
    crowd: Crowd, tables: Sequence[Table], parties: list[Party], limits: Limits
) -> list[Party]:
    """Parties of the same sizes at the same tables whose members want the topic more."""
    model = model_of(tables, [party.table for party in parties], limits)
    for at, party in enumerate(parties):
        size = party.people.bit_count()
        model.program.keep([(seat, 1) for seat in model.seats(at)], size, size)
        model.program.keep([(model.circles(at), 1)], party.circles, party.circles)
    wishes = [{need.topic: need.priority for need in person.needs} for person in crowd.people]
    costs = {
        seat: -wishes[model.people[seat]][tables[table].cell.topic]
        for at, table in enumerate(model.tables)
        for seat in model.seats(at)
    }
    answer = model.program.least(costs, NODES)
    return parties if answer is None else parties_of(model, answer)


def _unevenness(parties: Sequence[Party], limits: Limits) -> int:
    return sum(limits.unevenness(size) for party in parties for size in party.sizes())


def _seated(parties: Sequence[Party]) -> int:
    return sum(party.people.bit_count() for party in parties)
