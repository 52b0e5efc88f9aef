"""What each command of `python -m matching` does: files in, a document out.

Each loads the part of the library it needs, so that none waits for another's.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from matching.checking import says_nothing
from matching.files.lists import Place
from matching.files.problems import BadFiles, Problem, some
from matching.files.reading import Inputs, read_inputs
from matching.files.writing import Table, is_table
from matching.plans import ContradictoryLock
from matching.progress import Show

CASES = (
    Path(__file__).parent.parent / "tests/matching/cases/matches"
)  # of the source tree, wherever it stands

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
    _stop_if_nobody(inputs, mentees, mentors)
    for remark in inputs.remarks:
        say(remark)
    return inputs


def _stop_if_nobody(inputs: Inputs, mentees: Path, mentors: Path | None) -> None:
    """A file without people is the wrong file, or an export that went wrong; the library itself takes nobody, too."""
    asked = [(mentees, "mentees", inputs.mentees), (mentors, "mentors", inputs.mentors)]
    empty = [Problem(str(path), f"it holds no {kind}") for path, kind, people in asked if path and not people]
    if empty:
        raise BadFiles(empty)


def _say_who_is_silent(inputs: Inputs, file: Path, say: Say) -> None:
    silent = [mentee.id for mentee in inputs.mentees if says_nothing(mentee)]
    if silent:
        say(f"{file}: these mentees have answered nothing yet, so their scores say nothing: {some(silent)}.")


def _say_what_is_cut(inputs: Inputs, options: Namespace, say: Say) -> None:
    """Once a file: whose texts are so long that their end is not read."""
    from matching.words import LONGEST_TEXT

    cut: dict[Path, list[str]] = {}
    for file, people in ((options.mentees, inputs.mentees), (options.mentors, inputs.mentors)):
        named = [one.id for one in people if any(len(text) > LONGEST_TEXT for text in one.texts)]
        cut[file or options.people] = [*cut.get(file or options.people, []), *named]
    for file, named in cut.items():
        if named:
            read = f"of the free_text of these people only the first {LONGEST_TEXT} characters are read"
            say(f"{file}: {read}: {some(named)}.")


def rank(options: Namespace, show: Show, say: Say) -> Result:
    """Every mentee's mentors, best first."""
    from matching import build_index
    from matching import rank as rank_for
    from matching.files import results

    inputs = _inputs(options, say)
    _say_who_is_silent(inputs, options.mentees or options.people, say)
    _say_what_is_cut(inputs, options, say)
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
    locks, former = (read_pairs(path) if path else {} for path in (options.locked, options.previous))
    _stop_if_full(inputs, options.mentors or options.people)
    _say_who_is_silent(inputs, options.mentees or options.people, say)
    _say_what_is_cut(inputs, options, say)
    _say_who_left(inputs, former, options.previous, say)
    rules = replace(inputs.rules, locked=inputs.rules.locked.union(locks))
    try:
        found = plan_for(
            inputs.mentees,
            inputs.mentors,
            rules,
            options.objective,
            options.seed,
            previous=former,
            progress=lambda progress: show(progress.step, progress.done),
        )
    except ContradictoryLock as lock:
        raise BadFiles([_with_its_place(lock, locks, inputs)]) from lock
    fingerprint = inputs_sha256(
        inputs.mentees, inputs.mentors, rules, options.objective, options.seed, former
    )
    document = results.plan(found, fingerprint)
    if is_table(options.out):
        say(results.plan_in_words(document))
    return Result(document, results.plan_table)


def _stop_if_full(inputs: Inputs, file: Path) -> None:
    """A mentor may have no free place; when nobody has one, there is nothing to plan."""
    if all(mentor.paused or mentor.load >= mentor.capacity for mentor in inputs.mentors):
        named = some([mentor.id for mentor in inputs.mentors])
        reason = f"no mentor is free: all are paused or have a load up to their capacity: {named}"
        raise BadFiles([Problem(str(file), reason, field="capacity")])


def _say_who_left(inputs: Inputs, former: Collection[tuple[str, str]], file: Path, say: Say) -> None:
    """People leave between two plans, so this stops nothing; but it may also be the wrong file."""
    mentees, mentors = ({person.id for person in side} for side in (inputs.mentees, inputs.mentors))
    gone = sorted(pair for pair in former if pair[0] not in mentees or pair[1] not in mentors)
    if gone:
        named = some([" with ".join(pair) for pair in gone])
        say(
            f"{file}: {len(gone)} of {len(former)} former pairs name somebody who takes no part now: {named}."
        )


def _with_its_place(
    lock: ContradictoryLock, locks: Mapping[tuple[str, str], Place], inputs: Inputs
) -> Problem:
    """A lock that cannot be kept, and the file that asks for it: that of --locked, else that of the rules."""
    reason = f"the locked pair {lock}"
    place = locks.get((lock.mentee, lock.mentor))
    return place.problem(reason) if place else Problem(inputs.rules_file, reason, field="locked")


def topics(options: Namespace, show: Show, say: Say) -> Result:
    """The topics that texts are about, and the words that gave them away."""
    from matching import suggest_topics
    from matching.files import results
    from matching.files.lists import read_texts
    from matching.words import LONGEST_TEXT

    texts = read_texts(options.texts)
    long = [name for name, text in texts if len(text) > LONGEST_TEXT]
    if long:
        say(f"{options.texts}: of these texts the first {LONGEST_TEXT} characters are read: {some(long)}.")
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
    sat, met = ([former[kind] for former in rounds] for kind in (0, 1))
    formed = form_circles(inputs.mentees, inputs.rules, past=sat, seed=options.seed, report=show)
    peers = pair_peers(inputs.mentees, met, inputs.rules, options.seed, show)
    return Result({**asdict(formed), "peers": asdict(peers)})


def evaluate(options: Namespace, show: Show, say: Say) -> Result:
    """How well the engine does on cases with known answers."""
    from matching.evaluation import evaluate as evaluated
    from matching.evaluation import read_cases

    folder = options.cases or CASES
    if not folder.exists():
        reason = "there is no such file or folder"
        hint = "" if options.cases else "; the labeled cases are not shipped here: name some with --cases"
        raise BadFiles([Problem(str(folder), reason + hint)])
    cases = read_cases(folder)
    if not cases:
        raise BadFiles([Problem(str(folder), "it holds no cases")])
    return Result(evaluated(cases, partial(show, "Trying the cases")).as_dict())


def learn(options: Namespace, show: Show, say: Say) -> Result:
    """What past pairs teach about the weights, and whether that is shown to be better."""
    from matching.files.lists import read_past_pairs
    from matching.learning.weights import learn_weights

    inputs = _inputs(options, say)
    _say_what_is_cut(inputs, options, say)
    pairs = read_past_pairs(options.outcomes, inputs.mentees, inputs.mentors)
    return Result(asdict(learn_weights(pairs, inputs.rules, report=show)))


def schema(options: Namespace, show: Show, say: Say) -> Result:
    """What the files hold, field by field."""
    from matching.files.schema import schema as described

    return Result(described())
