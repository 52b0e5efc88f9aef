"""The command line: `python -m matching rank|plan|topics|circles|evaluate|learn|schema`.

It ends with 0, with 2 when a file or an option is wrong, and with 130 when it was stopped. Unless it ends with
0, nothing is written.
"""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser, ArgumentTypeError, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable, Sequence
from pathlib import Path

from matching import commands
from matching.commands import Command
from matching.files.problems import BadFiles
from matching.files.writing import CannotWrite, as_csv, as_json, check_place, is_table, write
from matching.people import BadRecord
from matching.progress import progress_on
from matching.solver import TooLarge

REFUSED, STOPPED = 2, 130
REFUSALS = (BadFiles, BadRecord, CannotWrite, TooLarge)
OBJECTIVES = ("total", "coverage", "fair", "stable")
EXAMPLES = """examples:
  python -m matching rank --mentees mentees.csv --mentors mentors.csv --top 5 --out ranking.csv
  python -m matching plan --people cohort.json --locked locked.json --out plan.json
  python -m matching schema

A file whose name ends in .csv is read and written as CSV, every other one as JSON.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; returns how it ended."""
    try:
        _run(_options(argv))
    except KeyboardInterrupt:
        _say("Stopped. Nothing was written.")
        return STOPPED
    except REFUSALS as refusal:
        _say(str(refusal))
        return REFUSED
    return 0


def _run(options: Namespace) -> None:
    check_place(options.out, commands.inputs_of(options))
    options.this_year = time.localtime().tm_year  # the library has no clock; only here is it asked
    with progress_on(sys.stderr) as show:
        result = options.run(options, show, _say)
    as_table = result.table if is_table(options.out) else None
    write(as_csv(as_table(result.document)) if as_table else as_json(result.document), options.out)


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr)


def _options(argv: Sequence[str] | None) -> Namespace:
    parser = _parser()
    options = parser.parse_args(argv)
    if "people" in options and not _names_people(options):
        parser.error("name the people with --people, or with --mentees and --mentors")
    if is_table(options.out) and not options.has_table:
        parser.error("this result has no table; let the name after --out end in .json")
    return options


def _names_people(options: Namespace) -> bool:
    if options.people is not None:
        return options.mentees is None and options.mentors is None
    return options.mentees is not None and (options.mentors is not None or not options.needs_mentors)


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        "python -m matching",
        description="Finds the right colleague, and says why.",
        epilog=EXAMPLES,
        formatter_class=RawDescriptionHelpFormatter,
    )
    add = parser.add_subparsers(title="commands", metavar="command", required=True).add_parser
    _add_rank(_people(_command(add, commands.rank, has_table=True)))
    _add_plan(_people(_command(add, commands.plan, has_table=True)))
    topics = _command(add, commands.topics, has_table=True)
    topics.add_argument("--texts", type=Path, required=True, metavar="F", help='list of {"id", "text"}')
    circles = _people(_command(add, commands.circles), needs_mentors=False)
    circles.add_argument(
        "--past",
        type=Path,
        nargs="+",
        default=[],
        metavar="F",
        help="former results, oldest first: nobody repeats one",
    )
    _add_seed(circles)
    evaluate = _command(add, commands.evaluate)
    evaluate.add_argument(
        "--cases",
        type=Path,
        metavar="DIR",
        help="folder or file of cases; by default the hundred that come with the source",
    )
    learn = _people(_command(add, commands.learn))
    learn.add_argument("--outcomes", type=Path, required=True, metavar="F", help="what became of past pairs")
    _command(add, commands.schema)
    return parser


def _command(add: Callable[..., ArgumentParser], run: Command, has_table: bool = False) -> ArgumentParser:
    parser = add(run.__name__, help=run.__doc__, description=run.__doc__)
    parser.set_defaults(run=run, has_table=has_table)
    parser.add_argument("--out", type=_place, metavar="F", help="where to; without it, or with -, the screen")
    return parser


def _people(parser: ArgumentParser, needs_mentors: bool = True) -> ArgumentParser:
    parser.set_defaults(needs_mentors=needs_mentors)
    parser.add_argument("--mentees", type=Path, metavar="F", help="file of mentees")
    parser.add_argument(
        "--mentors",
        type=Path,
        metavar="F",
        help="file of mentors" if needs_mentors else "file of mentors, if any",
    )
    parser.add_argument("--people", type=Path, metavar="F", help="one file of mentees, mentors and rules")
    parser.add_argument("--rules", type=Path, metavar="F", help="rules, instead of those beside the people")
    parser.add_argument("--year", type=int, metavar="N", help="the year of the match; by default this one")
    return parser


def _add_rank(parser: ArgumentParser) -> None:
    parser.add_argument("--top", type=_count, metavar="N", help="the N best mentors only")
    parser.add_argument(
        "--explain-blocked", action="store_true", help="name the mentors that a rule keeps away, and the rule"
    )


def _add_plan(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--objective",
        choices=OBJECTIVES,
        default="total",
        help="largest sum of scores; most people matched; nobody far below their best; no two who would swap",
    )
    parser.add_argument("--locked", type=Path, metavar="F", help="pairs that the plan must hold")
    parser.add_argument("--previous", type=Path, metavar="F", help="a former plan: only what must move moves")
    _add_seed(parser)


def _add_seed(parser: ArgumentParser) -> None:
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="decides between equals")


def _place(written: str) -> Path | None:
    return None if written == "-" else Path(written)


def _count(written: str) -> int:
    if not written.isascii() or not written.isdigit() or not 1 <= int(written) <= 1_000_000:
        raise ArgumentTypeError(f"{written!r} is not a whole number from 1")
    return int(written)


if __name__ == "__main__":
    sys.exit(main())
