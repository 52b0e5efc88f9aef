"""A linear program in whole numbers, built row by row and solved exactly by HiGHS (through SciPy)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

Terms = Iterable[tuple[int, float]]
"""A sum: variables by number, each with its factor."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The values found, their cost, and a bound below which no cost can be."""

    values: tuple[int, ...]
    cost: float
    bound: float

    @property
    def proven(self) -> bool:
        """Whether nothing cheaper exists, for whole-numbered costs."""
        return self.bound > self.cost - 1 + 1e-6


@dataclass(slots=True)
class IntegerProgram:
    """Whole variables between 0 and their upper bounds, and the sums that must stay within limits."""

    upper: Sequence[float]
    _places: list[tuple[int, int]] = field(default_factory=list)
    _factors: list[float] = field(default_factory=list)
    _limits: list[tuple[float, float]] = field(default_factory=list)

    def keep(self, terms: Terms, low: float = float("-inf"), high: float = float("inf")) -> None:
        """Keeps a sum between two numbers."""
        row = len(self._limits)
        for variable, factor in terms:
            self._places.append((row, variable))
            self._factors.append(factor)
        self._limits.append((low, high))

    def least(self, costs: Mapping[int, float], nodes: int, gap: float = 0) -> Answer | None:
        """The cheapest values, or None where none were found.

        The search ends after so many nodes, or as soon as cost and bound differ by at most this share.
        """
        import numpy as np
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import coo_array

        if not self.upper:
            return Answer((), 0, 0)
        price = np.zeros(len(self.upper))
        price[list(costs)] = list(costs.values())
        places = np.array(self._places, dtype=np.int64).reshape(-1, 2)
        sums = coo_array(
            (self._factors, (places[:, 0], places[:, 1])), shape=(len(self._limits), len(price))
        ).tocsr()
        low, high = np.array(self._limits, dtype=float).reshape(-1, 2).T
        found = milp(
            price,
            constraints=LinearConstraint(sums, low, high),
            bounds=Bounds(0, np.array(self.upper, dtype=float)),
            integrality=np.ones(len(price)),
            options={"mip_rel_gap": gap, "node_limit": nodes},
        )
        if found.x is None:
            return None
        values = np.rint(found.x).astype(np.int64)
        return Answer(tuple(values.tolist()), float(price @ values), float(found.mip_dual_bound))
