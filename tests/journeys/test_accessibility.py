"""axe finds nothing serious on the main pages, light and dark, desk and phone; nothing is wider than the screen."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from sqlalchemy import select

from mentorship.accounts.models import Person
from mentorship.community.models import GroupMeeting
from mentorship.demo.loading import PASSWORD, SIGN_INS, load
from mentorship.extensions import db
from mentorship.pairing.models import MentorRequest
from mentorship.pairs.models import Mentorship
from mentorship.programs.models import Cohort
from tests.journeys.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.browser


def main_pages() -> dict[str, list[str]]:
    """The pages that each role sees most."""
    cohort = db.session.scalars(select(Cohort)).one().public_id
    ben = db.session.scalars(select(Person).filter_by(email=SIGN_INS["mentor"])).one()
    request = db.session.scalars(select(MentorRequest).filter_by(mentor_id=ben.id)).first()
    assert request
    groups = [f"/groups/{group.public_id}" for group in db.session.scalars(select(GroupMeeting))]
    here = f"/coordination/{cohort}"
    mentee = ["/", "/mentors", f"/mentors/{ben.public_id}", f"/mentors/{ben.public_id}/ask", "/requests"]
    return {
        "stranger": ["/", "/sign-in", "/sign-up"],
        "mentee": [
            *mentee,
            "/profile/1",
            "/profile/2",
            "/hours",
            "/hours/days",
            "/hours/away",
            "/hours/protected",
            "/hours/limits",
            "/settings/zone?timezone=America/Phoenix",
            "/calendar",
            "/calendar/feed",
            "/settings",
            "/settings/mail",
            "/groups",
            *groups,
        ],
        "mentor": ["/", "/requests", f"/requests/{request.public_id}", "/profile/2", "/hours", *groups],
        "coordinator": [
            "/",
            here,
            f"{here}/applications",
            f"{here}/match",
            f"{here}/pairs",
            f"{here}/waiting",
            f"/groups/plan/{cohort}",
            f"{groups[1]}/change",
        ],
    }


@pytest.mark.parametrize("role", ["stranger", "mentee", "mentor", "coordinator"])
@pytest.mark.parametrize(("scheme", "size"), [("light", PHONE), ("dark", DESKTOP)])
def test_the_main_pages_are_open_to_everyone(
    app: Flask, walk, role: str, scheme: str, size: dict[str, int]
) -> None:
    load()
    db.session.commit()
    pages = main_pages()[role]
    db.session.commit()
    walker = walk(role, color_scheme=scheme)
    if role != "stranger":
        walker.sign_in(SIGN_INS[role], PASSWORD)

    walker.page.set_viewport_size(size)
    for path in pages:
        walker.go(path)
        serious = [
            v for v in Axe().run(walker.page).response["violations"] if v["impact"] in ("serious", "critical")
        ]
        assert not serious, f"{path}: {[(v['id'], v['nodes'][0]['html'][:150]) for v in serious]}"
        too_wide = walker.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert too_wide <= 0, f"{path} is {too_wide} px wider than a screen of {size['width']}"


def test_a_pairs_page_is_open_to_everyone(app: Flask, walk) -> None:
    load()
    db.session.commit()
    pair = db.session.scalars(select(Mentorship)).first()
    assert pair
    email, path = pair.mentee.email, f"/mentorships/{pair.public_id}"
    db.session.commit()
    walker = walk("mentee")
    walker.sign_in(email, PASSWORD)

    walker.go(path)

    serious = [
        v for v in Axe().run(walker.page).response["violations"] if v["impact"] in ("serious", "critical")
    ]
    assert not serious
