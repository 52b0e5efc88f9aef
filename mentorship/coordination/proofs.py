"""What a draft says of itself: what was proved about it, what its aim cost, and what changed since the draft before.

Percentages stand here alone, for coordinators: people trust them too much.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mentorship.formats import plural
from mentorship.pairing.models import MatchRun

NOTHING = 1e-4
"""Less than this is rounding: of a gap in points, of a cost as a share."""

Figures = Mapping[str, float]
"""See MatchRun.notes."""


def proved(run: MatchRun) -> list[str]:
    """The sentences for the aim of a draft; none for one that was stopped, failed or holds no pair."""
    if not run.worked_out or not run.standing or (run.objective != "stable" and (run.gap or 0) > NOTHING):
        return []
    if run.notes.get("locked") and run.notes["locked"] == run.notes["pairs"]:
        return ["Every pair is locked, so there was nothing to choose."]
    aside = "Locked pairs aside: " if run.notes.get("locked") else ""
    first, *rest = SENTENCES[run.objective](run.notes)
    return [_capitalized(aside + first), *rest, *_rather(run.notes)]


def changes(run: MatchRun) -> str:
    """What changed since the draft before; empty when there was none."""
    notes = run.notes
    if not run.worked_out or not notes.get("former"):
        return ""
    gone = plural(notes["gone"], "mentee who had a mentor in it", "mentees who had a mentor in it")
    loss = f" {gone} would wait now." if notes["gone"] else ""
    if not notes["changed"]:
        return f"No {'other ' if loss else ''}pair changed since the last draft.{loss}"
    return f"{notes['changed']} of {plural(notes['pairs'], 'pair')} changed since the last draft.{loss}"


def _total(figures: Figures) -> list[str]:
    return [f"no other set of pairs fits {_better(figures)} under your rules{_parted(figures)}."]


def _coverage(figures: Figures) -> list[str]:
    fits = f"none that matches as many fits {_better(figures)}{_parted(figures)}"
    return [f"no other set of pairs matches more mentees, and {fits}."]


def _better(figures: Figures) -> str:
    return "noticeably better" if figures.get("former") else "better"


def _parted(figures: Figures) -> str:
    """Why only noticeably."""
    if not figures.get("former"):
        return ""
    return ": a pair of the last draft is parted only where that gains more than a point of 100"


def _fair(figures: Figures) -> list[str]:
    share, before = _percent(figures["worst_share"]), _percent(figures.get("worst_share_before", 1))
    if figures["worst_share"] == 1:
        return ["every match is the best that your rules allow this mentee."]
    without = f" ({before}% without this aim)" if before < share else ""
    cost = f"; it costs {_cost(figures['cost'])}" if "cost" in figures else ""
    return [f"whoever has the weakest match gets {share}% of their own best fit{without}{cost}."]


def _stable(figures: Figures) -> list[str]:
    cost = (
        [f"It costs {_cost(figures['cost'])}, compared with the best fit overall."]
        if "cost" in figures
        else []
    )
    return ["no mentee and mentor would both rather have each other.", *cost]


SENTENCES: dict[str, Callable[[Figures], list[str]]] = {
    "fair": _fair,
    "coverage": _coverage,
    "total": _total,
    "stable": _stable,
}


def _rather(figures: Figures) -> list[str]:
    """Who would leave the plan together; told only where both would gain a good deal."""
    cases = int(figures.get("blocking_pairs_material", 0))
    if not cases:
        return []
    where = f"In {plural(cases, 'case')} a mentee and a mentor would"
    return [f"{where} both be clearly better off with each other, at the expense of others."]


def _percent(share: float) -> int:
    """Rounded down, so that nothing is promised that is not kept. The engine answers in thousandths."""
    return round(1000 * share) // 10


def _cost(share: float) -> str:
    if share < NOTHING:
        return "nothing"
    if share < 0.001:
        return "less than 0.1% of the total"
    return f"{100 * share:.{1 if share < 0.01 else 0}f}% of the total"


def _capitalized(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
