"""A coordinator publishes the match, once."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.mail.models import OutgoingMail
from mentorship.pairing import services
from mentorship.pairing.models import MatchRun, ProposalState, RequestState, RunState
from mentorship.pairing.publishing import NothingToPublish
from mentorship.pairing.runs import RunIsOver
from mentorship.pairs.models import Mentorship
from mentorship.profiles.models import Exclusion, ExclusionKind
from mentorship.profiles.queries import profile_of
from mentorship.programs.models import Cohort
from tests import factories


@pytest.fixture
def run(cohort: Cohort, amara: Person, ben: Person, cora: Person) -> MatchRun:
    """A draft in which Ben, who has one place, is proposed to Amara; Late Comer waits."""
    profile = profile_of(ben)
    assert profile is not None
    profile.capacity = 1
    factories.mentee(cohort, "Late Comer", needs=["prior-authorization"])
    factories.mentee(cohort, "Not Ready")
    run = services.start_run(cohort, cora, "total")
    db.session.commit()
    services.compute_runs()
    services.pair_by_hand(run, cora, amara, ben, "She asked first") if run.proposals[
        0
    ].mentee_id == amara.id else None
    db.session.commit()
    return run


def mails() -> dict[str, str]:
    """Subject → name of whom it went to."""
    rows = db.session.execute(
        select(OutgoingMail.subject, Person.name).join(Person, Person.id == OutgoingMail.person_id)
    )
    return dict(rows.all())


def mail_to(person: Person) -> bytes:
    query = select(OutgoingMail).filter_by(person_id=person.id).order_by(OutgoingMail.id.desc())
    mail = db.session.scalars(query).first()
    assert mail is not None
    return mail.message.replace(b"=\r\n", b"").replace(b"\r\n", b" ")


def test_publishing_makes_the_pairs_and_tells_everybody(
    run: MatchRun, cohort: Cohort, amara: Person, ben: Person, cora: Person
) -> None:
    failed = services.publish(run, cora)

    pair = db.session.scalars(select(Mentorship).filter_by(cohort_id=cohort.id)).one()
    assert failed == []
    assert (run.state, run.proposals[0].state) == (RunState.published, ProposalState.published)
    assert pair.mentor_id == ben.id
    assert pair.purpose.startswith("Help with prior authorization")
    assert set(mails()) == {
        "You are matched with Dr. Ben Osei",
        f"You are matched with {pair.mentee.called}",
        "No mentor for you yet in Fall cohort",
    }


def test_the_mail_says_why_and_whoever_waits_reads_a_kind_cause(run: MatchRun, cora: Person) -> None:
    services.publish(run, cora)

    matched = run.proposals[0].mentee
    waiting = {row.mentee.name: row.mentee for row in run.waiting}
    unready = waiting.pop("Not Ready")
    left = waiting.popitem()[1]
    assert b"Has taught prior authorization" in mail_to(matched)
    assert b"The mentors who would suit you have no free place right now." in mail_to(left)
    assert b"Your profile still lacks a few answers" in mail_to(unready)


def test_a_private_cause_is_never_told(cohort: Cohort, amara: Person, ben: Person, cora: Person) -> None:
    profile = profile_of(ben)
    assert profile is not None
    profile.exclusions.append(Exclusion(email=amara.email, kind=ExclusionKind.other))
    factories.mentee(cohort, "Second Mentee", needs=["prior-authorization"])
    run = services.start_run(cohort, cora, "total")
    services.compute_runs()

    services.publish(run, cora)

    assert run.waiting[0].cause == "1 mentor would fit, but a rule forbids it. Which one is never said."
    assert b"do-not-match" not in mail_to(amara)
    assert b"No mentor of this cohort suits what you need well enough yet" in mail_to(amara)


def test_open_requests_of_the_matched_end_kindly(run: MatchRun, cohort: Cohort, cora: Person) -> None:
    other = factories.mentor(cohort, "Other Mentor", offers={"prior-authorization": 1})
    request = services.ask(run.proposals[0].mentee, other, why="Forms.", cadence_weeks=4, meeting_minutes=45)

    services.publish(run, cora)

    assert request.state == RequestState.superseded
    assert mails()[f"{request.mentee.called} has found a mentor"] == "Other Mentor"


def test_a_draft_is_published_once(run: MatchRun, cohort: Cohort, cora: Person) -> None:
    services.publish(run, cora)
    sent = db.session.scalar(select(func.count(OutgoingMail.id)))

    with pytest.raises(RunIsOver) as refused:
        services.publish(run, cora)

    assert str(refused.value) == "Someone published this match a moment ago, so nothing was done twice."
    assert db.session.scalar(select(func.count(OutgoingMail.id))) == sent


def test_a_pair_that_became_impossible_is_left_out_and_waits(
    run: MatchRun, cohort: Cohort, cora: Person, ben: Person
) -> None:
    mentee = run.proposals[0].mentee
    profile = profile_of(mentee)
    assert profile is not None
    profile.exclusions.append(Exclusion(email=ben.email, kind=ExclusionKind.partner))

    failed = services.publish(run, cora)

    assert [proposal.mentee_id for proposal in failed] == [mentee.id]
    assert failed[0].state == ProposalState.rejected
    assert db.session.scalar(select(Mentorship).filter_by(cohort_id=cohort.id)) is None
    assert mentee.id in {row.mentee_id for row in run.waiting}


def test_a_mentor_who_filled_up_meanwhile_gets_no_more(
    run: MatchRun, cohort: Cohort, cora: Person, ben: Person
) -> None:
    factories.mentorship(cohort, ben, factories.mentee(cohort, "Quick One"))

    failed = services.publish(run, cora)

    assert len(failed) == 1
    assert db.session.scalar(select(func.count(Mentorship.id)).filter_by(mentor_id=ben.id)) == 1


def test_a_mentee_who_found_a_mentor_meanwhile_keeps_them(
    run: MatchRun, cohort: Cohort, cora: Person
) -> None:
    mentee = run.proposals[0].mentee
    own = factories.mentorship(cohort, factories.mentor(cohort, "Own Choice"), mentee)

    failed = services.publish(run, cora)

    pairs = db.session.scalars(select(Mentorship).filter_by(mentee_id=mentee.id)).all()
    assert len(failed) == 1
    assert [pair.id for pair in pairs] == [own.id]
    assert mentee.id not in {row.mentee_id for row in run.waiting}


def test_an_empty_draft_is_not_published(cohort: Cohort, amara: Person, cora: Person) -> None:
    run = services.start_run(cohort, cora, "total")
    services.compute_runs()

    with pytest.raises(NothingToPublish):
        services.publish(run, cora)

    assert run.state == RunState.draft
