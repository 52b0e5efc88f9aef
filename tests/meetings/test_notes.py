"""Notes about a meeting: one's own alone, or for both, with that written beside each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from mentorship import clock
from mentorship.accounts.links import signed_url
from mentorship.extensions import db
from mentorship.meetings import notes, services
from mentorship.meetings.models import MeetingNote

WEDNESDAY = datetime(2026, 11, 12, 1, 0, tzinfo=UTC)


@pytest.fixture
def meeting(pair, amara):
    booked = services.book(pair, amara, WEDNESDAY)
    db.session.commit()
    return booked


def kept() -> list[tuple[str, bool]]:
    return [(note.words, note.shared) for note in db.session.scalars(select(MeetingNote))]


@pytest.mark.parametrize("after", [-timedelta(days=1), timedelta(days=1)])
def test_a_note_says_who_sees_it_and_a_private_one_stays_with_its_writer(client, meeting, amara, ben, after):
    with clock.moved_to(WEDNESDAY + after):
        browser = client.signed_in(amara)
        browser.post("meetings.write_note", public_id=meeting.public_id, words="Mine", readers="me")
        own = browser.post("meetings.write_note", public_id=meeting.public_id, words="Ours", readers="both")
        partners = client.signed_in(ben).get("meetings.show", public_id=meeting.public_id)

    assert own.h1 == "Meeting with Dr. Ben Osei"
    assert "Mine You," in own.text
    assert "Only you see this." in own.text
    assert "You and Dr. Ben Osei see this." in own.text
    assert "Mine" not in partners.text
    assert "Ours Dr. Amara Lee," in partners.text
    assert "You and Dr. Amara Lee see this." in partners.text
    assert not [link for link in partners.links if link.startswith("/notes/")]


def test_notes_stand_beside_the_wrap_up(client, meeting, amara):
    notes.write_note(meeting, amara, "Call the payer first", shared=False)
    with clock.moved_to(meeting.ends_at):
        page = client.signed_in(amara).get("meetings.wrap_up", public_id=meeting.public_id)

    assert "Call the payer first" in page.text
    assert "Only you see this." in page.text


def test_a_note_is_changed_made_private_again_and_removed_by_its_writer(client, meeting, amara, ben):
    note = notes.write_note(meeting, amara, "First", shared=True)
    db.session.commit()
    browser, id_ = client.signed_in(amara), note.public_id

    shown = browser.get("meetings.change_note", public_id=id_)
    browser.post("meetings.change_note", public_id=id_, words="Second", readers="me")
    changed = kept()
    partners = client.signed_in(ben).get("meetings.show", public_id=meeting.public_id)
    browser.post("meetings.remove_note", public_id=id_)

    assert (shown.value("words").strip(), shown.value("readers")) == ("First", "both")
    assert changed == [("Second", False)]
    assert "Second" not in partners.text
    assert kept() == []


def test_the_partner_can_neither_change_nor_remove_a_shared_note(client, meeting, amara, ben):
    note = notes.write_note(meeting, amara, "Ours", shared=True)
    db.session.commit()
    browser = client.signed_in(ben)

    browser.get("meetings.change_note", 404, public_id=note.public_id)
    browser.post("meetings.change_note", 404, public_id=note.public_id, words="His", readers="me")
    browser.post("meetings.remove_note", 404, public_id=note.public_id)

    assert kept() == [("Ours", True)]


def test_a_link_from_a_mail_shows_no_notes_because_it_travels(client, meeting, amara):
    notes.write_note(meeting, amara, "For me", shared=False)
    db.session.commit()
    url = signed_url("meetings.by_link", amara, meeting.public_id, version=meeting.sequence)

    page = client.open(url.removeprefix("http://localhost"))

    assert "For me" not in page.text
    assert "Write a note" not in page.text


@pytest.mark.parametrize(
    ("words", "readers", "sentence"),
    [
        ("", "me", "Write a few words."),
        (" \x00 ", "me", "Write a few words."),
        ("Kept", "everybody", "Say who can see this note."),
        ("x" * 4001, "both", "Shorten this by 1 characters; 4,000 fit here."),
    ],
)
def test_a_note_that_cannot_be_kept_gets_a_sentence_and_keeps_its_words(
    client, meeting, amara, words, readers, sentence
):
    page = client.signed_in(amara).post(
        "meetings.write_note", public_id=meeting.public_id, words=words, readers=readers
    )

    assert sentence in page.error
    assert "No patient details." in page.text
    assert kept() == []
