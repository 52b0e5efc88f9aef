"""What time makes happen on the way to a mentor: from the account to the answer to a request."""

from __future__ import annotations

from typing import Any

from mentorship.followup import joining
from mentorship.followup import joining_emails as on_the_way
from mentorship.followup.openings import waiting_letter
from mentorship.followup.trigger import Trigger
from mentorship.mail.models import Category
from mentorship.pairing import emails as pairing_emails

A_FORTNIGHT_EACH = tuple(range(1, 366, 14))
SILENT_LIMIT = 2
"""After so many unanswered requests in a row nobody is sent to a mentor for now."""

REQUESTS: tuple[Trigger[Any], ...] = (
    Trigger(
        name="request_reminder",
        when="On the second working day after a mentor was asked.",
        stops="The mentor has answered, or the mentee took the request back.",
        then="On the last working day the request ends, and the mentee's next choice is asked, or the mentee hears "
        "whom to ask next.",
        category=Category.request,
        due=joining.requests_to_remind_of,
        fact=lambda request: request.public_id,
        whom=lambda request: [request.mentor],
        letter=lambda request, _mentor, _key: pairing_emails.reminder(request),
    ),
    Trigger(
        name="waiting",
        when="A day after a mentee is left without a mentor or an open request, then every two weeks.",
        stops="The mentee has asked somebody, or works with a mentor.",
        then="After 14 days the coordinator is asked to look.",
        category=Category.request,
        due=joining.waits,
        fact=lambda wait: f"{wait.application.public_id}:{wait.since:%Y-%m-%dT%H:%M}",
        whom=lambda wait: [wait.application.person],
        letter=waiting_letter,
        since=lambda wait: wait.since,
        days=A_FORTNIGHT_EACH,
    ),
    Trigger(
        name="first_silence",
        when="A request to a mentor has ended without a word from them.",
        stops="The mentor pauses new requests, or answers another one.",
        then=f"After {SILENT_LIMIT} in a row the mentor is shown as taking no new requests.",
        category=Category.nudge,
        due=lambda now: [silence for silence in joining.silences(now) if silence[1] < SILENT_LIMIT],
        fact=lambda silence: silence[0].public_id,
        whom=lambda silence: [silence[0].mentor],
        letter=on_the_way.first_silence,
    ),
)
JOINING: tuple[Trigger[Any], ...] = (
    Trigger(
        name="profile_unfinished",
        when="7 and 14 days after an account was confirmed whose profile is not finished.",
        stops="The profile is finished.",
        category=Category.nudge,
        due=joining.unfinished_profiles,
        fact=lambda person: person.public_id,
        whom=lambda person: [person],
        letter=on_the_way.profile_unfinished,
        since=lambda person: person.confirmed_at,
        days=(7, 14),
    ),
    Trigger(
        name="application_unfinished",
        when="7 and 14 days after a profile was finished, while a cohort takes members and none was chosen.",
        stops="The person has asked to join.",
        category=Category.nudge,
        due=joining.unfinished_applications,
        fact=lambda profile: profile.public_id,
        whom=lambda profile: [profile.person],
        letter=on_the_way.application_unfinished,
        since=lambda profile: profile.completed_at,
        days=(7, 14),
    ),
    Trigger(
        name="never_asked",
        when="7 and 14 days after a mentee was let in and has asked no mentor.",
        stops="The mentee has asked a mentor, or was matched.",
        category=Category.nudge,
        due=joining.never_asked,
        fact=lambda application: application.public_id,
        whom=lambda application: [application.person],
        letter=on_the_way.never_asked,
        since=lambda application: application.decided_at,
        days=(7, 14),
    ),
)
