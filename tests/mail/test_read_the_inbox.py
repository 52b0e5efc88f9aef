"""Mail that comes in is handed over once, from a Maildir and from a real IMAP server."""

from __future__ import annotations

import mailbox
import shutil
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from mentorship.mail import inbox
from mentorship.mail.inbox import InboxUnreachable, arrived
from tests.mail.imap_server import ImapServer, imap_server, tls_in_front

HELLO, BYE = b"Subject: hello\r\n\r\nHello.\r\n", b"Subject: bye\r\n\r\nBye.\r\n"


@pytest.fixture
def folder(tmp_path: Path) -> mailbox.Maildir:
    return mailbox.Maildir(str(tmp_path / "answers"))


@pytest.fixture
def server() -> Iterator[ImapServer]:
    with imap_server() as running:
        yield running


def test_a_maildirs_new_messages_become_read(folder: mailbox.Maildir, tmp_path: Path) -> None:
    folder.add(HELLO)
    folder.add(BYE)
    url = f"maildir:{tmp_path / 'answers'}"

    first, second = list(arrived(url)), list(arrived(url))

    assert sorted(first) == sorted([HELLO, BYE])
    assert second == []
    assert [flags.get_flags() for flags in folder] == ["S", "S"]


def test_what_was_not_finished_comes_again(folder: mailbox.Maildir, tmp_path: Path) -> None:
    folder.add(HELLO)
    url = f"maildir:{tmp_path / 'answers'}"

    interrupted = list(islice(arrived(url), 1))

    assert interrupted == list(arrived(url)) == [HELLO]


def test_two_workers_at_one_maildir_do_not_stumble(folder: mailbox.Maildir, tmp_path: Path) -> None:
    folder.add(HELLO)
    folder.add(BYE)
    url = f"maildir:{tmp_path / 'answers'}"
    slow = arrived(url)
    next(slow)

    list(arrived(url))

    assert list(slow) == []


def test_a_huge_message_is_cut_and_a_full_folder_read_in_rounds(
    folder: mailbox.Maildir, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "MOST_AT_ONCE", 2)
    for _ in range(3):
        folder.add(HELLO + b"x" * 300_000)
    url = f"maildir:{tmp_path / 'answers'}"

    rounds = [list(arrived(url)) for _ in range(3)]

    assert [len(messages) for messages in rounds] == [2, 1, 0]
    assert {len(message) for message in rounds[0]} == {inbox.MOST_OCTETS + 1}


def test_an_imap_folders_unread_messages_become_read(server: ImapServer) -> None:
    server.put(HELLO, BYE + b"x" * 300_000)

    first, second = list(arrived(server.url)), list(arrived(server.url))

    assert first[0] == HELLO
    assert len(first[1]) == inbox.MOST_OCTETS + 1
    assert second == []
    assert server.unread() == 0


def test_what_was_not_finished_stays_unread_on_the_server(server: ImapServer) -> None:
    server.put(HELLO)

    interrupted = list(islice(arrived(server.url), 1))

    assert interrupted == [HELLO]
    assert server.unread() == 1


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl makes the certificate")
def test_over_tls_a_certificate_is_needed_that_somebody_vouches_for(
    server: ImapServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.put(HELLO)
    with tls_in_front(server.port, tmp_path) as (port, certificate):
        url = server.url.replace("imap://", "imaps://").replace(
            f"127.0.0.1:{server.port}", f"localhost:{port}"
        )
        with pytest.raises(InboxUnreachable, match="certificate verify failed"):
            list(arrived(url))
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

        messages = list(arrived(url))

    assert messages == [HELLO]


@pytest.mark.parametrize("spoilt", [("four", "five"), ("Calendar", "Nothing")])
def test_a_wrong_password_or_folder_is_said_without_the_password(
    server: ImapServer, spoilt: tuple[str, str]
) -> None:
    with pytest.raises(InboxUnreachable) as trouble:
        list(arrived(server.url.replace(*spoilt)))

    assert "words of mine" not in str(trouble.value)


@pytest.mark.parametrize("url", ["maildir:/nowhere/at/all", "imap://a:secret@127.0.0.1:1/INBOX"])
def test_a_mailbox_that_is_not_there_is_said(url: str) -> None:
    with pytest.raises(InboxUnreachable) as trouble:
        list(arrived(url))

    assert "secret" not in str(trouble.value)


def test_a_password_that_cannot_be_sent_is_said_without_a_letter_of_it(server):
    place = server.url.rpartition("@")[2]

    with pytest.raises(InboxUnreachable, match="plain ASCII letters only") as raised:
        list(arrived(f"imap://somebody:p%C3%A4ss@{place}"))

    assert "ä" not in str(raised.value)


def test_what_cannot_be_read_does_not_hide_what_lies_behind_it(tmp_path):
    new = tmp_path / "new"
    (new / "1-a-folder").mkdir(parents=True)
    (new / "2-mail").write_bytes(HELLO)

    assert list(arrived(f"maildir:{tmp_path}")) == [HELLO]
