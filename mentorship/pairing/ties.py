"""Who must not meet whom: each side names others by address and in private, and it holds for both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mentorship.profiles.models import ExclusionKind

FIELDS = {
    ExclusionKind.family: "related_to",
    ExclusionKind.partner: "related_to",
    ExclusionKind.decides: "decided_by",
    ExclusionKind.other: "do_not_match",
}
"""Why, and what the engine calls it."""

Ties = dict[str, frozenset[str]]
"""Engine's field → mentor ids."""


def ties_of(
    mentees: Mapping[str, int],
    mentors: Mapping[str, int],
    exclusions: Iterable[tuple[int, str, ExclusionKind]],
) -> dict[int, Ties]:
    """Mentee id → their ties, whoever of the two spoke. People by address; exclusions as (whose, address, why)."""
    found: dict[int, dict[str, set[str]]] = {
        mentee_id: {field: set() for field in FIELDS.values()} for mentee_id in mentees.values()
    }
    mentor_ids = set(mentors.values())
    for owner, address, kind in exclusions:
        if owner in found and address in mentors:
            found[owner][FIELDS[kind]].add(str(mentors[address]))
        if owner in mentor_ids and address in mentees:
            found[mentees[address]][FIELDS[kind]].add(str(owner))
    return {
        mentee_id: {field: frozenset(ids) for field, ids in fields.items()}
        for mentee_id, fields in found.items()
    }
