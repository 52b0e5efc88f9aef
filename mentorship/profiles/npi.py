"""The National Provider Identifier: ten digits, the last of which checks the others."""

from __future__ import annotations

import re

PREFIX_SUM = 24
"""What the digits 80840, which every NPI is checked with as if it began with them, add to the sum."""


def checked_npi(text: str) -> str | None:
    """The ten digits of a well-formed NPI, without spaces and hyphens; None for anything else.

    That the number was ever given to somebody is not known here.
    """
    digits = re.sub(r"[\s-]", "", text)
    if not re.fullmatch(r"[12][0-9]{9}", digits):
        return None
    total = PREFIX_SUM + sum(_doubled(int(d)) if at % 2 else int(d) for at, d in enumerate(reversed(digits)))
    return digits if total % 10 == 0 else None


def _doubled(digit: int) -> int:
    """Twice the digit, its own digits added up."""
    return 2 * digit - 9 if digit > 4 else 2 * digit
