"""How often the ranking does what a wise coordinator would: labeled cases in, figures and every miss out.

Cases that are held out are never tuned on, so their misses are counted and not shown: who reads them tunes
on them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from matching.cases import Case, read_cases
from matching.scoring import Ranking, Suggestion, build_index, rank

__all__ = ["Case", "Report", "evaluate", "read_cases"]

GOOD_GRADE = 2  # of grades 0 to 3: a mentor whom a coordinator would propose
SHOWN = 3  # mentors a mentee sees first
JUDGED = 5  # places that NDCG looks at
BANDS = 10  # bands of a tenth each, of scores and of calibrated chances


@dataclass(frozen=True, slots=True)
class Figures:
    """How well some cases went; shares run from 0 to 1.

    `top_1` and `top_3` are the shares of cases with one of the best mentors first, or among the first three.
    `ruled_out_yet_offered` and `poor_shown` count mentors; `coverage` is the mean over all who were offered.
    """

    cases: int
    top_1: float
    top_3: float
    ndcg_5: float
    ruled_out_yet_offered: int
    poor_shown: int
    coverage: float


@dataclass(frozen=True, slots=True)
class Band:
    """Pairs with a score from `low` up to the next band, and which share of them is good."""

    low: float
    pairs: int
    good: float


@dataclass(frozen=True, slots=True)
class Miss:
    """A mentor who stands too high in a case, and who should stand there instead ("" and 0 for nobody).

    Places count from 1. `misled_by` names the parts of the score in which the mentor is ahead of the other,
    and by how many points, largest first.
    """

    case: str
    fault: str
    mentor: str
    place: int
    instead: str
    instead_place: int
    why: tuple[str, ...]
    why_instead: tuple[str, ...]
    misled_by: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of all cases, of those one may tune on and of those held out, and what went wrong.

    `calibration_error` is that of held-out pairs, in chances of being good; None without pairs of both kinds.
    """

    every: Figures
    tuned: Figures
    held_out: Figures
    bands: tuple[Band, ...]
    calibration_error: float | None
    misses: tuple[Miss, ...]

    def as_dict(self) -> dict[str, Any]:
        """The report as JSON holds it."""
        return asdict(self)

    def text(self) -> str:
        """The report as a table for the terminal."""
        return "\n".join([*_figures_table(self), "", *_bands_table(self), "", *_misses_table(self.misses)])


@dataclass(frozen=True, slots=True)
class _Ranked:
    case: Case
    ranking: Ranking

    @property
    def ids(self) -> list[str]:
        return [suggestion.mentor.id for suggestion in self.ranking.suggestions]


def evaluate(cases: Sequence[Case], report: Callable[[float], None] = lambda done: None) -> Report:
    """Ranks every case and compares the answer with its labels; `report` hears the share of the cases done."""
    ranked = []
    for done, case in enumerate(cases, 1):
        ranked.append(_Ranked(case, rank(case.mentee, build_index(case.mentors, case.rules))))
        report(done / len(cases))
    tuned = [one for one in ranked if not one.case.held_out]
    held_out = [one for one in ranked if one.case.held_out]
    return Report(
        every=_figures(ranked),
        tuned=_figures(tuned),
        held_out=_figures(held_out),
        bands=_bands(_judged_pairs(ranked)),
        calibration_error=calibration_error(_judged_pairs(tuned), _judged_pairs(held_out)),
        misses=tuple(miss for one in tuned for miss in _misses(one)),
    )


def _figures(ranked: Sequence[_Ranked]) -> Figures:
    offered = [suggestion for one in ranked for suggestion in one.ranking.suggestions]
    return Figures(
        cases=len(ranked),
        top_1=_mean([bool(set(one.ids[:1]) & set(one.case.best)) for one in ranked]),
        top_3=_mean([bool(set(one.ids[:SHOWN]) & set(one.case.best)) for one in ranked]),
        ndcg_5=_mean([ndcg(one.ids, one.case.grades) for one in ranked]),
        ruled_out_yet_offered=sum(len(one.case.never.keys() & set(one.ids)) for one in ranked),
        poor_shown=sum(len(_poor_shown(one)) for one in ranked),
        coverage=_mean([suggestion.coverage for suggestion in offered]),
    )


def _mean(numbers: Sequence[float]) -> float:
    return round(math.fsum(numbers) / len(numbers), 4) if numbers else 0.0


def _poor_shown(one: _Ranked) -> tuple[str, ...]:
    return tuple(mentor for mentor in one.ids[:SHOWN] if mentor in one.case.poor)


def ndcg(ranking: Sequence[str], grades: Mapping[str, int], places: int = JUDGED) -> float:
    """What the first places are worth against the best order, 0 to 1; a grade g is worth 2^g - 1."""
    found = _gain([grades.get(mentor, 0) for mentor in ranking[:places]])
    ideal = _gain(sorted(grades.values(), reverse=True)[:places])
    return found / ideal if ideal else 1.0


def _gain(grades: Sequence[int]) -> float:
    return math.fsum((2**grade - 1) / math.log2(place + 1) for place, grade in enumerate(grades, 1))


Judged = tuple[float, bool]  # the score of a pair, and whether it is good


def _judged_pairs(ranked: Sequence[_Ranked]) -> list[Judged]:
    return [
        (suggestion.score, one.case.grades.get(suggestion.mentor.id, 0) >= GOOD_GRADE)
        for one in ranked
        for suggestion in one.ranking.suggestions
    ]


def _band_of(share: float) -> int:
    return min(int(share * BANDS), BANDS - 1)


def _bands(pairs: Sequence[Judged]) -> tuple[Band, ...]:
    found: dict[int, list[bool]] = {}
    for score, good in pairs:
        found.setdefault(_band_of(score), []).append(good)
    return tuple(Band(band / BANDS, len(goods), _mean(goods)) for band, goods in sorted(found.items()))


def calibration_error(learned: Sequence[Judged], tried: Sequence[Judged]) -> float | None:
    """How far calibrated chances are from what happened: the expected calibration error over tenths.

    Isotonic regression turns scores into chances on `learned`, and they are held against `tried`.
    """
    if not tried or len({good for _, good in learned}) < 2:
        return None
    from sklearn.isotonic import IsotonicRegression

    scores, goods = zip(*learned, strict=True)
    chances = (
        IsotonicRegression(out_of_bounds="clip").fit(scores, goods).predict([score for score, _ in tried])
    )
    bands: dict[int, list[float]] = {}
    for chance, (_, good) in zip(chances.tolist(), tried, strict=True):
        bands.setdefault(_band_of(chance), []).append(chance - good)
    return round(math.fsum(abs(math.fsum(apart)) for apart in bands.values()) / len(tried), 4)


def _misses(one: _Ranked) -> Iterable[Miss]:
    for place, mentor in enumerate(one.ids, 1):
        fault = _fault(one.case, mentor, place)
        if fault:
            yield _miss(one, fault, place, _instead(one, place))


def _fault(case: Case, mentor: str, place: int) -> str:
    if mentor in case.never:
        return "ruled out"
    if place == 1 and mentor not in case.best:
        return "not the best"
    return "poor" if place <= SHOWN and mentor in case.poor else ""


def _instead(one: _Ranked, place: int) -> int:
    """The place of who should stand at a place: the next of the best, or else who may be shown and is not."""
    case, below = one.case, list(enumerate(one.ids, 1))[place:]
    best = [lower for lower, mentor in below if mentor in case.best]
    unshown = [n for n, mentor in below if n > SHOWN and mentor not in case.poor | case.never.keys()]
    return next(iter(best + unshown), 0)


def _miss(one: _Ranked, fault: str, place: int, instead: int) -> Miss:
    high = one.ranking.suggestions[place - 1]
    other = one.ranking.suggestions[instead - 1] if instead else None
    return Miss(
        case=one.case.id,
        fault=fault,
        mentor=high.mentor.id,
        place=place,
        instead=other.mentor.id if other else "",
        instead_place=instead,
        why=high.reasons,
        why_instead=other.reasons if other else (),
        misled_by=_ahead(high, other) if other else (),
    )


def _ahead(high: Suggestion, other: Suggestion) -> tuple[tuple[str, float], ...]:
    gains = [
        (part.name, round(part.value - less.value, 4))
        for part, less in zip(high.contributions, other.contributions, strict=True)
    ]
    return tuple(
        sorted(((name, gain) for name, gain in gains if gain > 0), key=lambda part: (-part[1], part[0]))
    )


_ROWS = (
    ("cases", "cases"),
    ("top_1", "a best mentor first"),
    ("top_3", "a best mentor among three"),
    ("ndcg_5", "NDCG of the first five"),
    ("ruled_out_yet_offered", "ruled out, yet offered"),
    ("poor_shown", "poor, yet among three"),
    ("coverage", "coverage"),
)


def _figures_table(report: Report) -> list[str]:
    columns = (report.every, report.tuned, report.held_out)
    lines = [f"{'':<28}{'all':>8}{'tuned':>8}{'held out':>10}"]
    for name, label in _ROWS:
        one, two, three = (f"{getattr(figures, name):.4g}" for figures in columns)
        lines.append(f"{label:<28}{one:>8}{two:>8}{three:>10}")
    return lines


def _bands_table(report: Report) -> list[str]:
    lines = [f"{'score from':<12}{'pairs':>8}{'good':>8}"]
    lines += [f"{band.low:<12.1f}{band.pairs:>8}{band.good:>8.2f}" for band in report.bands]
    return [*lines, f"calibration error on held-out cases: {report.calibration_error}"]


def _misses_table(misses: Sequence[Miss]) -> list[str]:
    lines = [f"mentors who stand too high in the tuned cases: {len(misses)}"]
    for miss in misses:
        lines.append(f"- {miss.case}: {miss.mentor} at {miss.place} is {miss.fault}")
        lines.append(f"    {miss.mentor}: {'; '.join(miss.why)}")
        if miss.instead:
            lines.append(f"    {miss.instead} at {miss.instead_place}: {'; '.join(miss.why_instead)}")
            lines.append(f"    ahead by {', '.join(f'{name} {gain:.3f}' for name, gain in miss.misled_by)}")
    return lines
