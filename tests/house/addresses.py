"""The table of every address that holds an id or a token: whose page it is.

It is read by whoever makes requests from app.url_map: the tests of who sees what, and the tests of bad input.
"""

from __future__ import annotations

ROLES = (
    "stranger", "mentee", "mentor", "asker", "coordinator", "other mentee", "other mentor",
    "mentee elsewhere", "mentor elsewhere", "coordinator elsewhere",
)  # fmt: skip
"""mentee and mentor are a pair; the asker waits for that mentor; the others of their cohort are another pair."""

OWNERS = {
    "cohort": {"coordinator"},
    "action": {"coordinator"},
    "own application": {"asker"},
    "application": {"coordinator"},
    "proposal": {"coordinator"},
    "unclear reply": {"coordinator"},
    "weights": {"coordinator"},
    "visible mentor": {"mentee", "asker", "other mentee"},
    "request": {"asker", "mentor"},
    "pair": {"mentee", "mentor"},
    "goal": {"mentee", "mentor"},
    "meeting": {"mentee", "mentor"},
    "meeting that is over": {"mentee", "mentor"},
    "note": {"mentor"},
    "group": {"mentee", "mentor", "asker", "other mentee", "other mentor", "coordinator"},
    "seat": {"mentee", "mentor", "asker", "other mentee", "other mentor"},
    "own seat": {"mentee", "mentor"},
    "group to run": {"mentor", "coordinator"},
    "feed": {"mentor"},
    "own page": {
        "mentee", "mentor", "asker", "other mentee", "other mentor", "mentee elsewhere", "mentor elsewhere",
    },
    "demo only": set(),
}  # fmt: skip
"""What an id stands for → who gets in. Everybody else is told nothing: 302 to sign in, 403 for a role, else 404."""

GROUPS = ("group", "seat", "own seat", "group to run")

PAGES = {
    "availability.read_calendar": "feed",
    "availability.remove_calendar": "feed",
    "checkins.fit": "pair",
    "checkins.pulse": "pair",
    "coordination.burden": "cohort",
    "coordination.cohort": "cohort",
    "coordination.action": "action",
    "coordination.actions": "cohort",
    "coordination.applications": "cohort",
    "coordination.application": "application",
    "coordination.decline": "application",
    "coordination.dismiss": "action",
    "coordination.snooze": "action",
    "coordination.run": "cohort",
    "coordination.decide": "proposal",
    "coordination.finish_run": "cohort",
    "coordination.stop": "cohort",
    "coordination.pair_by_hand": "cohort",
    "coordination.past_pairs": "cohort",
    "coordination.decide_weights": "weights",
    "coordination.pairs": "cohort",
    "coordination.waiting": "cohort",
    "coordination.mail": "cohort",
    "community.show": "group",
    "community.take": "seat",
    "community.leave": "seat",
    "community.download": "own seat",
    "community.plan": "cohort",
    "community.change": "group to run",
    "community.move": "group to run",
    "community.set_seats": "group to run",
    "community.cancel": "group to run",
    "coordination.replies": "cohort",
    "coordination.set_reply_aside": "unclear reply",
    "followup.peer": "own application",
    "home.mentorship": "pair",
    "mail.message": "demo only",
    "mail.message_html": "demo only",
    "mail.message_calendar": "demo only",
    "meetings.answer": "meeting",
    "meetings.book": "pair",
    "meetings.cancel_rest": "meeting",
    "meetings.plan": "pair",
    "meetings.change_note": "note",
    "meetings.remove_note": "note",
    "meetings.write_note": "meeting",
    "meetings.show": "meeting",
    "meetings.reschedule": "meeting",
    "meetings.cancel": "meeting",
    "meetings.download": "meeting",
    "meetings.wrap_up": "meeting that is over",
    "meetings.step_done": "meeting that is over",
    "pairing.mentor": "visible mentor",
    "pairing.ask": "visible mentor",
    "pairing.request_page": "request",
    "pairing.accept": "request",
    "pairing.decline": "request",
    "pairing.ask_more": "request",
    "pairing.answer": "request",
    "pairing.withdraw": "request",
    "pairing.nobody_next": "request",
    "pairs.sign": "pair",
    "pairs.add_goal": "pair",
    "pairs.set_goal": "goal",
    "pairs.end": "pair",
    "pairs.pause": "pair",
    "profiles.edit": "own page",
    "profiles.save_draft": "own page",
}
"""Endpoint → what its id stands for (a key of OWNERS)."""

LINKS = {
    "accounts.confirm": "newcomer",
    "accounts.reset": "mentor",
    "checkins.fit_by_link": "mentor",
    "checkins.pulse_by_link": "mentor",
    "community.by_link": "mentee",
    "followup.peer_by_link": "asker",
    "mail.unsubscribe": "mentor",
    "meetings.by_link": "mentor",
    "meetings.feed_file": "mentor",
    "meetings.inbox": "mentor",
    "meetings.next_by_link": "mentor",
    "meetings.plan_by_link": "mentor",
    "meetings.wrap_up_by_link": "mentor",
    "pairing.by_link": "mentor",
    "pairs.pause_by_link": "mentor",
}
"""Endpoint that takes a token → whom the tests send such a link to."""
NOT_MAILED = {"meetings.feed_file", "meetings.inbox"}
"""The feed's token is shown on a page, once; whoever has somebody else's reads somebody else's meetings. The inbox has
one secret, which only the mail server knows; here none is set, so nothing opens it."""
