from __future__ import annotations

import pytest
from sqlalchemy import select

from mentorship.accounts.models import Person
from mentorship.audit.models import AuditEntry
from mentorship.extensions import db
from mentorship.programs import queries, services
from mentorship.programs.models import Application, ApplicationState, Cohort, Role
from tests import factories
from tests.accounts.crowd import at_once
from tests.accounts.post import mails_to, words_of_mail


def asked(cohort: Cohort, role: Role = Role.mentee) -> Application:
    """Grace asks to join."""
    grace = factories.person("Grace Kim", is_mentee=role == Role.mentee, is_mentor=role == Role.mentor)
    application = services.apply(grace, cohort, role)
    db.session.commit()
    return application


@pytest.mark.parametrize(("role", "page"), [(Role.mentee, "/mentors"), (Role.mentor, "/hours")])
def test_who_is_let_in_gets_a_mail_with_the_next_step(
    cohort: Cohort, cora: Person, role: Role, page: str
) -> None:
    application = asked(cohort, role)

    services.approve(application, cora, "membership roll")

    (mail,) = mails_to(application.person.email)
    assert mail.subject == "You are in: Fall cohort"
    assert f"http://localhost{page}\n" in words_of_mail(mail)


def test_letting_in_notes_who_did_it_when_and_how(cohort: Cohort, cora: Person) -> None:
    application = asked(cohort)

    services.approve(application, cora, " license seen ")

    assert (application.state, application.method, application.decided_by_id) == (
        "approved",
        "license seen",
        cora.id,
    )
    assert application.decided_at is not None
    entry = db.session.scalar(
        select(AuditEntry).filter_by(subject=f"Application:{application.public_id}", action="approved")
    )
    assert entry is not None and (entry.actor_id, entry.details) == (cora.id, {"method": "license seen"})


def test_who_is_declined_gets_a_kind_mail_with_the_reason(cohort: Cohort, cora: Person) -> None:
    application = asked(cohort)

    services.decline(application, cora, "This cohort is for Texas practices.")

    (mail,) = mails_to(application.person.email)
    assert mail.subject == "About your application to Fall cohort"
    assert "This cohort is for Texas practices." in words_of_mail(mail)
    assert application.reason == "This cohort is for Texas practices."


def test_an_answer_without_its_words_is_no_answer(cohort: Cohort, cora: Person) -> None:
    application = asked(cohort)

    with pytest.raises(services.WordsMissing):
        services.approve(application, cora, "  ")
    with pytest.raises(services.WordsMissing):
        services.decline(application, cora, "\n")

    assert application.state == ApplicationState.submitted
    assert mails_to(application.person.email) == []


def test_nobody_lets_themselves_in(cohort: Cohort, cora: Person) -> None:
    cora.is_mentor = True
    application = services.apply(cora, cohort, Role.mentor)

    with pytest.raises(services.OwnApplication):
        services.approve(application, cora, "membership roll")

    assert application.state == ApplicationState.submitted


def test_the_second_answer_is_refused(cohort: Cohort, cora: Person) -> None:
    application = asked(cohort)
    services.approve(application, cora, "short call")

    with pytest.raises(services.AlreadyDecided, match="approved already"):
        services.decline(application, cora, "On second thought.")

    assert (application.state, application.reason) == ("approved", "")
    assert len(mails_to(application.person.email)) == 1


def test_of_two_answers_at_once_one_counts(app, noise, cohort: Cohort, cora: Person) -> None:
    application_id, cora_id = asked(cohort).id, cora.id

    def answer() -> bool:
        application, coordinator = (
            db.session.get_one(Application, application_id),
            db.session.get_one(Person, cora_id),
        )
        try:
            services.approve(application, coordinator, "short call")
        except services.AlreadyDecided:
            db.session.rollback()
            return False
        db.session.commit()
        return True

    answers = at_once(app, 6, answer)

    assert sorted(answers) == [False] * 5 + [True]


def test_only_approved_members_with_an_account_are_counted(
    noise, cohort: Cohort, cora: Person, amara: Person, ben: Person
) -> None:
    closed = factories.mentee(cohort, "Clara Closed")
    closed.disabled_at = closed.created_at
    services.decline(asked(cohort), cora, "Not this time.")
    asked(cohort)

    assert queries.approved_people(cohort, Role.mentee) == [amara]
    assert queries.approved_people(cohort, Role.mentor) == [ben]


def test_a_coordinator_finds_only_the_cohorts_of_their_programs(
    noise, dev: Person, cohort: Cohort, cora: Person
) -> None:
    others = [found for found in db.session.scalars(select(Cohort)) if found != cohort]

    assert queries.cohorts_of_coordinator(cora) == [cohort]
    assert queries.cohort_for_coordinator(cora, cohort.public_id) == cohort
    assert others
    assert {queries.cohort_for_coordinator(cora, other.public_id) for other in others} == {None}
    assert queries.cohorts_of_coordinator(dev) == []
