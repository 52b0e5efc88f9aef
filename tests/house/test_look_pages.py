"""What the components promise: valid HTML in every state, mistakes tied to their fields, words before numbers."""

from xml.etree.ElementTree import Element

import pytest
from flask import Flask, render_template, url_for

from mentorship.accounts.models import Person
from mentorship.mail.letters import Letter
from mentorship.mail.models import Category
from tests.house.look_sample import sample_page
from tests.pages import Browser, checked, words_of


def by_id(tree: Element, id_: str) -> Element:
    return next(element for element in tree.iter() if element.get("id") == id_)


def test_every_component_is_valid_html_before_and_after_mistakes(app: Flask):
    fresh, returned = checked(sample_page(app)), checked(sample_page(app, name="", about="Too long for five"))

    assert not [element for element in fresh.iter() if element.get("aria-invalid")]
    assert [element.get("id") for element in returned.iter() if element.get("aria-invalid")] == [
        "name",
        "about",
        "agreed",
    ]


def test_a_mistake_is_said_at_the_top_above_the_field_and_to_screen_readers(app: Flask):
    tree = checked(sample_page(app, name=""))

    summary = next(element for element in tree.iter("div") if "error-summary" in (element.get("class") or ""))
    assert words_of(summary).startswith("Dr. Ben Osei has no free place. Enter your name.")
    assert all(by_id(tree, (link.get("href") or "")[1:]) is not None for link in summary.iter("a"))
    assert by_id(tree, "name").get("aria-describedby") == "name-hint name-error"
    assert words_of(by_id(tree, "name-error")) == "Error: Enter your name."
    assert words_of(next(tree.iter("title"))).startswith("Error: ")


def test_what_was_typed_stays_and_is_never_cut_by_the_browser(app: Flask):
    tree = checked(sample_page(app, about="Too long for five"))

    assert (by_id(tree, "about").text or "").strip() == "Too long for five"
    assert not [element for element in tree.iter() if element.get("maxlength")]


def test_choices_keep_their_groups_and_their_question(app: Flask):
    tree = checked(sample_page(app))

    assert [group.get("label") for group in by_id(tree, "topic").iter("optgroup")] == ["Payers", "People"]
    topics = by_id(tree, "topics")
    assert words_of(next(topics.iter("legend"))) == "All topics"
    assert [
        words_of(by_id(tree, g.get("aria-labelledby") or ""))
        for g in topics.iter("div")
        if g.get("role") == "group"
    ] == ["Payers", "People"]
    assert [box.get("value") for box in topics.iter("input")] == ["contracts", "denials", "hiring"]


def test_a_fit_is_said_in_words_and_its_number_waits_behind_a_question(app: Flask):
    tree = checked(sample_page(app))

    details = next(element for element in tree.iter("details") if element.get("class") == "worked-out")
    outside = words_of(next(tree.iter("main"))).replace(words_of(details), "")
    assert "Strong fit" in outside
    assert "71" not in outside
    assert "Topics 38 of 40" in words_of(details)


@pytest.mark.parametrize(
    ("cookie", "attribute"), [("dark", "dark"), ("light", "light"), ("auto", None), ('"><b>', None)]
)
def test_the_colors_follow_the_setting_or_else_the_device(
    client: Browser, cookie: str, attribute: str | None
):
    client.client.set_cookie("theme", cookie)

    page = client.open("/nowhere", 404)

    assert page.all("html")[0].get("data-bs-theme") == attribute


def test_the_navigation_leads_each_role_to_its_own_places(
    client: Browser, app: Flask, amara: Person, ben: Person, cora: Person
):
    pages = {
        person.name: client.signed_in(person).open("/nowhere", 404).links for person in (amara, ben, cora)
    }

    with app.test_request_context():
        mentors, hours, cohorts = (
            url_for("pairing.mentors"),
            url_for("availability.edit"),
            url_for("coordination.index"),
        )
    assert [mentors in links for links in pages.values()] == [True, False, False]
    assert [hours in links for links in pages.values()] == [True, True, False]
    assert [cohorts in links for links in pages.values()] == [False, False, True]


def test_a_page_about_a_broken_database_does_not_ask_the_database_who_reads_it(app: Flask, amara: Person):
    with app.test_request_context():
        html = render_template(
            "errors/error.html", status=503, title="Very busy right now", advice="Try again."
        )

    assert "Sign in" not in html
    assert words_of(next(checked(html).iter("h1"))) == "Very busy right now"


def test_a_letter_says_the_same_as_text_and_as_html(app: Flask, ben: Person):
    letter = Letter(
        to=ben, category=next(iter(Category)), kind="pairing.asked",
        subject="Dr. Amara Lee asks to meet", dedupe_key="one",
        lines=("Say yes or no by Friday.", "“Denials <again> & again.”"), facts=(("Rhythm", "once a month"),),
        button=("Read and answer", "https://hallway.example/r/1"), choices=(("Not this time", "https://hallway.example/r/2"),),
        after=("After Friday we ask somebody else.",), why="You get this because you are a mentor.", support=True,
    )  # fmt: skip
    words = {"letter": letter, "preferences": "https://hallway.example/settings/mail"}

    with app.test_request_context():
        text, html = render_template("mail/letter.txt", **words), render_template("mail/letter.html", **words)

    tree = next(element for element in checked_mail(html).iter("body"))
    for said in (
        *letter.lines,
        "once a month",
        "Read and answer",
        "Not this time",
        *letter.after,
        letter.why,
        "988",
    ):
        assert said in text
        assert said in words_of(tree)
    assert [link.get("href") for link in tree.iter("a")] == [
        "https://hallway.example/r/1", "https://hallway.example/r/2", "tel:988", "https://hallway.example/settings/mail",
    ]  # fmt: skip
    assert "\n\n\n" not in text


def checked_mail(html: str) -> Element:
    """A mail is no page: it needs no h1."""
    return checked(html.replace('<p class="brand">', "<h1>").replace("Hallway</p>", "Hallway</h1>"))
