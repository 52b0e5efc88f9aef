"""The pages of group meetings: for members, by a link from a mail, for hosts and coordinators."""

from __future__ import annotations

from datetime import timedelta

from mentorship import clock
from mentorship.community import queries, seating, services
from mentorship.community.models import GroupMeeting, GroupState, SeatState
from mentorship.extensions import db
from tests import factories
from tests.community.conftest import EVENING
from tests.community.test_take_a_seat import busy, names, take
from tests.meetings import post

FORM = {
    "kind": "training",
    "title": "Reading a payer contract",
    "about": "Bring one page.\nNo rates.",
    "date": "11/24/2026",
    "time": "6:30 pm",
    "minutes": "90",
    "seats": "12",
    "link": "",
}


def page_of(group) -> dict[str, str]:
    return {"public_id": group.public_id}


def test_the_list_shows_what_is_ahead_in_ones_own_cohort(client, circle, crowd):
    one, two, three = crowd(3)
    take(circle, one, two, three)

    texts = [client.signed_in(person).get("community.index").text for person in (one, three)]

    assert (
        "Circle: Denials" in texts[0]
        and "Tue Nov 17, 7:00 pm your time · 8:00 pm for Dr. Ben Osei" in texts[0]
    )
    assert "You have a seat" in texts[0] and "You are number 1 in line" in texts[1]
    assert "Not for us" not in texts[0]


def test_with_nothing_planned_the_page_says_what_this_will_be(client, amara, cora):
    member, coordinator = (client.signed_in(person).get("community.index") for person in (amara, cora))

    assert "Your coordinator plans circles and training sessions." in member.text
    assert "Plan one for Fall cohort" in coordinator.text


def test_one_click_takes_a_seat_and_one_gives_it_up(client, circle, amara):
    browser = client.signed_in(amara)

    taken = browser.post("community.take", **page_of(circle))
    left = browser.post("community.leave", **page_of(circle))

    assert taken.notice == "You have a seat. The invitation is on its way by mail."
    assert "Join by video" in taken.text and circle.link in taken.links
    assert left.notice == "You left. Your seat is free again."
    assert names(circle, SeatState.seated) == []


def test_when_it_is_full_one_click_stands_in_line(client, circle, crowd):
    one, two, three = crowd(3)
    take(circle, one, two)
    browser = client.signed_in(three)

    before = browser.get("community.show", **page_of(circle))
    after = browser.post("community.take", **page_of(circle))

    assert "All 2 seats are taken." in before.text
    assert after.notice and after.notice.startswith("You are in line.")
    assert "You are number 1 in line." in after.text
    assert circle.link not in after.html


def test_whoever_is_busy_reads_with_what_and_in_line_learns_what_it_means(client, circle, cohort, crowd):
    one, two, three = crowd(3)
    take(circle, one, two, three)
    busy(cohort, three)
    four = factories.mentee(cohort, "Fay Four")
    busy(cohort, four)
    db.session.commit()

    waits = client.signed_in(three).get("community.show", **page_of(circle))
    refused = client.signed_in(four).post("community.take", status=409, **page_of(circle))

    assert (
        "You meet Dr. Mia Other then: Tue Nov 17, 7:00 pm to 7:45 pm. Until that time is free" in waits.text
    )
    assert refused.error and refused.error.startswith("You meet Dr. Mia Other then")


def test_names_are_for_whoever_has_a_seat_and_addresses_for_nobody(client, circle, crowd):
    one, two, three = crowd(3)
    take(circle, one, two, three)

    inside, outside = (client.signed_in(p).get("community.show", **page_of(circle)) for p in (one, three))

    assert "Dr. Mentee 2" in inside.text and "Mentee 3" not in inside.text
    assert "Mentee 1" not in outside.text
    assert "@" not in inside.text


def test_a_link_from_the_mail_shows_and_only_its_button_acts(client, circle, amara):
    take(circle, amara)
    [path] = post.links(post.mails_to(amara)[0], "/g/")

    shown = client.open(path)
    before = names(circle, SeatState.seated)
    gone = client.send(path, {"act": "leave"})
    back = client.send(path, {"act": "take"})

    assert "Give up my seat" in shown.text and "Who comes" not in shown.text
    assert before == ["Amara Lee"]
    assert gone.notice and gone.notice.startswith("You left.")
    assert back.notice and back.notice.startswith("You have a seat.")


def test_a_stranger_finds_nothing(client, circle, dev):
    browser = client.signed_in(dev)

    assert "Denials" not in browser.get("community.index").text
    browser.get("community.show", 404, **page_of(circle))
    browser.post("community.take", status=404, **page_of(circle))


def test_a_coordinator_plans_one_with_a_host_of_the_cohort(client, cohort, cora, ben, noise):
    browser = client.signed_in(cora)
    form = browser.get("community.plan", **page_of(cohort))

    page = browser.post("community.plan", **page_of(cohort), **FORM, host=ben.public_id)

    made = db.session.query(GroupMeeting).filter_by(cohort_id=cohort.id).one()
    assert "On your clock: Central" in form.text
    assert page.h1 == "Training: Reading a payer contract"
    assert (made.host_id, made.wall_time, made.seats) == (ben.id, "2026-11-24T18:30", 12)
    assert made.ends_at - made.starts_at == timedelta(minutes=90)


def test_mistakes_in_the_plan_are_said_and_nothing_is_lost(client, cohort, cora, ben):
    wrong = {**FORM, "title": " ", "date": "yesterday", "seats": "many", "link": "http://insecure.example"}

    page = client.signed_in(cora).post("community.plan", **page_of(cohort), **wrong, host="nobody")

    assert page.error
    for sentence in (
        "Give it a title.",
        "Enter a date after today, like 12/03/2026.",
        "Enter a number of seats from 1 to 200.",
        "Choose a host from the list.",
        "Paste the whole address, like https://example.zoom.us/j/123.",
    ):
        assert sentence in page.error
    assert page.value("seats") == "many"
    assert db.session.query(GroupMeeting).filter_by(cohort_id=cohort.id).count() == 0


def test_a_host_sees_who_comes_and_moves_it(client, circle, crowd, ben):
    take(circle, *crowd(3))
    browser = client.signed_in(ben)

    page = browser.get("community.change", **page_of(circle))
    moved = browser.post("community.move", **page_of(circle), date="11/18/2026", time="20:00", seen="0")
    stale = browser.post(
        "community.move", status=409, **page_of(circle), date="11/19/2026", time="20:00", seen="0"
    )

    assert "Dr. Mentee 1" in page.text and "Dr. Mentee 3" in page.text
    assert page.value("date") == "2026-11-17" and page.value("time") == "20:00"
    assert moved.notice == "Moved. Everybody with a place or in line gets the new time by mail."
    assert stale.error and stale.error.startswith("This has moved to Wed Nov 18, 8:00 pm.")
    assert queries.group_for(ben, circle.public_id).starts_at == EVENING + timedelta(days=1)


def test_a_host_makes_it_larger_closes_the_line_and_cancels(client, circle, crowd, ben):
    take(circle, *crowd(3))
    browser = client.signed_in(ben)

    larger = browser.post("community.set_seats", **page_of(circle), seats="3")
    gone = browser.post("community.cancel", **page_of(circle), reason="The room flooded.")

    assert larger.notice and larger.notice.startswith("Saved.")
    assert len(names(circle, SeatState.seated)) == 3
    assert (circle.waitlist_open, circle.state) == (False, GroupState.cancelled)
    assert gone.h1 == "Cancelled: Circle: Denials"
    assert "The room flooded." in gone.text


def test_what_was_sent_for_a_ticked_box_comes_back_as_something_a_page_may_hold(client, circle, ben):
    page = client.signed_in(ben).post(
        "community.set_seats", **page_of(circle), seats="none", waitlist_open="a\x00b"
    )

    assert page.error
    assert page.value("waitlist_open") == "ab"


def test_a_member_who_neither_hosts_nor_coordinates_cannot_change_it(client, circle, amara):
    take(circle, amara)
    browser = client.signed_in(amara)

    browser.get("community.change", 404, **page_of(circle))
    browser.post("community.cancel", status=404, **page_of(circle))

    assert circle.state == GroupState.confirmed


def test_a_place_can_be_downloaded_while_it_is_ahead(client, circle, amara, crowd):
    take(circle, amara, *crowd(2))
    browser = client.signed_in(amara)

    file = browser.get("community.download", **page_of(circle))
    seating.leave(circle, amara)

    assert "METHOD:PUBLISH" in file.html
    browser.get("community.download", 404, **page_of(circle))


def test_a_large_group_takes_no_more_queries(client, planned, crowd, cora):
    large = planned(seats=20, title="Large")
    take(large, *crowd(30))

    page = client.signed_in(cora).get("community.change", **page_of(large))

    assert page.text.count("Dr. Mentee") == 30


def test_after_its_end_the_page_says_so(client, circle, amara):
    take(circle, amara)

    with clock.moved_to(circle.ends_at):
        services.close_past_groups(clock.now())
        page = client.signed_in(amara).get("community.show", **page_of(circle))

    assert "This is over." in page.text
    assert "Join by video" not in page.text


def test_a_long_list_takes_no_more_queries(client, planned, amara):
    for day in range(1, 16):
        take(planned(starts_at=EVENING + timedelta(days=day), title=f"Evening {day}", seats=1), amara)

    page = client.signed_in(amara).get("community.index")

    assert page.text.count("You have a seat") == 15
