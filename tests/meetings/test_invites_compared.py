"""No file leaves from which a second library reads anything but what was meant."""

from __future__ import annotations

import pytest

from mentorship.meetings import invites
from mentorship.meetings.read_back import InvitationDisagrees, compare
from tests.meetings.invitations import FIRST_VISIT


@pytest.mark.parametrize(
    ("right", "wrong", "field"),
    [
        (b"METHOD:REQUEST", b"METHOD:CANCEL", "method"),
        (b"SEQUENCE:0", b"SEQUENCE:1", "sequence"),
        (b"DTSTART:20261030T150000Z", b"DTSTART:20261030T140000Z", "start"),
        (b"DTEND:20261030T154500Z", b"DTEND:20261030T154501Z", "end"),
        (b"DTSTAMP:2026", b"DTSTAMP:2025", "stamp"),
        (b"STATUS:CONFIRMED", b"STATUS:TENTATIVE", "status"),
        (b"UID:m-4f", b"UID:m-5f", "uid"),
        (b"SUMMARY:Mentoring", b"SUMMARY:Meeting", "title"),
        (b"mailto:meetings@", b"mailto:other@", "organizer"),
        (b"mailto:ben@", b"mailto:eve@", "attendees"),
    ],
)
def test_a_file_that_reads_otherwise_than_meant_never_leaves(right: bytes, wrong: bytes, field: str) -> None:
    file = invites.build(FIRST_VISIT)
    assert right in file

    with pytest.raises(InvitationDisagrees, match=f"^{field}$"):
        compare(FIRST_VISIT.method, [FIRST_VISIT], file.replace(right, wrong))


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (b"END:VEVENT\r\n", b"END:VEVENT\r\nBEGIN:VEVENT\r\nEND:VEVENT\r\n"),
        (b"END:VCALENDAR\r\n", b""),
        (b"DTSTART:2026", b"DTSTART:20x6"),
        (b"DTSTART:2026", b"DTSTART:20250101T000000Z\r\nDTSTART:2026"),
        (b"BEGIN:VEVENT", b"BEGIN:VTODO"),
    ],
)
def test_a_file_that_is_no_single_event_never_leaves(right: bytes, wrong: bytes) -> None:
    file = invites.build(FIRST_VISIT).replace(right, wrong)

    with pytest.raises(InvitationDisagrees):
        compare(FIRST_VISIT.method, [FIRST_VISIT], file)
