"""E-mail addresses: when two of them are one, and which ones we can write to."""

from __future__ import annotations

import unicodedata

from email_validator import EmailNotValidError, validate_email

from mentorship.fields import UNWANTED

LONGEST = 254


def normalized(email: str) -> str:
    """The form in which addresses are kept and compared, so that one address is one person."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", email).casefold()).strip()


def complaint(email: str) -> str | None:
    """What to mend in an address, None when mail can go to it. Whether its domain exists is not asked."""
    if not email.strip():
        return "Enter your e-mail address, like amara.lee@example.com."
    if UNWANTED.search(email) or "\n" in email or "\t" in email:
        return "This address holds an invisible character. Type it instead of pasting it."
    if len(email) > LONGEST:
        return f"An e-mail address has at most {LONGEST} characters."
    if not normalized(email).isascii():
        return "Use an address of plain letters and digits: many mail servers cannot deliver to others yet."
    try:
        validate_email(normalized(email), check_deliverability=False)
    except EmailNotValidError:
        return "Enter a full e-mail address, like amara.lee@example.com."
    return None
