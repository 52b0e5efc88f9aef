"""What each command of `python -m matching` does: files in, a document out.

Each loads the part of the library it needs, so that none waits for another's.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from matching.files.problems import BadFiles, Problem
from matching.files.reading import Inputs, read_inputs
from matching.files.writing import Table
from matching.progress import Show

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Result:
    """What a command found out, and the same as a table where it has one."""

    document: dict[str, Any]
    table: Callable[[dict[str, Any]], Table] | None = None


class Command(Protocol):
    """Does what the options ask, shows how far it is, and says what is worth saying."""

    __name__: str

    def __call__(self, options: Namespace, show: Show, say: Say) -> Result: ...


def inputs_of(options: Namespace) -> list[Path]:
    """The files that a command reads and its result may not replace; a former plan it may."""
    names = ("people", "mentees", "mentors", "rules", "locked", "texts", "outcomes")
    named = [path for name in names if (path := getattr(options, name, None)) is not None]
    return [*named, *getattr(options, "past", ())]


def _inputs(options: Namespace, say: Say) -> Inputs:
    mentees = options.mentees or options.people
    mentors = options.mentors or (options.people if options.needs_mentors else None)
    inputs = read_inputs(mentees, mentors, options.rules, options.this_year, options.year)
    for remark in inputs.remarks:
        say(remark)
    return inputs


def rank(options: Namespace, show: Show, say: Say) -> Result:
    """Every mentee's mentors, best first."""
    from matching import build_index
    from matching import rank as rank_for
    from matching.files import results

    inputs = _inputs(options, say)
    index = build_index(inputs.mentors, inputs.rules)
    found = []
    for done, mentee in enumerate(sorted(inputs.mentees, key=lambda mentee: mentee.id)):
        show("Ranking", done / len(inputs.mentees))
        found.append(results.ranking(rank_for(mentee, index, top=options.top), options.explain_blocked))
    return Result({"rankings": found}, results.rankings_table)


def plan(options: Namespace, show: Show, say: Say) -> Result:
    """Who goes to whom, and who is left and why."""
    from matching import plan as plan_for
    from matching.files import results
    from matching.files.fingerprint import inputs_sha256
    from matching.files.lists import read_pairs

    inputs = _inputs(options, say)
    locked, previous = (
        read_pairs(path) if path else frozenset() for path in (options.locked, options.previous)
    )
    rules = replace(inputs.rules, locked=inputs.rules.locked | locked)
    found = plan_for(
        inputs.mentees,
        inputs.mentors,
        rules,
        options.objective,
        options.seed,
        previous=previous,
        progress=lambda progress: show(progress.step, progress.done),
    )
    fingerprint = inputs_sha256(inputs.mentees, inputs.mentors, rules)
    return Result(results.plan(found, fingerprint), results.plan_table)


def topics(options: Namespace, show: Show, say: Say) -> Result:
    """The topics that texts are about, and the words that gave them away."""
    from matching import suggest_topics
    from matching.files import results
    from matching.files.lists import read_texts

    texts = read_texts(options.texts)
    found = []
    for done, (name, text) in enumerate(texts):
        show("Reading", done / len(texts))
        found.append((name, suggest_topics(text)))
    return Result(results.topics(found), results.topics_table)


def circles(options: Namespace, show: Show, say: Say) -> Result:
    """Small groups of peers, and peers to be introduced to each other."""
    from matching.circles.forming import form_circles
    from matching.circles.peers import pair_peers
    from matching.files.lists import read_round

    inputs = _inputs(options, say)
    rounds = [read_round(path) for path in options.past]
    show("Forming circles", 0)
    sat, met = ([former[kind] for former in rounds] for kind in (0, 1))
    formed = form_circles(inputs.mentees, inputs.rules, past=sat, seed=options.seed)
    peers = pair_peers(inputs.mentees, met, inputs.rules, options.seed)
    return Result({**asdict(formed), "peers": asdict(peers)})


def evaluate(options: Namespace, show: Show, say: Say) -> Result:
    """How well the engine does on cases with known answers."""
    from matching.evaluation import evaluate as evaluated
    from matching.evaluation import read_cases

    if not options.cases.exists():
        raise BadFiles([Problem(str(options.cases), "there is no such file or folder")])
    show("Trying the cases", 0)
    return Result(evaluated(read_cases(options.cases)).as_dict())


def learn(options: Namespace, show: Show, say: Say) -> Result:
    """What past pairs teach about the weights, and whether that is shown to be better."""
    from matching.files.lists import read_past_pairs
    from matching.learning.weights import learn_weights

    inputs = _inputs(options, say)
    pairs = read_past_pairs(options.outcomes, inputs.mentees, inputs.mentors)
    show("Learning", 0)
    return Result(asdict(learn_weights(pairs, inputs.rules)))


def schema(options: Namespace, show: Show, say: Say) -> Result:
    """What the files hold, field by field."""
    from matching.files.schema import schema as described

    return Result(described())
