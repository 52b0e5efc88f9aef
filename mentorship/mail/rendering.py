"""A letter becomes a message: the two templates filled in, the styles set inline."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from css_inline import CSSInliner
from flask import current_app, render_template

from mentorship.extensions import settings_of
from mentorship.mail.letters import Letter, absolute_url
from mentorship.mail.message import Mailbox, Message
from mentorship.mail.models import Category
from mentorship.mail.unsubscribing import address_for

TEXT, HTML = "mail/letter.txt", "mail/letter.html"


def compose(letter: Letter, key: str, date: datetime) -> Message:
    """Everything the message says; `key` is new for every letter."""
    settings = settings_of(current_app)
    # Whoever has no account yet, or cannot get in, has no use for preferences.
    preferences = "" if letter.category is Category.account else absolute_url("mail.preferences")
    unsubscribe = address_for(letter.to, letter.category)
    words = {"letter": letter, "preferences": preferences, "unsubscribe": unsubscribe}
    return Message(
        key=key,
        host=settings.host,
        sender=Mailbox(settings.site_name, settings.mail_from),
        to=Mailbox(letter.to.name, letter.to.email),
        date=date,
        subject=letter.subject,
        text=render_template(TEXT, **words),
        html=_inliner().inline(render_template(HTML, **words)),
        thread=letter.thread,
        unsubscribe=unsubscribe,
        calendar=letter.calendar,
        calendar_method=letter.calendar_method,
    )


@cache
def _inliner() -> CSSInliner:
    """Mail programs drop style sheets; what cannot be inlined (dark mode, phones) stays in one."""
    return CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)
