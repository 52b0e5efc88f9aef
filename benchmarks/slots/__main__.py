"""Measure the three ways on the same pairs in one run, check that they agree, and print a table."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import process_time

from benchmarks.slots.pairs import pair
from benchmarks.slots.ways import by_portion, by_sweep, by_ticks, expanded

PAIRS = 40
ROUNDS = 5
MOST_MS, OF_PORTION, OF_TICKS = 0.5, 10, 100


def main() -> None:
    """Every pair, then the medians."""
    measured = [of_pair(seed) for seed in range(PAIRS)]
    sweep, everything, library, loop, starts = (list(column) for column in zip(*measured, strict=True))
    report(median(sweep), median(everything), median(library), median(loop), sum(starts) / PAIRS)


def of_pair(seed: int) -> tuple[float, float, float, float, int]:
    """Milliseconds of our sweep, ours with expanding, portion and the loop; and how many starts they all found."""
    mentor, mentee = pair(seed)
    offers = (expanded(mentor), expanded(mentee))
    ours = by_sweep(mentor, mentee, offers)
    assert ours == by_portion(mentor, mentee, offers) == by_ticks(mentor, mentee), f"pair {seed}"
    return (
        best(lambda: by_sweep(mentor, mentee, offers)),
        best(lambda: by_sweep(mentor, mentee, (expanded(mentor), expanded(mentee)))),
        best(lambda: by_portion(mentor, mentee, offers)),
        best(lambda: by_ticks(mentor, mentee), rounds=1),
        len(ours),
    )


def best(act: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The least CPU time of a few rounds, in milliseconds: what a busy machine adds is not counted."""
    times = []
    for _ in range(rounds):
        began = process_time()
        act()
        times.append((process_time() - began) * 1000)
    return min(times)


def report(sweep: float, everything: float, library: float, loop: float, starts: float) -> None:
    print(f"{PAIRS} pairs, 8 weeks, 60 busy times each, {starts:.0f} starts a pair; CPU, median of pairs.")
    print("All three ways gave the same starts for every pair.\n")
    print("| way | ms a pair | our sweep is faster by |\n|---|---|---|")
    print(f"| our sweep, from what both offer | {sweep:.2f} | |")
    print(f"| ours with expanding both weeks | {everything:.2f} | {everything / sweep:.1f} × |")
    print(f"| portion, from what both offer | {library:.2f} | {library / sweep:.0f} × |")
    print(f"| a loop over every tick, from the hours | {loop:.0f} | {loop / sweep:.0f} × |\n")
    print(f"The loop against ours with expanding: {loop / everything:.0f} ×")
    goals = {
        f"sweep at most {MOST_MS} ms": sweep <= MOST_MS,
        f"at least {OF_PORTION} × portion": library >= OF_PORTION * sweep,
        f"at least {OF_TICKS} × the loop": loop >= OF_TICKS * sweep,
        f"at least {OF_TICKS} × the loop, expanding too": loop >= OF_TICKS * everything,
    }
    for goal, met in goals.items():
        print(f"{goal}: {'met' if met else 'MISSED'}")


if __name__ == "__main__":
    main()
