"""Passwords: which ones will do, and how they are hashed (argon2id at 19 MiB, two passes, one lane)."""

from __future__ import annotations

import threading
import unicodedata
from string import digits, punctuation

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import Flask, current_app

from mentorship.extensions import settings_of

SHORTEST, LONGEST = 10, 200
FEWEST_DIFFERENT = 4
EASY = (
    "This is one of the first passwords that others would try. Put together four or five words of your own."
)
RUNS = (
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "qazwsxedcrfvtgbyhnujmikolp",
    "!@#$%^&*()_+",
)
LOOKALIKES = str.maketrans("@4301!$5", "aaeoliss")
# Words that people reach for; digits and signs around them, look-alikes inside, or saying them twice help
# little.
COMMON = """
abc access admin administrator america angel apple asdf asdfgh asdfghjkl ashley august autumn banana
baseball basketball batman beautiful buster butterfly changeit changeme charlie cheese chelsea chocolate
christmas computer cookie cowboys daniel december default doctor doctors dragon family february flower
football forever freedom friday friend friends ginger guest hallway hannah harley healthcare hello
helloworld hospital hunter iloveyou internet jackson january jasmine jennifer jessica jesus jordan joshua
july june killer letmein liverpool login lovely loveme loveyou maggie march master matrix matthew medicine
mentor mentoring mentorship michael michelle monday monkey mustang mynoob newpassword nicole november nurse
october orange pass passcode passwd password passwort patient pepper phoenix physician pokemon princess
purple qazwsx qwer qwert qwerty qwertyuiop samantha samsung saturday secret september shadow soccer spring
starwars summer sunday sunshine superman superstar tennis test tester testing testtest texas thomas thursday
tigger trustno tuesday unknown user username wednesday welcome welcomehome whatever whatsup william winter
yankees zaqwsx zxcvbn zxcvbnm
"""
COMMON_WORDS = frozenset(COMMON.split())
# Hashing takes a core and 19 MiB; a crowd at the door must not stop the other pages.
_two_at_a_time = threading.BoundedSemaphore(2)


def weakness(password: str, *known: str) -> str | None:
    """Why a password will not do, None when it will. `known` is what all may know: the address, the name."""
    if len(password) < SHORTEST:
        return f"Use at least {SHORTEST} characters. Four or five words of your own are easy to remember."
    if len(password) > LONGEST:
        return f"Use at most {LONGEST} characters."
    return EASY if _easy(password.casefold(), [word.casefold() for word in known if word]) else None


def hashed(password: str) -> str:
    """What is kept instead of the password."""
    with _two_at_a_time:
        return _hasher().hash(_same_on_every_keyboard(password))


def matches(stored: str | None, password: str) -> bool:
    """Whether this is the password. Nobody's password (None) takes as long as somebody's wrong one."""
    try:
        with _two_at_a_time:
            return _hasher().verify(stored or _nobodys(), _same_on_every_keyboard(password))
    except (VerificationError, InvalidHashError):
        return False


def init_app(app: Flask) -> None:
    """Hash at OWASP's floor; in tests as cheaply as argon2 allows."""
    memory, passes = (8, 1) if settings_of(app).app_env == "test" else (19 * 1024, 2)
    app.extensions["password_hasher"] = PasswordHasher(memory_cost=memory, time_cost=passes, parallelism=1)


def _hasher() -> PasswordHasher:
    hasher: PasswordHasher = current_app.extensions["password_hasher"]
    return hasher


def _nobodys() -> str:
    """A hash of the usual cost that no password has."""
    hasher = _hasher()
    cost = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    return f"$argon2id$v=19${cost}${'A' * 22}${'A' * 43}"


def _same_on_every_keyboard(password: str) -> str:
    """Keyboards and phones write é in two ways; the person typed the same thing."""
    return unicodedata.normalize("NFKC", password)


def _easy(password: str, known: list[str]) -> bool:
    bare = "".join(filter(str.isalnum, password))
    plain = "".join(filter(str.isalpha, password))
    meant = "".join(filter(str.isalpha, password.strip(digits + punctuation).translate(LOOKALIKES)))
    parts = (part for whole in known for part in (whole, whole.partition("@")[0]))
    obvious = {"".join(filter(str.isalnum, part)) for part in parts} - {""}
    return (
        len(set(password)) < FEWEST_DIFFERENT
        or any(typed in run for typed in (password, password[::-1]) for run in RUNS)
        or any(_once(word) in COMMON_WORDS for word in (plain, meant))
        or any(word in obvious for word in (bare, plain))
    )


def _once(word: str) -> str:
    """'password' for 'passwordpassword'."""
    half = word[: len(word) // 2]
    return half if half * 2 == word else word
