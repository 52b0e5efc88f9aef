"""One pair of physicians, from sign-up to the follow-up invitation, in a real browser, with real mail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.programs.models import Cohort
from tests import factories
from tests.journeys.conftest import Site, Walker
from tests.journeys.letters import entry_in, link_in, newest_invitation, newest_to
from tests.mail.smtp_server import Received

pytestmark = pytest.mark.browser
MONDAY = datetime(
    2026, 2, 23, 15, 0, tzinfo=UTC
)  # two weeks before the clocks change in the US, not in Nepal
NIA = "nia.shah@example.com"
WORDS = "Our claims keep bouncing and I cannot see the pattern. I open in April and would like a second pair of eyes."


def test_from_sign_up_to_the_follow_up_invitation(
    site: Site, walk: Callable[..., Walker], cohort: Cohort, ben: Person, cora: Person, noise: None
) -> None:
    ben_mail, cora_mail, cohort_id = ben.email, cora.email, cohort.public_id
    factories.mentor(
        cohort, "Rival Nextdoor", offers={"denials-appeals": 3}, employer="Riverbend Health, Inc."
    )
    factories.mentor(cohort, "Elsie Records", offers={"ehr-selection": 3})
    db.session.commit()

    with clock.moved_to(MONDAY):
        nia = signs_up_and_confirms(site, walk)
        fills_the_profile_and_applies(nia)
        approves(site, walk("cora"), cora_mail)
        asks_ben(site, nia)
        accepts_by_link(site, walk("ben"), ben_mail)
        first = agrees_and_books(site, nia, walk("ben"), ben_mail)
        last = moves_cancels_and_books_again(site, nia, ben_mail, first)
    reminded_once(site, last, ben_mail)
    wraps_up_and_books_the_next(site, walk("nia at home"), walk("ben at home"), last, ben_mail)
    runs_the_match_and_publishes(site, walk("cora again"), cora_mail, cohort_id)


def signs_up_and_confirms(site: Site, walk: Callable[..., Walker]) -> Walker:
    nia = walk("nia")
    nia.go("/")
    nia.picture("01-welcome")
    nia.click("Find a mentor")
    nia.page.get_by_label("Your name").fill("Dr. Nia Shah")
    nia.page.get_by_label("E-mail").fill(NIA)
    nia.page.get_by_label("Password").fill("a long enough phrase")
    nia.page.get_by_label("I would like a mentor").check()
    nia.picture("02-sign-up")
    nia.press("Create my account")
    site.work()
    nia.go(link_in(newest_to(site.inbox, NIA), "/confirm/"))
    nia.picture("03-confirm")
    nia.press("Confirm and go on")
    assert nia.h1 == "Your practice"
    return nia


def fills_the_profile_and_applies(nia: Walker) -> None:
    page = nia.page
    page.get_by_role("radio", name="MD").check()
    page.get_by_label("Specialty").fill("Family medicine")
    page.get_by_label("How you practice, or plan to").select_option("dpc")
    page.get_by_label("Where you are on the way").select_option("launch")
    page.get_by_label("State you practice in, or plan to").select_option("TX")
    nia.picture("04-profile-1")
    nia.press("Save and go on")
    assert nia.h1 == "What you need", nia.text[:600]
    page.get_by_label("What you want help with most").select_option("denials-appeals")
    page.get_by_label("Second").select_option("prior-authorization")
    page.get_by_label("In your own words").fill(WORDS)
    for value in ("Autonomy", "Family time", "Simplicity"):
        page.get_by_role("checkbox", name=value).check()
    page.get_by_text("Saved").wait_for()  # by itself, a second after the last word
    nia.picture("05-profile-2")
    nia.press("Save")
    nia.press("Join as a mentee")
    nia.picture("06-applied")
    nia.go("/settings/zone")
    page.get_by_label("Your time zone").select_option("Asia/Kathmandu")
    nia.press("See what moves")
    nia.page.get_by_role("button", name="Change to").click()
    nia.page.wait_for_load_state()
    nia.go("/profile/privacy")
    page.get_by_label("Your employer").fill("riverbend health")
    nia.press("Save")
    nia.go("/hours")
    for day in ("Monday", "Tuesday", "Wednesday"):
        page.get_by_label(day).fill("6-9:30 am")
    nia.press("Save my hours")
    nia.go("/")
    assert nia.h1 == "Your application is being read"


def approves(site: Site, cora: Walker, cora_mail: str) -> None:
    cora.sign_in(cora_mail, factories.PASSWORD)
    assert cora.h1 == "1 application to read", cora.text
    cora.picture("07-coordinator-home")
    cora.click("Read them")
    cora.click("Dr. Nia Shah")
    cora.picture("08-application")
    cora.press("Approve")
    assert "Dr. Nia Shah is in" in cora.text
    site.work()
    assert newest_to(site.inbox, NIA).subject


def asks_ben(site: Site, nia: Walker) -> None:
    nia.go("/")
    assert nia.h1 == "Choose a mentor to ask"
    nia.click("See your mentors")
    nia.picture("09-mentors")
    assert "Rival Nextdoor" not in nia.text
    nia.page.get_by_label("What do you need help with?").fill("my claims keep bouncing")
    nia.press("Find")
    nia.picture("10-search")
    assert "Denials and appeals" in nia.text
    assert "Elsie Records" not in nia.text
    assert "Rival Nextdoor" not in nia.text
    nia.click("See Dr. Ben Osei")
    nia.picture("11-mentor")
    nia.click("Ask Dr. Ben Osei to meet")
    nia.page.get_by_label("What would you like help with?").fill(WORDS)
    nia.picture("12-ask")
    nia.press("Send to Dr. Ben Osei")
    assert "Dr. Ben Osei" in nia.text
    site.work()


def accepts_by_link(site: Site, ben: Walker, ben_mail: str) -> None:
    mail = newest_to(site.inbox, ben_mail, "asks to meet")
    assert mail.subject.startswith("Dr. Nia Shah asks to meet about")
    link = link_in(mail, "/r/")
    ben.go(link)
    ben.picture("13-request")
    assert "Our claims keep bouncing" in ben.text
    ben.go(link)  # looking twice changes nothing
    ben.press("Yes, I'll meet Dr. Nia Shah")
    ben.picture("14-accepted")
    site.work()
    assert newest_to(site.inbox, NIA, "Osei")


def agrees_and_books(site: Site, nia: Walker, ben: Walker, ben_mail: str) -> Received:
    ben.sign_in(ben_mail, factories.PASSWORD)
    for walker in (nia, ben):
        walker.go("/")
        assert walker.h1.startswith("Agree how you and")
        walker.click("Read and agree")
        walker.picture("15-agreement")
        walker.page.get_by_role("checkbox").check()
        walker.press("I agree")
    nia.go("/")
    assert nia.h1 == "Pick your next date with Dr. Ben Osei"
    nia.click("Choose a time")
    nia.picture("16-pair")
    times = nia.page.get_by_role("button", name="for Dr. Ben Osei")
    assert times.count() == 3
    times.first.click()
    nia.page.wait_for_load_state()
    nia.picture("17-booked")
    site.work()
    mails = [newest_invitation(site.inbox, address) for address in (NIA, ben_mail)]
    entries = [entry_in(mail) for mail in mails]
    assert entries[0] == entries[1]
    assert (entries[0].method, entries[0].sequence, entries[0].status) == ("REQUEST", 0, "CONFIRMED")
    assert entries[0].ends_at - entries[0].starts_at == timedelta(minutes=45)
    assert entries[0].starts_at > MONDAY + timedelta(hours=24)
    return mails[0]


def moves_cancels_and_books_again(site: Site, nia: Walker, ben_mail: str, first: Received) -> Received:
    before = entry_in(first)
    nia.go(link_in(first, "/m/"))
    nia.page.get_by_text("Move it", exact=False).first.click()
    nia.picture("18-move")
    nia.page.get_by_role("button", name="for Dr. Ben Osei").first.click()
    nia.page.wait_for_load_state()
    site.work()
    moved = entry_in(newest_invitation(site.inbox, ben_mail))
    assert (moved.method, moved.uid, moved.sequence) == ("REQUEST", before.uid, 1)
    assert moved.starts_at != before.starts_at
    assert moved.stamp > before.stamp

    nia.go(link_in(first, "/m/"))  # the old link explains itself
    assert "moved to" in nia.text
    nia.go(link_in(newest_invitation(site.inbox, NIA), "/m/"))
    nia.page.get_by_text("Cancel", exact=False).first.click()
    nia.press("Cancel this meeting")
    site.work()
    cancelled = entry_in(newest_invitation(site.inbox, ben_mail))
    assert (cancelled.method, cancelled.uid, cancelled.sequence) == ("CANCEL", before.uid, 2)
    assert cancelled.status == "CANCELLED"

    nia.go("/")
    nia.click("Choose a time")
    nia.page.get_by_role("button", name="for Dr. Ben Osei").first.click()
    nia.page.wait_for_load_state()
    site.work()
    last = newest_invitation(site.inbox, NIA)
    assert entry_in(last).uid != before.uid
    return last


def reminded_once(site: Site, last: Received, ben_mail: str) -> None:
    starts_at = entry_in(last).starts_at
    for before in (timedelta(hours=23), timedelta(hours=22), timedelta(minutes=50), timedelta(minutes=30)):
        with clock.moved_to(starts_at - before):
            site.work()
    subjects = [mail.subject for mail in site.inbox.to(ben_mail)]
    assert [subject.partition(":")[0] for subject in subjects[-2:]] == [
        "Coming up",
        "You meet Dr. Nia Shah at 7",
    ]
    assert (
        len(
            [subject for subject in subjects if subject.startswith(("Coming up", "You meet Dr. Nia Shah at"))]
        )
        == 2
    )


def wraps_up_and_books_the_next(site: Site, nia: Walker, ben: Walker, last: Received, ben_mail: str) -> None:
    entry = entry_in(last)
    with clock.moved_to(entry.ends_at + timedelta(minutes=30)):  # later it is night for Ben
        site.work()
        site.work()
        asked = [mail for mail in site.inbox.to(NIA) if "/w/" in mail.text]
        assert len(asked) == 1
        for walker, address in ((nia, NIA), (ben, ben_mail)):
            walker.go(link_in(newest_to(site.inbox, address, ""), "/w/"))
            walker.picture("19-wrap-up")
            walker.page.get_by_role("radio").first.check()
            walker.page.get_by_label("Your next step").fill("Count one week of denials by reason.")
            walker.press("Keep this")
        ben.picture("20-next-date")
        ben.page.get_by_role("button", name="for Dr. Nia Shah").first.click()
        ben.page.wait_for_load_state()
        site.work()
    following = entry_in(newest_invitation(site.inbox, NIA))
    assert following.uid != entry.uid
    assert timedelta(weeks=3) < following.starts_at - entry.starts_at < timedelta(weeks=5)


def runs_the_match_and_publishes(site: Site, cora: Walker, cora_mail: str, cohort_id: str) -> None:
    with site.app.app_context():
        cohort = db.session.query(Cohort).filter_by(public_id=cohort_id).one()
        factories.mentee(cohort, "Lena Late", needs=["ehr-selection"])
        factories.mentee(cohort, "Otto Alone", needs=["late-career-succession"], wanted_language="ht")
    cora.sign_in(cora_mail, factories.PASSWORD)
    cora.go(f"/coordination/{cohort_id}")
    cora.picture("21-cohort")
    cora.click("Run the match")
    cora.press("Run the match")
    site.work()
    cora.go(f"/coordination/{cohort_id}/match")
    cora.picture("22-draft")
    assert "Dr. Lena Late with" in cora.text
    cora.press("Lock")
    cora.press("Publish and tell everyone")
    assert "Published" in cora.text
    cora.go(f"/coordination/{cohort_id}/waiting")
    cora.picture("23-waiting")
    assert "Dr. Otto Alone" in cora.text
    cora.go(f"/coordination/{cohort_id}/pairs")
    cora.picture("24-pairs")
    assert "Dr. Lena Late" in cora.text
    assert "Dr. Nia Shah" in cora.text
