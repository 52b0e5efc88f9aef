"""The whole-number program behind circles: who sits at which table, and how many circles a table holds.

A table is a cell that holds some circles. It takes `least` to `most` people for each, and any such number
splits evenly; so the circles need no names and the program stays small. The rules between members hold
exactly at a table that holds one circle, and are necessary, not always sufficient, where it holds more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, combinations, pairwise

from matching.circles.crowd import Cell, bits, places
from matching.circles.integer_program import Answer, IntegerProgram
from matching.circles.mingling import Limits


@dataclass(frozen=True, slots=True)
class Table:
    """A cell that may hold up to so many circles."""

    cell: Cell
    circles: int


@dataclass(frozen=True, slots=True)
class Party:
    """The people at a table (by its place in a list of tables), and how many circles they make."""

    table: int
    circles: int
    people: int

    def sizes(self) -> list[int]:
        """The sizes of the circles when they are as even as can be."""
        small, larger = divmod(self.people.bit_count(), self.circles)
        return [small + 1] * larger + [small] * (self.circles - larger)


@dataclass(frozen=True, slots=True)
class Model:
    """A program over some tables: a variable per seat, then the circles per table, then their unevenness."""

    program: IntegerProgram
    tables: tuple[int, ...]
    people: tuple[int, ...]
    """Who each seat is for, table by table."""
    ends: tuple[int, ...]
    """Where the seats of each table end."""

    def seats(self, at: int) -> range:
        """The seats at one of the tables."""
        return range(self.ends[at - 1] if at else 0, self.ends[at])

    def circles(self, at: int) -> int:
        """The variable that counts the circles at a table."""
        return len(self.people) + at

    def unevenness(self, at: int) -> int:
        """The variable that adds up how uneven they are."""
        return len(self.people) + len(self.tables) + at


def model_of(tables: Sequence[Table], among: Collection[int], limits: Limits) -> Model:
    """The program that any seating at some of these tables obeys."""
    chosen = tuple(sorted(among))
    cells, circles = [tables[at].cell for at in chosen], [tables[at].circles for at in chosen]
    people = tuple(place for cell in cells for place in places(cell.people))
    ends = tuple(accumulate(cell.people.bit_count() for cell in cells))
    worst = max(limits.unevenness(limits.least), limits.unevenness(limits.most))
    upper = [1] * len(people) + circles + [worst * most for most in circles]
    model = Model(IntegerProgram(upper), chosen, people, ends)
    _one_seat_each(model)
    for at, cell in enumerate(cells):
        _room(model, at, limits)
        _rules(model, at, cell, limits)
    for at, (one, other) in enumerate(pairwise(chosen)):
        if tables[one] is tables[other]:  # parts of one cell are alike: the first ones are used first
            model.program.keep([(model.circles(at), 1), (model.circles(at + 1), -1)], low=0)
    return model


def weigh_sizes(model: Model, limits: Limits) -> None:
    """Adds up how uneven the circles at each table are; exact, for unevenness is convex in the size."""
    for at in range(len(model.tables)):
        for size in range(limits.least, max(limits.most, limits.least + 1)):
            slope = limits.unevenness(size + 1) - limits.unevenness(size)
            one_circle = limits.unevenness(size) - slope * size
            terms = [(seat, -slope) for seat in model.seats(at)]
            terms += [(model.unevenness(at), 1), (model.circles(at), -one_circle)]
            model.program.keep(terms, low=0)


def parties_of(model: Model, answer: Answer) -> list[Party]:
    """Who sits where, at the tables that are used."""
    found = []
    for at, table in enumerate(model.tables):
        if circles := answer.values[model.circles(at)]:
            people = bits(model.people[seat] for seat in model.seats(at) if answer.values[seat])
            found.append(Party(table, circles, people))
    return found


def _one_seat_each(model: Model) -> None:
    seats: dict[int, list[int]] = {}
    for seat, place in enumerate(model.people):
        seats.setdefault(place, []).append(seat)
    for place in sorted(seats):
        model.program.keep([(seat, 1) for seat in seats[place]], high=1)


def _room(model: Model, at: int, limits: Limits) -> None:
    """So many people for each circle; and nobody without one, which sharpens the bound."""
    seats, circles = [(seat, 1) for seat in model.seats(at)], model.circles(at)
    model.program.keep([*seats, (circles, -limits.least)], low=0)
    model.program.keep([*seats, (circles, -limits.most)], high=0)
    for term in seats:
        model.program.keep([term, (circles, -1)], high=0)


def _rules(model: Model, at: int, cell: Cell, limits: Limits) -> None:
    """At most one in each circle of those who must not meet; and no single circle that has met before."""
    seat_of, circles = {model.people[seat]: seat for seat in model.seats(at)}, model.circles(at)
    for strangers in _cliques(cell.people, limits.apart_in(cell.topic)):
        model.program.keep([*((seat_of[one], 1) for one in strangers), (circles, -1)], high=0)
    for group in sorted(limits.met):
        if group & cell.people == group:
            terms = [(seat, 1 if group >> one & 1 else -1) for one, seat in seat_of.items()]
            model.program.keep([*terms, (circles, -1)], high=group.bit_count() - 2)


def _cliques(people: int, apart: Sequence[int]) -> Iterator[list[int]]:
    """Sets of people all kept apart from one another, which together hold every pair kept apart."""
    covered: set[tuple[int, int]] = set()
    for one in places(people):
        for other in places(apart[one] & people):
            if one < other and (one, other) not in covered:
                clique, rest = [one, other], apart[one] & apart[other] & people
                while rest:
                    clique.append(next(places(rest)))
                    rest &= apart[clique[-1]]
                covered.update(combinations(sorted(clique), 2))
                yield clique
