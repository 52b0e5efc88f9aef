"""The open-source peer mentor-match, on the same people and on the engine's own scores.

Its package is called `matching` like ours, so it lives in an environment of its own (build/peers/, made at
the first run) and works in a process of its own. Both sides solve one problem: the same scores, the same
ruled-out pairs, the same places.

    python -m benchmarks.matching.mentor_match --mentees 200 --mentors 100
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from benchmarks.matching.people import YEAR, cohort
from matching import Mentee, Mentor, Rules, build_index, rank
from matching.stability import NOBODY, blocking_pairs

HERE = Path(__file__).parent
ENVIRONMENTS = HERE.parents[1] / "build" / "peers"
PACKAGES = ("mentor-match==7.0.1", f"numpy=={np.__version__}")  # NumPy reads the scores
SOLVERS = ("munkres==3.0.0", "munkres==1.1.4")
"""What mentor-match solves with: today's native one, and the one in pure Python that it was written with."""

Scores = NDArray[np.float64]


class PeerIsMissing(RuntimeError):
    """The peer cannot be installed here, so there is nothing to compare with."""


@dataclass(frozen=True, slots=True)
class PeerRun:
    """Its pairs (mentee, mentor) by id, the seconds of its matching alone, and the versions that ran."""

    pairs: tuple[tuple[str, str], ...]
    seconds: float
    versions: dict[str, str]


def score_matrix(mentees: Sequence[Mentee], mentors: Sequence[Mentor], rules: Rules) -> Scores:
    """The engine's score of every pair, one row a mentee; NaN where a rule or the floor forbids the pair."""
    column = {mentor.id: number for number, mentor in enumerate(mentors)}
    scores, index = np.full((len(mentees), len(mentors)), np.nan), build_index(mentors, rules)
    for row, mentee in enumerate(mentees):
        for found in rank(mentee, index).suggestions:
            if found.score >= rules.floor:
                scores[row, column[found.mentor.id]] = found.score
    return scores


def run_mentor_match(
    mentees: Sequence[Mentee], mentors: Sequence[Mentor], scores: Scores, solver: str = SOLVERS[0]
) -> PeerRun:
    """Its answer to the problem of these scores, or `PeerIsMissing`."""
    python = _environment(solver)
    with TemporaryDirectory() as folder:
        np.save(f"{folder}/scores.npy", scores)
        np.save(f"{folder}/places.npy", [max(0, one.capacity - one.load) for one in mentors])
        script = str(HERE / "inside_mentor_match.py")
        done = subprocess.run(
            [str(python), "-I", script, folder], check=True, stdout=subprocess.PIPE, text=True
        )
    told = json.loads(done.stdout)
    pairs = tuple((mentees[row].id, mentors[column].id) for row, column in told["pairs"])
    return PeerRun(pairs, told["seconds"], told["versions"])


def _environment(solver: str) -> Path:
    """The Python of the peer's environment, made when missing or made for other versions."""
    folder, packages = ENVIRONMENTS / f"mentor-match-{solver}", [*PACKAGES, solver]
    python, made_for = folder / "bin" / "python", folder / "made_for.txt"
    if made_for.exists() and made_for.read_text() == " ".join(packages):
        return python
    venv.create(folder, clear=True, with_pip=True)
    install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages]
    done = subprocess.run(install, capture_output=True, text=True)
    if done.returncode:
        cause = done.stderr.strip().rpartition("\n")[2]
        raise PeerIsMissing(f"mentor-match cannot be installed here, so it is left out. {cause}")
    made_for.write_text(" ".join(packages))
    return python


def peer_quality(
    peer: PeerRun, mentees: Sequence[Mentee], mentors: Sequence[Mentor], scores: Scores
) -> tuple[float, int]:
    """The total of its pairs by our scores (here the liking of both sides), and how many pairs would rather swap."""
    row = {one.id: number for number, one in enumerate(mentees)}
    column = {one.id: number for number, one in enumerate(mentors)}
    choice = np.full(len(mentees), NOBODY)
    for mentee, mentor in peer.pairs:
        choice[row[mentee]] = column[mentor]
    i, j = np.nonzero(~np.isnan(scores))
    places = np.array([max(0, one.capacity - one.load) for one in mentors])
    blocking = len(blocking_pairs(choice, places, i, j, scores[i, j], scores[i, j]))
    matched = np.flatnonzero(choice != NOBODY)
    return float(scores[matched, choice[matched]].sum()), blocking


def main() -> None:
    """One run on made-up people, as JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--mentees", type=int, default=200)
    parser.add_argument("--mentors", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    mentees, mentors = cohort(chosen.mentees, chosen.mentors, chosen.seed)
    scores = score_matrix(mentees, mentors, Rules(YEAR))
    try:
        run = run_mentor_match(mentees, mentors, scores)
    except PeerIsMissing as missing:
        sys.exit(str(missing))
    print(json.dumps(_told(run, mentees, mentors, scores), indent=2))


def _told(
    run: PeerRun, mentees: Sequence[Mentee], mentors: Sequence[Mentor], scores: Scores
) -> dict[str, object]:
    total, blocking = peer_quality(run, mentees, mentors, scores)
    return {
        "seconds": run.seconds,
        "pairs": len(run.pairs),
        "unmatched": len(mentees) - len(run.pairs),
        "total": round(total, 5),
        "blocking pairs": blocking,
        "versions": run.versions,
    }


if __name__ == "__main__":
    main()
