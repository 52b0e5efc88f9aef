"""A draft becomes mentorships, once, and everybody is told."""

from __future__ import annotations

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.audit.services import record
from mentorship.errors import Refusal
from mentorship.extensions import db
from mentorship.formats import listed
from mentorship.mail.letters import absolute_url
from mentorship.mail.services import post
from mentorship.pairing import emails, planning, queries
from mentorship.pairing.joining import hold, join
from mentorship.pairing.lengths import lengths_for, nearest
from mentorship.pairing.models import MatchRun, Proposal, ProposalState, RunState, Waiting
from mentorship.pairing.planning import Roster
from mentorship.pairing.runs import changeable, finish
from mentorship.pairs.models import Mentorship
from mentorship.profiles.models import Profile
from mentorship.programs.models import Cohort

NO_LONGER_POSSIBLE = "When this was published the pair was no longer possible."


class NothingToPublish(Refusal):
    """The draft holds no pair."""


def publish(run: MatchRun, coordinator: Person) -> list[Proposal]:
    """Make the pairs and tell everybody, exactly once. Answers the pairs that were no longer possible."""
    changeable(run.id)
    active = [p for p in run.proposals if p.state in (ProposalState.proposed, ProposalState.locked)]
    if not active:
        raise NothingToPublish("There is no pair to publish. Run the match again, or pair people by hand.")
    finish(run, RunState.published, published_at=clock.now())
    roster = planning.roster_of(run.cohort)
    answers = queries.answers_of([p.mentee_id for p in active])
    failed = [
        p for p in sorted(active, key=lambda p: p.mentee_id) if not _publish_pair(run, p, roster, answers)
    ]
    told = _tell_the_waiting(run, roster, {p.mentee_id for p in active} - {p.mentee_id for p in failed})
    record(coordinator, "published", run, pairs=len(active) - len(failed), waiting=told)
    return failed


def _publish_pair(run: MatchRun, proposal: Proposal, roster: Roster, answers: dict[int, Profile]) -> bool:
    """Make one pair; when that is no longer possible, say so on the proposal and let the mentee wait."""
    match = planning.judged(roster, proposal.mentee_id, proposal.mentor_id)
    mentorship = _joined(run.cohort, proposal, answers.get(proposal.mentee_id)) if match else None
    if match is None or mentorship is None:
        proposal.state, proposal.why = ProposalState.rejected, NO_LONGER_POSSIBLE
        if proposal.mentee_id in roster.mentees:
            run.waiting.append(Waiting(mentee_id=proposal.mentee_id, cause=NO_LONGER_POSSIBLE))
        return False
    proposal.state = ProposalState.published
    for letter in emails.matched(mentorship, match.fit.reasons, answers.get(proposal.mentee_id)):
        post(letter)
    return True


def _joined(cohort: Cohort, proposal: Proposal, answers: Profile | None) -> Mentorship | None:
    needs = [emails.in_a_sentence(need.topic) for need in answers.needs] if answers else []
    hold(proposal.mentee)
    try:
        return join(
            cohort,
            proposal.mentor,
            proposal.mentee,
            purpose=f"Help with {listed(needs)}." if needs else "",
            cadence_weeks=cohort.cadence_weeks,
            meeting_minutes=nearest(cohort.meeting_minutes, lengths_for(proposal.mentee, proposal.mentor)),
        )
    except Refusal:
        return None


def _tell_the_waiting(run: MatchRun, roster: Roster, paired: set[int]) -> int:
    """Write to everybody who is left without a mentor; the cause as kindly as it is true."""
    db.session.flush()
    waiting = {row.mentee_id for row in run.waiting} - paired
    people = {person.id: person for person in queries.mentees_without_pair(run.cohort)}
    for mentee_id in sorted(waiting & set(people)):
        cause, button = _kindly(roster, mentee_id)
        post(emails.still_waiting(people[mentee_id], run.cohort, cause, button, run.public_id))
    return len(waiting)


def _kindly(roster: Roster, mentee_id: int) -> tuple[str, tuple[str, str]]:
    browse = ("See all mentors", absolute_url("pairing.mentors"))
    if mentee_id not in roster.mentees:
        cause = "Your profile still lacks a few answers, so the match could not include you."
        return cause, ("Finish your profile", absolute_url("profiles.edit", screen=1))
    if planning.only_places_lack(roster, mentee_id):
        return "The mentors who would suit you have no free place right now.", browse
    return (
        "No mentor of this cohort suits what you need well enough yet, and a poor fit is worse than a wait.",
        browse,
    )
