"""Mail that comes in: messages from a Maildir or an IMAP mailbox, oldest first."""

from __future__ import annotations

import imaplib
import logging
import ssl
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

log = logging.getLogger(__name__)
MOST_AT_ONCE = 50
MOST_OCTETS = 200_000
"""An answer to an invitation has a few thousand."""
PATIENCE = 15.0


class InboxUnreachable(Exception):
    """The mailbox cannot be read at the moment. The text says why and holds no password."""


def arrived(url: str) -> Iterator[bytes]:
    """New messages, at most MOST_AT_ONCE, each cut off one octet past MOST_OCTETS.

    A message counts as read once the next one is asked for; whatever goes wrong before that, it comes again.
    """
    try:
        yield from _in_folder(url) if url.startswith("maildir:") else _on_server(urlsplit(url))
    except UnicodeError:  # its own words name a letter of the password
        raise InboxUnreachable("Name, password and folder may hold plain ASCII letters only.") from None
    except (OSError, imaplib.IMAP4.error) as error:
        said = str(error).replace(unquote(urlsplit(url).password or "\0"), "…")
        raise InboxUnreachable(f"{type(error).__name__}: {said[:200]}") from None


def _in_folder(url: str) -> Iterator[bytes]:
    folder = Path(url.removeprefix("maildir:"))
    (folder / "cur").mkdir(exist_ok=True)
    # Their names begin with the time of delivery. Another worker may be reading, too.
    for file in sorted(folder.joinpath("new").iterdir())[:MOST_AT_ONCE]:
        try:
            with file.open("rb") as opened:
                octets = opened.read(MOST_OCTETS + 1)
        except FileNotFoundError:
            continue
        except OSError as error:  # one that cannot be read must not hide those behind it
            log.warning("%s in the inbox cannot be read: %s", file.name, type(error).__name__)
            continue
        yield octets
        with suppress(FileNotFoundError):
            file.rename(folder / "cur" / f"{file.name}:2,S")


def _on_server(place: SplitResult) -> Iterator[bytes]:
    with _connected(place) as server:
        server.login(unquote(place.username or ""), unquote(place.password or ""))
        folder = unquote(place.path.strip("/")) or "INBOX"
        _good(server.select('"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'))
        found = _good(server.uid("SEARCH", "UNSEEN"))[0] or b""
        for number in found.decode().split()[:MOST_AT_ONCE]:
            # PEEK, or the server would call it read before it is.
            parts = _good(server.uid("FETCH", number, f"(BODY.PEEK[]<0.{MOST_OCTETS + 1}>)"))
            octets = next((part[1] for part in parts if isinstance(part, tuple)), None)
            if octets is not None:
                yield octets
                _good(server.uid("STORE", number, "+FLAGS.SILENT", r"(\Seen)"))


def _connected(place: SplitResult) -> imaplib.IMAP4:
    host = place.hostname or ""
    if place.scheme == "imap":
        return imaplib.IMAP4(host, place.port or 143, timeout=PATIENCE)
    context = ssl.create_default_context()
    return imaplib.IMAP4_SSL(host, place.port or 993, ssl_context=context, timeout=PATIENCE)


def _good(answer: tuple[str, list[Any]]) -> list[Any]:
    """What the server said, when it said yes."""
    status, said = answer
    if status != "OK":
        raise imaplib.IMAP4.error(f"{status} {said!r}")
    return said
