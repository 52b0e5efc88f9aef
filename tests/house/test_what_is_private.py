"""Canaries: words put where they must not be shown to others are found on no page and in no mail of anybody else."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from flask import Flask
from sqlalchemy import select

from mentorship import clock, vocabulary
from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.followup.services import tick
from mentorship.mail.models import OutgoingMail
from mentorship.meetings import notes
from mentorship.meetings import services as meetings
from mentorship.meetings.models import Happened
from mentorship.pairing import services as pairing
from mentorship.pairing.models import DeclineReason, MentorRequest, RequestState
from mentorship.pairs import services as pairs
from mentorship.pairs.models import Mentorship, MentorshipState
from mentorship.profiles.models import Exclusion, ExclusionKind, Need, Offer, Profile
from tests import factories
from tests.house import world as made
from tests.house.addresses import OWNERS, PAGES, ROLES
from tests.house.test_every_page_reached import endpoint_of, links_on
from tests.house.world import World
from tests.pages import Browser

ENOUGH = 5
"""Of pages that differ only behind the '?' so many are read: a calendar has a page for every month of the century."""
HERE = {"mentee", "mentor", "asker", "coordinator", "other mentee", "other mentor"}
ELSEWHERE = set(ROLES) - HERE - {"stranger"}
SENSITIVE = [slug for slug, flags in vocabulary.topic_flags().items() if "W" in flags]
READERS_OF_NAMES = {
    "mentee": {"mentee", "mentor", "coordinator"},
    "mentor": HERE,
    "asker": {"asker", "mentor", "other mentor", "coordinator"},
    "coordinator": {"coordinator"},
    "other mentee": {"other mentee", "other mentor", "mentor", "coordinator"},
    "other mentor": {"other mentor", "other mentee", "mentee", "asker", "coordinator"},
}
"""Mentors are there to be found; of mentees a mentor sees only those who asked, or who come to what the mentor hosts,
and other mentees nothing. Whoever hosts a group meeting is named to the cohort."""
READERS_OF_ADDRESSES = {
    "mentee": {"mentee", "mentor", "coordinator"},
    "mentor": {"mentor", "mentee", "coordinator"},
    "asker": {"asker", "coordinator"},
    "other mentee": {"other mentee", "other mentor", "coordinator"},
    "other mentor": {"other mentor", "other mentee", "coordinator"},
}
"""Addresses are exchanged by a yes; the coordinator checks who somebody is."""


@pytest.fixture
def world(app: Flask, noise: None) -> World:
    world = made.build()
    _fill_in(world)
    _talk(world)
    _leave_waiting(world)
    pairing.start_run(world.cohort, world.people["coordinator"], "total")
    db.session.commit()
    pairing.compute_runs()
    db.session.commit()
    return world


def _fill_in(world: World) -> None:
    """Private answers of everybody; needs and offers that touch on how somebody is doing."""
    for role in ("mentee", "mentor", "asker", "other mentee", "other mentor"):
        person = world.people[role]
        profile = db.session.scalars(select(Profile).filter_by(person_id=person.id)).one()
        word = role.replace(" ", "-")
        profile.employer, profile.market = f"canary-employer-{word}", f"canary-market-{word}"
        profile.npi, profile.meeting_link = f"canary-npi-{word}", f"https://canary-link-{word}.example/room"
        profile.exclusions = [Exclusion(email=f"canary-foe-of-{word}@example.com", kind=ExclusionKind.other)]
        if person.is_mentee:
            profile.needs.append(Need(topic="burnout-operational", rank=3))
            profile.needs.append(Need(topic="launch-stress", rank=4))
        else:
            profile.offers.append(Offer(topic="burnout-operational", depth=3, last_year=2025))
        profile.updated_at = clock.now()
    db.session.commit()


def _talk(world: World) -> None:
    """Words between two: asked, asked back, answered, declined, wrapped up, called off, ended."""
    asker, other = world.people["asker"], world.people["other mentor"]
    no = MentorRequest(
        cohort=world.cohort, mentee=asker, mentor=other, why="canary-why", cadence_weeks=4, meeting_minutes=45,
        sent_at=clock.now(), expires_at=clock.now() + timedelta(days=5), state=RequestState.pending,
    )  # fmt: skip
    db.session.add(no)
    db.session.flush()
    pairing.ask_for_more(no, "canary-question")
    pairing.answer_question(no, "canary-answer")
    pairing.decline_request(no, DeclineReason.conflict, "canary-decline")
    pairs.add_goal(
        world.pair,
        world.people["mentor"],
        will="canary-goal",
        so_that="it helps",
        due_on=world.goal.due_on,
        topic=None,
    )
    meetings.wrap_up(world.over, world.people["mentee"], Happened.yes, "canary-step")
    notes.write_note(world.over, world.people["mentee"], "canary-own-note", shared=False)
    notes.write_note(world.over, world.people["mentee"], "canary-shared-note", shared=True)
    meetings.cancel(world.ahead, world.people["mentor"], "canary-cancel")
    old = db.session.scalars(select(Mentorship).filter_by(mentor_id=other.id)).one()
    old.purpose = "canary-purpose"
    db.session.commit()


def _leave_waiting(world: World) -> None:
    """Two mentees whom only private answers keep from every mentor."""
    colleague = factories.mentee(world.cohort, "Hal Colleague", needs=["denials-appeals"])
    picky = factories.mentee(world.cohort, "Pia Private", needs=["denials-appeals"])
    answers = {
        person: db.session.scalars(select(Profile).filter_by(person_id=person.id)).one()
        for person in (colleague, picky)
    }
    answers[colleague].employer = "canary-employer-mentor"
    answers[picky].exclusions = [
        Exclusion(email=world.people[role].email, kind=ExclusionKind.other)
        for role in ("mentor", "other mentor")
    ]
    db.session.commit()


def private(world: World) -> dict[str, set[str]]:
    """Word → the roles that may read it."""
    words: dict[str, set[str]] = {}
    for role in READERS_OF_ADDRESSES:
        word = role.replace(" ", "-")
        for kind in ("employer", "market", "foe-of"):
            words[f"canary-{kind}-{word}"] = {role}
        words[f"canary-npi-{word}"] = {role, "coordinator"}
        words[f"canary-link-{word}"] = {role}
        words[world.people[role].email] = READERS_OF_ADDRESSES[role]
    words["canary-link-mentor"] |= {"mentee"}
    words["canary-link-other-mentor"] |= {"other mentee"}
    for word in ("canary-why", "canary-question", "canary-answer", "canary-decline"):
        words[word] = {"asker", "other mentor"}
    for word in ("canary-goal", "canary-step", "canary-cancel", "canary-shared-note"):
        words[word] = {"mentee", "mentor"}
    words["canary-own-note"] = {"mentee"}
    words |= {f"canary-{kind}": {"mentee", "coordinator"} for kind in ("fit", "pulse")}
    words["canary-of-a-calendar"] = set()
    words["canary-purpose"] = {"other mentee", "other mentor"}
    words |= {world.people[role].name: readers for role, readers in READERS_OF_NAMES.items()}
    words |= {
        vocabulary.topic_label(slug).casefold(): HERE - {"coordinator"} | ELSEWHERE for slug in SENSITIVE
    }
    words |= {"do-not-match list": set(), "same employer": set(), "private list": set()}
    return words | {"Ivy Applicant": {"coordinator"}, world.cohort.name: HERE, "Noise": ELSEWHERE}


def leaks(world: World, role: str, texts: Iterator[tuple[str, str]], words: dict[str, set[str]]) -> list[str]:
    return [
        f"{role} reads {word!r} {where}"
        for where, text in texts
        for word, readers in words.items()
        if role not in readers and word.casefold() in text.casefold()
    ]


def pages_of(app: Flask, world: World, role: str) -> Iterator[tuple[str, str]]:
    """Every page that this role can reach by links, and those that no link leads to."""
    browser = Browser(app) if role == "stranger" else Browser(app).signed_in(world.people[role])
    own = [
        browser.address(endpoint, dict(world.ids[kind]))[0]
        for endpoint, kind in PAGES.items()
        if role in OWNERS[kind] and any("GET" in (r.methods or ()) for r in app.url_map.iter_rules(endpoint))
    ]
    queue, seen = deque(["/", *own]), {"/", *own}
    turned: Counter[str] = Counter()
    while queue:
        path = queue.popleft()
        page = browser._fetched(path, "GET", None)
        yield f"on {path}", page.html
        for link in links_on(page):
            alike = link.partition("?")[0]
            if link not in seen and turned[alike] < ENOUGH and endpoint_of(app, link):
                seen.add(link)
                turned[alike] += 1
                queue.append(link)


def mails_to(person: Person) -> Iterator[tuple[str, str]]:
    """Every mail to somebody as it would be read: headers and all parts, decoded."""
    for mail in db.session.scalars(select(OutgoingMail).filter_by(person_id=person.id)):
        message = message_from_bytes(mail.message, policy=default)
        headers = " ".join(f"{name}: {value}" for name, value in message.items())
        parts = [part.get_payload(decode=True) for part in message.walk() if not part.is_multipart()]
        words = b" ".join(part for part in parts if isinstance(part, bytes)).decode()
        yield f"in the mail {mail.subject!r}", f"{headers} {words}"


def test_nobody_reads_a_word_that_is_not_for_them(app: Flask, world: World) -> None:
    words, found, opened = private(world), [], 0

    for role in ROLES:
        pages = list(pages_of(app, world, role))
        opened += len(pages)
        found += leaks(world, role, iter(pages), words)
        found += leaks(world, role, mails_to(world.people[role]), words) if role != "stranger" else []

    waiting = {row.mentee.name: row.cause for row in world.run.waiting}
    assert not found, "\n".join(sorted(found))
    assert opened > 100
    assert "Which one is never said." in waiting["Pia Private"]


def test_of_values_only_what_two_have_in_common_is_shown(app: Flask, world: World) -> None:
    browser = Browser(app).signed_in(world.people["asker"])
    profile = db.session.scalars(select(Profile).filter_by(person_id=world.people["mentor"].id)).one()
    profile.values, profile.updated_at = ["autonomy", "teaching"], clock.now()

    page = browser.get("pairing.mentor", public_id=world.people["mentor"].public_id)

    assert "teaching" not in page.text.casefold()


def test_what_goes_out_later_holds_no_such_word_either(app: Flask, world: World) -> None:
    words = private(world)
    pairing.publish(world.run, world.people["coordinator"])
    pairs.end(world.pair, world.people["mentee"], state=MentorshipState.ended_early, reason="canary-ending")
    db.session.commit()
    for days in (1, 3, 11, 30, 60):
        with clock.moved_to(clock.now() + timedelta(days=days)):
            tick(clock.now())
            db.session.commit()
    words |= {"canary-ending": set()}
    for role in ("asker", "mentor"):
        words[world.people[role].email] = words[world.people[role].email] | {"asker", "mentor"}
    words["canary-link-mentor"] |= {"asker"}

    found = [leak for role in HERE for leak in leaks(world, role, mails_to(world.people[role]), words)]
    found += leaks(world, "mentor", pages_of(app, world, "mentor"), words)

    assert not found, "\n".join(sorted(found))
