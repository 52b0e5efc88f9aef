"""The invented cohort but for the two with a sign-in; the same for the same seed. Nobody here is real.

National provider identifiers begin with 2, a series that has never been issued.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from mentorship.demo.words import MENTEE_OPENINGS, MENTOR_OPENINGS, NEEDS, OFFERS

MENTORS, MENTEES = 39, 59  # and the two who can be signed in as
FIRST = (
    "Adaeze Alejandra Amir Anneliese Anita Anthony Beatriz Bogdan Caleb Carmen Chidi Clara Daniela David "
    "Dolores Elena Emeka Esther Farah Fatima Gabriel Grace Hana Hassan Helen Ines Isaac Ivana Jamal James "
    "Joon Julia Kavita Kenji Khadija Laila Leo Lin Lucia Luis Maeve Mai Marcus Maria Mei Miguel Mira "
    "Nadia Naomi Neil Nia Noor Olivia Omar Owen Patrick Paula Priya Rafael Rosa Ruth Samir Sandra Sanjay "
    "Sarah Sofia Sunita Tara Thomas Thuy Victor Wanda Wei Yara Yusuf Zainab Zoe "
)
LAST = (
    "Abara Acosta Adeyemi Ahmed Alvarez Bakker Banerjee Becker Bello Boateng Castillo Chang Chowdhury "
    "Costa Cruz Dang Delgado Diallo Doyle Eze Farouk Fernandez Fischer Flores Fujita Garcia Ghosh Gomez "
    "Haddad Hansen Hernandez Hoang Hughes Ibrahim Iyer Jansen Johnson Kamara Kapoor Kaur Kelly Khan Kim "
    "Kowalski Kumar Larsen Le Lewis Lopez Mahmoud Malik Martinez Mbeki Mehta Mendoza Moreau Morris Murphy "
    "Nakamura Nguyen Novak Nwosu Okafor Olsen Ortiz Park Patel Pereira Petrov Pham Quinn Rahman Ramirez "
    "Reddy Rivera Romero Rossi Saleh Santos Schmidt Shah Sharma Silva Singh Sullivan Tanaka Torres Tran "
    "Vargas Vega Walsh Wang Weber Williams Wong Yamamoto Young Zhang Zimmer "
)
# (state, zone, how often): more people where more people live.
PLACES = (
    ("TX", "America/Chicago", 14), ("CA", "America/Los_Angeles", 13), ("NY", "America/New_York", 8),
    ("FL", "America/New_York", 8), ("OH", "America/New_York", 6), ("IL", "America/Chicago", 6),
    ("CO", "America/Denver", 6), ("WA", "America/Los_Angeles", 5), ("NC", "America/New_York", 5),
    ("PA", "America/New_York", 5), ("AZ", "America/Phoenix", 4), ("MN", "America/Chicago", 4),
    ("NM", "America/Denver", 3), ("ME", "America/New_York", 3), ("HI", "Pacific/Honolulu", 2),
    ("AK", "America/Anchorage", 1), ("PR", "America/Puerto_Rico", 2),
)  # fmt: skip
SPECIALTIES = (
    ("207Q00000X", 26), ("207R00000X", 20), ("208000000X", 12), ("2084P0800X", 10), ("207N00000X", 6),
    ("207V00000X", 6), ("208100000X", 5), ("2084N0400X", 5), ("207K00000X", 4), ("MEDPEDS", 4), ("207X00000X", 2),
)  # fmt: skip
MODELS = (
    ("insurance", 28),
    ("dpc", 24),
    ("hybrid", 14),
    ("micropractice", 12),
    ("small-group", 10),
    ("virtual", 6),
    ("concierge", 6),
)
LANGUAGES = (
    ("es", 26),
    ("zh", 5),
    ("hi", 6),
    ("vi", 4),
    ("ar", 4),
    ("fr", 3),
    ("ko", 3),
    ("pt", 3),
    ("ur", 3),
)
VALUES = (
    "autonomy",
    "time-with-patients",
    "family-time",
    "service",
    "security",
    "simplicity",
    "growth",
    "new-ideas",
    "teaching",
    "meaning",
)
STYLES = ("structure", "push", "proof", "pace", "contact")
# Topics that are asked for more often than others, as everywhere.
WANTED = {
    "prior-authorization": 7, "denials-appeals": 6, "credentialing-enrollment": 6, "billing-rcm": 5,
    "hiring-recruiting": 5, "ehr-selection": 4, "direct-primary-care": 4, "professional-isolation": 4,
}  # fmt: skip


# Who offers to teach a model practices in it.
TAUGHT_MODELS = {"direct-primary-care": "dpc", "micropractice": "micropractice"}


@dataclass(frozen=True, slots=True)
class Invented:
    """One invented physician and all their answers."""

    name: str
    email: str
    is_mentor: bool
    zone: str
    state: str
    licensed: tuple[str, ...]
    degree: str
    npi: str
    specialty: str
    model: str
    stage: str
    opened_year: int | None
    languages: tuple[str, ...]
    about: str
    values: tuple[str, ...]
    style: tuple[tuple[str, int], ...]
    needs: tuple[str, ...]
    offers: tuple[tuple[str, int, int], ...]
    employer: str
    market: str
    capacity: int
    reply_days: int
    hours: tuple[tuple[int, int, int], ...]


def cohort(seed: int, year: int) -> list[Invented]:
    """Mentors first, then mentees; the same list for the same seed and year."""
    chance = Random(seed)
    names = _names(chance)
    mentors = [_person(chance, next(names), year, is_mentor=True) for _ in range(MENTORS)]
    return mentors + [_person(chance, next(names), year, is_mentor=False) for _ in range(MENTEES)]


def _names(chance: Random) -> Iterator[str]:
    """First and last names, no last name twice in a row of the list."""
    lasts, firsts = LAST.split(), FIRST.split()
    chance.shuffle(lasts)
    chance.shuffle(firsts)
    for number in range(MENTORS + MENTEES):
        yield f"{firsts[number % len(firsts)]} {lasts[number % len(lasts)]}"


def _person(chance: Random, name: str, year: int, *, is_mentor: bool) -> Invented:
    state, zone = _place(chance)
    stage = "mature" if is_mentor else chance.choice(("explore", "plan", "plan", "launch", "launch", "year1"))
    opened = year - chance.randint(2, 18) if is_mentor else None
    topics = _topics(chance, chance.randint(4, 8) if is_mentor else chance.randint(3, 5))
    taught = [TAUGHT_MODELS[topic] for topic in topics if is_mentor and topic in TAUGHT_MODELS]
    others = chance.sample([p[0] for p in PLACES if p[0] != state], chance.choice((0, 0, 0, 1, 2)))
    return Invented(
        name=name,
        email=f"{name.lower().replace(' ', '.')}@example.org",
        is_mentor=is_mentor,
        zone=zone,
        state=state,
        licensed=(state, *others),
        degree=chance.choice(("MD", "MD", "MD", "DO")),
        npi=_npi(chance),
        specialty=_one(chance, SPECIALTIES),
        model=taught[0] if taught else _one(chance, MODELS),
        stage=stage,
        opened_year=opened,
        languages=("en", *({_one(chance, LANGUAGES)} if chance.random() < 0.45 else ())),
        about=_about(chance, topics, stage, opened),
        values=tuple(chance.sample(VALUES, 3)),
        style=tuple((slider, chance.randint(1, 5)) for slider in STYLES),
        needs=() if is_mentor else tuple(topics),
        offers=tuple((topic, chance.choice((1, 2, 2, 3)), year - chance.randint(0, 6)) for topic in topics)
        if is_mentor
        else (),
        employer=""
        if is_mentor or chance.random() < 0.6
        else chance.choice(("Riverbend Health", "Northgate Medical Group")),
        market=f"{chance.randint(100, 979)}",
        capacity=chance.choice((1, 1, 2, 2, 2, 3)),
        reply_days=chance.choice((1, 2, 2, 3, 5)),
        hours=_hours(chance),
    )


def _about(chance: Random, topics: Sequence[str], stage: str, opened: int | None) -> str:
    if opened:
        return " ".join(
            [chance.choice(MENTOR_OPENINGS).format(year=opened), *(OFFERS[topic] for topic in topics[:2])]
        )
    return " ".join(
        [chance.choice(MENTEE_OPENINGS[stage]), *(chance.choice(NEEDS[topic]) for topic in topics[:2])]
    )


def _topics(chance: Random, count: int) -> list[str]:
    """Different topics, the wanted ones more often, in order of importance to this person."""
    chosen: list[str] = []
    while len(chosen) < count:
        topic = _one(chance, [(topic, WANTED.get(topic, 2)) for topic in NEEDS if topic not in chosen])
        chosen.append(topic)
    return chosen


def _hours(chance: Random) -> tuple[tuple[int, int, int], ...]:
    """Two to four weekdays, mostly evenings, some noons, some early mornings."""
    starts = chance.choice((17 * 60 + 30, 18 * 60, 18 * 60, 19 * 60, 12 * 60, 7 * 60))
    length = 180 if starts >= 17 * 60 else 90
    return tuple(
        (weekday, starts, starts + length)
        for weekday in sorted(chance.sample(range(5), chance.randint(2, 4)))
    )


def _place(chance: Random) -> tuple[str, str]:
    state, zone, _weight = chance.choices(PLACES, weights=[place[2] for place in PLACES])[0]
    return state, zone


def _one(chance: Random, weighted: Sequence[tuple[str, int]]) -> str:
    return chance.choices([name for name, _ in weighted], weights=[weight for _, weight in weighted])[0]


def _npi(chance: Random) -> str:
    """A ten-digit number of the 2-series with a right check digit (Luhn over 80840 and the number)."""
    payload = f"2{chance.randrange(10**8):08}"
    doubled = (int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(payload)))
    total = 24 + sum(value - 9 if value > 9 else value for value in doubled)
    return f"{payload}{-total % 10}"
