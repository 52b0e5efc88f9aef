"""Where words still stand: to see that nothing is left of somebody who asked to be removed."""

from __future__ import annotations

import json

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Enum,
    LargeBinary,
    String,
    Table,
    Text,
    cast,
    func,
    or_,
    select,
)

from mentorship.database import Base
from mentorship.extensions import db


def traces_of(words: str) -> list[str]:
    """A sentence for each column of any table in which these words stand, in whatever case they are written."""
    found = []
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            rows = _rows_with(words, table, column)
            if rows:
                found.append(f"“{words}” stands in {table.name}.{column.name} ({rows} times).")
    return found


def _rows_with(words: str, table: Table, column: Column[object]) -> int:
    read = _as_text(column)
    if read is None:
        return 0
    spelled = {
        words.lower(),
        json.dumps(words)[1:-1].lower(),
    }  # JSON keeps letters with accents in its own way
    hit = or_(*(func.lower(read).contains(one, autoescape=True) for one in sorted(spelled)))
    return db.session.scalar(select(func.count()).select_from(table).where(hit)) or 0


def _as_text(column: Column[object]) -> ColumnElement[str] | None:
    """What a column holds in a form that can be searched; None where nobody's words can stand."""
    if isinstance(column.type, Enum):
        return None
    if isinstance(column.type, LargeBinary) and db.engine.dialect.name == "postgresql":
        return func.encode(column, "escape")
    if isinstance(column.type, String | JSON | LargeBinary):
        return cast(column, Text)
    return None
