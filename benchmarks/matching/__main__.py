"""Everything the engine promises about speed and size, as ratios inside one run.

python -m benchmarks.matching            # a few minutes on two cores
python -m benchmarks.matching --largest  # also 100,000 x 20,000: some minutes more
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from statistics import median

import numpy as np

from benchmarks.matching.dense import dense_plan
from benchmarks.matching.measuring import Measured, in_own_process
from benchmarks.matching.mentor_match import (
    SOLVERS,
    PeerIsMissing,
    peer_quality,
    run_mentor_match,
    score_matrix,
)
from benchmarks.matching.ours import RULES, Timed, timed_plan
from benchmarks.matching.people import cohort
from matching import Mentee, Mentor, Plan, build_index, plan, rank
from matching.assignment import terms_of
from matching.goals import best_total
from matching.market import Market, every_pair, market

ROWS = 256  # mentees of one block of the bare product
TURNS = 5  # how often two things that are compared are both done


def main() -> None:
    """Print one line per promise: what was measured, and what was to be reached."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--largest", action="store_true", help="also 100,000 x 20,000")
    parser.add_argument("--only", help="only the measures whose name holds this word")
    chosen = parser.parse_args()
    measures: list[Callable[[], None]] = [
        importing,
        ranking,
        small,
        medium,
        large,
        tight,
        fair,
        again,
        explained,
    ]
    for measure in [*measures, largest] if chosen.largest else measures:
        if not chosen.only or chosen.only in measure.__name__:
            measure()


def told(name: str, figure: str, goal: str = "") -> None:
    """One line of the table."""
    print(f"{name:<44} {figure}{f'   (goal {goal})' if goal else ''}", flush=True)


def bare_product(mentees: Sequence[Mentee], mentors: Sequence[Mentor]) -> float:
    """Seconds of one 32-bit matrix product over all pairs, as wide as the engine's own."""
    ready = market(mentees, mentors, RULES)
    room = np.empty((ROWS, len(mentors)), dtype=np.float32)
    theirs = np.ascontiguousarray(ready.fits.T)
    start = time.perf_counter()
    for row in range(0, len(mentees), ROWS):
        part = ready.asked[row : row + ROWS]
        np.matmul(part, theirs, out=room[: len(part)])
    return time.perf_counter() - start


def measured_plan(mentees: Sequence[Mentee], mentors: Sequence[Mentor]) -> Measured[Timed]:
    """The same in a process of its own, for its memory."""
    return in_own_process(timed_plan, (mentees, mentors), warm_up=cohort(60, 30))


def importing() -> None:
    """What `import matching` costs and loads."""
    code = (
        "import sys, time; start = time.perf_counter(); import matching; "
        "heavy = {'sklearn', 'scipy', 'numpy', 'ortools', 'flask'} & set(sys.modules); "
        "print(1000 * (time.perf_counter() - start), *heavy)"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout.split()
        for _ in range(7)
    ]
    loaded = " ".join(runs[0][1:]) or "nothing heavy"
    told(
        "import matching", f"{median(float(run[0]) for run in runs):.0f} ms, loads {loaded}", "50 ms, nothing"
    )


def ranking() -> None:
    """One mentee over 10,000 mentors, warm; then with the reasons for the best ten read as well."""
    mentees, mentors = cohort(60, 10_000)
    index = build_index(mentors, RULES)
    ready = market(mentees, mentors, RULES)
    for mentee in mentees:
        rank(mentee, index, top=10)
    for name, work, goal in (
        ("the best ten", partial(rank, index=index, top=10), "20 ms, 5 x"),
        ("and why", lambda mentee: [one.reasons for one in rank(mentee, index, top=10).suggestions], "20 ms"),
    ):
        ratio, one = _beside_product(ready, mentees, work)
        told(f"rank 10,000 mentors, {name}", f"{1000 * one:.1f} ms, {ratio:.1f} x the product", goal)


def _beside_product(
    ready: Market, mentees: Sequence[Mentee], work: Callable[[Mentee], object]
) -> tuple[float, float]:
    """Some work for each mentee over the bare product for the same, and the seconds of the work.

    Both are warm: they take turns, all mentees at a time.
    """
    seconds, bare = [], []
    for _ in range(TURNS):
        seconds += [_seconds(partial(work, mentee)) for mentee in mentees]
        bare += [_seconds(partial(np.matmul, ready.fits, row)) for row in ready.asked]
    return median(seconds) / median(bare), median(seconds)


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def small() -> None:
    """Beside mentor-match, with each of the solvers it has had."""
    mentees, mentors = cohort(200, 100)
    timed_plan(*cohort(60, 30))
    runs = [timed_plan(mentees, mentors) for _ in range(5)]
    found, seconds = runs[0][0], median(steps["done"] for _, steps in runs)
    ready = market(mentees, mentors, RULES)
    terms = terms_of(ready, (), 0, lambda step, done: None)
    alone = median(_seconds(partial(best_total, ready, terms)) for _ in range(5))
    scores = score_matrix(mentees, mentors, RULES)
    for solver in SOLVERS:
        try:
            peer = run_mentor_match(mentees, mentors, scores, solver)
        except PeerIsMissing as missing:
            told("200 x 100, mentor-match", str(missing))
            continue
        total, blocking = peer_quality(peer, mentees, mentors, scores)
        told(f"200 x 100, {solver} in mentor-match / ours", f"{peer.seconds / alone:.0f}", "100")
        told("  the same, with our reading of the people", f"{peer.seconds / seconds:.0f}")
        told("  total, ours / theirs", f"{found.total / total:.3f}", "above 1")
        told("  blocking pairs, ours : theirs", f"{found.notes['blocking_pairs']:.0f} : {blocking}", "fewer")


def medium() -> None:
    """Beside the dense way, where the dense way is at home."""
    mentees, mentors = cohort(1_000, 500)
    ours = [measured_plan(mentees, mentors) for _ in range(3)]
    dense = [dense_plan(mentees, mentors, RULES) for _ in range(3)]
    ratio = median(run.seconds for run in ours) / median(run.seconds for run in dense)
    told("1,000 x 500, ours / dense", f"{ratio:.2f}, gap {ours[0].result[0].gap:g}", "1.1")


def large() -> None:
    """Beside the bare product and the dense way, time and memory."""
    mentees, mentors = cohort(10_000, 5_000)
    product = median(bare_product(mentees, mentors) for _ in range(3))
    ours, dense = measured_plan(mentees, mentors), dense_plan(mentees, mentors, RULES)
    _against_product("10,000 x 5,000", ours, product)
    told("  dense seconds / ours", f"{dense.seconds / ours.seconds:.1f}", "9")
    told("  dense memory / ours", f"{dense.mib / ours.mib:.0f} ({dense.mib:.0f} : {ours.mib:.0f} MiB)", "50")


def largest() -> None:
    """The size at which nothing dense would fit."""
    mentees, mentors = cohort(100_000, 20_000)
    product = bare_product(mentees, mentors)
    ours = measured_plan(mentees, mentors)
    _against_product("100,000 x 20,000", ours, product)
    told("  memory", f"{ours.mib:.0f} MiB", "2,048")


def _against_product(name: str, ours: Measured[Timed], product: float) -> None:
    found, began = ours.result
    solving = began["Saying why"] - began["Looking at all pairs"]
    told(f"{name}, solving / product", f"{solving / product:.1f}, gap {found.gap:g}", "8, 0")
    told("  end to end / product", f"{ours.seconds / product:.1f} ({ours.seconds:.1f} s)")
    passes = sum(step.startswith("Proving") for step in began)
    told("  pairs, waiting, passes", f"{len(found.pairs)}, {len(found.unmatched)}, {passes}")


def tight() -> None:
    """As many places as people: how many are stranded beyond what a maximum flow says."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import maximum_bipartite_matching

    mentees, mentors = cohort(5_000, 1_430, tight=True)
    found, _ = timed_plan(mentees, mentors, "coverage")
    i, j, _ = every_pair(market(mentees, mentors, RULES))
    seats = np.array([max(0, one.capacity - one.load) for one in mentors])
    first = np.cumsum(seats) - seats
    rows = np.repeat(i, seats[j])
    columns = (
        np.repeat(first[j], seats[j])
        + np.arange(len(rows))
        - np.repeat(np.cumsum(seats[j]) - seats[j], seats[j])
    )
    graph = csr_array(
        (np.ones(len(rows), dtype=np.int8), (rows, columns)), shape=(len(mentees), int(seats.sum()))
    )
    most = int((maximum_bipartite_matching(graph, perm_type="column") >= 0).sum())
    told(
        "tight places, 5,000 x 1,430, stranded",
        f"{most - len(found.pairs)} of {most} who can be matched",
        "0",
    )


def fair() -> None:
    """What the worst-off gain when nobody may be far behind."""
    mentees, mentors = cohort(1_000, 400, tight=True)
    found, _ = timed_plan(mentees, mentors, "fair")
    before, after = found.notes["worst_share_before"], found.notes["worst_share"]
    cost = found.total / found.notes["total_without_floor"]
    told(
        "nobody far behind, 1,000 x 400, worst share",
        f"{before:.3f} -> {after:.3f} at {cost:.4f} of the total",
        "1.5 x",
    )


def again() -> None:
    """How many move when one in a hundred leaves and one in a hundred joins; and input order."""
    weeks = [_a_week_later(seed) for seed in range(5)]
    kept, plain = (sum(len(week[side].moved) for week in weeks) for side in (0, 1))
    chose_kept, chose_plain = (sum(len(set(week[side].moved) - week[2]) for week in weeks) for side in (0, 1))
    lowest = min(stayed.total / free.total for stayed, free, _ in weeks)
    told(
        "five times 1 % leave and join, moved",
        f"{kept} instead of {plain}, at {lowest:.5f} of the total or more",
        "half, .9998",
    )
    told("  of those whose mentor is still there", f"{chose_kept} instead of {chose_plain}", "half")
    chance, (mentees, mentors) = random.Random(1), cohort(1_000, 500)
    alike = [replace(one, texts=(), style=(), values=()) for one in mentees]
    shuffled = chance.sample(alike, len(alike)), chance.sample(mentors, len(mentors))
    same = plan(alike, mentors, RULES).pairs == plan(*shuffled, RULES).pairs
    told("shuffled input, 1,000 x 500, same pairs", "all" if same else "not all", "all")


def _a_week_later(seed: int) -> tuple[Plan, Plan, set[str]]:
    """Two plans after some left and joined, with and without a bonus for staying; and whose mentor has left."""
    chance = random.Random(seed)
    mentees, mentors = cohort(1_010, 505, seed)
    before = plan(mentees[:1_000], mentors[:500], RULES)
    pairs = [(pair.mentee, pair.mentor) for pair in before.pairs]
    here = (
        [*chance.sample(mentees[:1_000], 990), *mentees[1_000:]],
        [*chance.sample(mentors[:500], 495), *mentors[500:]],
    )
    present = {mentor.id for mentor in here[1]}
    kept, plain = (plan(*here, RULES, previous=pairs, stay=stay) for stay in (0.01, 0.0))
    return kept, plain, {mentee for mentee, mentor in pairs if mentor not in present}


def explained() -> None:
    """Whether the parts add up, and what a pair costs to explain."""
    mentees, mentors = cohort(40, 200)
    index = build_index(mentors, replace(RULES, floor=0.0))
    worst, count, start = 0.0, 0, time.perf_counter()
    for mentee in mentees:
        for found in rank(mentee, index).suggestions:
            worst = max(worst, abs(sum(part.value for part in found.contributions) - found.score))
            for words in ("reasons", "missing", "change", "coverage"):
                getattr(found, words)  # worked out when read
            count += 1
    micros = 1e6 * (time.perf_counter() - start) / count
    told("explained in words", f"sum off by {worst:g} at most, {micros:.0f} microseconds a pair", "1e-6")


if __name__ == "__main__":
    main()
