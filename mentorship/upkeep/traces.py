"""Where words still stand: to see that nothing is left of somebody who asked to be removed."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes
from email.policy import SMTP
from unicodedata import normalize

from sqlalchemy import JSON, Column, Enum, LargeBinary, String, Table, select

from mentorship.database import Base
from mentorship.extensions import db

AT_A_TIME = 500
CALENDARS = ("text/calendar", "application/ics")


def traces_of(words: str) -> list[str]:
    """A sentence for each column of any table in which these words stand, in whatever case and spelling of their
    letters, also in the parts of a mail."""
    found, sought = [], _plain(words)
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            rows = _rows_with(sought, table, column)
            if rows:
                found.append(f"“{words}” stands in {table.name}.{column.name} ({rows} times).")
    return found


def _rows_with(sought: str, table: Table, column: Column[object]) -> int:
    """Compared here and not by the database: SQLite knows no capitals but A to Z, and no database reads a mail."""
    if isinstance(column.type, Enum) or not isinstance(column.type, String | JSON | LargeBinary):
        return 0
    query = select(column).select_from(table).where(column.is_not(None))
    values = db.session.scalars(query.execution_options(yield_per=AT_A_TIME))
    return sum(any(sought in _plain(text) for text in _texts(value)) for value in values)


def _plain(text: str) -> str:
    """One line, without case, each letter spelled in one way."""
    return " ".join(normalize("NFKC", normalize("NFKC", text).casefold()).split())


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, bytes):
        yield from _texts_of_mail(value)
    elif isinstance(value, dict):
        yield from value
        yield from _texts([*value.values()])
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


def _texts_of_mail(message: bytes) -> Iterator[str]:
    """Its headers and parts, decoded; the long lines of a calendar put together again."""
    for part in message_from_bytes(message, policy=SMTP).walk():
        yield from map(str, part.values())
        body = part.get_payload(decode=True)
        if isinstance(body, bytes):
            whole = body.replace(b"\r\n ", b"") if part.get_content_type() in CALENDARS else body
            yield whole.decode(errors="replace")
