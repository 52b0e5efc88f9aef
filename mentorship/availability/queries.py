"""Find weekly hours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import select

from mentorship.availability.models import WeeklyWindow
from mentorship.availability.slots import Weekly
from mentorship.extensions import db


def windows_of(person_ids: Iterable[int]) -> dict[int, tuple[Weekly, ...]]:
    """Person id → the windows of their week in order; people without hours are not in it."""
    query = select(WeeklyWindow).where(WeeklyWindow.person_id.in_(set(person_ids)))
    found: defaultdict[int, list[Weekly]] = defaultdict(list)
    for row in db.session.scalars(query.order_by(WeeklyWindow.weekday, WeeklyWindow.starts_minute)):
        found[row.person_id].append(Weekly(row.weekday, row.starts_minute, row.ends_minute))
    return {person_id: tuple(windows) for person_id, windows in found.items()}
