"""What may be typed about a practice, needs, offers and limits. What an answer must be is known to answers.py."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, Field, FormField
from wtforms import Form as Part

from mentorship import vocabulary
from mentorship.accounts.models import Person
from mentorship.fields import Text, Words, optional
from mentorship.profiles import answers, topics
from mentorship.profiles.fields import AnswerForm, Number, Pick, Points, Ticks, rows_together
from mentorship.profiles.models import MOST_NEEDS, MOST_OFFERS, Offer, Profile


class PracticeForm(AnswerForm):
    """Screen 1: who, where and how."""

    degree = Points("Degree", answers.DEGREES)
    specialty = Text(
        "Specialty",
        longest=100,
        hint="Type a few letters, like peds or cardiology.",
        render_kw={"list": "specialties", "autocomplete": "off"},
    )
    practice_model = Pick("How you practice, or plan to", vocabulary.practice_models)
    stage = Pick("Where you are on the way", vocabulary.stages)
    practice_state = Pick("State you practice in, or plan to", lambda: vocabulary.STATES)
    licensed_states = Text(
        "States where you are licensed",
        longest=300,
        hint="Codes with commas, like TX, OK.",
        validators=[optional],
    )
    languages = Text("Languages you can meet in", longest=300, hint="With commas, like English, Spanish.")

    def only_for(self, person: Person) -> None:
        """The stage is asked of mentees; mentors tell when they opened."""
        if not person.is_mentee:
            del self.stage


class NeedRows(AnswerForm):
    """A mentee's topics, the two most wanted first."""

    need_1 = Pick("What you want help with most", vocabulary.topics_by_area)
    need_2 = Pick("Second", vocabulary.topics_by_area, none="Nothing else")
    need_3 = Pick("Third", vocabulary.topics_by_area, none="Nothing else")
    need_4 = Pick("Fourth", vocabulary.topics_by_area, none="Nothing else")
    need_5 = Pick("Fifth", vocabulary.topics_by_area, none="Nothing else")


class OfferPart(Part):
    """One topic that a mentor knows."""

    topic = Pick("Topic", vocabulary.topics_by_area, none="No topic")
    depth = Pick("How well you know it", lambda: topics.DEPTHS, none=None, default=topics.SOLID)
    last_year = Number("Last done in", validators=[optional])

    @property
    def is_empty(self) -> bool:
        """Whether nothing was chosen or typed here; how well a topic is known always has a value."""
        year = self.last_year
        return not self.topic.data and year.data is None and not year.process_errors


class OfferRows(AnswerForm):
    """A mentor's topics."""


for row in range(1, MOST_OFFERS + 1):
    setattr(OfferRows, f"offer_{row}", FormField(OfferPart, f"Topic {row}"))


class StylePart(Part):
    """Five questions between two ends each, all optional."""


for slug, (left, right) in vocabulary.styles().items():
    ends = {
        "1": left,
        "2": f"Rather {left.lower()}",
        "3": "Either",
        "4": f"Rather {right.lower()}",
        "5": right,
    }
    setattr(StylePart, slug, Points(f"{left} or {right.lower()}?", ends, validators=[optional]))


class NeedsAndOffersForm(NeedRows, OfferRows):
    """Screen 2: what a mentee needs, what a mentor offers, both for those who are both."""

    heard_needs = Ticks("Heard in your words", dict)
    heard_offers = Ticks("Heard in your words", dict)

    about = Words(
        "In your own words", longest=1200, validators=[optional],
        hint="Two or three sentences that members of your cohort read. "
        "Practice matters only. No patient details. No fees or payer rates.", render_kw={"rows": 5},
    )  # fmt: skip
    values = Ticks(
        "What matters most to you",
        vocabulary.values,
        hint="Pick up to three. Others see only what you have in common.",
        validators=[optional],
    )
    style = FormField(StylePart, "How you like to work")
    wanted_language = Pick(
        "Language you would rather speak",
        lambda: vocabulary.LANGUAGES,
        none="English is fine",
        validators=[optional],
    )
    wants_same_state = BooleanField("I prefer a mentor in my state")
    opened_year = Number("Year you opened your own practice", hint="Like 2019.")
    capacity = Number("How many mentees you have room for", hint="At the same time. Most mentors say 2.")
    reply_days = Pick("How soon you usually answer", lambda: answers.REPLY_DAYS)
    meeting_link = Text(
        "Your own video link",
        longest=300,
        validators=[optional],
        hint="Begins with https://. Shown only to those you meet; without one we make a room.",
    )
    paused = BooleanField("Take no new requests for now")

    MENTEES = (
        "heard_needs",
        *(f"need_{n}" for n in range(1, MOST_NEEDS + 1)),
        "wanted_language",
        "wants_same_state",
    )
    MENTORS = (
        "heard_offers",
        *(f"offer_{n}" for n in range(1, MOST_OFFERS + 1)),
        "opened_year",
        "capacity",
        "reply_days",
        "meeting_link",
        "paused",
    )

    def process(self, *args: Any, **kwargs: Any) -> None:
        """Read what was sent; a heard topic that was ticked takes the next empty row, or stays ticked without one."""
        super().process(*args, **kwargs)
        needs, offers = self.need_topics, self.offer_topics
        lines = [self[f"offer_{n}"].form for n in range(1, MOST_OFFERS + 1)]
        self.heard_needs.data = _placed(self.heard_needs, needs, [row for row in needs if not row.data])
        self.heard_offers.data = _placed(
            self.heard_offers, offers, [line.topic for line in lines if line.is_empty]
        )

    @property
    def need_topics(self) -> list[Field]:
        """The fields for topics that are needed; none for those who are only mentors."""
        return [self[name] for name in self.MENTEES if name.startswith("need_") and name in self]

    @property
    def offer_topics(self) -> list[Field]:
        """The fields for topics that are offered; none for those who are only mentees."""
        return [self[name].form.topic for name in self.MENTORS if name.startswith("offer_") and name in self]

    def answers(self) -> dict[str, Any]:
        """Every answer whose fields could be read; the rows of needs and offers as one answer each.

        What was ticked and found no row stands at their end, where it is refused as one too many.
        """
        given = super().answers()
        needs, offers = given.pop("heard_needs", []), given.pop("heard_offers", [])
        given = rows_together(self, rows_together(self, given, "need", MOST_NEEDS), "offer", MOST_OFFERS)
        if "needs" in given:
            given["needs"] += needs
        if "offers" in given:
            given["offers"] += [
                topics.OfferRow(topic=slug, depth=topics.SOLID, last_year=None) for slug in offers
            ]
        return given

    def only_for(self, person: Person) -> None:
        """Leave out what concerns neither of this person's roles."""
        unwanted = (() if person.is_mentee else self.MENTEES) + (() if person.is_mentor else self.MENTORS)
        for name in unwanted:
            del self[name]


def _placed(ticks: Field, rows: Sequence[Field], empty: Sequence[Field]) -> list[str]:
    """Put each ticked topic that stands in no row into the next empty one; the topics that found none."""
    standing = {row.data for row in rows}
    known = [slug for slug in dict.fromkeys(ticks.data or ()) if slug in vocabulary.topic_labels()]
    new = [slug for slug in known if slug not in standing]
    for row, slug in zip(empty, new, strict=False):
        row.data = slug
    return new[len(empty) :]


class ExclusionPart(Part):
    """Somebody not to be matched with."""

    email = Text("Their e-mail address", longest=254)
    kind = Pick("Why", lambda: answers.EXCLUSIONS)


class DisclosurePart(Part):
    """Interests that the other side reads before it says yes."""

    vendor_paid = Words(
        "A vendor, drug or device firm, investor or consultancy paid me in the last 24 months",
        longest=400, hint="Who, and for what. Leave empty if nobody did.", validators=[optional],
    )  # fmt: skip
    seeks_deal = Words(
        "I hope to hire, to buy a practice or to invest",
        longest=400, hint="What you have in mind. Leave empty if nothing.", validators=[optional],
    )  # fmt: skip


class PrivacyForm(AnswerForm):
    """The optional page: what keeps people apart, shown to nobody, and what others read before a yes."""

    employer = Text(
        "Your employer, now or in the last 12 months", longest=120, validators=[optional],
        hint="Leave empty if you work for yourself. The name is never shown, and people who work there cannot see you.",
    )  # fmt: skip
    market = Text(
        "Your local market", longest=80, validators=[optional],
        hint="Town, or the first three digits of your ZIP code. Never shown; it keeps competitors next door apart.",
    )  # fmt: skip
    npi = Text(
        "Your NPI",
        longest=20,
        validators=[optional],
        hint="Ten digits. Only your coordinator sees it, to check who you are.",
    )
    disclosures = FormField(
        DisclosurePart, "What mentees should know", description="Mentees read this before they meet you."
    )

    def answers(self) -> dict[str, Any]:
        """Every answer that could be read; the rows of people as one."""
        return rows_together(self, super().answers(), "exclusion", answers.MOST_EXCLUSIONS)

    def only_for(self, person: Person) -> None:
        """Disclosures are asked of mentors."""
        if not person.is_mentor:
            del self.disclosures


for row in range(1, answers.MOST_EXCLUSIONS + 1):
    setattr(PrivacyForm, f"exclusion_{row}", FormField(ExclusionPart, f"Person {row}"))


def filled(form_class: type[AnswerForm], person: Person, profile: Profile | None) -> AnswerForm:
    """A form with what was answered so far, or with what was just sent."""
    form = form_class(data=data_of(person, profile))
    form.only_for(person)
    return form


def data_of(person: Person, profile: Profile | None) -> dict[str, Any]:
    """What stands in the fields before anything is typed: the answers kept so far, or their defaults."""
    if profile is None:
        return {"languages": "English", "capacity": 2, "reply_days": 3}
    kept = {column.key: getattr(profile, column.key) for column in Profile.__table__.columns}
    return kept | {
        "specialty": vocabulary.specialty_label(profile.specialty),
        "licensed_states": ", ".join(profile.licensed_states),
        "languages": ", ".join(vocabulary.LANGUAGES.get(code, code) for code in profile.languages),
        "disclosures": {str(disclosure.kind): disclosure.words for disclosure in profile.disclosures},
        **{f"need_{need.rank}": need.topic for need in profile.needs},
        **{f"offer_{number}": _offer(offer) for number, offer in enumerate(profile.offers, start=1)},
        **{
            f"exclusion_{number}": {"email": e.email, "kind": e.kind}
            for number, e in enumerate(profile.exclusions, start=1)
        },
    }


def _offer(offer: Offer) -> dict[str, Any]:
    return {"topic": offer.topic, "depth": offer.depth, "last_year": offer.last_year}
