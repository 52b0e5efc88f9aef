"""Both tick the agreement once; then the pair is active."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from mentorship.extensions import db
from mentorship.pairs import services
from mentorship.pairs.models import AgreementSignature, MentorshipState
from tests import factories


@pytest.fixture
def pair(cohort, ben, amara):
    return factories.mentorship(cohort, ben, amara, MentorshipState.proposed)


def test_the_second_tick_makes_the_pair_active(client, pair, amara, ben):
    first = client.signed_in(amara).post("pairs.sign", public_id=pair.public_id, agree="y")
    state_between = pair.state
    client.signed_in(ben).post("pairs.sign", public_id=pair.public_id, agree="y")

    assert first.notice == "You have agreed. Thank you."
    assert "Waiting for Dr. Ben Osei" in first.text
    assert state_between == MentorshipState.proposed
    assert pair.state == MentorshipState.active
    assert {signature.agreement for signature in pair.signatures} == {services.AGREEMENT}


def test_one_person_alone_agrees_only_once(client, pair, amara):
    browser = client.signed_in(amara)
    for _ in range(2):
        browser.post("pairs.sign", public_id=pair.public_id, agree="y")

    assert db.session.query(AgreementSignature).count() == 1
    assert pair.state == MentorshipState.proposed


def test_without_the_tick_nothing_is_agreed(client, pair, amara):
    page = client.signed_in(amara).post("pairs.sign", public_id=pair.public_id)

    assert page.error == "Tick the box to agree."
    assert pair.signatures == []


def test_both_at_the_same_moment_make_it_active(client, pair, amara, ben):
    browsers = [client.signed_in(person) for person in (amara, ben)]
    tokens, path = [browser.csrf_token() for browser in browsers], f"/mentorships/{pair.public_id}/agreement"
    db.session.commit()
    start = Barrier(2)

    def tick(number):
        start.wait(timeout=60)
        return (
            browsers[number].client.post(path, data={"csrf_token": tokens[number], "agree": "y"}).status_code
        )

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(tick, range(2)))

    db.session.expire_all()
    assert answers == [303, 303]
    assert pair.state == MentorshipState.active


def test_the_page_says_what_is_agreed(client, pair, amara):
    page = client.signed_in(amara).get("pairs.sign", public_id=pair.public_id)

    for words in (
        "once a month",
        "45 minutes",
        "No patients",
        "No prices",
        "without blame",
        "not a clinical consult",
    ):
        assert words in page.text


def test_strangers_and_coordinators_cannot_agree(client, pair, dev, cora):
    client.signed_in(dev).post("pairs.sign", 404, public_id=pair.public_id, agree="y")
    client.signed_in(cora).post("pairs.sign", 403, public_id=pair.public_id, agree="y")

    assert pair.signatures == []
