"""Whatever people type, a message has exactly the headers that were meant, and reads as it was written."""

from __future__ import annotations

from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.policy import compat32, default
from email.utils import parseaddr
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mentorship.mail import message as room
from mentorship.mail.message import Mailbox, MessageRefused, address, build, one_line

HEADERS = [
    *("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "In-Reply-To", "References"),
    *("MIME-Version", "Content-Type"),
]
FILE = "BEGIN:VCALENDAR\r\nX-É:ä\r\nEND:VCALENDAR\r\n".encode()
PIECES = [
    "=?utf-8?q?hi=0d=0aBcc:_x@y?=",
    "=?utf-8?b?4oCoQmNjOiB4?=",
    "=?utf-8?q?=3D=3Futf-8=3Fq=3F=0aBcc=3A_x=3F=3D?=",
    "=?klingon?q?x?=",
    "=?utf-8?b?/?=",
    "\r\nBcc: x@y.example\r\n\r\nbody",
    "\u2028Bcc: x",
    "\x85Bcc: x",
    "\x0bBcc: x",
    "\x1cBcc: x",
    "\0",
    "\ud800",
    "\u202egnp.exe",
    "Müller, Jörg",
    '"Lee" <x@y.example>',
    "漢字仮名交じり文",
    "👩🏽‍⚕️",
    "a" * 120,
]
typed = st.one_of(
    st.text(max_size=300),
    st.text(alphabet='=?utf-8qb._ ,;:<>@"()\\äé漢😀\r\n\t\x85\u2028\x00\x0b\ud800ABC0d', max_size=250),
    st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join),
)


def message(**changes: Any) -> room.Message:
    parts: dict[str, Any] = {
        "key": "k-1",
        "host": "hallway.example.org",
        "sender": Mailbox("Hallway", "hallway@example.org"),
        "to": Mailbox("Amara Lee", "amara.lee@example.com"),
        "date": datetime(2026, 11, 24, 18, 30, tzinfo=UTC),
        "subject": "Dr. Osei said yes",
        "text": "Book your first meeting.",
        "html": "<p>Book your first meeting.</p>",
    }
    return room.Message(**{**parts, **changes})


def read(wire: bytes) -> EmailMessage:
    return BytesParser(EmailMessage, policy=default).parsebytes(wire)


def words_of(value: object) -> str:
    return str(make_header(decode_header(str(value).replace("\r\n", ""))))


@given(subject=typed, name=typed, text=typed)
@example(subject=PIECES[0], name=PIECES[0], text=PIECES[0])
def test_no_words_reach_beyond_their_own_place(subject: str, name: str, text: str) -> None:
    invitation = {"calendar": FILE, "calendar_method": "REQUEST", "thread": "m-1"}

    wire = build(message(subject=subject, to=Mailbox(name, "amara.lee@example.com"), text=text, **invitation))

    old: Message = BytesParser(policy=compat32).parsebytes(wire)
    new = read(wire)
    assert old.keys() == new.keys() == HEADERS
    assert words_of(old["Subject"]) == (one_line(subject, room.LONGEST_SUBJECT) or "A message for you")
    assert parseaddr(words_of(old["To"]))[1] == "amara.lee@example.com"
    assert [who.addr_spec for who in new["To"].addresses] == ["amara.lee@example.com"]
    assert [part.get_content_type() for part in new.walk()] == [
        *("multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar"),
        "application/ics",
    ]


@given(text=typed)
def test_the_text_reads_as_it_was_written(text: str) -> None:
    wire = build(message(text=text))

    part = read(wire).get_body(("plain",))
    assert part is not None
    assert part.get_content().replace("\r\n", "\n").rstrip("\n") == room.prose(text).rstrip("\n")


@given(subject=typed, name=typed, text=typed)
def test_every_server_can_carry_it(subject: str, name: str, text: str) -> None:
    wire = build(message(subject=subject, to=Mailbox(name, "amara.lee@example.com"), text=text))

    lines = wire.split(b"\r\n")
    assert not any(b"\n" in line or b"\r" in line for line in lines), "a bare line end"
    assert wire.isascii()
    assert b"\0" not in wire
    assert max(map(len, lines)) < 200


def test_a_name_with_umlauts_and_a_comma_stays_one_name() -> None:
    wire = build(message(to=Mailbox("Müller-Lüdenscheidt, Jörg", "joerg@example.com")))

    [who] = read(wire)["To"].addresses
    assert (who.display_name, who.addr_spec) == ("Müller-Lüdenscheidt Jörg", "joerg@example.com")


def test_an_invitation_is_carried_twice_in_the_same_bytes() -> None:
    wire = build(message(calendar=FILE, calendar_method="REQUEST"))

    inline, attached = (
        part for part in read(wire).walk() if part.get_content_subtype() in ("calendar", "ics")
    )
    assert inline.get_payload(decode=True) == attached.get_payload(decode=True) == FILE
    assert inline.get_param("method") == "REQUEST"
    assert inline.get_content_charset() == "utf-8"
    assert attached.get_filename() == "invite.ics"


def test_a_calendar_file_without_its_method_is_refused() -> None:
    with pytest.raises(MessageRefused):
        build(message(calendar=FILE))


def test_the_same_words_give_the_same_bytes() -> None:
    assert build(message(calendar=FILE, calendar_method="CANCEL")) == build(
        message(calendar=FILE, calendar_method="CANCEL")
    )


def test_mails_of_one_thread_refer_to_one_another() -> None:
    first, second = (read(build(message(key=key, thread="m-7"))) for key in ("k-1", "k-2"))

    assert first["References"] == second["References"] == "<m-7@hallway.example.org>"
    assert first["Message-ID"] == "<k-1@hallway.example.org>"
    assert first["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize("good", ["a@b.example", "o'hara+md@mail.example.com", "x_y-z@localhost"])
def test_good_addresses_stay_as_they_are(good: str) -> None:
    assert address(good) == good


def test_a_domain_with_umlauts_is_written_in_ascii() -> None:
    assert address("praxis@münchen.example") == "praxis@xn--mnchen-3ya.example"


@pytest.mark.parametrize(
    "bad",
    [
        *(
            "",
            "amara",
            "@example.com",
            "a@",
            "a b@example.com",
            "a@b@c.example",
            "a@exa mple.com",
            "a..b@example.com",
        ),
        *(
            "a@b.example\r\nBcc: x@y.example",
            "a@b.example>",
            "<a@b.example>",
            '"a b"@c.example',
            "jörg@example.com",
        ),
        *(
            "a@-b.example",
            "a@b..example",
            "x" * 65 + "@example.com",
            "a@" + "b" * 260,
            "a@\ud800.example",
            "a\0@b.example",
        ),
    ],
)
def test_bad_addresses_are_refused(bad: str) -> None:
    with pytest.raises(MessageRefused) as refusal:
        build(message(to=Mailbox("Amara", bad)))

    assert not bad or bad not in str(refusal.value)
